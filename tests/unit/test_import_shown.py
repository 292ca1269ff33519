"""Imported events and their parties in the network, the analyses, the search, the report and the catalogue."""

from pathlib import Path

import pytest

from importing import GED, file, read, table
from kg.analyse import ANALYSES
from kg.analyse.acts import without_sides
from kg.api import KnowledgeGraph
from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.rdf.terms import PREFIXES
from kg.report import timeline as drawing
from kg.report.timeline import timeline
from kg.workspace import Workspace

EVENTS = table(
    GED,
    {},
    {"id": "2", "date_start": "2016-01-09", "date_end": "2016-01-09"},
    {"id": "3", "type_of_violence": "3", "side_a": "Group B", "side_a_new_id": "234", "side_b": "Civilians"},
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("imported")
    reading = read(folder, "ucdp", {"ged.csv": EVENTS}, reliability="B", credibility="2")
    path: Path = file(folder, reading, "ucdp", reliability="B", credibility="2")
    return build_workspace([shipped("data"), path])


def test_parties_are_in_the_network_without_a_direction(imported: Workspace) -> None:
    network = KnowledgeGraph(imported).network()
    event = PREFIXES["event"] + "ucdp-1"
    parties = {
        (source.removeprefix(PREFIXES["actor"]), data["label"], data["sign"])
        for source, _, data in network.in_edges(event, data=True)
    }
    assert parties == {("ucdp-116", "was a party to", 0), ("ucdp-234", "was a party to", 0)}


def test_analyses_of_who_acts_against_whom_say_what_they_leave_out(
    imported: Workspace, shipped_graph: Workspace
) -> None:
    assert (without_sides(imported), without_sides(shipped_graph)) == (2, 0)
    note = "2 uses of force have parties, but no source states their sides: they are left out here."
    for name in ("escalation", "reciprocity", "brokerage", "cohesion", "balance", "imbalance"):
        assert ANALYSES[name](imported).notes[-1] == note
        assert not [line for line in ANALYSES[name](shipped_graph).notes if "have parties" in line]
    assert [row for row in ANALYSES["severity"](imported).rows if "ucdp-1" in str(row)]


def test_search_and_catalogue_find_them(imported: Workspace) -> None:
    graph = KnowledgeGraph(imported)
    assert "actor:ucdp-234" in [row[2] for row in graph.find("Group B").rows]
    found = graph.query("parties-to-events", actor="actor:ucdp-234")
    roles = dict(zip(found["event"], found["role"], strict=True))
    assert roles == {
        "event:ucdp-1": "conflict:hasParty", "event:ucdp-2": "conflict:hasParty",
        "event:ucdp-3": "conflict:hasPerpetrator",
    }  # fmt: skip


def test_the_drawing_of_time_has_them_and_says_what_it_lacks(
    imported: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = timeline(imported)
    marks = {mark.iri.removeprefix(PREFIXES["event"]): mark for mark in whole.marks}
    assert (marks["ucdp-1"].kind, whole.left_out) == ("force", 0)
    assert "parties Government of Aland, Group B" in marks["ucdp-1"].detail
    monkeypatch.setattr(drawing, "MOST_MARKS", len(marks) - 2)
    cut = timeline(imported)
    assert cut.left_out == 2
    assert len([mark for mark in cut.marks if "ucdp" in mark.iri]) == 1
