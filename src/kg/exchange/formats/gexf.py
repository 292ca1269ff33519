"""GEXF 1.3 (gexf.net): for Gephi, with its time line.

Nodes and edges appear from the day on which they start to the day on which they end, as days are stated; the exact
moments stand beside them as ``from`` and ``until``. Parallel edges are kept apart by their ``kind``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Tree

from kg.exchange.formats.network import EDGE_COLUMNS, NODE_COLUMNS, Network, Row, plain
from kg.exchange.formats.xml import document, xml_text

_NAMESPACE = "http://gexf.net/1.3"
_TYPES = {int: "integer", float: "double", bool: "boolean"}
#: What GEXF has attributes of its own for.
_OWN = ("id", "label", "source", "target")
_TITLES = {"start": "from", "end": "until"}


def gexf(network: Network) -> Mapping[str, Iterable[bytes]]:
    """The network with every column as an attribute; what is not known is left out, lists are joined by spaces."""
    root = Tree.Element("gexf", {"xmlns": _NAMESPACE, "version": "1.3"})
    graph = Tree.SubElement(
        root,
        "graph",
        {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date", "timerepresentation": "interval"},
    )
    for domain, columns in (("node", NODE_COLUMNS), ("edge", EDGE_COLUMNS)):
        _declare(graph, domain, columns)
    nodes = Tree.SubElement(graph, "nodes")
    for row in network.nodes:
        _add(nodes, "node", row, {})
    edges = Tree.SubElement(graph, "edges")
    for row in network.edges:
        ends = {name: xml_text(row[name]) for name in ("source", "target")}
        _add(edges, "edge", row, {**ends, "kind": xml_text(row["id"])})
    return {"graph": document(root)}


def _declare(graph: Tree.Element, domain: str, columns: Mapping[str, type]) -> None:
    attributes = Tree.SubElement(graph, "attributes", {"class": domain, "mode": "static"})
    for column, kind in columns.items():
        if column not in _OWN:
            named = {"id": column, "title": _TITLES.get(column, column), "type": _TYPES.get(kind, "string")}
            Tree.SubElement(attributes, "attribute", named)


def _add(parent: Tree.Element, domain: str, row: Row, own: Mapping[str, str]) -> None:
    times = {bound: day for bound in ("start", "end") if (day := _day(row[bound]))}
    named = {"id": xml_text(row["id"]), "label": xml_text(row["label"])}
    values = Tree.SubElement(Tree.SubElement(parent, domain, {**named, **own, **times}), "attvalues")
    for column, value in row.items():
        if column not in _OWN and value not in (None, []):
            Tree.SubElement(values, "attvalue", {"for": column, "value": xml_text(plain(value))})


def _day(moment: str | None) -> str | None:
    """The day of a moment, in the moment's own time zone."""
    return None if moment is None else moment.split("T")[0]
