"""The formats of ``kg export``: for linked data, network programs, spreadsheets and maps, STIX 2.1, nanopublications.

:data:`FORMATS` is the register. A format holds either triples, which it takes as they stream, or what the analyses
make of the dataset. The same input gives the same bytes in each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.errors import UsageError, meant
from kg.exchange.formats.ftm import ftm
from kg.exchange.formats.geojson import geojson
from kg.exchange.formats.gexf import gexf
from kg.exchange.formats.graphml import graphml
from kg.exchange.formats.jsonld import jsonld
from kg.exchange.formats.nanopub_settings import NanopubSettings
from kg.exchange.formats.network import Network, network
from kg.exchange.formats.rdf import nquads, ntriples, rdfxml, reifiers, trig, turtle
from kg.exchange.formats.stix import stix
from kg.exchange.formats.tables import csv_tables, parquet_tables
from kg.rdf.terms import DECISIONS, LAYERS
from kg.read_build import build_triples, open_build
from kg.workspace import Workspace

#: What can be chosen: the four layers, and the decisions by which the accepted one came about.
GRAPHS = LAYERS | {"decisions": DECISIONS}
ALL = "all"

Parts = Mapping[str, Iterable[bytes]]


@dataclass(frozen=True)
class Material:
    """What is exported: the chosen graphs by name, triples of graphs as they stream, the dataset when asked for.

    ``settings`` are for nanopublications alone.
    """

    layers: tuple[str, ...]
    read: Callable[[Sequence[NamedNode]], Iterator[tuple[NamedNode, Triple]]]
    workspace: Callable[[], Workspace]
    settings: NanopubSettings

    def triples(self) -> Iterator[tuple[NamedNode, Triple]]:
        """The triples of the chosen graphs, each with its graph."""
        return self.read([GRAPHS[layer] for layer in self.layers])


@dataclass(frozen=True)
class Exporter:
    """A format: what it is for, media type and file suffix, the layers that it can hold, and how it is written.

    ``parts`` gives the content by name: ``graph`` alone, or one for each table, where there are ``several``.
    """

    about: str
    media_type: str
    suffix: str
    layers: tuple[str, ...]
    parts: Callable[[Material], Parts]
    several: bool = False


def _triples(write: Callable[[Iterable[Triple]], Iterable[bytes]]) -> Callable[[Material], Parts]:
    """Of one graph: the union of the layers."""
    return lambda material: {"graph": write(triple for _, triple in material.triples())}


def _quads(write: Callable[[Iterable[tuple[NamedNode, Triple]]], Iterable[bytes]]) -> Callable[[Material], Parts]:
    """Of named graphs: one for each layer."""
    return lambda material: {"graph": write(material.triples())}


def _network(write: Callable[[Network], Parts]) -> Callable[[Material], Parts]:
    """Of nodes and edges."""
    return lambda material: write(network(material.workspace(), material.layers))


def _workspace(write: Callable[[Workspace, Collection[str]], Parts]) -> Callable[[Material], Parts]:
    return lambda material: write(material.workspace(), material.layers)


def _nanopubs(name: str) -> Callable[[Material], Parts]:
    """Of nanopublications, in a syntax of :mod:`kg.exchange.formats.nanopubs`, which needs the extra ``nanopub``."""

    def parts(material: Material) -> Parts:
        try:
            from kg.exchange.formats import nanopubs
        except ModuleNotFoundError as error:
            raise UsageError(
                f"nanopublications need an extra: pip install 'conflict-kg[nanopub]' ({error.name} is not installed)"
            ) from error
        write = {"trig": nanopubs.nanopubs_trig, "nquads": nanopubs.nanopubs_nquads}[name]
        quads = material.read(tuple(GRAPHS.values()))
        return {"graph": write(quads, material.workspace, material.layers, material.settings)}

    return parts


_ANY, _EDGES, _PUBLISHED = tuple(GRAPHS), ("accepted", "inferred"), ("accounts", "decisions")

FORMATS: dict[str, Exporter] = {
    "turtle": Exporter("RDF for people", "text/turtle", ".ttl", _ANY, _triples(turtle)),
    "trig": Exporter("RDF with a named graph for each layer", "application/trig", ".trig", _ANY, _quads(trig)),
    "ntriples": Exporter("RDF line by line", "application/n-triples", ".nt", _ANY, _triples(ntriples)),
    "nquads": Exporter("the same with named graphs", "application/n-quads", ".nq", _ANY, _quads(nquads)),
    "jsonld": Exporter("RDF as JSON, accounts inside", "application/ld+json", ".jsonld", _ANY, _triples(jsonld)),
    "rdfxml": Exporter("RDF as XML", "application/rdf+xml", ".rdf", _ANY, _triples(rdfxml)),
    "reifiers": Exporter(
        "RDF 1.2: accounts as reifiers of what they state",
        "text/turtle;version=1.2",
        ".ttl",
        ("asserted", "accounts"),
        _triples(reifiers),
    ),
    "graphml": Exporter("networkx, yEd, Cytoscape", "application/xml", ".graphml", _EDGES, _network(graphml)),
    "gexf": Exporter("Gephi, with its time line", "application/xml", ".gexf", _EDGES, _network(gexf)),
    "csv": Exporter("tables of nodes and edges", "text/csv", ".csv", _EDGES, _network(csv_tables), several=True),
    "parquet": Exporter(
        "the same for frames",
        "application/vnd.apache.parquet",
        ".parquet",
        _EDGES,
        _network(parquet_tables),
        several=True,
    ),
    "geojson": Exporter(
        "maps: places and events", "application/geo+json", ".geojson", ("asserted", "accepted"), _workspace(geojson)
    ),
    "ftm": Exporter("FollowTheMoney entities", "application/json+ftm", ".ftm.json", ("accepted",), _workspace(ftm)),
    "stix": Exporter(
        "STIX 2.1", "application/stix+json;version=2.1", ".json", ("accounts", "accepted"), _workspace(stix)
    ),
    "nanopubs": Exporter(
        "nanopublications: accounts, decisions, verdicts", "application/trig", ".trig", _PUBLISHED, _nanopubs("trig")
    ),
    "nanopubs-nquads": Exporter("the same line by line", "application/n-quads", ".nq", _PUBLISHED, _nanopubs("nquads")),
}
#: The formats that take :class:`NanopubSettings`.
_SETTABLE = ("nanopubs", "nanopubs-nquads")


def exporter(name: str) -> Exporter:
    """The format called ``name``; ``UsageError`` naming the nearest ones, and all, where there is none."""
    if name in FORMATS:
        return FORMATS[name]
    raise UsageError(f"no format {name!r}{meant(name.lower(), FORMATS, 2)}; there are: {', '.join(FORMATS)}")


def of_build(name: str, folder: Path, layers: Sequence[str] = (ALL,), settings: NanopubSettings | None = None) -> Parts:
    """The build in ``folder`` as the format ``name``, by part.

    ``layers`` are names of :data:`GRAPHS`, or ``all``: every layer that the format can hold. Raises ``UsageError``
    for a format or layer that does not exist or that do not go together, and for ``settings`` that are not for the
    format; ``InputError`` where there is no build.
    """
    chosen, found = _chosen(name, layers), _settings_for(name, settings)
    return FORMATS[name].parts(
        Material(chosen, lambda graphs: build_triples(folder, graphs), lambda: open_build(folder), found)
    )


def of_dataset(
    name: str, workspace: Workspace, layers: Sequence[str] = (ALL,), settings: NanopubSettings | None = None
) -> Parts:
    """``workspace`` as the format ``name``, by part; the rest and the errors are those of :func:`of_build`."""
    chosen, found = _chosen(name, layers), _settings_for(name, settings)
    return FORMATS[name].parts(
        Material(chosen, lambda graphs: _triples_of(workspace, graphs), lambda: workspace, found)
    )


def _settings_for(name: str, settings: NanopubSettings | None) -> NanopubSettings:
    found = settings or NanopubSettings()
    if not found.is_default and name not in _SETTABLE:
        raise UsageError(f"--check, --key and --orcid are for {' and '.join(_SETTABLE)} alone")
    return found


def _triples_of(workspace: Workspace, graphs: Sequence[NamedNode]) -> Iterator[tuple[NamedNode, Triple]]:
    """The triples of ``graphs`` in the workspace, those of datasets last, each with its graph."""
    yield from ((graph, triple) for graph in graphs for triple in workspace.graphs[graph.value])
    if workspace.datasets is not None:
        from kg.columns import text

        for graph in graphs:
            rows = workspace.datasets.layers[graph.value]
            yield from ((graph, triple) for triple in text.triples(workspace.datasets.evidence.dictionary, rows))


def _chosen(name: str, layers: Sequence[str]) -> tuple[str, ...]:
    """The layers that are meant, in the order of the pipeline."""
    held = exporter(name).layers
    for layer in layers:
        if layer not in (*GRAPHS, ALL):
            raise UsageError(f"no layer {layer!r}; there are: {', '.join(GRAPHS)}, {ALL}")
        if layer != ALL and layer not in held:
            raise UsageError(f"{name} cannot hold the layer {layer!r}; it holds: {', '.join(held)}")
    every = [layer for layer in held if layer in LAYERS] if ALL in layers else []
    return tuple(layer for layer in GRAPHS if layer in (*layers, *every))
