"""What holds of literals, which RDF cannot say: a literal is no subject. Proofs go through it.

:func:`facts_about_literals` gives what rules dt-eq, dt-diff, dt-type2 and eq-sym say of literals, as far as rules can
conclude something of resources from it. :func:`sayable` gives what a proof names in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg.reason.datatypes import DATATYPES
from kg.reason.literal_rules import LiteralTypes
from kg.reason.rules import Rule, Term
from kg.reason.rules.match import Fact
from kg.reason.rules.tables import DIFFERENT_FROM, SAME_AS, TYPE
from kg.reason.values import Value, is_value_of, known_value


def facts_about_literals(facts: Iterable[Fact], rules: Iterable[Rule]) -> list[Fact]:
    """What holds of the literals in ``facts``, as far as ``rules`` ask for it."""
    known = list(facts)
    equal = [fact for fact in known if fact[1] == SAME_AS and not _is_resource(fact[2])]
    found = list(typed_facts((fact[2] for fact in known), LiteralTypes(rules)))
    if equal:
        found += [(o, SAME_AS, s) for s, _, o in equal]
        found += _values_of({fact[2] for fact in equal}, {fact[2] for fact in known if isinstance(fact[2], Literal)})
    return list(dict.fromkeys(found))


def typed_facts(terms: Iterable[Term], types: LiteralTypes) -> Iterator[Fact]:
    """The types that rules ask for of the literals among ``terms`` (dt-type2)."""
    if not types.datatypes:
        return
    for literal in dict.fromkeys(term for term in terms if isinstance(term, Literal)):
        content = known_value(literal)
        if content is not None:
            datatypes = frozenset(one for one in types.datatypes if is_value_of(content, one.value))
            yield from ((literal, TYPE, cls) for cls in types.of(datatypes))


def sayable(fact: Fact) -> Fact | None:
    """The fact itself, or where it is about a literal what RDF can say of it: an equality the other way round."""
    s, p, o = fact
    if _is_resource(s):
        return fact
    return (o, p, s) if p == SAME_AS and _is_resource(o) else None


def _values_of(equated: set[Term], literals: set[Term]) -> Iterator[Fact]:
    """Rules dt-eq, dt-diff and dt-type2 for the literals that resources are equal to."""
    spellings: dict[Value, list[Term]] = defaultdict(list)
    for literal in sorted(literals, key=str):
        content = known_value(literal)
        if content is not None:
            spellings[content].append(literal)
    contents = dict.fromkeys(filter(None, map(known_value, sorted(equated, key=str))))
    values = {one: content for content in contents for one in spellings[content]}
    for one, content in values.items():
        yield from ((one, SAME_AS, other) for other in spellings[content] if other != one)
        yield from ((one, DIFFERENT_FROM, other) for other, its in values.items() if its != content)
        yield from ((one, TYPE, NamedNode(iri)) for iri in DATATYPES if is_value_of(content, iri))


def _is_resource(term: Term) -> bool:
    return not isinstance(term, Literal | Triple)
