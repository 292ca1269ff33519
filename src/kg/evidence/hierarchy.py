"""How places, weapons and actors relate, read from the graph: what :mod:`kg.evidence.compare` compares values with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import NamedNode, Triple

from kg.evidence.accounts import reach
from kg.evidence.compare import Hierarchy
from kg.evidence.inputs import Inputs
from kg.evidence.records import Account
from kg.rdf.resources import Resource, first_code, resources
from kg.rdf.terms import CONFLICT, TYPE

#: Roles of relations that put one actor under another: (the one below, the one above).
_STRUCTURE = (("hasSubordinate", "hasSuperior"), ("hasMember", "hasGroup"), ("hasFacade", "hasPrincipal"))
_OF_A_STATE = frozenset(CONFLICT.term(name) for name in ("State", "StateOrgan", "ArmedForce"))
_UNNAMED = CONFLICT.term("UnidentifiedGroup")


def read_dimensions(ontology: Iterable[Triple]) -> dict[str, str]:
    """By property IRI: in which respect (``date``, ``place``…) accounts differ that state different values."""
    found = ((s.value, first_code(r, CONFLICT.term("dimension"))) for s, r in resources(ontology).items())
    return {prop: dimension for prop, dimension in found if dimension is not None}


def read_hierarchy(inputs: Inputs, accounts: Iterable[Account]) -> Hierarchy:
    """Wider places, broader concepts, and the organizations above actors that ``accounts`` state."""
    things = resources(inputs.asserted)
    up: dict[str, list[str]] = defaultdict(list)
    for account in accounts:
        for below, above in _STRUCTURE:
            for one in account.values.get(CONFLICT.term(below), ()):
                up[one.value] += [another.value for another in account.values.get(CONFLICT.term(above), ())]
    higher = {actor: frozenset(reach(actor, up)) for actor in list(up)}
    return Hierarchy(
        above={**higher, **inputs.world.within},
        unnamed=frozenset(s.value for s, about in things.items() if _UNNAMED in about.get(TYPE, ())),
        states=dict(_states(things, higher)),
    )


def _states(things: dict[NamedNode, Resource], higher: dict[str, frozenset[str]]) -> Iterable[tuple[str, str]]:
    """For each state, and each organ or force of one, the state."""
    states = {s.value for s, about in things.items() if CONFLICT.term("State") in about.get(TYPE, ())}
    for subject, about in things.items():
        if not _OF_A_STATE.isdisjoint(about.get(TYPE, ())):
            above = sorted(({subject.value} | higher.get(subject.value, frozenset())) & states)
            if above:
                yield subject.value, above[0]
