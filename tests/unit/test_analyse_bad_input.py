"""Every analysis over data that lack what it needs: a sentence that says what is missing, and never NaN."""

import json
import math

import pytest

from analyse_case import TOLD, world
from kg.analyse import ANALYSES, SENSITIVITY
from kg.rdf.tables import present
from kg.workspace import Workspace

Told = tuple[tuple[str, str, str, str], ...]

DATA: dict[str, Told] = {
    "empty": (),
    "one-event": tuple(stated for stated in TOLD if stated[0] == "event:surge"),
    "one-relation": tuple(stated for stated in TOLD if stated[0] == "relation:corps-arms-carrier"),
    "a-tie-to-oneself": (
        ("relation:own", "Hostility", "told:hasHostileParty actor:north ; told:hasOpposedParty actor:north", "a"),
    ),
    "disconnected": (
        ("relation:one", "Alliance", "told:hasFirstAlly actor:north ; told:hasSecondAlly actor:corps", "a"),
        ("relation:two", "Hostility", "told:hasHostileParty actor:south ; told:hasOpposedParty actor:carrier", "b"),
    ),
    "all-disputed": (
        ("event:raid", "Attack", "told:isSubEventOf event:wave ; told:occurredAt place:camp", "a"),
        ("event:raid", "Attack", "told:isSubEventOf event:surge ; told:occurredAt place:elsewhere", "c"),
        ("relation:s", "Sponsorship", "told:hasSponsor actor:north ; told:hasBeneficiary actor:brigade", "a"),
        ("relation:s", "Sponsorship", "told:hasSponsor actor:south ; told:hasBeneficiary actor:carrier", "c"),
    ),
    "no-dates": tuple(
        (subject, kind, " ; ".join(part for part in stated.split(" ; ") if "xsd:dateTime" not in part), source)
        for subject, kind, stated, source in TOLD
    ),
    "no-ends": tuple(
        (subject, kind, 'told:earliestTime "2023-01-01T00:00:00Z"^^xsd:dateTime', "a")
        for subject, kind, *_ in TOLD
        if kind in ("Attack", "Strike")
    ),
}

#: How a sentence that says what is missing begins.
MISSING = ("Nothing to show: the policy 'permissive' accepts no ", "Too few to decide: ", "No three actors ")


@pytest.mark.parametrize("name", ANALYSES | SENSITIVITY)
@pytest.mark.parametrize("data", DATA)
def test_what_cannot_be_computed_is_said_in_a_sentence(name: str, data: str) -> None:
    result = (ANALYSES | SENSITIVITY)[name](world(DATA[data]))
    assert result.notes
    assert all(note.endswith(".") for note in result.notes)
    if not result.rows:
        assert any(note.startswith(MISSING) for note in result.notes)
    cells = [cell for row in result.rows for cell in row]
    assert not any(isinstance(cell, float) and not math.isfinite(cell) for cell in cells)
    assert not any(word.strip(".,;()").lower() in ("nan", "inf") for note in result.notes for word in note.split())
    assert len(json.loads(present(result.columns, result.rows, "json"))) == len(result.rows)


@pytest.mark.parametrize("name", ANALYSES | SENSITIVITY)
def test_with_nothing_accepted_a_note_says_what_is_missing(name: str, nothing: Workspace) -> None:
    result = (ANALYSES | SENSITIVITY)[name](nothing)
    assert result.rows == ()
    assert len(result.notes) == 1
    assert "the policy 'cautious' accepts no" in result.notes[0]
