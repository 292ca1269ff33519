"""GraphML (graphml.graphdrawing.org, 2007): for networkx, yEd, Cytoscape and igraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as Tree

from kg.exchange.formats.network import EDGE_COLUMNS, NODE_COLUMNS, Network, Row, plain
from kg.exchange.formats.xml import document, xml_text

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_TYPES = {int: "int", float: "double", bool: "boolean"}
#: Attributes of GraphML's own elements, not data.
_OWN = {"node": ("id",), "edge": ("id", "source", "target")}


def graphml(network: Network) -> Mapping[str, Iterable[bytes]]:
    """The network with every column as data; what is not known is left out, lists are joined by spaces."""
    root = Tree.Element("graphml", {"xmlns": _NAMESPACE})
    for domain, columns in (("node", NODE_COLUMNS), ("edge", EDGE_COLUMNS)):
        for column in _data(domain, columns):
            kind = _TYPES.get(columns[column], "string")
            key = {"id": f"{domain}-{column}", "for": domain, "attr.name": column, "attr.type": kind}
            Tree.SubElement(root, "key", key)
    graph = Tree.SubElement(root, "graph", {"edgedefault": "directed"})
    for domain, rows in (("node", network.nodes), ("edge", network.edges)):
        for row in rows:
            _add(graph, domain, row)
    return {"graph": document(root)}


def _data(domain: str, columns: Iterable[str]) -> list[str]:
    return [column for column in columns if column not in _OWN[domain]]


def _add(graph: Tree.Element, domain: str, row: Row) -> None:
    element = Tree.SubElement(graph, domain, {name: xml_text(row[name]) for name in _OWN[domain]})
    for column in _data(domain, row):
        if row[column] not in (None, []):
            Tree.SubElement(element, "data", {"key": f"{domain}-{column}"}).text = xml_text(plain(row[column]))
