"""A dataset as the analyses read it: kinds, labels, accepted values with the accounts behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from kg.evidence.accept import EXISTENCE
from kg.evidence.records import Account, Decision
from kg.rdf.moments import read_moment
from kg.rdf.names import NAMES
from kg.rdf.resources import Resource, first, resources
from kg.rdf.terms import ASSERTED, CONFLICT, INFERRED, LABEL, ONTOLOGY, SKOS, SUBCLASS, TYPE, shorten
from kg.workspace import Once, Workspace, accounts_by_iri

ACTOR, EVENT, DECLARATION = (CONFLICT.term(name) for name in ("Actor", "Event", "Declaration"))


def local(iri: str) -> str:
    """The last part of an IRI, by which people name it.

    >>> local("https://w3id.org/conflict-kg/id/actor/iran")
    'iran'
    """
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def moment(text: str) -> datetime:
    """An ISO moment; without a time zone it is read as UTC. Raises ``DataError`` for what cannot be read.

    >>> moment("2023-11-20T03:00:00+03:00") == moment("2023-11-20T00:00:00")
    True
    """
    return read_moment(text)


def in_time(text: str | None) -> tuple[bool, float]:
    """What moments are sorted by: those not known come last."""
    return (True, 0.0) if text is None else (False, moment(text).timestamp())


@dataclass(frozen=True)
class EdgeRule:
    """What the ontology declares of a class's edge: the two properties of its ends, sign, family and words."""

    name: str
    source: NamedNode
    target: NamedNode
    sign: int
    family: str
    label: str


@dataclass(frozen=True)
class Value:
    """A value of a property, the accounts that state it, and whether it is one of several in dispute."""

    node: NamedNode
    accounts: tuple[str, ...]
    disputed: bool = False


