"""The open build that tools answer from: its store, names, graph in memory, and a process for queries."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from kg.analyse.projection import whole_network
from kg.dossier.reading import Graph
from kg.dossier.schema import Term, vocabulary
from kg.errors import KgError, UsageError
from kg.evidence.policy import read_policies
from kg.pipeline import accept_and_infer, find_policy
from kg.rdf.manifest import NAME_INDEX, STORE, check_build
from kg.rdf.names import Names
from kg.rdf.read import read_bytes
from kg.rdf.terms import CONFLICT
from kg.read_build import open_build
from kg.serve.service import identity
from kg.sparql.backends import Backend, open_built_store
from kg.sparql.find import names_in_build
from kg.sparql.folder import open_folder
from kg.workspace import Workspace

#: Other policies whose graphs are kept in memory.
_KEPT = 8


class Desk:
    """One build, opened when it is first needed. ``InputError`` where the folder holds none or a damaged one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.identity = identity(folder)
        self.manifest = check_build(folder, (f"{STORE}/", "summary.json", "graph.trig", "void.ttl", NAME_INDEX))
        self.summary: dict[str, Any] = json.loads(read_bytes(folder / "summary.json"))
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._others: OrderedDict[str, Workspace] = OrderedDict()

    @property
    def about(self) -> dict[str, Any]:
        """What every answer says of the build: its name and policy, the date of knowledge that it was built for, and
        the day on which its newest account was recorded."""
        return {
            "build": self.manifest.build,
            "policy": self.summary["policy"],
            "as_of": self.summary["as_of"],
            "recorded_until": self._recorded_until,
        }

    @cached_property
    def _recorded_until(self) -> str | None:
        recorded = self._store.quads_for_pattern(None, CONFLICT.term("recordedAt"), None)
        return max((getattr(quad.object, "value", "")[:10] for quad in recorded), default=None)

    @cached_property
    def _store(self) -> Store:
        return open_folder(self.folder / STORE)

    @cached_property
    def graph(self) -> Graph:
        """The store, read by pattern."""
        return Graph(self._store)

    @cached_property
    def names(self) -> Names:
        """The names of everything in the build."""
        return names_in_build(self.folder, self.manifest, self._store)

    @cached_property
    def terms(self) -> list[Term]:
        """The classes and properties, with their uses in the build."""
        return vocabulary(self.folder)

    @cached_property
    def backend(self) -> Backend:
        """What answers queries, in a process that ends at its limits."""
        return open_built_store(self.folder)

    @property
    def workspace(self) -> Workspace:
        """The whole graph in memory, for proofs, paths and comparisons; read once."""
        with self._lock:
            return self._workspace

    @cached_property
    def _workspace(self) -> Workspace:
        return open_build(self.folder)

    def under(self, policy: str) -> Workspace:
        """The build's accounts under another policy, by its name; the last few are kept.

        Raises ``UsageError`` for an unknown policy or a file, ``InconsistentGraphError`` where facts contradict the
        ontology.
        """
        if "/" in policy or policy.endswith(".ttl"):
            raise UsageError(f"no policy {policy!r}; a file is for the command line")
        workspace = self.workspace
        with self._making:
            if policy not in self._others:
                chosen, described = find_policy(workspace.inputs, policy)
                made = accept_and_infer(
                    workspace.inputs, chosen, described, as_of=workspace.as_of, valid_at=workspace.valid_at
                )
                self._others[policy] = made
            self._others.move_to_end(policy)
            while len(self._others) > _KEPT:
                self._others.popitem(last=False)
            return self._others[policy]

    def prepare(self) -> None:
        """Read what the first answers need, while the client still says hello."""
        with suppress(KgError):  # Who asks for it is told.
            _ = self.names, self.backend, self._recorded_until
            whole_network(self.workspace)
            for policy in read_policies(self.workspace.inputs.asserted):
                self.under(policy)

    def close(self) -> None:
        """End the process for queries."""
        if "backend" in self.__dict__:
            self.backend.close()


class Office:
    """The desk of the build that stands in a folder now: where the next build takes its place, of that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._desk = Desk(folder)
        self._lock = threading.Lock()

    def desk(self) -> Desk:
        """The desk of the build that is there; ``InputError`` where it is damaged."""
        with self._lock:
            if identity(self._folder) != self._desk.identity:
                old, self._desk = self._desk, Desk(self._folder)
                old.close()
            return self._desk

    def prepare(self) -> None:
        """Begin to read, in a thread."""
        threading.Thread(target=self.desk().prepare, name="prepare", daemon=True).start()

    def close(self) -> None:
        """End what the desk has begun."""
        self._desk.close()
