"""The relations, events and tolls that a thing takes part in, under headings that say what they are to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad

from kg.dossier.headings import DETAILS, HEADINGS, LISTINGS, OTHERS, RANK
from kg.dossier.reading import Graph, Link
from kg.dossier.rows import Rows, first_rows
from kg.rdf.terms import ACCEPTED, ACCOUNTS, ASSERTED, BASE, CONFLICT, TOLD

#: The numbers of a toll, which are nothing without their names.
_NUMBERS = tuple(f"members{what}{bound}" for what in ("Killed", "Wounded") for bound in ("AtLeast", "AtMost"))


@dataclass(frozen=True)
class Tie:
    """A relation, event or toll that a thing takes part in.

    ``kind`` is its class, ``role`` what the thing is in it, ``others`` are those it is shared with, each with its role,
    ``details`` the kinds of support, weapons, or list. ``sources`` counts the independent ones, ``grade`` is the best
    Admiralty code of its accounts. ``accepted`` is false where the thing's part is only reported.
    """

    thing: Link
    kind: str
    role: str
    others: tuple[tuple[str, Link], ...]
    details: tuple[str, ...]
    when: str
    accepted: bool
    grade: str
    sources: int


@dataclass(frozen=True)
class Group:
    """The ties under one heading; events by time, relations by name, what is accepted first."""

    heading: str
    rows: Rows[Tie]

    @property
    def anchor(self) -> str:
        """The heading as a fragment of an address."""
        return "".join(one if one.isalnum() else "-" for one in self.heading.lower())


def groups(graph: Graph, iri: NamedNode, pointing: Iterable[Quad], most: int) -> tuple[Group, ...]:
    """The ties of a thing under their headings, at most so many under each.

    ``pointing`` are the statements that name the thing: first those are taken of which the policy accepted that they
    name it, then those of which a source says so.
    """
    accepted, reported = _roles(graph, iri, list(pointing))
    found: dict[tuple[int, str], list[Tie]] = defaultdict(list)
    for thing, roles in {**accepted, **reported}.items():
        is_event = graph.is_a(thing, "Event")
        if is_event or graph.is_a(thing, "Relation", "Toll"):
            rank = min((_rank(graph, thing, role) for role in roles), default=len(HEADINGS))
            heading = [*HEADINGS, OTHERS[is_event]][rank]
            found[rank, heading].append(_tie(graph, thing, iri, roles, thing in accepted))
    return tuple(
        Group(heading, first_rows(sorted(ties, key=_order), most)) for (_, heading), ties in sorted(found.items())
    )


def _order(tie: Tie) -> tuple[bool, str, str]:
    return not tie.accepted, tie.when or "~", tie.thing.text


def _roles(
    graph: Graph, iri: NamedNode, pointing: Iterable[Quad]
) -> tuple[dict[NamedNode, set[str]], dict[NamedNode, set[str]]]:
    """By relation or event the roles of the thing in it, by local name: the accepted ones, and those only reported."""
    accepted: dict[NamedNode, set[str]] = defaultdict(set)
    for quad in pointing:
        if quad.graph_name in (ACCEPTED, ASSERTED) and isinstance(quad.subject, NamedNode):
            accepted[quad.subject].add(quad.predicate.value.removeprefix(CONFLICT.iri))
    reported: dict[NamedNode, set[str]] = defaultdict(set)
    for quad in pointing:
        if quad.graph_name == ACCOUNTS and quad.predicate.value.startswith(TOLD.iri):
            for about in graph.things(cast(NamedNode, quad.subject), CONFLICT.term("isAccountOf")):
                about = next(iter(graph.things(about, CONFLICT.term("isHeldToBe"))), about)
                if about not in accepted and about != iri:
                    reported[about].add(quad.predicate.value.removeprefix(TOLD.iri))
    return accepted, reported


def _rank(graph: Graph, thing: NamedNode, role: str) -> int:
    """The number of the heading of a role; a listing's target is listed, what a denial or doubt is about is denied."""
    if role in ("hasTarget", "isAboutActor") and graph.is_a(thing, *LISTINGS):
        role = "designated"
    if role in ("isAboutMatter", "isAboutActor") and graph.is_a(thing, "Denial", "Doubt"):
        role = "denies"
    return RANK.get(role, len(HEADINGS))


def _tie(graph: Graph, thing: NamedNode, than: NamedNode, roles: Iterable[str], accepted: bool) -> Tie:
    others, details = [], []
    for quad in graph.about(thing):
        if quad.graph_name == ACCEPTED and quad.predicate.value.startswith(CONFLICT.iri):
            name = quad.predicate.value.removeprefix(CONFLICT.iri)
            if name in DETAILS:
                details.append(graph.label(cast(NamedNode | Literal, quad.object)))
            elif name in _NUMBERS:
                details.append(f"{graph.label(quad.predicate)} {cast(Literal, quad.object).value}")
            elif isinstance(quad.object, NamedNode) and quad.object != than and _takes_part(quad.object):
                others.append((_role(graph, quad.predicate), graph.link(quad.object)))
    accounts = graph.subjects(CONFLICT.term("isAccountOf"), thing)
    return Tie(
        thing=graph.link(thing),
        kind=", ".join(graph.label(kind) for kind in graph.kinds(thing)),
        role=", ".join(sorted(_role(graph, CONFLICT.term(role)) for role in roles)),
        others=tuple(sorted(others, key=lambda other: (other[0], other[1].text))),
        details=tuple(sorted(details)),
        when=when(graph, thing),
        accepted=accepted,
        grade=min(map(graph.grade, accounts), default=""),
        sources=graph.independent(accounts),
    )


def _role(graph: Graph, predicate: NamedNode) -> str:
    """The name of a role without its verb: a relation *has sponsor* an actor, who is its sponsor."""
    return graph.label(predicate).removeprefix("has ")


def _takes_part(value: NamedNode) -> bool:
    """Whether a value is an actor, a place or an event, and not a code."""
    return value.value.startswith(tuple(f"{BASE}id/{kind}/" for kind in ("actor", "place", "event", "relation", "act")))


def when(graph: Graph, iri: NamedNode) -> str:
    """When an event happened or a relation held, as dates; empty where nothing is accepted of that.

    A toll has the time of its event. A bound that is not known is left open.
    """
    iri = next(iter(graph.things(iri, CONFLICT.term("isTollOf"))), iri)
    for start, end in (("earliestTime", "latestTime"), ("validFrom", "validUntil")):
        first, last = (graph.text(iri, name)[:10] for name in (start, end))
        if first or last:
            return first if first == last else f"{first or '…'} to {last or '…'}"
    return ""
