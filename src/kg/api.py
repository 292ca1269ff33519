"""The package from Python and from a notebook: ``kg.build()`` gives a :class:`KnowledgeGraph`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.analyse.networks import network
from kg.ask import Asked, Paths, files, propose
from kg.ask import findings as validate
from kg.evidence import Evidence
from kg.explore import TITLE, explorer_page
from kg.export import write_parts
from kg.exports import ALL, FORMATS, of_dataset
from kg.notebook import Network
from kg.notebook import frame as cell_frame
from kg.pipeline import DEFAULT_POLICY, Dataset, build_dataset
from kg.reason import DEFAULT_ENGINE
from kg.sparql.backends import open_store
from kg.sparql.connection import connect, queried
from kg.sparql.frames import Kind
from kg.sparql.store import memory_store

__all__ = ["KnowledgeGraph", "build", "connect", "propose", "validate"]

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import rdflib
    from pyoxigraph import Store


class KnowledgeGraph(Asked):
    """A built graph, in memory: query it, walk it, look at it; what else it answers is in :class:`kg.ask.Asked`."""

    def __init__(self, built: Dataset) -> None:
        self.built = built

    @property
    def evidence(self) -> Evidence:
        """Accounts and sources by IRI."""
        return self.built.evidence

    @cached_property
    def store(self) -> Store:
        """The Oxigraph store that holds the layers as named graphs."""
        return memory_store(self.built.graphs)

    @cached_property
    def dataset(self) -> rdflib.Dataset:
        """The layers as an ``rdflib.Dataset`` over Oxigraph; its default graph is the union of all."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset as RdflibDataset

        return RdflibDataset(store=OxigraphStore(store=self.store), default_union=True)

    def query(self, text: str, *, frame: Kind = "polars", **params: str) -> polars.DataFrame | pandas.DataFrame:
        """The answer to a catalogue query by name, with its parameters, or to SPARQL text: see
        :func:`kg.sparql.connection.queried`.

        The graph is in memory, where nothing can stop a query; ``kg.connect`` asks within limits.
        """
        return queried(open_store(self.store), text, params, frame)

    def network(self, form: str = "multi", **choice: Any) -> networkx.Graph:
        """Actors and events with their accepted and inferred edges, as the ontology declares them.

        ``form`` is ``multi``, which shows itself in a notebook, ``simple`` or ``bipartite``; ``choice`` are the
        conditions (``grade``, ``at``, ``since``, ``until``, ``inferred``, ``only``) of
        :func:`kg.analyse.networks.network`, which defines both.
        """
        made = network(self.built, form, **choice)
        return Network.of(made, self.evidence, self.built.provenance) if form == "multi" else made

    def explorer(self, title: str = TITLE) -> str:
        """The explorer as one HTML page, which also switches to other policies."""
        return explorer_page(self.built, title)

    def export(self, form: str, out: str | Path, layers: Sequence[str] = (ALL,)) -> None:
        """Write the graph in a format of :data:`kg.exports.FORMATS` to the file, or folder for several, ``out``.

        ``layers`` are ``asserted``, ``accounts``, ``accepted``, ``inferred``, ``decisions``, or ``all`` four layers.
        """
        write_parts(of_dataset(form, self.built, layers), FORMATS[form].suffix, Path(out))

    def _repr_html_(self) -> str:
        """The explorer inside a notebook cell: a sandboxed frame without files beside it."""
        return cell_frame(self.explorer())


def build(
    data: Paths = (),
    *,
    extra: Paths = (),
    policy: str = DEFAULT_POLICY,
    as_of: str | None = None,
    valid_at: str | None = None,
    reasoner: str = DEFAULT_ENGINE,
) -> KnowledgeGraph:
    """Build the graph of ``data`` (a file or folder, or several; default: what ships), and of ``extra``, in memory.

    ``policy`` is ``cautious``, ``corroborated``, ``permissive``, ``only:<source>`` or a Turtle file; ``as_of`` takes
    only what was on record on that date, ``valid_at`` only what held, or had happened, on it; ``reasoner`` is
    ``auto``, ``polars``, ``spark`` or ``owlrl`` (:mod:`kg.reason`).
    """
    return KnowledgeGraph(
        build_dataset(files(data, extra), policy=policy, as_of=as_of, valid_at=valid_at, engine=reasoner)
    )
