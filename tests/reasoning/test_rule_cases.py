"""Every rule of the W3C tables on its own: what it adds, and what it leaves alone, in every engine."""

import pytest

from kg.reason import reasoner
from kg.reason.rules import compile_rules
from kg.reason.rules.tables import ALWAYS, BY_CHARACTERISTIC, BY_PAIR, BY_RESTRICTION
from reasoning.helpers import texts, turtle
from reasoning.rule_cases import CASES, Case

LABELS = [f"{case.rule}-{number}" for number, case in enumerate(CASES)]
ENGINES = ["auto", "polars", "owlrl"]


def skip_if_different(case: Case, engine: str) -> None:
    if engine == "owlrl" and case.owlrl_differs:
        pytest.skip(f"owlrl: {case.owlrl_differs}")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=LABELS)
def test_rule_adds_exactly_its_conclusions(case: Case, engine: str) -> None:
    skip_if_different(case, engine)
    closure = reasoner(engine).closure(turtle(case.fires), turtle(case.ontology))
    assert texts(closure.inferred) == texts(turtle(case.inferred))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=LABELS)
def test_rule_reports_its_clash_and_no_other(case: Case, engine: str) -> None:
    skip_if_different(case, engine)
    closure = reasoner(engine).closure(turtle(case.fires), turtle(case.ontology))
    found = {clash.rule for clash in closure.clashes}
    same_message = {"cls-maxqc2": "cls-maxqc1"} if engine == "owlrl" else {}
    assert found == ({same_message.get(case.clash, case.clash)} if case.clash else set())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=LABELS)
def test_rule_leaves_other_data_alone(case: Case, engine: str) -> None:
    skip_if_different(case, engine)
    closure = reasoner(engine).closure(turtle(case.silent), turtle(case.ontology))
    added = [text for text in texts(closure.inferred) if "sameAs" not in text]
    assert (added, closure.clashes) == ([], ())


def test_every_instance_rule_of_the_tables_has_a_case() -> None:
    tables = {rule.name for rule in (*ALWAYS, *BY_CHARACTERISTIC, *BY_PAIR, *BY_RESTRICTION)}
    assert tables - {case.rule for case in CASES} == set()


@pytest.mark.parametrize("case", CASES, ids=LABELS)
def test_the_rule_that_fires_carries_its_w3c_name(case: Case) -> None:
    names = {rule.name for rule in compile_rules(turtle(case.ontology)).rules}
    texts_of_axioms = {rule.axiom for rule in compile_rules(turtle(case.ontology)).rules}
    merged = case.rule.startswith("eq-")
    assert merged or case.rule in names or any(case.rule in axiom for axiom in texts_of_axioms)
