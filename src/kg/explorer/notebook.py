"""Graphs and networks that show themselves in a notebook: the explorer in a frame that needs no other file.

The page is the frame's ``srcdoc``, so that the notebook alone holds it, and the frame is sandboxed: it has an origin of
its own and reaches neither the notebook nor its kernel. It may run the page's scripts, which the page's own policy
admits by hash; save the files that the page offers; and open a source's address in a tab, which is then no longer
sandboxed. Nothing else: no forms, no storage, no dialogs that block the notebook.
"""

from __future__ import annotations

from html import escape
from typing import Any

import networkx as nx

from kg.evidence.records import Evidence
from kg.explorer.html import render_explorer
from kg.explorer.page import TITLE
from kg.limits import limits

SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
NO_EVIDENCE = Evidence({}, {})


def cell_frame(page: str) -> str:
    """``page`` as a notebook's cell shows it: a sandboxed frame, or a sentence if it is larger than the limit.

    A notebook keeps what its cells show, so that ``notebook_bytes`` of ``kg.limits`` bounds the page.
    """
    size = len(page.encode())
    if size > limits().notebook_bytes:
        return _sentence(
            f"The explorer of this graph has {size / 1e6:.1f} MB, more than the {limits().notebook_bytes / 1e6:.1f} MB "
            "that a notebook is given (KG_NOTEBOOK_BYTES). Write explorer() of the graph to a file and open that, or "
            "show a part: network().subgraph(nodes)."
        )
    return (
        f'<iframe sandbox="{SANDBOX}" title="Explorer" style="width:100%;height:640px;border:0"'
        f' srcdoc="{escape(page, quote=True)}"></iframe>'
    )


def _sentence(text: str) -> str:
    return f"<p>{escape(text)}</p>"


class Network(nx.MultiDiGraph):  # type: ignore[misc]  # networkx has no types
    """A ``networkx.MultiDiGraph`` in the attributes of ``kg.analyse.projection.project`` that shows itself.

    Copies, subgraphs, reversed and pickled ones show themselves too. What other functions of networkx make of it has
    lost ``evidence``, and shows no accounts.
    """

    evidence: Evidence = NO_EVIDENCE
    provenance: str = ""

    @classmethod
    def of(cls, graph: nx.MultiDiGraph, evidence: Evidence, provenance: str) -> Network:
        """The nodes and edges of ``graph`` with the evidence behind them, and on whose word they rest."""
        return _with_evidence(cls(graph), evidence, provenance)

    def copy(self, as_view: bool = False) -> Network:
        """As in networkx."""
        return self._like(super().copy(as_view))

    def subgraph(self, nodes: Any) -> Network:
        """As in networkx."""
        return self._like(super().subgraph(nodes))

    def edge_subgraph(self, edges: Any) -> Network:
        """As in networkx."""
        return self._like(super().edge_subgraph(edges))

    def reverse(self, copy: bool = True) -> Network:
        """As in networkx."""
        return self._like(super().reverse(copy))

    def _like(self, made: Any) -> Network:
        """``made`` of this network, with its evidence."""
        return _with_evidence(made, self.evidence, self.provenance)

    def _repr_html_(self) -> str:
        """The explorer of this network in a frame; a sentence where nodes or edges lack what it shows."""
        try:
            page = render_explorer(self, self.evidence, title=TITLE, provenance=self.provenance)
        except KeyError as error:
            return _sentence(
                f"A node or edge of this network has no attribute {error}: the explorer shows networks whose nodes and "
                "edges have the attributes that kg.analyse.projection.project lists."
            )
        return cell_frame(page)


def _with_evidence(network: Any, evidence: Evidence, provenance: str) -> Network:
    """``network`` with its evidence."""
    network.evidence, network.provenance = evidence, provenance
    known: Network = network
    return known
