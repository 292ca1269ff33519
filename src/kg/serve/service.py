"""What the answers of one server share: the open store, the processes for queries, the templates, the proofs."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from pyoxigraph import Store, Triple
from starlette.requests import Request

from kg.dossier.reading import Graph
from kg.errors import InputError, KgError
from kg.limits import Limits, limits
from kg.proofs.explanations import Explained, Explainer
from kg.rdf.manifest import MANIFEST, NAME_INDEX, Manifest, check_build, check_unchanged, looks_earlier
from kg.rdf.names import Names
from kg.rdf.read import OPEN_FILES, KeptFolder, keep_open, read_bytes, shipped
from kg.read_build import open_build
from kg.serve.replies import RefusalError
from kg.serve.scheduler import Lanes
from kg.serve.settings import Settings
from kg.sparql.catalogue import CatalogueQuery, read_catalogue
from kg.sparql.find import names_in_build
from kg.sparql.folder import check_folder, open_folder
from kg.sparql.workers import Process, place_of, start_process

T = TypeVar("T")
#: What changes when a build is replaced: a file of it by number, time and size.
Identity = tuple[str, int, int, int, int]
#: The files of a build that are answered as they are.
FILES = ("explorer.html", "report.html", "tables.html", "graph.ttl", "graph.trig", "closure.nt", "void.ttl")
#: What is read through when a build is opened; the rest is as long as the build wrote it.
READ = ("store/", "summary.json", "explorer.html", "report.html", "tables.html", "void.ttl", NAME_INDEX)


def identity(build: Path) -> Identity | None:
    """What tells the build in a folder from the next one there; None where there is none."""
    for name in (MANIFEST, "store/CURRENT"):
        try:
            state = (build / name).stat()
        except OSError:
            continue
        return name, state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size
    return None


class Service:
    """One build, opened once, from which every answer to one request comes. ``InputError`` where there is none whole.

    ``start_worker`` starts a process for queries.
    """

    def __init__(self, settings: Settings, start_worker: Callable[[Sequence[str]], Process] = start_process) -> None:
        self.settings = settings
        self.limits: Limits = limits()
        self.root = urlsplit(settings.base).path
        self.identity = identity(settings.build)
        self.manifest = _manifest(settings.build)
        check_folder(settings.build / "store")
        self._folder = KeptFolder(settings.build)
        folder = self._folder.path
        if self.manifest is not None:  # What was checked by its name is what is open.
            check_unchanged(folder, self.manifest)
        self._store = _store(settings.build, folder)
        self.graph = Graph(self._store, self.root)
        self.summary = _summary(folder)
        self.lanes = Lanes(
            settings.build / "store", self.limits, start_worker, self.unchanged, place_of(folder / "store")
        )
        self.proofs = Proofs(folder, self.limits.serve_proof_bytes, self.unchanged)
        self._files = {name: file for name in FILES if (file := keep_open(folder / name)) is not None}
        self._kept: dict[str, object] = {}
        self._users = 0
        self._unused = asyncio.Event()
        self._unused.set()

    @property
    def name(self) -> str:
        """What answers from this build are marked with."""
        if self.manifest is not None:
            return self.manifest.build
        return f"unlisted-{self.identity[3]:x}" if self.identity else "unlisted"

    def unchanged(self) -> bool:
        """Whether the folder still holds this build."""
        return identity(self.settings.build) == self.identity

    def file(self, name: str) -> tuple[Path, str | None]:
        """A file of this build, even where the folder holds the next one by now, and its SHA-256 where that is known.

        Raises ``RefusalError``: 404 where the build has none, 503 where it is gone and the system kept none for us.
        """
        if name not in self._files:
            raise RefusalError(404, f"this build has no {name}; run 'kg build' again")
        entry = self.manifest.by_path.get(name) if self.manifest else None
        path = OPEN_FILES / str(self._files[name].fileno())
        if not path.exists():
            path = self.settings.build / name
            if not self.unchanged():
                raise RefusalError(503, "the build is being replaced; ask again in a moment")
        return path, entry.sha256 if entry else None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Within this, the service stays open: a request is answered from it."""
        self._users += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                self._unused.set()

    async def unused(self) -> None:
        """Wait until no request is answered from it."""
        await self._unused.wait()

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` gave the first time for ``name``; it goes when the service goes."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]  # type: ignore[return-value]

    async def start(self) -> None:
        """Start the processes that answer queries."""
        await self.lanes.start()
        # The first proof would otherwise wait until the whole graph is read.
        threading.Thread(target=self.proofs.prepare, name="proofs", daemon=True).start()

    async def close(self) -> None:
        """End them, and let go of what was kept."""
        await self.lanes.close()
        self._kept.clear()
        for file in self._files.values():
            file.close()
        self._folder.close()

    @cached_property
    def names(self) -> Names:
        """The names of everything in the build."""
        names = names_in_build(self._folder.path, self.manifest, self._store)
        if self.manifest is not None:
            check_unchanged(self._folder.path, self.manifest)
        return names

    @cached_property
    def catalogue(self) -> Mapping[str, CatalogueQuery]:
        """The queries that come with the package."""
        return read_catalogue(shipped("queries"))

    @cached_property
    def templates(self) -> Environment:
        """The templates, in which everything is escaped that is not markup of their own."""
        loader = ChoiceLoader([PackageLoader("kg.serve"), PackageLoader("kg.dossier")])
        env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
        env.trim_blocks = env.lstrip_blocks = True
        env.globals |= {
            "root": self.root,
            "href": self.graph.href,
            "policy": self.summary.get("policy", ""),
        }
        return env

    def page(self, template: str, **values: object) -> bytes:
        """A page as bytes."""
        return self.templates.get_template(template).render(**values).encode()


class Proofs:
    """Proofs of inferred statements, from the whole graph in memory, which is read when the first one is asked for."""

    def __init__(self, build: Path, most: int, unchanged: Callable[[], bool]) -> None:
        self._build, self._most, self._unchanged = build, most, unchanged
        self._lock = threading.Lock()
        self._failed = False

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(open_build(self._build))

    @property
    def affordable(self) -> bool:
        """Whether there is a graph to read, small enough for ``serve_proof_bytes``."""
        return not self._failed and ("_explainer" in self.__dict__ or self._readable)

    @cached_property
    def _readable(self) -> bool:
        file = self._build / "graph.trig"
        return file.is_file() and file.stat().st_size <= self._most

    def prepare(self) -> None:
        """Read the graph."""
        if not self.affordable:
            return
        with self._lock:
            try:
                known = "_explainer" in self.__dict__
                _ = self._explainer
                self._failed = not known and not self._unchanged()  # Another build may have been read.
            except KgError:  # A store of other data: its pages do without proofs.
                self._failed = True

    def __call__(self, triple: Triple) -> Explained | None:
        """The shortest proof of a statement; None where there is none to be had. May be called from any thread."""
        self.prepare()
        if not self.affordable:
            return None
        with self._lock:
            try:
                return self._explainer.shortest(triple).proofs[0]
            except KgError:
                return None


def _store(build: Path, folder: Path) -> Store:
    """The store in ``folder``, which was found under the name ``build``."""
    try:
        return open_folder(folder / "store")
    except InputError as error:
        raise InputError(error.reason, file=build / "store") from error


def _summary(build: Path) -> Mapping[str, object]:
    """The figures of the build; none where the store stands alone."""
    try:
        summary = json.loads(read_bytes(build / "summary.json"))
    except (InputError, ValueError):
        return {}
    return summary if isinstance(summary, dict) else {}


def _manifest(build: Path) -> Manifest | None:
    """The list of the build's files, which are whole; None where the store stands alone. ``InputError`` where not."""
    if not (build / MANIFEST).exists() and not looks_earlier(build):
        return None
    return check_build(build, READ)


def service_of(request: Request) -> Service:
    """The service that a request is answered from."""
    service: Service = request.scope["kg.service"]
    return service
