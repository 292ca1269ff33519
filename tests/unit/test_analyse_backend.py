"""The optional faster backend: by configuration alone, and equal to networkx to 1e-9."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest
from analyses import network

from kg.analyse import brokerage
from kg.analyse.brokerage import simple_ties

SRC = Path(__file__).parents[2] / "src"


@pytest.fixture(scope="module")
def ties() -> nx.Graph:
    return simple_ties(network(5_000)[0])


@pytest.fixture
def backend() -> Iterator[None]:
    with nx.config(backend_priority=["rustnx"], cache_converted_graphs=False):
        yield


MEASURES: dict[str, Callable[[nx.Graph], dict[str, float]]] = {
    "betweenness, sampled": brokerage.betweenness,
    "betweenness, all sources": lambda ties: nx.betweenness_centrality(ties.subgraph(sorted(ties)[:600]).copy()),
    "core": nx.core_number,
    "components": lambda ties: {min(part): len(part) for part in nx.connected_components(ties)},
}


@pytest.mark.parametrize("name", MEASURES)
def test_the_backend_gives_what_networkx_gives(name: str, ties: nx.Graph, request: pytest.FixtureRequest) -> None:
    plain = MEASURES[name](ties)
    request.getfixturevalue("backend")
    assert MEASURES[name](ties) == pytest.approx(plain, rel=0, abs=1e-9)


def test_the_backend_is_what_takes_the_work(ties: nx.Graph) -> None:
    # A function that the backend named does not have is an error, and no fall back to networkx.
    with nx.config(cache_converted_graphs=False):
        assert nx.core_number(ties, backend="rustnx") == nx.core_number(ties)
        assert nx.number_connected_components(ties, backend="rustnx") == nx.number_connected_components(ties)
        assert len(nx.betweenness_centrality(ties, k=8, seed=0, backend="rustnx")) == len(ties)
    with pytest.raises(NotImplementedError):
        nx.constraint(ties, backend="rustnx")


def test_an_analysis_is_the_same_with_the_variable_set_and_without() -> None:
    code = "import sys; from kg.cli import main; sys.argv = ['kg', 'analyse', 'brokerage', '--format', 'json']; main()"
    outputs = []
    for more in ({}, {"NETWORKX_BACKEND_PRIORITY": "rustnx"}):
        environment = {**os.environ, "PYTHONPATH": str(SRC), **more}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        outputs.append(done.stdout)
        assert "Warning" not in done.stderr
    assert outputs[0] == outputs[1]
