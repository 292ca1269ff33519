"""The benchmark's facts: the same for the same size, of the ontology's terms, and consistent with it."""

from pathlib import Path

import pytest
from generate import facts, write
from pyoxigraph import NamedNode

from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf, shipped
from kg.rdf.terms import CONFLICT, PREFIXES
from kg.reason import reasoner


@pytest.mark.parametrize("triples", [300, 3000])
def test_size_and_repetition(triples: int) -> None:
    made = list(facts(triples))
    assert triples <= len(made) <= triples + 10
    assert made == list(facts(triples))
    assert made != list(facts(triples, seed=1))


def test_the_closure_is_consistent_and_rich(tmp_path: Path) -> None:
    write(2000, tmp_path / "facts.nt")
    ((given,), (axioms,)) = (
        [parse_file(file) for file in read_rdf([path])]
        for path in (tmp_path / "facts.nt", shipped("ontology") / "conflict.ttl")
    )
    terms = {t.subject for t in axioms}
    assert {t.predicate for t in given if t.predicate.value.startswith(CONFLICT.iri)} <= terms
    closure = reasoner().closure(given, axioms)
    assert closure.clashes == ()
    derived = {t.predicate.value.removeprefix(CONFLICT.iri) for t in closure.inferred}
    assert {"sponsors", "isClaimedBy", "retaliatesFor", "isAlliedWith"} <= derived
    assert NamedNode(PREFIXES["actor"] + "g0") in {t.subject for t in closure.inferred}
