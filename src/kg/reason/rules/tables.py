"""The W3C rule tables whose rules come from one axiom triple each, as data.

Source: *OWL 2 Web Ontology Language Profiles (Second Edition)*, section 4.3, tables 4 to 9. The names are W3C's.
In a pattern, :data:`A` and :data:`B` stand for the subject and the object of the axiom triple; all other
variables are the rule's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kg.rdf.terms import OWL, RDF, RDFS, XSD
from kg.reason.rules.model import Atom, Rule, Term, Var

TYPE, SAME_AS, DIFFERENT_FROM = RDF.term("type"), OWL.term("sameAs"), OWL.term("differentFrom")
THING, NOTHING = OWL.term("Thing"), OWL.term("Nothing")
A, B = Var("A"), Var("B")
X, Y, Z, U, V, P = (Var(name) for name in "xyzuvp")
Y1, Y2 = Var("y1"), Var("y2")


@dataclass(frozen=True)
class Template:
    """A W3C rule with its axiom triple taken out: ``predicate`` (or, for a characteristic, the class) says which."""

    name: str
    axiom: NamedNode
    head: Atom | None
    body: tuple[Atom, ...]


def _t(name: str, axiom: NamedNode, head: tuple[Term, Term, Term] | None, *body: tuple[Term, Term, Term]) -> Template:
    return Template(name, axiom, None if head is None else Atom(*head), tuple(Atom(*atom) for atom in body))


_SUB_CLASS, _SUB_PROPERTY = RDFS.term("subClassOf"), RDFS.term("subPropertyOf")
_EQ_CLASS, _EQ_PROPERTY = OWL.term("equivalentClass"), OWL.term("equivalentProperty")
_DOMAIN, _RANGE = RDFS.term("domain"), RDFS.term("range")

#: Axioms of the form ``A axiom B`` (tables 5 to 7).
BY_PAIR: tuple[Template, ...] = (
    _t("prp-dom", _DOMAIN, (X, TYPE, B), (X, A, Y)),
    _t("prp-rng", _RANGE, (Y, TYPE, B), (X, A, Y)),
    _t("prp-spo1", _SUB_PROPERTY, (X, B, Y), (X, A, Y)),
    _t("prp-eqp1", _EQ_PROPERTY, (X, B, Y), (X, A, Y)),
    _t("prp-eqp2", _EQ_PROPERTY, (X, A, Y), (X, B, Y)),
    _t("prp-pdw", OWL.term("propertyDisjointWith"), None, (X, A, Y), (X, B, Y)),
    _t("prp-inv1", OWL.term("inverseOf"), (Y, B, X), (X, A, Y)),
    _t("prp-inv2", OWL.term("inverseOf"), (Y, A, X), (X, B, Y)),
    _t("cls-com", OWL.term("complementOf"), None, (X, TYPE, A), (X, TYPE, B)),
    _t("cax-sco", _SUB_CLASS, (X, TYPE, B), (X, TYPE, A)),
    _t("cax-eqc1", _EQ_CLASS, (X, TYPE, B), (X, TYPE, A)),
    _t("cax-eqc2", _EQ_CLASS, (X, TYPE, A), (X, TYPE, B)),
    _t("cax-dw", OWL.term("disjointWith"), None, (X, TYPE, A), (X, TYPE, B)),
)

#: Axioms of the form ``A rdf:type characteristic`` (table 5).
BY_CHARACTERISTIC: tuple[Template, ...] = (
    _t("prp-fp", OWL.term("FunctionalProperty"), (Y1, SAME_AS, Y2), (X, A, Y1), (X, A, Y2)),
    _t("prp-ifp", OWL.term("InverseFunctionalProperty"), (Y1, SAME_AS, Y2), (Y1, A, Y), (Y2, A, Y)),
    _t("prp-irp", OWL.term("IrreflexiveProperty"), None, (X, A, X)),
    _t("prp-symp", OWL.term("SymmetricProperty"), (Y, A, X), (X, A, Y)),
    _t("prp-asyp", OWL.term("AsymmetricProperty"), None, (X, A, Y), (Y, A, X)),
    _t("prp-trp", OWL.term("TransitiveProperty"), (X, A, Z), (X, A, Y), (Y, A, Z)),
)

#: Restrictions ``R onProperty P ; axiom B`` (table 6): here A is the restriction.
BY_RESTRICTION: tuple[Template, ...] = (
    _t("cls-svf1", OWL.term("someValuesFrom"), (U, TYPE, A), (U, P, V), (V, TYPE, B)),
    _t("cls-avf", OWL.term("allValuesFrom"), (V, TYPE, B), (U, TYPE, A), (U, P, V)),
    _t("cls-hv1", OWL.term("hasValue"), (U, P, B), (U, TYPE, A)),
    _t("cls-hv2", OWL.term("hasValue"), (U, TYPE, A), (U, P, B)),
)


def _r(name: str, head: tuple[Term, Term, Term] | None, *body: tuple[Term, Term, Term]) -> Rule:
    return Rule(name, "OWL 2 RL", None if head is None else Atom(*head), tuple(Atom(*atom) for atom in body))


#: Rules that hold whatever the ontology says (tables 4 and 6).
ALWAYS: tuple[Rule, ...] = (
    _r("eq-sym", (Y, SAME_AS, X), (X, SAME_AS, Y)),
    _r("eq-trans", (X, SAME_AS, Z), (X, SAME_AS, Y), (Y, SAME_AS, Z)),
    _r("eq-rep-s", (Y, P, Z), (X, SAME_AS, Y), (X, P, Z)),
    _r("eq-rep-p", (U, Y, V), (X, SAME_AS, Y), (U, X, V)),
    _r("eq-rep-o", (Z, P, Y), (X, SAME_AS, Y), (Z, P, X)),
    _r("eq-diff1", None, (X, SAME_AS, Y), (X, DIFFERENT_FROM, Y)),
    _r("cls-nothing2", None, (X, TYPE, NOTHING)),
)

#: Annotation properties that rule prp-ap names.
_ANNOTATIONS = (
    *(RDFS.term(name) for name in ("label", "comment", "seeAlso", "isDefinedBy")),
    *(OWL.term(name) for name in ("deprecated", "versionInfo", "priorVersion")),
    *(OWL.term(name) for name in ("backwardCompatibleWith", "incompatibleWith")),
)
#: Datatypes of OWL 2 RL, which rule dt-type1 names.
_DATATYPES = (
    RDFS.term("Literal"), RDF.term("PlainLiteral"), RDF.term("XMLLiteral"),
    *(XSD.term(name) for name in (
        "decimal", "integer", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger",
        "long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
        "float", "double", "string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN",
        "boolean", "hexBinary", "base64Binary", "anyURI", "dateTime", "dateTimeStamp",
    )),
)  # fmt: skip

#: Rules without a condition (tables 5, 6 and 8).
AXIOMATIC: tuple[Rule, ...] = (
    _r("cls-thing", (THING, TYPE, OWL.term("Class"))),
    _r("cls-nothing1", (NOTHING, TYPE, OWL.term("Class"))),
    *(_r("prp-ap", (term, TYPE, OWL.term("AnnotationProperty"))) for term in _ANNOTATIONS),
    *(_r("dt-type1", (term, TYPE, RDFS.term("Datatype"))) for term in _DATATYPES),
)


def instantiate(template: Template, one: Term, other: Term, axiom: str) -> Rule:
    """The rule of one axiom: its terms put in the places of A and B, which are one for a characteristic."""

    def fill(atom: Atom) -> Atom:
        return Atom(*[one if term is A else other if term is B else term for term in atom])

    head = None if template.head is None else fill(template.head)
    states = (TYPE, template.axiom) if template in BY_CHARACTERISTIC else (template.axiom, other)
    triples = (Triple(one, *states),)  # type: ignore[arg-type]
    return Rule(template.name, axiom, head, tuple(fill(atom) for atom in template.body), triples=triples)
