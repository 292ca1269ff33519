"""What of an ontology lies outside OWL 2 RL, and which conclusions are then missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.rules.model import RuleWarning, Term
from kg.rules.schema import Schema
from kg.terms import OWL, RDFS

_NO_RULE = "outside OWL 2 RL: no rule; "
#: Properties whose use in an axiom has no rule.
_WITHOUT_RULE = {
    "minCardinality": "no values are invented and no member is recognised by counting",
    "minQualifiedCardinality": "no values are invented and no member is recognised by counting",
    "cardinality": "neither missing values nor surplus ones are concluded",
    "qualifiedCardinality": "neither missing values nor surplus ones are concluded",
    "hasSelf": "neither members nor loops are concluded",
    "disjointUnionOf": "neither disjointness nor membership is concluded",
    "onProperties": "restrictions on several properties are ignored",
    "withRestrictions": "facets of datatypes are not checked",
    "datatypeComplementOf": "data ranges are not checked",
}
#: Expressions that have no rule to conclude something *from* membership in them.
_NOT_ABOVE = {
    "someValuesFrom": "members of the class get no value that the data do not name",
    "unionOf": "which of the alternatives a member is in is not concluded",
    "oneOf": "which of the listed individuals a member is, is not concluded",
}
#: Expressions that have no rule to conclude membership in them.
_NOT_BELOW = {
    "allValuesFrom": "members of the expression are not recognised",
    "maxCardinality": "members of the expression are not recognised",
    "maxQualifiedCardinality": "members of the expression are not recognised",
    "complementOf": "members of the expression are not recognised",
}


def outside_profile(schema: Schema) -> Iterator[RuleWarning]:
    """A warning for each construct of the ontology that the rules of OWL 2 RL do not, or not fully, cover."""
    for local, missing in _WITHOUT_RULE.items():
        for subject, thing in schema.pairs(OWL.term(local)):
            axiom = f"{schema.name(subject)}: {local} {schema.name(thing)}"
            yield RuleWarning(axiom, _NO_RULE + missing)
    for prop in schema.instances(OWL.term("ReflexiveProperty")):
        yield RuleWarning(f"Reflexive({schema.name(prop)})", _NO_RULE + "loops are not concluded")
    for one, other in schema.pairs(RDFS.term("subClassOf")):
        for fault in _misplaced(schema, one, other):
            yield RuleWarning(f"{schema.name(one)} subClassOf {schema.name(other)}", fault)
    for one, other in schema.pairs(OWL.term("equivalentClass")):
        for fault in (*_misplaced(schema, one, other), *_misplaced(schema, other, one)):
            yield RuleWarning(f"{schema.name(one)} equivalentClass {schema.name(other)}", fault)


def _misplaced(schema: Schema, below: Term, above: Term) -> Iterator[str]:
    for table, cls in ((_NOT_BELOW, below), (_NOT_ABOVE, above)):
        for part in _parts(schema, cls):
            for local, missing in table.items():
                if schema.has(part, OWL.term(local)):
                    yield f"{local} on this side is outside OWL 2 RL: {missing}"


def _parts(schema: Schema, cls: Term) -> Iterable[Term]:
    """A class expression and, where it is an intersection, its conjuncts, each once."""
    found, todo = dict.fromkeys([cls]), [cls]
    while todo:
        for head in schema.objects(todo.pop(), OWL.term("intersectionOf")):
            fresh = [member for member in schema.members(head) or () if member not in found]
            found.update(dict.fromkeys(fresh))
            todo += fresh
    return found
