"""The package from Python and from a notebook: ``kg.build()`` gives a :class:`KnowledgeGraph`."""

from __future__ import annotations

import html
import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.analyse.projection import project
from kg.backends import Backend, open_store
from kg.catalogue import bind, read_catalogue
from kg.errors import UsageError
from kg.evidence import Evidence
from kg.export import write_parts
from kg.exports import ALL, FORMATS, of_dataset
from kg.frames import Kind, frame
from kg.hints import unknown_terms
from kg.pipeline import DEFAULT_POLICY, Dataset, build_dataset
from kg.query import ask
from kg.render.explorer import render_explorer
from kg.sources import shipped
from kg.store import memory_store

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import rdflib
    from pyoxigraph import Store


class KnowledgeGraph:
    """A built graph, in memory: query it, walk it, look at it."""

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
        """The answer to a catalogue query by name, with its parameters, or to SPARQL text: see :func:`queried`.

        The graph is in memory, where nothing can stop a query; :func:`connect` asks within limits.
        """
        return queried(open_store(self.store), text, params, frame)

    def network(self) -> networkx.MultiDiGraph:
        """Actors and events with their accepted and inferred edges, as the ontology declares them."""
        return project(self.built)

    def explorer(self, title: str = "Conflict knowledge graph") -> str:
        """The explorer as one HTML page."""
        return render_explorer(self.network(), self.evidence, title=title, provenance=self.built.provenance)

    def export(self, form: str, out: str | Path, layers: Sequence[str] = (ALL,)) -> None:
        """Write the graph in a format of :data:`kg.exports.FORMATS` to the file, or folder for several, ``out``.

        ``layers`` are ``asserted``, ``accounts``, ``accepted``, ``inferred``, ``decisions``, or ``all`` four layers.
        """
        write_parts(of_dataset(form, self.built, layers), FORMATS[form].suffix, Path(out))

    def _repr_html_(self) -> str:
        """The explorer inside a notebook cell: a sandboxed frame without files beside it."""
        page = html.escape(self.explorer(), quote=True)
        return (
            '<iframe sandbox="allow-scripts" title="Explorer" style="width:100%;height:640px;border:0"'
            f' srcdoc="{page}"></iframe>'
        )


class Connection:
    """A store in a folder, or an endpoint, to be asked; closed at the end of a ``with`` block."""

    def __init__(self, where: str | Path) -> None:
        self._backend = open_store(where)

    def query(self, text: str, *, frame: Kind = "polars", **params: str) -> polars.DataFrame | pandas.DataFrame:
        """The answer as a frame, within the documented limits of time, memory and rows: see :func:`queried`."""
        return queried(self._backend, text, params, frame)

    def close(self) -> None:
        """End what answers."""
        self._backend.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(where: str | Path = "build") -> Connection:
    """Ask a folder that ``kg build`` wrote, or the SPARQL 1.1 endpoint at an address.

    Raises ``InputError`` where there is no build, ``UsageError`` for what is no address.
    """
    return Connection(str(where) if "://" in str(where) else Path(where) / "store")


def queried(backend: Backend, text: str, params: Mapping[str, str], kind: Kind) -> polars.DataFrame | pandas.DataFrame:
    """The answer of ``backend`` to a catalogue query by name, with its parameters, or to SPARQL text, as a frame.

    Warns where the answer was cut at the row limit, and of names in the text that stand nowhere in the data. Raises
    ``UsageError`` for parameters that the query does not declare and for queries that would reach out of the store,
    ``InputError`` with line and column for text that is no query, ``LimitError`` at a limit.
    """
    catalogue = read_catalogue(shipped("queries"))
    if text in catalogue:
        answer = ask(backend, catalogue[text].text, bind(catalogue[text], params))
    elif params:
        raise UsageError("parameters are for queries of the catalogue, whose headers declare them")
    else:
        answer = ask(backend, text)
        for hint in unknown_terms(backend, text):
            warnings.warn(hint, stacklevel=3)
    if answer.truncated:
        warnings.warn(f"the answer was cut at {len(answer.rows)} rows (KG_RESULT_ROWS)", stacklevel=3)
    return frame(answer, kind)


def build(
    data: Sequence[str | Path] = (),
    *,
    policy: str = DEFAULT_POLICY,
    as_of: str | None = None,
    valid_at: str | None = None,
    reasoner: str = "polars",
) -> KnowledgeGraph:
    """Build the graph of ``data`` (files or folders; default: what ships) in memory.

    ``policy`` is ``cautious``, ``corroborated``, ``permissive``, ``only:<source>`` or a Turtle file; ``as_of`` takes
    only what was on record on that date, ``valid_at`` only what held, or had happened, on it; ``reasoner`` is
    ``polars``, ``spark`` or ``owlrl``.
    """
    return KnowledgeGraph(
        build_dataset([Path(d) for d in data], policy=policy, as_of=as_of, valid_at=valid_at, engine=reasoner)
    )
