"""The W3C's rules about axioms (table 9 of *OWL 2 Profiles*, section 4.3) as rules over triples.

A reasoner closes hierarchies as graphs. A proof names the rules by which the table comes to the same axioms.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from kg.rdf.terms import OWL, RDFS
from kg.reason.rules import Atom, Rule, Var
from kg.reason.rules.schema import Schema
from kg.reason.rules.tables import AXIOMATIC, NOTHING, THING, TYPE

SUB_CLASS, SUB_PROPERTY = RDFS.term("subClassOf"), RDFS.term("subPropertyOf")
#: Axioms of the rules are named by this word.
PROFILE = "OWL 2 RL"
_NAMES = {
    "sub": SUB_CLASS, "eq": OWL.term("equivalentClass"),
    "subp": SUB_PROPERTY, "eqp": OWL.term("equivalentProperty"),
    "dom": RDFS.term("domain"), "rng": RDFS.term("range"), "a": TYPE, "Thing": THING, "Nothing": NOTHING,
    "Class": OWL.term("Class"), "Object": OWL.term("ObjectProperty"), "Data": OWL.term("DatatypeProperty"),
    "some": OWL.term("someValuesFrom"), "all": OWL.term("allValuesFrom"), "has": OWL.term("hasValue"),
    "on": OWL.term("onProperty"),
}  # fmt: skip
_TABLE = """
scm-cls: ?x sub ?x <- ?x a Class
scm-cls: ?x eq ?x <- ?x a Class
scm-cls: ?x sub Thing <- ?x a Class
scm-cls: Nothing sub ?x <- ?x a Class
scm-sco: ?x sub ?z <- ?x sub ?y , ?y sub ?z
scm-eqc1: ?x sub ?y <- ?x eq ?y
scm-eqc1: ?y sub ?x <- ?x eq ?y
scm-eqc2: ?x eq ?y <- ?x sub ?y , ?y sub ?x
scm-op: ?p subp ?p <- ?p a Object
scm-op: ?p eqp ?p <- ?p a Object
scm-dp: ?p subp ?p <- ?p a Data
scm-dp: ?p eqp ?p <- ?p a Data
scm-spo: ?x subp ?z <- ?x subp ?y , ?y subp ?z
scm-eqp1: ?x subp ?y <- ?x eqp ?y
scm-eqp1: ?y subp ?x <- ?x eqp ?y
scm-eqp2: ?x eqp ?y <- ?x subp ?y , ?y subp ?x
scm-dom1: ?p dom ?d <- ?p dom ?c , ?c sub ?d
scm-dom2: ?p dom ?c <- ?q dom ?c , ?p subp ?q
scm-rng1: ?p rng ?d <- ?p rng ?c , ?c sub ?d
scm-rng2: ?p rng ?c <- ?q rng ?c , ?p subp ?q
scm-hv: ?c sub ?d <- ?c has ?i , ?c on ?p , ?d has ?i , ?d on ?q , ?p subp ?q
scm-svf1: ?c sub ?d <- ?c some ?y , ?c on ?p , ?d some ?z , ?d on ?p , ?y sub ?z
scm-svf2: ?c sub ?d <- ?c some ?y , ?c on ?p , ?d some ?y , ?d on ?q , ?p subp ?q
scm-avf1: ?c sub ?d <- ?c all ?y , ?c on ?p , ?d all ?z , ?d on ?p , ?y sub ?z
scm-avf2: ?d sub ?c <- ?c all ?y , ?c on ?p , ?d all ?y , ?d on ?q , ?p subp ?q
"""


def schema_rules(ontology: Schema) -> Iterator[Rule]:
    """The rules that conclude axioms: table 9, those of the lists of an ontology, and the axioms that hold always."""
    yield from AXIOMATIC
    for line in _TABLE.strip().splitlines():
        name, _, rule = line.partition(": ")
        head, _, body = rule.partition(" <- ")
        yield Rule(name, PROFILE, _atom(head), tuple(map(_atom, body.split(" , "))))
    for local, name in (("intersectionOf", "scm-int"), ("unionOf", "scm-uni")):
        for cls, head_of_list in ontology.pairs(OWL.term(local)):
            stated = (Triple(cls, OWL.term(local), head_of_list),)  # type: ignore[arg-type]
            for member in ontology.members(head_of_list) or ():
                if name == "scm-int":
                    yield Rule(name, ontology.name(cls), Atom(cls, SUB_CLASS, member), (), triples=stated)
                elif not isinstance(member, Literal | Triple):
                    yield Rule(name, ontology.name(cls), Atom(member, SUB_CLASS, cls), (), triples=stated)


def _atom(text: str) -> Atom:
    return Atom(*(Var(word[1:]) if word[0] == "?" else _NAMES[word] for word in text.split()))
