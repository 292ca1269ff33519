"""Acts of force and threats as the analyses of escalation read them: who against whom, when, and how severe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import networkx as nx
from pyoxigraph import NamedNode

from kg.analyse.balance import signed_pairs
from kg.analyse.facts import Facts, facts_of, in_time
from kg.analyse.projection import PARTY
from kg.evidence.accept import EXISTENCE
from kg.evidence.hierarchy import read_hierarchy
from kg.rdf.terms import CONFLICT
from kg.workspace import Once, Workspace

THREAT, FORCE, SERIES, CLAIM = (
    CONFLICT.term(name) for name in ("Threat", "UseOfForce", "AttackSeries", "ClaimOfResponsibility")
)
PART_OF = CONFLICT.term("isSubEventOf")
_ROLES = tuple(CONFLICT.term(name) for name in ("hasPerpetrator", "hasTarget"))

#: The ladder of severity, the least severe first.
RUNGS = ("threat", "attack without accepted casualties", "wounded", "killed")
_THREAT, _ATTACK, _WOUNDED, _KILLED = range(len(RUNGS))


@dataclass(frozen=True)
class Severity:
    """An act's place on :data:`RUNGS`, by index: ``least`` as accepted, ``most`` as not excluded."""

    least: int
    most: int

    @property
    def certain(self) -> bool:
        """Whether the accepted upper bounds exclude every higher rung."""
        return self.least == self.most

    @property
    def words(self) -> str:
        """The rung by what is accepted."""
        return RUNGS[self.least]


@dataclass(frozen=True)
class Act:
    """A use of force, a series of attacks or a threat; ``by`` and ``at`` are sides (:func:`sides`), by IRI.

    ``by`` are the accepted perpetrators; where there are none, those who claim it, and ``claimed`` is true.
    """

    iri: str
    label: str
    by: frozenset[str]
    at: frozenset[str]
    start: str | None
    end: str | None
    severity: Severity
    force: bool
    single: bool
    part: bool
    claimed: bool = False

    @property
    def dated(self) -> bool:
        """Whether both the earliest and the latest moment are accepted."""
        return self.start is not None and self.end is not None


def severity(value: Callable[[str], str | None], *, threat: bool = False) -> Severity:
    """The rung of an act; ``value`` gives an accepted bound (``killedAtLeast`` …) as text, None without one.

    A threat is on the first rung, an act with an accepted lower bound of killed above 0 on the last, one of wounded
    above 0 on the one before, any other use of force on the second. Numbers count for nothing beyond that: two acts
    that killed are on one rung. What no accepted upper bound excludes remains possible, so that ``most`` is the last
    rung unless nobody can have been killed.

    >>> accepted = {"woundedAtLeast": "2", "killedAtMost": "0"}
    >>> severity(accepted.get)
    Severity(least=2, most=2)
    >>> severity({}.get)
    Severity(least=1, most=3)
    """
    if threat:
        return Severity(_THREAT, _THREAT)
    killed, wounded = (float(value(f"{name}AtLeast") or 0) > 0 for name in ("killed", "wounded"))
    least = _KILLED if killed else _WOUNDED if wounded else _ATTACK
    no_killed, no_wounded = (_is_zero(value(f"{name}AtMost")) for name in ("killed", "wounded"))
    most = _KILLED if not no_killed else _WOUNDED if not no_wounded else _ATTACK
    return Severity(least, max(least, most))


def _is_zero(text: str | None) -> bool:
    return text is not None and float(text) == 0


def sides(facts: Facts) -> Mapping[str, str]:
    """By IRI of a state's organ or force, the state: the two form one side. Accepted accounts state the structure.

    An actor that is not in the mapping is a side of its own; a sponsor and those it supports are not one side.
    """
    accepted = {iri for d in facts.workspace.decisions if d.property == EXISTENCE and d.values for iri in d.accepted}
    return read_hierarchy(facts.workspace.inputs, [facts.accounts[iri] for iri in sorted(accepted)]).states


@Once
def without_sides(workspace: Workspace) -> int:
    """How many accepted uses of force have parties, but neither a perpetrator nor a target."""
    facts = facts_of(workspace)
    return sum(
        bool(facts.values(subject, PARTY)) and not any(facts.values(subject, role) for role in _ROLES)
        for subject in facts.subjects()
    )


@Once
def sides_of(workspace: Workspace) -> Mapping[str, str]:
    """The :func:`sides` of a dataset."""
    return sides(facts_of(workspace))


def opposed(network: nx.MultiDiGraph, side: Mapping[str, str]) -> frozenset[frozenset[str]]:
    """The pairs of sides whose accepted ties are hostile on balance, by :func:`kg.analyse.balance.signed_pairs`.

    ``network`` as :func:`kg.analyse.projection.actor_network` gives it, ``side`` as :func:`sides`.
    """
    between = nx.MultiDiGraph()
    for source, target, data in network.edges(data=True):
        between.add_edge(side.get(source, source), side.get(target, target), **data)
    return frozenset(frozenset(pair) for *pair, sign in signed_pairs(between).edges(data="sign") if sign < 0)


def acts(facts: Facts, side: Mapping[str, str]) -> list[Act]:
    """Every accepted use of force, series of attacks and threat, by earliest time, those without one last."""
    found = [s for s in facts.subjects() if any(facts.is_a(s, cls) for cls in (THREAT, FORCE, SERIES))]
    claimants = _claimants(facts)
    return sorted((_act(facts, s, side, claimants) for s in found), key=lambda act: (*in_time(act.start), act.iri))


@Once
def accepted_acts(workspace: Workspace) -> tuple[Act, ...]:
    """The :func:`acts` of a dataset, with its :func:`sides`."""
    return tuple(acts(facts_of(workspace), sides_of(workspace)))


def _claimants(facts: Facts) -> dict[NamedNode, set[str]]:
    """By event, who claims it."""
    found: dict[NamedNode, set[str]] = defaultdict(set)
    for claim in facts.subjects():
        if facts.is_a(claim, CLAIM):
            for event in facts.values(claim, CONFLICT.term("claimsEvent")):
                found[event.node].update(_certain(facts, claim, "isDeclaredBy"))
    return found


def _certain(facts: Facts, subject: NamedNode, name: str) -> list[str]:
    """The accepted values of ``conflict:name`` that are not in dispute, by IRI."""
    return [v.node.value for v in facts.values(subject, CONFLICT.term(name)) if not v.disputed]


def _act(
    facts: Facts, subject: NamedNode, side: Mapping[str, str], claimants: Mapping[NamedNode, Iterable[str]]
) -> Act:
    threat = facts.is_a(subject, THREAT)
    ends = ("isDeclaredBy", "isAboutActor") if threat else ("hasPerpetrator", "hasTarget")
    by, at = (_certain(facts, subject, name) for name in ends)
    start, end = facts.interval(subject)
    return Act(
        iri=subject.value,
        label=facts.label(subject.value),
        by=frozenset(side.get(actor, actor) for actor in by or claimants.get(subject, ())),
        at=frozenset(side.get(actor, actor) for actor in at),
        start=start,
        end=end,
        severity=severity(lambda name: facts.accepted(subject, name), threat=threat),
        force=not threat,
        single=not facts.is_a(subject, SERIES),
        part=any(facts.is_a(whole.node, FORCE) for whole in facts.values(subject, PART_OF)),
        claimed=not by and subject in claimants,
    )
