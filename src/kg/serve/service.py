"""What the answers of one server share: the open store, the processes for queries, the templates, the proofs."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import Response

from kg.catalogue import CatalogueQuery, read_catalogue
from kg.errors import InputError, KgError
from kg.limits import Limits, limits
from kg.proofs import Explained, Explainer
from kg.reopen import open_build
from kg.serve.answers import answer
from kg.serve.description import service_triples, written
from kg.serve.guard import RefusalError
from kg.serve.lanes import Lanes
from kg.serve.negotiate import choose
from kg.serve.reading import Graph
from kg.serve.settings import Settings
from kg.sources import read_bytes, shipped
from kg.sparql.evaluate import GRAPH_TYPES
from kg.sparql.store import open_folder


class Service:
    """One build, opened once. ``InputError`` where there is none."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.limits: Limits = limits()
        self.root = urlsplit(settings.base).path
        self.graph = Graph(open_folder(settings.build / "store"), self.root)
        self.summary = _summary(settings.build)
        self.lanes = Lanes(settings.build / "store", self.limits)
        self.proofs = Proofs(settings.build, self.limits.serve_proof_bytes)

    async def start(self) -> None:
        """Start the processes that answer queries."""
        await self.lanes.start()
        # The first proof would otherwise wait until the whole graph is read.
        threading.Thread(target=self.proofs.prepare, name="proofs", daemon=True).start()

    async def close(self) -> None:
        """End them."""
        await self.lanes.close()

    @cached_property
    def catalogue(self) -> Mapping[str, CatalogueQuery]:
        """The queries that come with the package."""
        return read_catalogue(shipped("queries"))

    @cached_property
    def templates(self) -> Environment:
        """The templates, in which everything is escaped that is not markup of their own."""
        env = Environment(loader=PackageLoader("kg.serve"), autoescape=True, undefined=StrictUndefined)
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

    def __init__(self, build: Path, most: int) -> None:
        self._build, self._most = build, most
        self._lock = threading.Lock()
        self._failed = False

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(open_build(self._build))

    @property
    def affordable(self) -> bool:
        """Whether there is a graph to read, small enough for ``serve_proof_bytes``."""
        file = self._build / "graph.trig"
        return not self._failed and file.is_file() and file.stat().st_size <= self._most

    def prepare(self) -> None:
        """Read the graph."""
        if not self.affordable:
            return
        with self._lock:
            try:
                _ = self._explainer
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


def _summary(build: Path) -> Mapping[str, object]:
    """The figures of the build; none where the store stands alone."""
    try:
        told = json.loads(read_bytes(build / "summary.json"))
    except (InputError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def service_of(request: Request) -> Service:
    """The service that a request is answered from."""
    service: Service = request.app.state.service
    return service


def described(request: Request, accept: str) -> Response:
    """The description of the SPARQL service, in the form of RDF that is asked for."""
    media_type = choose(accept, list(GRAPH_TYPES))
    if media_type is None:
        raise RefusalError(406, f"the description of the service is given in {', '.join(GRAPH_TYPES)}")
    service = service_of(request)
    counted = service.summary.get("triples")
    graphs = counted if isinstance(counted, dict) else {}
    triples = service_triples(service.settings.base + "sparql", graphs)
    return answer(request, written(triples, media_type), media_type)
