"""Axioms that follow from axioms: what table 9 concludes rule by rule, and hierarchies beyond what that can close."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.rdf.terms import OWL, RDFS
from kg.reason import reasoner
from kg.reason.rules import compile_rules
from kg.reason.rules.match import fact_of, forward, triple_of
from kg.reason.rules.reach import Graph
from kg.reason.rules.schema import Schema
from kg.reason.rules.tables import AXIOMATIC
from reasoning.helpers import turtle
from reasoning.random_graphs import axiom, cls, prop
from reasoning.table9 import rules

SUB, EQUIVALENT = RDFS.term("subClassOf"), OWL.term("equivalentClass")
declaration = st.one_of(
    st.builds("{} a owl:Class .".format, cls),
    st.builds("{} a owl:{}Property .".format, prop, st.sampled_from(["Object", "Datatype"])),
    st.builds("{} rdfs:subClassOf {} .".format, cls, st.sampled_from(["owl:Thing", "owl:Nothing", ":C", '"x"'])),
    st.builds("{} owl:equivalentClass {} .".format, cls, st.sampled_from(["owl:Nothing", '"x"'])),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.one_of(axiom, declaration), max_size=8))
def test_the_axioms_entailed_are_those_of_the_w3c_table(axioms: list[str]) -> None:
    stated = turtle("".join(axioms))
    schema = Schema(stated)
    lists = [(c, SUB, m) for c, head in schema.pairs(OWL.term("intersectionOf")) for m in schema.members(head)]
    lists += [(m, SUB, c) for c, head in schema.pairs(OWL.term("unionOf")) for m in schema.members(head)]
    always = [rule.head.terms for rule in AXIOMATIC]
    expected = forward(rules(), [*map(fact_of, stated), *lists, *always])
    entailed = compile_rules(stated).entailed
    found = set(entailed)
    assert len(found) == len(entailed)
    assert found | set(stated) == {*map(triple_of, expected), *map(triple_of, [*lists, *always]), *stated}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25), st.sampled_from([10, 3_000]))
def test_what_is_reached_is_what_a_search_finds(edges: list[tuple[int, int]], nodes: int) -> None:
    graph = Graph(range(nodes))
    graph.add(edges)
    closed = graph.closure()
    pairs = {(a, b) for a in range(10) for b in closed.of(a)}
    expected = set(edges)
    while more := {(a, d) for a, b in expected for c, d in expected if b == c} - expected:
        expected |= more
    assert pairs == expected
    assert closed.size == len(expected)
    assert all(closed.reaches(a, b) == ((a, b) in expected) for a in range(10) for b in range(10))
    assert sum(end - start for start, end in closed.cycles()) == len({a for a, b in expected if a == b})


def test_a_ring_of_classes_makes_all_of_them_one() -> None:
    ring = turtle("".join(f":C{n} rdfs:subClassOf :C{(n + 1) % 300} ." for n in range(300)))
    found = {p: sum(t.predicate == p for t in compile_rules(ring).entailed) for p in (SUB, EQUIVALENT)}
    # Beside the ring: owl:Thing and owl:Nothing, each below and equivalent to itself, and the one below the other.
    assert found == {SUB: 300 * 300 + 3, EQUIVALENT: 300 * 300 + 2}


def test_facts_pass_through_a_deep_hierarchy() -> None:
    chain = turtle("".join(f":C{n} rdfs:subClassOf :C{n + 1} ." for n in range(600)))
    closure = reasoner().closure(turtle(":a a :C0 ; :about :C1 . "), chain)
    assert sum(t.predicate == SUB for t in closure.inferred) == 600 - 2
    assert len(closure.inferred) == 600 + 600 - 2


def test_restrictions_of_one_hierarchy_are_ordered_by_it() -> None:
    text = ":C rdfs:subClassOf :D . :E rdfs:subClassOf :F . "
    text += "".join(f":{x}{r} owl:onProperty :p ; owl:{r}ValuesFrom :{x} ." for x in "CDEF" for r in ("some", "all"))
    found = compile_rules(turtle(text)).entailed.narrower
    assert {(one.value[19:], other.value[19:], name) for one, other, name in found} == {
        ("Csome", "Dsome", "scm-svf1"), ("Esome", "Fsome", "scm-svf1"),
        ("Call", "Dall", "scm-avf1"), ("Eall", "Fall", "scm-avf1"),
    }  # fmt: skip
