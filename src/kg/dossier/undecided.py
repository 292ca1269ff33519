"""What of an account is accepted without a written decision: nothing was to be decided (docs/datasets.md)."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.dossier.reading import Graph
from kg.evidence.accept import EXISTENCE
from kg.rdf.terms import CONFLICT, TOLD

_DECIDES, _HELD, _OF = (CONFLICT.term(name) for name in ("decidesProperty", "isHeldToBe", "isAccountOf"))
_NAMES = tuple(CONFLICT.term(name) for name in ("acceptsAccount", "rejectsAccount"))


def undecided(graph: Graph, account: NamedNode) -> frozenset[NamedNode]:
    """The properties whose values ``account`` states, that are accepted, and on which no decision names it.

    Existence is one of them. Empty for what is no account, and where its event or relation is not accepted.
    """
    subjects = [held for one in graph.things(account, _OF) for held in (graph.things(one, _HELD) or [one])]
    named = {
        prop
        for name in _NAMES
        for decision in graph.subjects(name, account)
        for prop in graph.things(decision, _DECIDES)
    }
    if EXISTENCE in named or not any(graph.values(subject, EXISTENCE) for subject in subjects):
        return frozenset()
    stated = {quad.predicate for quad in graph.about(account) if quad.predicate.value.startswith(TOLD.iri)}
    mirrored = {CONFLICT.term(prop.value.removeprefix(TOLD.iri)) for prop in stated}
    accepted = {prop for prop in mirrored for subject in subjects if graph.values(subject, prop)}
    return frozenset(accepted | {EXISTENCE}) - named
