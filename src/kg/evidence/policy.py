"""Acceptance policies: which accounts may become facts at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import DataError, UsageError, suggest
from kg.evidence.records import Statement
from kg.rdf.moments import read_moment
from kg.rdf.names import Names
from kg.rdf.resources import first, first_code, resources
from kg.rdf.terms import CONFLICT, LABEL, PREFIXES, TYPE, shorten, slug_of

#: How the names of policies begin that admit one source.
ONLY = "only:"
#: Sources that have slugs alone.
NAMELESS = Names(())
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"\+?0*[1-9][0-9]{0,9}")


@dataclass(frozen=True)
class Policy:
    """A policy: what it requires of a statement, and how many sources.

    ``reliability`` and ``credibility`` are the lowest Admiralty letter and digit admitted, ``only_source`` the one
    source admitted, None for any; ``excluded`` are the sources that are not admitted. An event or relation is
    accepted only if at least ``minimum_sources`` independent sources report it. ``accepts_hedged`` says whether it
    admits statements that their source words with reserve.
    """

    iri: NamedNode
    label: str
    reliability: str | None = None
    credibility: str | None = None
    only_source: str | None = None
    excluded: frozenset[str] = frozenset()
    minimum_sources: int = 1
    accepts_hedged: bool = True

    def refusal(self, statement: Statement, as_of: datetime | None) -> str | None:
        """Why ``statement`` is not admitted; None if it is. What was recorded after ``as_of`` is ignored."""
        reliability, credibility = statement.grade
        if statement.ended is not None and (as_of is None or statement.ended <= as_of):
            return "withdrawn or superseded"
        if as_of is not None and statement.recorded > as_of:
            return "recorded later"
        if self.only_source is not None and statement.source != self.only_source:
            return "from another source"
        if statement.source in self.excluded:
            return "from an excluded source"
        if self.reliability is not None and reliability > self.reliability:
            return f"source graded {reliability}, below {self.reliability}"
        if self.credibility is not None and credibility > self.credibility:
            return f"information graded {credibility}, below {self.credibility}"
        if statement.hedged and not self.accepts_hedged:
            return "worded with reserve"
        return None


def read_policies(triples: Iterable[Triple]) -> dict[str, Policy]:
    """The policies that ``triples`` describe, by the local name of their IRI.

    Raises ``DataError`` where ``conflict:minimumSources`` is no integer from 1 up.
    """
    policies = {}
    for iri, about in resources(triples).items():
        if CONFLICT.term("AcceptancePolicy") in about.get(TYPE, ()):
            name = iri.value.removeprefix(PREFIXES["policy"])
            policies[name] = Policy(
                iri,
                name,
                first_code(about, CONFLICT.term("hasReliabilityThreshold")),
                first_code(about, CONFLICT.term("hasCredibilityThreshold")),
                first(about, CONFLICT.term("acceptsOnlySource")),
                frozenset(source.value for source in about.get(CONFLICT.term("excludesSource"), ())),
                _number(iri, first(about, CONFLICT.term("minimumSources"))),
                first(about, CONFLICT.term("acceptsHedged")) in ("true", "1"),
            )
    return policies


def _number(iri: NamedNode, text: str | None) -> int:
    if text is None:
        return 1
    if not _COUNT.fullmatch(text):
        raise DataError(f"{shorten(iri.value)} has conflict:minimumSources {text!r}; give an integer from 1 up")
    return int(text)


def choose_policy(name: str, policies: dict[str, Policy], sources: Collection[str], names: Names = NAMELESS) -> Policy:
    """The policy that ``name`` means: one of ``policies``, or ``only:<source>`` for one of the ``sources``.

    ``<source>`` is an IRI, a prefixed name, the slug alone, or one of the ``names``. Raises ``UsageError`` naming what
    there is.
    """
    source = name.removeprefix(ONLY)
    if source not in (name, ""):
        return _only(name, source, sources, names)
    if name in policies:
        return policies[name]
    raise UsageError(f"no policy {name!r}{suggest(name, [*sorted(policies), 'only:<source>'])}")


def find_source(text: str, known: Collection[str], names: Names) -> str | None:
    """The one of the ``known`` sources that ``text`` stands for; None where none does.

    It is sought by its IRI (with ``<…>`` or without), prefixed, by slug, and then by its ``names``. ``UsageError``
    where several have that name.
    """
    written = (text, text.removeprefix("<").removesuffix(">"), PREFIXES["source"] + text.removeprefix("source:"))
    iri = next((iri for iri in written if iri in known), None)
    return names.resolve(text, known).value if iri is None and names.find(text, known) else iri


def _only(name: str, source: str, known: Collection[str], names: Names) -> Policy:
    """The policy that admits ``source`` alone; its label has the source by slug or IRI where ``name`` has its name."""
    iri = find_source(source, known, names)
    if iri is None:
        near = suggest(f"source:{source.removeprefix('source:')}", map(shorten, sorted(known)))
        raise UsageError(f"no source {source!r}{names.meant(source, known) or near}")
    label = ONLY + shorten(iri).removeprefix("source:") if names.find(source, {iri}) else name
    return Policy(NamedNode(f"{PREFIXES['policy']}only-{slug_of(iri, 'source')}"), label, only_source=iri)


def policy_triples(policy: Policy) -> list[Triple]:
    """The description of a policy made on the fly, so that what it accepts can be traced; else nothing new."""
    if policy.only_source is None or not policy.label.startswith(ONLY):
        return []
    return [
        Triple(policy.iri, TYPE, CONFLICT.term("AcceptancePolicy")),
        Triple(policy.iri, LABEL, Literal(policy.label, language="en")),
        Triple(policy.iri, CONFLICT.term("acceptsOnlySource"), NamedNode(policy.only_source)),
        Triple(policy.iri, CONFLICT.term("acceptsHedged"), Literal(True)),
    ]


def parse_moment(text: str) -> datetime:
    """A date (meaning the end of that day, UTC) or a dateTime; ``UsageError`` for anything else.

    >>> parse_moment("2023-11-21").isoformat()
    '2023-11-21T23:59:59+00:00'
    """
    try:
        if _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time(23, 59, 59), UTC)
        return read_moment(text)
    except (ValueError, DataError) as error:
        raise UsageError(f"{text!r} is no date; write 2023-11-21 or 2023-11-21T12:00:00Z") from error
