"""Acceptance policies: which accounts may become facts at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import UsageError, instead
from kg.evidence import Said
from kg.resources import first, first_code, resources
from kg.terms import CONFLICT, LABEL, PREFIXES, TYPE, expand, shorten


@dataclass(frozen=True)
class Policy:
    """A policy: what it asks of a telling, and of the number of sources.

    ``reliability`` and ``credibility`` are the lowest Admiralty letter and digit accepted, ``only_source`` the one
    source heard, None for any; ``excluded`` are sources never heard. An event or relation is accepted only where
    ``minimum_sources`` independent sources tell of it.
    """

    iri: NamedNode
    label: str
    reliability: str | None = None
    credibility: str | None = None
    only_source: str | None = None
    excluded: frozenset[str] = frozenset()
    minimum_sources: int = 1

    def refusal(self, telling: Said, as_of: datetime | None) -> str | None:
        """Why ``telling`` may not be taken, by what was known ``as_of`` (None: all that is), or None where it may."""
        reliability, credibility = telling.grade
        if telling.ended is not None and (as_of is None or telling.ended <= as_of):
            return "withdrawn or superseded"
        if as_of is not None and telling.recorded > as_of:
            return "recorded later"
        if self.only_source is not None and telling.source != self.only_source:
            return "from another source"
        if telling.source in self.excluded:
            return "from an excluded source"
        if self.reliability is not None and reliability > self.reliability:
            return f"source graded {reliability}, below {self.reliability}"
        if self.credibility is not None and credibility > self.credibility:
            return f"information graded {credibility}, below {self.credibility}"
        return None


def read_policies(triples: Iterable[Triple]) -> dict[str, Policy]:
    """The policies that ``triples`` describe, by the local name of their IRI."""
    policies = {}
    for iri, about in resources(triples).items():
        if CONFLICT.term("AcceptancePolicy") in about.get(TYPE, ()):
            name = iri.value.removeprefix(PREFIXES["policy"])
            policies[name] = Policy(
                iri,
                name,
                first_code(about, CONFLICT.term("reliabilityThreshold")),
                first_code(about, CONFLICT.term("credibilityThreshold")),
                first(about, CONFLICT.term("onlySource")),
                frozenset(source.value for source in about.get(CONFLICT.term("excludesSource"), ())),
                int(first(about, CONFLICT.term("minimumSources")) or 1),
            )
    return policies


def choose_policy(name: str, policies: dict[str, Policy], sources: Iterable[str]) -> Policy:
    """The policy that ``name`` means: one of ``policies``, or ``only:<source>`` for one of the ``sources``.

    ``<source>`` is a prefixed name or the slug alone. Raises ``UsageError`` naming what there is.
    """
    if name in policies:
        return policies[name]
    kind, _, source = name.partition(":")
    if kind == "only" and source:
        slug = source.removeprefix("source:")
        iri = expand(f"source:{slug}")
        known = sorted(sources)
        if iri not in known:
            raise UsageError(f"no source {source!r}{instead(f'source:{slug}', map(shorten, known))}")
        return Policy(NamedNode(f"{PREFIXES['policy']}only-{slug}"), name, only_source=iri)
    raise UsageError(f"no policy {name!r}{instead(name, [*sorted(policies), 'only:<source>'])}")


def policy_triples(policy: Policy) -> list[Triple]:
    """The description of a policy made on the fly, so that what it accepts can be traced; else nothing new."""
    if policy.only_source is None:
        return []
    return [
        Triple(policy.iri, TYPE, CONFLICT.term("AcceptancePolicy")),
        Triple(policy.iri, LABEL, Literal(policy.label, language="en")),
        Triple(policy.iri, CONFLICT.term("onlySource"), NamedNode(policy.only_source)),
    ]


def parse_moment(text: str) -> datetime:
    """A date (meaning the end of that day, UTC) or a dateTime; ``UsageError`` for anything else.

    >>> parse_moment("2023-11-21").isoformat()
    '2023-11-21T23:59:59+00:00'
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write 2023-11-21 or 2023-11-21T12:00:00Z") from error
    if len(text) == len("2023-11-21"):
        moment = datetime.combine(moment.date(), time(23, 59, 59))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
