"""Networks that show themselves: still networkx, in a sandboxed frame, with a bound on what a notebook is given."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from html import unescape

import networkx as nx
import pytest

from browser.sample import EDGES, ID, sample_evidence, sample_graph
from kg.explorer.notebook import NO_EVIDENCE, SANDBOX, Network, cell_frame
from kg.explorer.packing import read_page

SAID = "The source tells that this happened."


def told(network: Network) -> str:
    """The data of the page that a network shows itself by."""
    return str(read_page(unescape(network._repr_html_())))


@pytest.fixture(scope="module")
def network() -> Network:
    graph = sample_graph()
    return Network.of(graph, sample_evidence(graph), "Made-up sample")


def test_frame_holds_the_page_and_may_do_little() -> None:
    shown = cell_frame("<title>\"a\" & 'b'</title>")
    assert "allow-same-origin" not in SANDBOX
    assert shown.startswith(f'<iframe sandbox="{SANDBOX}"')
    assert unescape(shown.split('srcdoc="')[1].split('"')[0]) == "<title>\"a\" & 'b'</title>"


def test_too_large_a_page_is_a_sentence(monkeypatch: pytest.MonkeyPatch, network: Network) -> None:
    monkeypatch.setenv("KG_NOTEBOOK_BYTES", "100000")
    shown = network._repr_html_()
    assert "more than the 0.1 MB that a notebook is given (KG_NOTEBOOK_BYTES)" in shown
    assert "<iframe" not in shown


def test_network_is_what_networkx_made(network: Network) -> None:
    graph = sample_graph()
    assert isinstance(network, nx.MultiDiGraph)
    assert nx.utils.graphs_equal(network, graph)
    assert network.graph == graph.graph
    assert nx.number_weakly_connected_components(network) == nx.number_weakly_connected_components(graph)


@pytest.mark.parametrize(
    "make",
    [
        lambda network: network.copy(),
        lambda network: network.copy(as_view=True),
        lambda network: network.subgraph(list(network)[:30]),
        lambda network: network.subgraph(list(network)[:30]).copy(),
        lambda network: network.edge_subgraph(list(network.edges(keys=True))[:40]),
        lambda network: network.reverse(),
        lambda network: network.reverse(copy=False),
        lambda network: nx.ego_graph(network, f"{ID}actor/kh"),
        lambda network: pickle.loads(pickle.dumps(network)),
    ],
    ids=["copy", "view", "subgraph", "subgraph copy", "edge subgraph", "reverse", "reverse view", "ego", "pickle"],
)
def test_what_is_made_of_it_shows_itself_with_evidence(make: Callable[[Network], Network], network: Network) -> None:
    made = make(network)
    assert isinstance(made, Network)
    assert 0 < len(made) <= len(network)
    assert made.evidence.sources == network.evidence.sources
    assert SAID in told(made)


def test_what_other_functions_make_of_it_shows_no_accounts(network: Network) -> None:
    made = nx.compose(network, network)
    assert isinstance(made, Network)
    assert made.evidence is NO_EVIDENCE
    shown = made._repr_html_()
    assert shown.startswith("<iframe")
    assert SAID not in told(made)
    assert made.number_of_edges() == len(EDGES)


def test_network_without_the_attributes_says_so() -> None:
    network = Network()
    network.add_edge("a", "b")
    shown = network._repr_html_()
    assert shown.startswith("<p>A node or edge of this network has no attribute")
    assert Network()._repr_html_().startswith("<iframe")
