"""The W3C's OWL 2 RL test cases: entailments, non-entailments, consistency and inconsistency.

A case that is expected to fail is listed in ``w3c_ledger.txt`` with the reason; a listed case that passes fails the
test, so that the ledger cannot go stale.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.reason import Clash
from kg.reason.budget import Budget
from kg.reason.clashes import find_clashes
from kg.reason.encoding import text_frame, triples_of
from kg.reason.polars import materialise
from kg.reason.rules import Atom, Var
from kg.reason.rules.match import FactIndex, solve

SUITES = Path(__file__).parents[2].parent / "shared" / "suites"
CASES = SUITES / "w3c-owl2-rl" / "cases"
IMPORTED = SUITES / "w3c-owl2-rl" / "imports"
APPROVED = SUITES / "w3c-owl2-rl-approved"
LEDGER = Path(__file__).with_name("w3c_ledger.txt")
BASE = "http://example.org/t/"
OWL = "http://www.w3.org/2002/07/owl#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
THING = ox.NamedNode(OWL + "Thing")
ONTOLOGY = ox.NamedNode(OWL + "Ontology")
IMPORTS = ox.NamedNode(OWL + "imports")
SAME_AS = ox.NamedNode(OWL + "sameAs")

pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason=f"the W3C suites are not at {SUITES}")


@cache
def rdf(file: Path) -> tuple[ox.Triple, ...]:
    quads = ox.parse(file.read_bytes(), ox.RdfFormat.RDF_XML, base_iri=BASE)
    return tuple(quad.triple for quad in quads)


def with_imports(file: Path) -> tuple[ox.Triple, ...]:
    """The triples of a premise and, where the suite has them, of the documents that it imports."""
    triples = rdf(file)
    names = (t.object.value.rpartition("/")[2] for t in triples if t.predicate == IMPORTS)
    imported = (IMPORTED / f"{name}.rdf" for name in names)
    return triples + tuple(t for document in imported if document.exists() for t in rdf(document))


@cache
def close(file: Path) -> tuple[FactIndex, tuple[Clash, ...]]:
    """A premise with everything that the rules derive, conclusions about the schema included, and the clashes."""
    premise = with_imports(file)
    state, program = materialise(text_frame(premise), Budget())
    derived = triples_of(state.dictionary.decode(state.derived()))
    everything = ((t.subject, t.predicate, t.object) for t in (*premise, *derived))
    return FactIndex(everything), find_clashes(state, program.rules)


def entails(premise: Path, wanted: Iterable[ox.Triple]) -> bool:
    """Whether the closure of the premise holds the wanted triples, their blank nodes read as variables."""
    return next(solve(tuple(map(pattern, wanted)), close(premise)[0], {}), None) is not None


def stated(conclusion: Path) -> Iterator[ox.Triple]:
    """What a conclusion says, without what a closure leaves out because it is true of everything."""
    for triple in rdf(conclusion):
        reflexive = triple.predicate == SAME_AS and triple.subject == triple.object
        if not reflexive and not (triple.predicate == TYPE and triple.object in (THING, ONTOLOGY)):
            yield triple


def pattern(triple: ox.Triple) -> Atom:
    return Atom(
        *(Var(t.value) if isinstance(t, ox.BlankNode) else t for t in (triple.subject, triple.predicate, triple.object))
    )


def ledger() -> dict[str, str]:
    lines = (line for line in LEDGER.read_text().splitlines() if line and not line.startswith("#"))
    return {name: reason.strip() for name, _, reason in (line.partition(" ") for line in lines)}


def census() -> Iterator[tuple[str, bool]]:
    """Each case of the first suite and whether the reasoner gets it right."""
    for case in sorted(CASES.iterdir()):
        premise = case / "premise.rdf"
        if (case / "conclusion.rdf").exists():
            yield case.name, entails(premise, stated(case / "conclusion.rdf"))
        if (case / "non-conclusion.rdf").exists():
            yield case.name, not entails(premise, rdf(case / "non-conclusion.rdf"))


def approved(kind: str) -> list[dict[str, str]]:
    return [entry for entry in json.loads((APPROVED / "manifest.json").read_text()) if entry["kind"] == kind]


def test_failures_are_exactly_those_of_the_ledger() -> None:
    failed = {name for name, passed in census() if not passed}
    assert failed == set(ledger())


def test_every_entry_of_the_ledger_has_a_reason() -> None:
    assert all(ledger().values())


def test_at_least_as_many_cases_pass_as_with_owlrl() -> None:
    results = [(name, passed, (CASES / name / "conclusion.rdf").exists()) for name, passed in census()]
    positive = sum(passed for _, passed, entailment in results if entailment)
    negative = sum(passed for _, passed, entailment in results if not entailment)
    assert (positive >= 11, negative) == (True, 23)


@pytest.mark.parametrize(("kind", "count"), [("PositiveEntailment", 66), ("Consistency", 66), ("Inconsistency", 21)])
def test_every_approved_case_is_judged_right(kind: str, count: int) -> None:
    entries = approved(kind)
    wrong = [entry["premise"] for entry in entries if not judged_right(kind, entry)]
    assert (len(entries), wrong) == (count, [])


def judged_right(kind: str, entry: dict[str, str]) -> bool:
    premise = APPROVED / entry["premise"]
    if kind == "PositiveEntailment":
        return entails(premise, stated(APPROVED / entry["conclusion"]))
    return bool(close(premise)[1]) == (kind == "Inconsistency")