class Facts:
    """Lookups over one :class:`~kg.workspace.Workspace`; nothing here adds to what it holds."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.evidence = workspace.evidence
        self.ontology = resources(workspace.graphs[ONTOLOGY.value])
        self.asserted = resources(workspace.graphs[ASSERTED.value])
        self.inferred = resources(workspace.graphs[INFERRED.value])
        self.accounts = accounts_by_iri(workspace)
        self._kinds: dict[NamedNode, NamedNode | None] = {}
        self._classes: dict[NamedNode, list[NamedNode]] = {}
        self._decided: dict[NamedNode, dict[NamedNode, Decision]] = defaultdict(dict)
        for decision in workspace.decisions:
            self._decided[decision.subject][decision.property] = decision

    def redecided(self, decided: Mapping[NamedNode, Iterable[Decision]], accounts: Mapping[str, Account]) -> Facts:
        """The same lookups with other decisions about some subjects, and some other accounts by IRI."""
        other = copy(self)
        about = {subject: {one.property: one for one in decisions} for subject, decisions in decided.items()}
        other._decided, other.accounts = self._decided | about, {**self.accounts, **accounts}
        return other

    def subjects(self) -> Iterator[NamedNode]:
        """Events and relations that the policy accepts to have happened or to hold, in order of IRI."""
        return filter(self.is_accepted, sorted(self._decided, key=str))

    def is_accepted(self, subject: NamedNode) -> bool:
        """Whether the policy accepts that an event happened, or that a relation holds."""
        return bool(self.reporting(subject))

    def reporting(self, subject: NamedNode) -> tuple[str, ...]:
        """The accounts on which the policy accepts that an event happened, or that a relation holds."""
        existence = self._decided[subject].get(EXISTENCE) if subject in self._decided else None
        return existence.accepted if existence is not None and existence.values else ()

    def values(self, subject: NamedNode, prop: NamedNode) -> list[Value]:
        """Accepted values of ``prop`` that are resources; if the property is disputed, every stated value."""
        decision = self._decided[subject].get(prop) if subject in self._decided else None
        if decision is None:
            return []
        if not decision.disputed:
            stating = self._accounts_by_value(decision.accepted, prop)
            accepted = [value for value in decision.values if isinstance(value, NamedNode)]
            return [Value(value, tuple(stating.get(value, ()))) for value in accepted]
        accepting = set(self._decided[subject][EXISTENCE].accepted)
        stating = self._accounts_by_value((iri for iri in decision.rejected if iri in accepting), prop)
        return [Value(value, tuple(stating[value]), True) for value in sorted(stating, key=str)]

    def accepts(self, subject: NamedNode, prop: NamedNode, value: NamedNode | Literal) -> bool:
        """Whether the policy accepts ``value`` of ``prop``, and the event or relation itself."""
        decision = self._decided[subject].get(prop) if self.is_accepted(subject) else None
        return decision is not None and value in decision.values

    def _accounts_by_value(self, accounts: Iterable[str], prop: NamedNode) -> dict[NamedNode, list[str]]:
        """By value of ``prop`` that is a resource: those of ``accounts`` that state it, sorted."""
        found: dict[NamedNode, list[str]] = defaultdict(list)
        for iri in sorted(accounts):
            for value in dict.fromkeys(self.accounts[iri].values.get(prop, ())):
                if isinstance(value, NamedNode):
                    found[value].append(iri)
        return found

    def accepted(self, subject: NamedNode, name: str) -> str | None:
        """The accepted value of ``conflict:name`` as text, or None."""
        decision = self._decided[subject].get(CONFLICT.term(name)) if subject in self._decided else None
        return decision.values[0].value if decision is not None and decision.values else None

    def interval(self, subject: NamedNode) -> tuple[str | None, str | None]:
        """When an event can have happened, or a relation held: ISO moments, None where not accepted."""
        first, last = self.time_names(subject)
        return self.accepted(subject, first), self.accepted(subject, last)

    def time_names(self, subject: NamedNode) -> tuple[str, str]:
        """The local names of the properties that date an event, or a relation."""
        return ("earliestTime", "latestTime") if self.is_a(subject, EVENT) else ("validFrom", "validUntil")

    @cached_property
    def labels(self) -> dict[str, str]:
        """English labels by IRI, of resources and of the ontology's terms."""
        both: list[Mapping[NamedNode, Resource]] = [self.ontology, self.asserted]
        return {s.value: text for part in both for s, r in part.items() if LABEL in r and (text := _english(r))}

    def label(self, iri: str) -> str:
        """What people call ``iri``; its prefixed name where it has no label."""
        return self.labels.get(iri) or shorten(iri)

    def names(self, node: NamedNode) -> tuple[str, ...]:
        """The names of a resource beside its label, each once."""
        about = self.asserted.get(node, {})
        found = dict.fromkeys(value.value for predicate in NAMES for value in about.get(predicate, ()))
        return tuple(name for name in found if name != self.label(node.value))

    def note(self, node: NamedNode) -> str | None:
        """The scope note of a resource."""
        return first(self.asserted.get(node, {}), SKOS.term("scopeNote"))

    def definition(self, term: NamedNode) -> str:
        """The ontology's definition of one of its terms, empty where it has none."""
        return first(self.ontology.get(term, {}), SKOS.term("definition")) or ""

    def kind(self, node: NamedNode) -> NamedNode | None:
        """The most specific class asserted of ``node``; inferred ones count only where none is asserted."""
        if node not in self._kinds:
            types = self._types(self.asserted, node) or self._types(self.inferred, node)
            specific = [t for t in types if not any(t != other and t in self._above(other) for other in types)]
            self._kinds[node] = min(specific, key=str, default=None)
        return self._kinds[node]

    def has_asserted_kind(self, node: NamedNode) -> bool:
        """Whether the kind of ``node`` does not depend on what is inferred."""
        return bool(self._types(self.asserted, node))

    def _types(self, layer: Mapping[NamedNode, Resource], node: NamedNode) -> list[NamedNode]:
        return [t for t in layer.get(node, {}).get(TYPE, ()) if isinstance(t, NamedNode) and t in self.ontology]

    def _above(self, cls: NamedNode) -> list[NamedNode]:
        """``cls`` and the classes that hold it, nearest first."""
        if cls not in self._classes:
            order = [cls]
            for here in order:
                parents = self.ontology.get(here, {}).get(SUBCLASS, ())
                order += [p for p in parents if isinstance(p, NamedNode) and p not in order]
            self._classes[cls] = order
        return self._classes[cls]

    def is_a(self, node: NamedNode, cls: NamedNode) -> bool:
        """Whether the kind of ``node`` is ``cls`` or under it."""
        kind = self.kind(node)
        return kind is not None and cls in self._above(kind)

    def group(self, node: NamedNode) -> str | None:
        """``actor`` or ``event`` for what can stand as a node in a network, None for all else."""
        if self.is_a(node, ACTOR):
            return "actor"
        return "event" if self.is_a(node, EVENT) else None

    def roles(self, node: NamedNode) -> list[str]:
        """Labels of the classes that were inferred of ``node`` beyond its kind, e.g. ``proxy``."""
        kind = self.kind(node)
        known = self._above(kind) if kind else []
        return sorted(self.label(t.value) for t in self._types(self.inferred, node) if t not in known)

    def rule(self, subject: NamedNode) -> EdgeRule | None:
        """The edge that the ontology declares for the kind of ``subject``, or for the nearest class above it."""
        kind = self.kind(subject)
        return next((self.rules[c] for c in self._above(kind) if c in self.rules), None) if kind else None

    @cached_property
    def rules(self) -> dict[NamedNode, EdgeRule]:
        """Every declared edge by its class."""
        found = {}
        for cls, about in self.ontology.items():
            source, target = (about.get(CONFLICT.term(name), ()) for name in ("edgeSource", "edgeTarget"))
            if source and target and isinstance(source[0], NamedNode) and isinstance(target[0], NamedNode):
                found[cls] = EdgeRule(
                    name=local(cls.value),
                    source=source[0],
                    target=target[0],
                    sign=int(first(about, CONFLICT.term("edgeSign")) or 0),
                    family=local(first(about, CONFLICT.term("edgeFamily")) or ""),
                    label=first(about, CONFLICT.term("edgeLabel")) or local(cls.value),
                )
        return found

    def coordinates(self, place: NamedNode) -> tuple[float | None, float | None]:
        """Latitude and longitude of ``place``, or of the nearest larger place that has them."""
        located = self.located(place)
        return (None, None) if located is None else located[1:]

    def precision(self, place: NamedNode) -> float | None:
        """The radius in kilometres within which the :meth:`coordinates` of ``place`` are meant, where that is known."""
        located = self.located(place)
        radius = located and first(self.asserted.get(located[0], {}), CONFLICT.term("coordinatePrecision"))
        return None if radius is None else float(radius)

    def located(self, place: NamedNode) -> tuple[NamedNode, float, float] | None:
        """``place``, or the nearest larger place that has coordinates, with its latitude and longitude."""
        order = [place]
        for here in order:
            about = self.asserted.get(here, {})
            latitude, longitude = (first(about, CONFLICT.term(name)) for name in ("latitude", "longitude"))
            if latitude is not None and longitude is not None:
                return here, float(latitude), float(longitude)
            larger = about.get(CONFLICT.term("isLocatedIn"), ())
            order += [p for p in larger if isinstance(p, NamedNode) and p not in order]
        return None

    @cached_property
    def about(self) -> dict[str, tuple[str, ...]]:
        """By event or relation (or actor, for assessments): every statement about it, accepted or not."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(self.evidence.accounts):
            found[self.evidence.accounts[iri].about].append(iri)
        return {subject: tuple(accounts) for subject, accounts in found.items()}

    def grade(self, accounts: Iterable[str]) -> str | None:
        """The best Admiralty grade among ``accounts``, None where there are none."""
        return min((self.evidence.grade(iri) for iri in accounts), default=None)

    def cite(self, account: str) -> str:
        """An account in a few words: source, place in it, grade."""
        return self.evidence.cite(account)


@Once
def facts_of(workspace: Workspace) -> Facts:
    """The :class:`Facts` of a dataset."""
    return Facts(workspace)


def _english(resource: Resource) -> str | None:
    """The English label, or the first there is."""
    labels = resource[LABEL]
    english = [v.value for v in labels if isinstance(v, Literal) and (v.language or "en").startswith("en")]
    return english[0] if english else labels[0].value
