"""What is imported meets what the graph has only by judgement, and never as a second witness of one publisher."""

from pathlib import Path

import pytest

from importing import file, read, table
from kg.pipeline import build_workspace, find_faults, load_data
from kg.rdf.terms import PREFIXES
from kg.review.check import check_source

ACLED = {
    "event_id_cnty": "IRQ9", "event_date": "2023-11-21", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "actor1": "Group A", "actor2": "Group B", "country": "Iraq", "location": "A Base",
    "latitude": "33.7856", "longitude": "42.4412", "geo_precision": "1", "fatalities": "0",
}  # fmt: skip
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
OURS = """
source:own a conflict:Source ; skos:prefLabel "Own"@en ; conflict:hasReliability reliability:B {publisher} .
place:base a conflict:MilitaryBase ; skos:prefLabel "Base"@en .
event:ours a conflict:Attack ; skos:prefLabel "Attack"@en .
account:ours a conflict:Account ; conflict:isAccountOf event:ours ; conflict:hasSource source:own ;
  conflict:locator "1" ; conflict:paraphrase "An attack on the base." ; conflict:hasCredibility credibility:2 ;
  conflict:recordedAt "2023-12-01T00:00:00Z"^^xsd:dateTime ; told:occurredAt place:base .
"""
JUDGED = """
judgement:{name} a conflict:SameJudgement ; conflict:hasSource source:own ; conflict:locator "1" ;
  conflict:paraphrase "The same." ; conflict:hasCredibility credibility:2 ;
  conflict:recordedAt "2024-01-01T00:00:00Z"^^xsd:dateTime ; conflict:judges {one} , {other} ; conflict:keeps {other} .
"""


@pytest.mark.parametrize(
    ("publisher", "places", "verdict", "events"),
    [
        ("", True, "corroborated", 1),
        ("", False, "contradicted", 1),
        ('; dct:publisher "ACLED"', True, "alone", 0),
    ],
)
def test_a_row_is_corroborated_by_what_is_judged_to_be_the_same(
    tmp_path: Path, publisher: str, places: bool, verdict: str, events: int
) -> None:
    grade = {"reliability": "B", "credibility": "2"}
    reading = read(tmp_path, "acled", {"a.csv": table(ACLED, {})}, **grade)
    (place,) = reading.events["place"]
    judged = JUDGED.format(name="event", one="event:acled-IRQ9", other="event:ours")
    if places:
        judged += JUDGED.format(name="place", one=f"place:{place}", other="place:base")
    (tmp_path / "own.ttl").write_text(HEAD + OURS.format(publisher=publisher) + judged, encoding="utf-8")
    files = [file(tmp_path, reading, "acled", **grade), tmp_path / "own.ttl"]
    assert find_faults(load_data(files)) == []
    built = build_workspace(files)
    assert [found.verdict for found in check_source(built.inputs, "acled", built.policy).verdicts] == [verdict]
    accepted = build_workspace(files, policy="corroborated")
    kept = [d for d in accepted.decisions if d.values and d.subject.value.endswith("/event/ours")]
    assert bool(kept) == bool(events)
