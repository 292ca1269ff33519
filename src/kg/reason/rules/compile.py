"""OWL 2 RL → rules: every axiom of an ontology becomes the rules that the W3C tables have for it.

The axioms of the schema are first closed under table 9 (``scm-*``); the axioms that this adds are compiled only
where the instance rules of the given axioms do not already have their effect.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.rdf.terms import OWL, RDFS, XSD
from kg.reason.budget import Budget
from kg.reason.rules.entailment import Entailed, schema_closure
from kg.reason.rules.expressions import expression_rules, list_axiom_rules
from kg.reason.rules.model import Atom, Rule, RuleWarning, Term, Var
from kg.reason.rules.profile import outside_profile
from kg.reason.rules.program import Program
from kg.reason.rules.reach import Reach
from kg.reason.rules.schema import TYPE, Schema, short
from kg.reason.rules.subclasses import SUB_CLASS, Subclasses
from kg.reason.rules.tables import ALWAYS, BY_CHARACTERISTIC, BY_PAIR, SAME_AS, THING, Template, instantiate
from kg.reason.rules.vocabulary import is_axiom

_DATATYPES = frozenset({RDFS.term("Literal")})


def compile_rules(
    ontology: Iterable[Triple], merged: Iterable[tuple[Term, Term]] = (), budget: Budget | None = None
) -> Program:
    """The rules of an ontology, and a warning for each axiom that they do not fully cover.

    ``merged`` are pairs of classes or of properties known to be the same: for them, ``eq-rep-o`` on types and
    ``eq-rep-p`` become rules of their own, since engines keep classes and properties apart from individuals.
    The order of the triples does not matter. What the ontology states that is no axiom is a rule without a name and
    without a body: it holds whatever the facts are. The programs of the last ontologies are kept: a process asks
    again and again for that of the same one.

    ``budget`` is that of the closure which the rules are for, by default one of their own; ``LimitError`` where making
    them takes more.
    """
    return _compiled(frozenset(ontology), tuple(merged), budget or Budget())


@lru_cache(maxsize=4)
def _compiled(ontology: frozenset[Triple], merged: tuple[tuple[Term, Term], ...], budget: Budget) -> Program:
    schema = Schema(ontology)
    warnings: list[RuleWarning] = list(outside_profile(schema))
    rules = [*ALWAYS, *_pair_rules(schema, warnings), *_characteristic_rules(schema)]
    rules += [*expression_rules(schema, warnings), *list_axiom_rules(schema, warnings)]
    entailed, classes = schema_closure(schema, budget)
    rules += _derived_rules(schema, entailed, classes, rules)
    rules += sorted((_stated(triple) for triple in ontology if not is_axiom(triple)), key=str)
    for one, other in merged:
        rules += _merged_rules(one, other)
    idle = _idle_inverses(rules)
    kept = [
        rule
        for rule in dict.fromkeys(rules)
        if rule.head not in rule.body and not _is_unsayable(rule.head) and rule not in idle
    ]
    return Program(Subclasses(schema), tuple(kept), entailed, tuple(dict.fromkeys(warnings)))


def _stated(triple: Triple) -> Rule:
    return Rule("", "stated in the ontology", Atom(triple.subject, triple.predicate, triple.object), ())


def _idle_inverses(rules: list[Rule]) -> set[Rule]:
    """The rules of inverses without a name that no other rule asks for: chains and restrictions read them backwards."""
    rules_of: dict[Term, list[Rule]] = defaultdict(list)
    for rule in rules:
        for term in {atom.predicate for atom in (rule.head, *rule.body) if atom is not None}:
            if isinstance(term, BlankNode):
                rules_of[term].append(rule)
    alone = (found for found in rules_of.values() if len({rule.axiom for rule in found}) == 1)
    return {rule for found in alone for rule in found if rule.name in ("prp-inv1", "prp-inv2")}


def _is_unsayable(head: Atom | None) -> bool:
    """Whether a conclusion has a triple term as its subject, or a property that is no resource: RDF has neither."""
    return head is not None and (isinstance(head.subject, Triple) or isinstance(head.predicate, Literal | Triple))


def _pair_rules(schema: Schema, warnings: list[RuleWarning]) -> Iterator[Rule]:
    """The rules of axioms of two terms, without those of subclasses."""
    for template in BY_PAIR:
        for one, other in schema.pairs(template.axiom):
            if isinstance(other, Literal | Triple):
                fault = "ill-formed: the object is not a resource; the axiom is ignored"
                warnings.append(RuleWarning(_stating(schema, template, one, other), fault))
            elif template.axiom == SUB_CLASS:
                continue  # kept as pairs
            elif template.name != "prp-rng" or one == TYPE or not _is_datatype(other):  # A class is no literal.
                yield instantiate(template, one, other, _stating(schema, template, one, other))


def _stating(schema: Schema, template: Template, one: Term, other: Term) -> str:
    """An axiom of two terms in words."""
    return f"{schema.name(one)} {template.axiom.value.rpartition('#')[2]} {schema.name(other)}"


def _is_datatype(term: Term) -> bool:
    """Whether membership in ``term`` is a statement about literals, which are never subjects."""
    return term in _DATATYPES or (isinstance(term, NamedNode) and term.value.startswith(XSD.iri))


def _characteristic_rules(schema: Schema) -> Iterator[Rule]:
    for template in BY_CHARACTERISTIC:
        word = template.axiom.value.rpartition("#")[2].removesuffix("Property")
        for prop in schema.instances(template.axiom):
            yield instantiate(template, prop, prop, f"{word}({schema.name(prop)})")


def _derived_rules(schema: Schema, entailed: Entailed, classes: Reach[Term], rules: list[Rule]) -> Iterator[Rule]:
    """The rules of derived axioms that have an effect of their own."""
    (narrower,) = (template for template in BY_PAIR if template.axiom == SUB_CLASS)
    derived = list(entailed.narrower)
    if schema.has(THING, SUB_CLASS) or any(THING in atom.terms for rule in rules for atom in rule.body):
        derived += _below_thing(schema, classes)
    for one, other, name in sorted(derived, key=str):
        axiom = f"{schema.name(one)} subClassOf {schema.name(other)} ({name})"
        yield instantiate(narrower, one, other, axiom)


def _below_thing(schema: Schema, classes: Reach[Term]) -> Iterator[tuple[Term, Term, str]]:
    """That everything in a class with a name is a thing, where that is not given."""
    declared, given = set(schema.instances(OWL.term("Class"))), set(schema.pairs(SUB_CLASS))
    for cls in classes.nodes:
        if isinstance(cls, NamedNode) and classes.reaches(cls, THING) and (cls, THING) not in given:
            yield cls, THING, "scm-cls" if cls in declared else "scm-sco"


def _merged_rules(one: Term, other: Term) -> list[Rule]:
    axiom = f"{short(one)} sameAs {short(other)}"
    x, y = Var("x"), Var("y")
    triples = (Triple(one, SAME_AS, other),)  # type: ignore[arg-type]
    rules = [
        Rule("eq-rep-o", axiom, Atom(x, TYPE, other), (Atom(x, TYPE, one),), triples=triples),
        Rule("eq-rep-o", axiom, Atom(x, TYPE, one), (Atom(x, TYPE, other),), triples=triples),
        Rule("eq-rep-p", axiom, Atom(x, other, y), (Atom(x, one, y),), triples=triples),
        Rule("eq-rep-p", axiom, Atom(x, one, y), (Atom(x, other, y),), triples=triples),
    ]
    # A literal can be a class (of no more than what is said of it), but no property.
    return rules[:2] if isinstance(other, Literal) else rules
