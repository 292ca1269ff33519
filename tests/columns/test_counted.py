"""What the page says of datasets is what their triples say, counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import pytest
from pyoxigraph import NamedNode

from kg.explorer import counted
from kg.explorer.counted import OTHERS, add_parties, counted_values, dataset_counts
from kg.explorer.page import explorer_page
from kg.explorer.style import COUNTED_EVENTS, COUNTED_PARTY
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.rdf.resources import resources
from kg.rdf.terms import ACCEPTED, CONFLICT, PREFIXES
from kg.report.chronology import chronology
from kg.report.findings import findings
from kg.report.markdown import render_markdown
from kg.report.page import render_html, report_of
from kg.report.words import plain
from kg.workspace import Workspace, numbers_of
from made_up_dataset import COORDINATES, UNKNOWN, dataset

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "explorer-data.schema.json").read_text("utf-8"))
#: Values by the local name of their property.
Facts = Mapping[str, Mapping[str, tuple[str, ...]]]


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    made_up = tmp_path_factory.mktemp("data") / "made-up.ttl"
    made_up.write_text(dataset(), encoding="utf-8")
    return [shipped("data"), made_up]


@pytest.fixture(scope="module")
def facts(paths: list[Path]) -> Facts:
    """What is accepted of the made-up events, from the triples of a build without columns."""
    about = resources(build_workspace(paths).graphs[ACCEPTED.value])
    return {
        subject.value: {
            prop.value.removeprefix(CONFLICT.iri): tuple(v.value for v in values) for prop, values in said.items()
        }
        for subject, said in about.items()
        if isinstance(subject, NamedNode) and subject.value.startswith(f"{PREFIXES['event']}made-up-")
    }


@pytest.fixture(scope="module")
def workspace(paths: list[Path]) -> Workspace:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_DATASET_FILE_BYTES", "5000")
        patch.setenv("KG_DATASET_ACCOUNTS", "10")
        return build_workspace(paths[1:])


@pytest.fixture(scope="module")
def values(workspace: Workspace) -> dict[str, Any]:
    return counted_values(dataset_counts(workspace))


def test_events_are_counted_by_square_and_month(facts: Facts, values: dict[str, Any]) -> None:
    jsonschema.validate(
        values, {**SCHEMA, "required": [], "properties": {}, "$ref": "#/$defs/counted"} | {"additionalProperties": True}
    )
    assert values["events"] == len(facts) > 50
    towns = [of["occurredAt"][0].rpartition("-")[2] for of in facts.values() if "occurredAt" in of]
    known = Counter(int(town) for town in towns if int(town) != UNKNOWN)
    assert values["placed"] == sum(known.values()) == sum(spot["events"] for spot in values["spots"])
    assert values["placed"] < values["events"]
    assert values["months"] == ["2023-11"]
    assert values["by_month"] == [values["dated"]] == [sum("earliestTime" in of for of in facts.values())]
    # The first two towns are in one square; each other one has a square of its own.
    assert values["side"] == 0.25
    by_square = Counter(spot["events"] for spot in values["spots"])
    assert by_square == Counter([known[0] + known[1], *(known[town] for town in range(2, UNKNOWN))])
    both = next(spot for spot in values["spots"] if spot["places"] == 2)
    assert both["place"] == f"Town {max((0, 1), key=lambda town: known[town])}"
    middle = sum(known[town] * COORDINATES[town][0] for town in (0, 1)) / (known[0] + known[1])
    assert both["lat"] == pytest.approx(middle, abs=0.001)
    assert all(spot["months"] == [0, spot["events"]] for spot in values["spots"])


def test_squares_grow_until_there_is_room(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.columns.spots._SQUARES", 3)
    few = counted_values(dataset_counts(workspace))
    assert len(few["spots"]) <= 3
    assert few["side"] > 0.25
    assert sum(spot["events"] for spot in few["spots"]) == few["placed"]


def parties_in(facts: Facts) -> list[set[str]]:
    roles = ("hasPerpetrator", "hasTarget", "hasParty")
    return [{actor for role in roles for actor in of.get(role, ())} for of in facts.values()]


@pytest.mark.parametrize("most", [10, 2])
def test_parties_are_nodes_with_what_they_share(
    most: int, facts: Facts, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counted, "PARTIES", most)
    graph = nx.MultiDiGraph()
    known = f"{PREFIXES['actor']}made-up-0"
    graph.add_node(known, label="Known", summary="It is known.", kind="Militia")
    add_parties(graph, dataset_counts(workspace))
    events = Counter(actor for parties in parties_in(facts) for actor in parties)
    chief = sorted(events, key=lambda actor: (-events[actor], actor))[:most]
    assert set(graph) - {OTHERS} == {*chief, known}
    for actor in chief:
        assert f" In {events[actor]} event" in graph.nodes[actor]["summary"]
        assert graph.nodes[actor]["kind"] == ("Militia" if actor == known else COUNTED_PARTY)
    left = sorted(set(events) - set(chief))
    assert (OTHERS in graph) == bool(left)
    if left:
        assert graph.nodes[OTHERS]["label"] == f"{len(left)} other parties"
        assert graph.nodes[OTHERS]["names"] == tuple(f"Made-up group {actor[-1]}" for actor in left)
    pooled = [{actor if actor in chief else OTHERS for actor in parties} for parties in parties_in(facts)]
    shared = Counter(frozenset(pair) for parties in pooled for pair in combinations(sorted(parties), 2))
    assert shared
    drawn = {frozenset((one, other)): data for one, other, data in graph.edges(data=True)}
    assert drawn.keys() == shared.keys()
    for pair, data in drawn.items():
        assert data["label"].startswith(f"is in {shared[pair]} event")
        assert data["family"] == COUNTED_EVENTS
        assert (data["start"], data["end"]) == ("2023-11-01", "2023-11-30")


def test_a_page_without_datasets_counts_nothing(seed: Workspace) -> None:
    page = explorer_page(seed)
    assert '"counted":' not in page
    assert f'"{COUNTED_PARTY}"' not in page


def test_the_report_counts_datasets_and_lists_none_of_their_events(facts: Facts, workspace: Workspace) -> None:
    datasets = workspace.datasets
    assert datasets is not None
    numbers = numbers_of(workspace)
    assert numbers.in_columns == sum(datasets.sources.values()) > 0
    assert numbers.accounts == numbers.in_columns + len(workspace.inputs.account_records)
    assert numbers.accepted_sources <= numbers.sources
    time = chronology(workspace)
    assert time.counted.events == sum("earliestTime" in of for of in facts.values())
    said = [plain(finding.words) for finding in findings(workspace) if finding.topic == "datasets"]
    assert len(said) == len(datasets.sources)
    assert any("Made-up dataset 1 reports" in one and "2023-11" in one for one in said)
    report = report_of(workspace, {"disputed": 0, "queries_of_datasets": False}, [])
    assert "are counted, and not listed one by one" in render_html(report)
    assert "Events of datasets" in render_markdown(report) or len(time.counted.bars) == 1
