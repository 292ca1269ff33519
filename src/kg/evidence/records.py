"""Plain records of who says what: sources, accounts, counts, judgements, and the decisions of a policy on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pyoxigraph import Literal, NamedNode


@dataclass(frozen=True)
class Source:
    """A publication whose accounts the graph holds.

    ``reliability`` is the Admiralty code's letter, A (completely reliable) to F (cannot be judged).
    ``issued`` is an ISO date, or None where the source gives none. ``text_of`` is the title of the source whose text it
    reproduces, if it does, and ``text_reliability`` the letter of that one, by which its accounts are graded. Sources
    that have one ``voice`` are not independent of each other; None where it is not known.
    """

    iri: str
    title: str
    reliability: str
    publisher: str | None = None
    issued: str | None = None
    url: str | None = None
    text_of: str | None = None
    text_reliability: str | None = None
    voice: str | None = None

    @property
    def letter(self) -> str:
        """The letter that its accounts have: that of the text it reproduces, or its own."""
        return self.text_reliability or self.reliability


@dataclass(frozen=True)
class Statement:
    """What accounts, counts and judgements share: the source, the grade, and when it was recorded.

    ``grade`` is (reliability letter, credibility digit), best first when sorted. ``ended`` is the moment at
    which its source withdrew or superseded it, None while it stands. ``hedged`` is true where its source words it with
    reserve.
    """

    iri: str
    source: str
    grade: tuple[str, str]
    recorded: datetime
    ended: datetime | None
    hedged: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Account(Statement):
    """One account as the acceptance rule sees it; ``values`` are the stated values, by the ontology's property."""

    about: NamedNode
    values: dict[NamedNode, tuple[NamedNode | Literal, ...]]

    @cached_property
    def resources(self) -> frozenset[str]:
        """The IRIs of what it is about and of every resource among its values."""
        stated = (value.value for values in self.values.values() for value in values if isinstance(value, NamedNode))
        return frozenset((self.about.value, *stated))


@dataclass(frozen=True)
class Judgement(Statement):
    """A judgement on whether two resources stand for one; ``keeps`` is None where it finds them different."""

    pair: frozenset[NamedNode]
    keeps: NamedNode | None


@dataclass(frozen=True)
class Count(Statement):
    """A count of the events of a series by one source: over an area, from ``start`` to ``end`` (None: not stated)."""

    series: NamedNode
    area: NamedNode | None
    start: datetime
    end: datetime | None
    low: int | None
    high: int | None


@dataclass(frozen=True)
class Decision:
    """What a policy decided about one property of one subject.

    ``values`` are the accepted ones; ``accepted`` and ``rejected`` the IRIs of the accounts or judgements whose
    value was or was not accepted; ``disputed`` is true if accounts of equal standing differ and nothing was accepted.
    """

    subject: NamedNode
    property: NamedNode
    values: tuple[NamedNode | Literal, ...]
    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    reason: str
    disputed: bool = False


@dataclass(frozen=True)
class AccountView:
    """One source's account of one event or relation, as people read it.

    ``credibility`` is the Admiralty code's digit, 1 (confirmed) to 6 (cannot be judged). ``status`` is what the
    policy in force made of it: ``accepted``, ``rejected``, or ``partly`` where its slots were decided differently.
    ``values`` are the stated (property, label of the value) pairs, sorted.
    ``status`` is ``stated`` for counts and assessments, which no policy decides. ``denies`` are the IRIs of the events
    and relations that the source says somebody denies or doubts, and of those of which it withdrew a claim.
    """

    iri: str
    about: str
    source: str
    locator: str
    paraphrase: str
    credibility: str
    recorded_at: str
    status: str = "accepted"
    reason: str = ""
    hedge: str | None = None
    relays: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    denies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All accounts and sources behind a graph, by IRI."""

    accounts: dict[str, AccountView]
    sources: dict[str, Source]

    def grade(self, account: str) -> str:
        """The account's Admiralty code, e.g. ``E6``: its source's reliability, then its own credibility.

        A source that reproduces the text of another has the reliability of that one.
        """
        view = self.accounts[account]
        return self.sources[view.source].letter + view.credibility

    def cite(self, account: str) -> str:
        """An account in a few words: source, place in it, grade."""
        view = self.accounts[account]
        return f"{self.sources[view.source].title}, {view.locator} ({self.grade(account)})"
