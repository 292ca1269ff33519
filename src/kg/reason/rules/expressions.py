"""Rules of axioms that span several triples: restrictions, lists of classes, chains, keys, negative assertions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.rdf.terms import OWL, XSD
from kg.reason.datatypes import BOUNDS
from kg.reason.rules.model import Atom, Rule, RuleWarning, Term, Var
from kg.reason.rules.schema import TYPE, Schema
from kg.reason.rules.tables import BY_RESTRICTION, SAME_AS, THING, A, B, P

_X, _Y, _U, _V, _Y1, _Y2 = (Var(name) for name in ("x", "y", "u", "v", "y1", "y2"))
_ON, _ON_CLASS, _INVERSE = OWL.term("onProperty"), OWL.term("onClass"), OWL.term("inverseOf")
#: Lists of up to so many members become a rule for each two of them.
_FEW = 32
_Warnings = list[RuleWarning]
_Triples = tuple[Triple, ...]


def expression_rules(schema: Schema, warnings: _Warnings) -> Iterator[Rule]:
    """The rules of class expressions (table 6)."""
    yield from _restriction_rules(schema, warnings)
    yield from _cardinality_rules(schema, warnings)
    for cls, members, stated in _lists(schema, "intersectionOf", warnings):
        axiom = f"{schema.name(cls)} intersectionOf ({_join(schema, members)})"
        every = tuple(Atom(_Y, TYPE, member) for member in members)
        yield Rule("cls-int1", axiom, Atom(_Y, TYPE, cls), every, triples=stated)
        yield from (Rule("cls-int2", axiom, one, (Atom(_Y, TYPE, cls),), triples=stated) for one in every)
    for cls, members, stated in _lists(schema, "unionOf", warnings):
        axiom = f"{schema.name(cls)} unionOf ({_join(schema, members)})"
        for member in members:
            yield Rule("cls-uni", axiom, Atom(_Y, TYPE, cls), (Atom(_Y, TYPE, member),), triples=stated)
    for cls, members, stated in _lists(schema, "oneOf", warnings):
        axiom = f"{schema.name(cls)} oneOf {{{_join(schema, members)}}}"
        resources = (member for member in members if not isinstance(member, Literal))
        yield from (Rule("cls-oo", axiom, Atom(member, TYPE, cls), (), triples=stated) for member in resources)


def list_axiom_rules(schema: Schema, warnings: _Warnings) -> Iterator[Rule]:
    """The rules of chains, keys, pairwise disjointness and difference, and negative assertions."""
    yield from _chain_rules(schema, warnings)
    yield from _key_rules(schema, warnings)
    yield from _pairwise_rules(schema, warnings)
    yield from _negative_rules(schema, warnings)


def _restriction_rules(schema: Schema, warnings: _Warnings) -> Iterator[Rule]:
    for template in BY_RESTRICTION:
        for cls, filler in schema.pairs(template.axiom):
            for prop in _properties(schema, cls, warnings):
                values: dict[Term, Term] = {A: cls, B: filler, P: prop}
                head, *body = (
                    schema.atom(*(values.get(term, term) for term in atom.terms))
                    for atom in (template.head, *template.body)
                    if atom is not None
                )
                name = template.name
                if name == "cls-svf1" and filler == THING:
                    name, body = "cls-svf2", body[:1]
                stated = _stated(schema, (cls, template.axiom, filler), (cls, _ON, prop))
                yield Rule(name, schema.name(cls), head, tuple(body), triples=stated)


def _properties(schema: Schema, restriction: Term, warnings: _Warnings) -> list[Term]:
    found: list[Term] = [prop for prop in schema.objects(restriction, _ON) if not isinstance(prop, Literal)]
    if not found:
        warnings.append(
            RuleWarning(f"restriction {restriction}", "ill-formed: no owl:onProperty; its class stays empty")
        )
    return found


def _cardinality_rules(schema: Schema, warnings: _Warnings) -> Iterator[Rule]:
    for local in ("maxCardinality", "maxQualifiedCardinality"):
        for cls, bound in schema.pairs(OWL.term(local)):
            number = _whole_number(bound)
            if number not in (0, 1):
                text = f"{schema.name(cls)}: {local} {schema.name(bound)}"
                warnings.append(RuleWarning(text, "only 0 and 1 have a rule in OWL 2 RL; no conclusion is drawn"))
                continue
            for prop in _properties(schema, cls, warnings):
                for of in _qualifiers(schema, cls, local, warnings):
                    counted = () if of is None else ((cls, _ON_CLASS, of),)
                    stated = _stated(schema, (cls, OWL.term(local), bound), (cls, _ON, prop), *counted)
                    yield _cardinality_rule(schema.name(cls), stated, prop, of, number == 1)


def _whole_number(term: Term) -> int | None:
    """The number that a literal of an integer datatype stands for, where it has few digits; None for any other term."""
    if not isinstance(term, Literal) or term.datatype.value.removeprefix(XSD.iri) not in BOUNDS:
        return None
    return int(term.value) if re.fullmatch(r"[+-]?[0-9]{1,100}", term.value) else None


def _qualifiers(schema: Schema, cls: Term, local: str, warnings: _Warnings) -> list[Term | None]:
    """The classes that a cardinality counts; None where it counts everything unqualified."""
    if local == "maxCardinality":
        return [None]
    found: list[Term | None] = list(schema.objects(cls, _ON_CLASS))
    if not found:
        axiom = f"{schema.name(cls)}: {local}"
        warnings.append(RuleWarning(axiom, "no owl:onClass (a data range has no rule); no conclusion is drawn"))
    return found


def _cardinality_rule(axiom: str, stated: _Triples, prop: Term, of: Term | None, at_most_one: bool) -> Rule:
    counted = of is not None and of != THING
    member = Atom(_U, TYPE, stated[0].subject)
    if not at_most_one:
        name = "cls-maxc1" if of is None else "cls-maxqc1" if counted else "cls-maxqc2"
        kind = (Atom(_Y, TYPE, of),) if counted and of is not None else ()
        return Rule(name, axiom, None, (member, Atom(_U, prop, _Y), *kind), triples=stated)
    name = "cls-maxc2" if of is None else "cls-maxqc3" if counted else "cls-maxqc4"
    kinds = (Atom(_Y1, TYPE, of), Atom(_Y2, TYPE, of)) if counted and of is not None else ()
    body = (member, Atom(_U, prop, _Y1), Atom(_U, prop, _Y2), *kinds)
    return Rule(name, axiom, Atom(_Y1, SAME_AS, _Y2), body, triples=stated)


def _chain_rules(schema: Schema, warnings: _Warnings) -> Iterator[Rule]:
    for prop, links, stated in _lists(schema, "propertyChainAxiom", warnings):
        nodes = [Var(f"u{number}") for number in range(len(links) + 1)]
        axiom = f"{schema.name(prop)} propertyChainAxiom ({' o '.join(map(schema.name, links))})"
        body = tuple(schema.atom(nodes[i], link, nodes[i + 1]) for i, link in enumerate(links))
        inverses = _inverses(schema, links)
        yield Rule("prp-spo2", axiom, Atom(nodes[0], prop, nodes[-1]), body, triples=(*stated, *inverses))


def _key_rules(schema: Schema, warnings: _Warnings) -> Iterator[Rule]:
    for cls, keys, stated in _lists(schema, "hasKey", warnings):
        axiom = f"{schema.name(cls)} hasKey ({_join(schema, keys)})"
        body = [Atom(_X, TYPE, cls), Atom(_Y, TYPE, cls)]
        for number, key in enumerate(keys):
            value = Var(f"z{number}")
            body += [Atom(_X, key, value), Atom(_Y, key, value)]
        yield Rule("prp-key", axiom, Atom(_X, SAME_AS, _Y), tuple(body), triples=stated)


def _pairwise_rules(schema: Schema, warnings: _Warnings) -> Iterator[Rule]:
    for kind, local, name in (
        ("AllDisjointProperties", "members", "prp-adp"),
        ("AllDisjointClasses", "members", "cax-adc"),
        ("AllDifferent", "members", "eq-diff2"),
        ("AllDifferent", "distinctMembers", "eq-diff3"),
    ):
        instances = set(schema.instances(OWL.term(kind)))
        for node, members, stated in _lists(schema, local, warnings):
            if node in instances:
                rule = _list_rule(name, kind, schema, members, stated)
                yield from rule.pairs() if len(members) <= _FEW else (rule,)


def _list_rule(name: str, kind: str, schema: Schema, members: list[Term], stated: _Triples) -> Rule:
    """The rule of which each two members give one."""
    patterns = {"prp-adp": lambda p: Atom(_X, p, _Y), "cax-adc": lambda c: Atom(_X, TYPE, c)}
    body = map(patterns.get(name, lambda i: Atom(i, SAME_AS, _X)), members)
    return Rule(name, kind, None, tuple(body), tuple(map(schema.name, members)), stated)


def _negative_rules(schema: Schema, warnings: _Warnings) -> Iterator[Rule]:
    for local, name in (("targetIndividual", "prp-npa1"), ("targetValue", "prp-npa2")):
        for node, target in schema.pairs(OWL.term(local)):
            sources = schema.objects(node, OWL.term("sourceIndividual"))
            props = schema.objects(node, OWL.term("assertionProperty"))
            if not sources or not props:
                text = f"negative property assertion {node}"
                warnings.append(RuleWarning(text, "ill-formed: no source or no property; it is ignored"))
            for source in sources:
                for prop in props:
                    axiom = f"not {schema.name(source)} {schema.name(prop)} {schema.name(target)}"
                    yield Rule(name, axiom, None, (Atom(source, prop, target),))


def _lists(schema: Schema, local: str, warnings: _Warnings) -> Iterator[tuple[Term, list[Term], _Triples]]:
    """The subjects of ``owl:local`` and the lists they point to; a warning for each that is no list, or empty.

    With each is the triple that points to the list.
    """
    for subject, head in schema.pairs(OWL.term(local)):
        members = schema.members(head)
        wrong_kind = local == "propertyChainAxiom" and not all(
            not isinstance(member, Literal) for member in members or ()
        )
        if not members or wrong_kind:
            fault = "is not a well-formed list" if members is None else "is an empty list or holds literals"
            axiom = f"{schema.name(subject)} {local} {head}"
            warnings.append(RuleWarning(axiom, f"ill-formed: the object {fault}; the axiom is ignored"))
        else:
            yield subject, members, _stated(schema, (subject, OWL.term(local), head))


def _join(schema: Schema, members: list[Term]) -> str:
    return ", ".join(map(schema.name, members))


def _stated(schema: Schema, *triples: tuple[Term, NamedNode, Term]) -> _Triples:
    """Triples of an axiom, and those by which its properties are inverses that are read backwards."""
    return (*(Triple(*one) for one in triples), *_inverses(schema, (o for _, p, o in triples if p == _ON)))  # type: ignore[arg-type]


def _inverses(schema: Schema, properties: Iterable[Term]) -> Iterator[Triple]:
    for prop in properties:
        of = schema.inverse_of(prop)
        if of is not None:
            yield Triple(prop, _INVERSE, of)  # type: ignore[arg-type]
