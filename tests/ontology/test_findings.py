"""What is said of faults that are easily made in data: in which file, of which subject, and how to mend it."""

from pathlib import Path

import pytest
from shape_examples import PROLOGUE, WORLD

from kg.evidence.shapes import Finding
from kg.pipeline import find_faults, load_data

ACCOUNT = {
    "hasSource": "source:s",
    "isAccountOf": "event:e",
    "locator": '"row 1"',
    "paraphrase": '"It is told."',
    "hasCredibility": "credibility:2",
    "recordedAt": '"2026-11-22T00:00:00Z"^^xsd:dateTime',
}
JUDGEMENT = {name: value for name, value in ACCOUNT.items() if name != "isAccountOf"}
DAY = '"2023-11-{}T00:00:00Z"^^xsd:dateTime'


def block(subject: str, kind: str, said: dict[str, str], more: str = "") -> str:
    return f"{subject} a conflict:{kind} ; " + " ; ".join(f"conflict:{p} {v}" for p, v in said.items()) + f"{more} .\n"


def account(without: str = "", more: str = "", **other: str) -> str:
    said = {**ACCOUNT, **other}
    said.pop(without, None)
    return block("account:bad", "Account", said, more)


def judgement(kind: str, one: str, other: str, kept: str = "") -> str:
    keeps = f" ; conflict:keeps {kept}" if kept else ""
    return block("judgement:bad", kind, {**JUDGEMENT, "judges": f"{one} , {other}"}, keeps)


def findings(folder: Path, fault: str) -> list[Finding]:
    (folder / "world.ttl").write_text(PROLOGUE + WORLD.replace("x:", "account:"), encoding="utf-8")
    (folder / "mine.ttl").write_text(PROLOGUE + fault, encoding="utf-8")
    return find_faults(load_data((folder,)))


def bounds(low: str, high: str) -> str:
    return account(more=f" ; told:{low} 3 ; told:{high} 2")


@pytest.mark.parametrize(
    ("fault", "mend"),
    [
        (account(without="hasSource"), "Name the one source"),
        (account(without="locator"), "where in the source this stands"),
        (account(paraphrase='"It is told."@en'), "without language tag"),
        (account(paraphrase='"It is <b>told</b>."'), "Take the markup out"),
        (account(without="hasCredibility"), "Grade the information"),
        (account(hasCredibility="credibility:9"), "Grade the information"),
        (account(more=f" ; told:earliestTime {DAY.format(21)} ; told:latestTime {DAY.format(20)}"), "no later than"),
        (
            account(
                isAccountOf="relation:r",
                more=" ; told:hasFirstAlly actor:a"
                f" ; told:validFrom {DAY.format(21)} ; told:validUntil {DAY.format(20)}",
            ),
            "no later than told:validUntil",
        ),
        (bounds("killedAtLeast", "killedAtMost"), "no greater than told:killedAtMost"),
        (bounds("woundedAtLeast", "woundedAtMost"), "no greater than told:woundedAtMost"),
        (bounds("munitionsAtLeast", "munitionsAtMost"), "no greater than told:munitionsAtMost"),
        (bounds("vehiclesDestroyedAtLeast", "vehiclesDestroyedAtMost"), "no greater than told:vehiclesDestroyedAtMost"),
        (account(more=" ; told:hasWeaponKind weapon:trebuchet"), "a concept of scheme:weapon"),
        (account(more=" ; told:hitFacilityOfKind facility:castle"), "a concept of scheme:facility"),
        (account(more=" ; told:hasMotive motive:boredom"), "a concept of scheme:motive"),
        (account(more=" ; told:hasTimePrecision precision:century"), "one concept of scheme:precision"),
    ],
)
def test_a_faulty_account_is_named_with_its_file_and_how_to_mend_it(fault: str, mend: str, tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, fault)
    assert (finding.file.rpartition("/")[2], finding.subject) == ("mine.ttl", "account:bad")
    assert mend in finding.message


