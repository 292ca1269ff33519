"""How places, weapons and actors relate, read from the graph: what :mod:`kg.evidence.compare` compares values with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Triple

from kg.evidence.accounts import reach
from kg.evidence.compare import Hierarchy
from kg.evidence.inputs import Inputs
from kg.evidence.records import Account
from kg.rdf.resources import Resource, first, first_code, resources
from kg.rdf.terms import CONFLICT, TYPE, shorten

#: The roles of the relation that makes one actor part of another: the part, and the whole.
_PART, _WHOLE = CONFLICT.term("hasMember"), CONFLICT.term("hasGroup")
#: The roles of command: a regular force that its state commands is of that state, without being said to be part of it.
_SUBORDINATE, _SUPERIOR = CONFLICT.term("hasSubordinate"), CONFLICT.term("hasSuperior")
#: Families of relations by which an actor that a source names stands for neither the same actor nor any other.
_RELATING = ("structure", "support")
_BRAND = CONFLICT.term("Brand")
_OF_A_STATE = frozenset(CONFLICT.term(name) for name in ("State", "StateOrgan", "ArmedForce"))
_UNNAMED = CONFLICT.term("UnidentifiedGroup")


def read_dimensions(ontology: Iterable[Triple]) -> dict[str, str]:
    """By property IRI: in which respect (``date``, ``place``…) accounts differ that state different values."""
    found = ((s.value, first_code(r, CONFLICT.term("dimension"))) for s, r in resources(ontology).items())
    return {prop: dimension for prop, dimension in found if dimension is not None}


def read_hierarchy(
    inputs: Inputs, accounts: Iterable[Account], distinct: frozenset[frozenset[str]] = frozenset()
) -> Hierarchy:
    """Wider places, broader concepts, and how ``accounts`` say that actors are related.

    An actor is part of another by membership alone, and nothing is part of a brand. Command, support, façades and the
    use of a brand relate two actors without making one of them part of the other. ``distinct`` are the pairs that are
    judged to be different.
    """
    accounts = tuple(accounts)
    things = resources(inputs.asserted)
    brands = {s.value for s, about in things.items() if _BRAND in about.get(TYPE, ())}
    part_of: dict[str, list[str]] = defaultdict(list)
    of_state: dict[str, list[str]] = defaultdict(list)
    for one, other in _pairs(accounts, _PART, _WHOLE):
        if brands.isdisjoint((one, other)):
            part_of[one].append(other)
            of_state[one].append(other)
    for one, other in _pairs(accounts, _SUBORDINATE, _SUPERIOR):
        of_state[one].append(other)
    wholes = {actor: frozenset(reach(actor, part_of)) for actor in part_of}
    above = {**wholes, **inputs.world.within}
    return Hierarchy(
        above=above,
        unnamed=frozenset(s.value for s, about in things.items() if _UNNAMED in about.get(TYPE, ())),
        states=dict(_states(things, {actor: frozenset(reach(actor, of_state)) for actor in of_state})),
        relations=_relations(inputs.ontology, accounts, wholes),
        distinct=distinct,
    )


def _pairs(accounts: Iterable[Account], source: NamedNode, target: NamedNode) -> Iterator[tuple[str, str]]:
    for account in accounts:
        for one in account.values.get(source, ()):
            for other in account.values.get(target, ()):
                yield one.value, other.value


def _relations(
    ontology: Iterable[Triple], accounts: tuple[Account, ...], wholes: Mapping[str, frozenset[str]]
) -> dict[frozenset[str], str]:
    """By pair of actors, the first relation in words of which ``accounts`` speak; wholes have those of their parts."""
    found: dict[frozenset[str], str] = {}
    handed_on: dict[frozenset[str], str] = {}
    for _, about in sorted(resources(ontology).items(), key=lambda item: str(item[0])):
        # Those without a sign, such as succession, lead from one actor to another that takes its place.
        is_tie = first(about, CONFLICT.term("edgeSign")) == "1"
        if not is_tie or first_code(about, CONFLICT.term("edgeFamily")) not in _RELATING:
            continue
        ends = (first(about, CONFLICT.term(end)) for end in ("edgeSource", "edgeTarget"))
        source, target = (NamedNode(end) for end in ends if end)
        label = first(about, CONFLICT.term("edgeLabel")) or ""
        for one, other in sorted(set(_pairs(accounts, source, target))):
            words = f"{shorten(one)} {label} {shorten(other)}"
            found.setdefault(frozenset((one, other)), words)
            for whole in sorted({one} | wholes.get(one, frozenset())):
                for another in sorted({other} | wholes.get(other, frozenset())):
                    handed_on.setdefault(frozenset((whole, another)), words)
    return handed_on | found


def _states(things: dict[NamedNode, Resource], higher: dict[str, frozenset[str]]) -> Iterable[tuple[str, str]]:
    """For each state, and each organ or force of one, the state."""
    states = {s.value for s, about in things.items() if CONFLICT.term("State") in about.get(TYPE, ())}
    for subject, about in things.items():
        if not _OF_A_STATE.isdisjoint(about.get(TYPE, ())):
            above = sorted(({subject.value} | higher.get(subject.value, frozenset())) & states)
            if above:
                yield subject.value, above[0]