@pytest.mark.parametrize(
    ("fault", "mend"),
    [
        (
            judgement("SameJudgement", "actor:brand", "actor:a", "actor:a"),
            "Make this a conflict:DistinctJudgement: a brand",
        ),
        (
            judgement("SameJudgement", "actor:b", "actor:a", "actor:a"),
            "Make this a conflict:DistinctJudgement: a state",
        ),
        (judgement("SameJudgement", "event:e", "event:series"), "Name with conflict:keeps the one of the two"),
        (judgement("SameJudgement", "event:e", "event:series", "act:c"), "Let conflict:keeps name one of the two"),
        (judgement("DistinctJudgement", "event:e", "actor:a"), "Judge two events, two actors or two places"),
        (judgement("DistinctJudgement", "event:e", "event:e"), "exactly two different resources"),
        (judgement("DistinctJudgement", "event:e", "event:unheard-of"), "that the data describe"),
        (judgement("DistinctJudgement", "event:e", "event:series", "event:e"), "Take conflict:keeps out"),
    ],
)
def test_a_faulty_judgement_is_named_with_its_file_and_how_to_mend_it(fault: str, mend: str, tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, fault)
    assert (finding.file.rpartition("/")[2], finding.subject) == ("mine.ttl", "judgement:bad")
    assert mend in finding.message


@pytest.mark.parametrize(
    "sound",
    [
        account(more=" ; told:hitFacilityOfKind facility:store ; told:killedAtLeast 2 ; told:killedAtMost 2"),
        judgement("DistinctJudgement", "actor:brand", "actor:a"),
        judgement("SameJudgement", "event:e", "event:series", "event:e"),
    ],
)
def test_what_is_sound_has_no_findings(sound: str, tmp_path: Path) -> None:
    assert findings(tmp_path, sound) == []


SOURCE = 'source:late a conflict:Source ; skos:prefLabel "Late"@en ; conflict:hasReliability reliability:B ; dct:issued'


@pytest.mark.parametrize(
    ("fault", "path", "value", "mend"),
    [
        (
            '\nactor:bad a conflict:Brand , conflict:Militia ; skos:prefLabel "Bad"@en .\n',
            "rdf:type",
            "conflict:Militia",
            "a name and no body of people",
        ),
        (
            account(hasSource="source:late") + f'{SOURCE} "2026-11-24"^^xsd:date .\n',
            "conflict:recordedAt",
            "2026-11-22T00:00:00Z",
            "Let conflict:recordedAt be no earlier than the publication of its source, 2026-11-24",
        ),
        (
            account(hasSource="source:late", withdrawnAt='"2026-11-20T00:00:00Z"^^xsd:dateTime')
            + f'{SOURCE} "2026-11-22"^^xsd:date .\n',
            "conflict:withdrawnAt",
            "2026-11-20T00:00:00Z",
            "Let conflict:withdrawnAt be no earlier than the publication of its source, 2026-11-22",
        ),
        (
            account(
                more=f" ; told:earliestTime {DAY.format('01')} ; told:latestTime {DAY.format(20)}"
                " ; told:hasTimePrecision precision:day"
            ),
            "told:hasTimePrecision",
            "precision:day",
            "told:latestTime, which is 19 days long",
        ),
        (
            account(more=" ; told:hasWeaponKind weapon:dron"),
            "told:hasWeaponKind",
            "weapon:dron",
            "did you mean weapon:drone?",
        ),
        (
            account(more=" ; told:hasWeaponKind <https://w3id.org/conflict-kg/weapon/drone>"),
            "told:hasWeaponKind",
            "<https://w3id.org/conflict-kg/weapon/drone>",
            "did you mean weapon:drone?",
        ),
        (
            account(more=" ; told:hasWeaponKinds weapon:drone"),
            "told:hasWeaponKinds",
            "told:hasWeaponKinds",
            "did you mean told:hasWeaponKind?",
        ),
    ],
    ids=["brand", "recorded", "withdrawn", "precision", "value", "path of an IRI", "property"],
)
def test_a_finding_has_the_value_the_line_and_the_name_that_was_meant(
    fault: str, path: str, value: str, mend: str, tmp_path: Path
) -> None:
    spread = fault.replace(" ; ", " ;\n    ")
    (finding,) = (f for f in findings(tmp_path, spread) if f.path == path)
    lines = (tmp_path / "mine.ttl").read_text(encoding="utf-8").splitlines()
    assert (finding.value, finding.line) == (value, next(n for n, line in enumerate(lines, 1) if value in line))
    assert mend in finding.message
    assert str(finding).startswith(f"{tmp_path / 'mine.ttl'}:{finding.line}: {finding.subject}: ")
