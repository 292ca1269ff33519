"""What no shape finds in accounts: classes that exclude each other, impossible dates, sources against themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Triple

from kg.errors import DataError
from kg.evidence.accept import EARLIEST, LATEST, PRECISION
from kg.evidence.accounts import stated_values
from kg.evidence.ranges import PRECISIONS, Span, magnitude, meet, range_of
from kg.evidence.records import Account
from kg.evidence.shapes import Finding
from kg.rdf.load import Loaded
from kg.rdf.moments import read_moment
from kg.rdf.resources import Resource, code, first, resources
from kg.rdf.terms import CONFLICT, DCT, TYPE, shorten

_BRAND, _RECORDED, _SOURCE = CONFLICT.term("Brand"), CONFLICT.term("recordedAt"), CONFLICT.term("hasSource")
_WITHDRAWN, _SPEAKER, _ABOUT = CONFLICT.term("withdrawnAt"), CONFLICT.term("relaysWordOf"), CONFLICT.term("isAccountOf")
_BODY = "A conflict:Brand is a name and no body of people: take out this class, or describe the group as another actor."
_EARLY = "Let {0} be no earlier than the publication of its source, {1}."
_UNLIKE = "Let told:hasTimePrecision fit the interval from told:earliestTime to told:latestTime, which is {0} long."
_TORN = "Its source also states {0} ({1}): what has two values for one thing counts as its vaguest reading."


def inconsistencies(loaded: Loaded, bodies: Iterable[NamedNode]) -> list[Finding]:
    """Findings on brands that also have one of the classes ``bodies``, on impossible dates, and on time precisions."""
    asserted, accounts = resources(loaded.asserted), resources(loaded.accounts)
    classes = frozenset(bodies)
    found = []
    for actor, about in asserted.items():
        if _BRAND in about.get(TYPE, ()):
            found += [_finding(loaded, actor, TYPE, _BODY, cls) for cls in about[TYPE] if cls in classes]
    for account, about in accounts.items():
        found += _early(loaded, account, about, asserted)
        found += _unlike(loaded, account, about)
    return found


def self_contradictions(accounts: Iterable[Account], speakers: Mapping[str, str], loaded: Loaded) -> list[Finding]:
    """A remark on each account whose source states values of one property that have nothing in common with its own.

    Compared are standing accounts of one source, one grade and one speaker (``speakers``: by account, whose word it
    relays) about one thing. A source may contradict itself, so these are no faults of the data.
    """
    of_voice: dict[tuple[str, ...], list[Account]] = defaultdict(list)
    for account in sorted(accounts, key=lambda a: a.iri):
        if account.ended is None:
            key = (account.source, *account.grade, speakers.get(account.iri, ""), account.about.value)
            of_voice[key].append(account)
    return [finding for said in of_voice.values() if len(said) > 1 for finding in _torn(said, loaded)]


def speakers(accounts: Iterable[Triple]) -> dict[str, str]:
    """By IRI of an account, the person or body whose word it relays."""
    return {t.subject.value: t.object.value for t in accounts if t.predicate == _SPEAKER}  # type: ignore[union-attr]


def _early(
    loaded: Loaded, account: NamedNode, about: Resource, asserted: Mapping[NamedNode, Resource]
) -> Iterator[Finding]:
    source = first(about, _SOURCE)
    issued = first(asserted.get(NamedNode(source), {}), DCT.term("issued")) if source else None
    for prop in (_RECORDED, _WITHDRAWN):
        for moment in about.get(prop, ()):
            # A day begins up to 14 hours earlier in the east.
            if issued is not None and _days(moment.value, f"{issued[:10]}T00:00:00+14:00") < 0:
                yield _finding(loaded, account, prop, _EARLY.format(shorten(prop.value), issued), moment)


def _unlike(loaded: Loaded, account: NamedNode, about: Resource) -> Iterator[Finding]:
    values = stated_values(about)
    ends = [values[end][0].value for end in (EARLIEST, LATEST) if len(values.get(end, ())) == 1]
    precisions = values.get(PRECISION, ())
    if len(ends) != 2 or len(precisions) != 1:
        return
    days = _days(ends[1], ends[0])
    shortest, longest = PRECISIONS.get(code(precisions[0].value), (0.0, float("inf")))
    if days >= 0 and not shortest <= days * 86_400 <= longest:
        length = f"{days:.0f} days" if days >= 2 else f"{days * 24:.0f} hours"
        yield _finding(loaded, account, PRECISION, _UNLIKE.format(length), precisions[0])


def _days(moment: str, since: str) -> float:
    """The days from one moment to the other; 0 where one cannot be read, which others find."""
    try:
        return (read_moment(moment) - read_moment(since)).total_seconds() / 86_400
    except DataError:
        return 0.0


def _torn(said: list[Account], loaded: Loaded) -> Iterator[Finding]:
    for prop in sorted({prop for account in said for prop in account.values}, key=str):
        low, high = range_of(prop)
        if low == high or prop != low:
            continue
        spans = [(a, span) for a in said if (span := _span(a, low, high)) is not None]
        for account, span in spans:
            other = next((a for a, against in spans if not meet((span, against))), None)
            if other is not None:
                message = _TORN.format(_range_text(other, low, high), shorten(other.iri))
                yield _finding(loaded, NamedNode(account.iri), prop, message, _range_text(account, low, high))


def _span(account: Account, low: NamedNode, high: NamedNode) -> Span | None:
    lows, highs = ([magnitude(value) for value in account.values.get(end, ())] for end in (low, high))
    if not lows and not highs:
        return None
    return min(lows, default=float("-inf")), max(highs, default=float("inf"))


def _range_text(account: Account, low: NamedNode, high: NamedNode) -> str:
    ends = [" ".join(value.value for value in account.values.get(end, ())) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0] or '…'} to {ends[1] or '…'}"


def _finding(loaded: Loaded, subject: NamedNode, prop: NamedNode, message: str, value: object) -> Finding:
    path = (
        shorten(prop.value).replace("conflict:", "told:", 1)
        if prop in (EARLIEST, LATEST, PRECISION)
        else shorten(prop.value)
    )
    text = shorten(value.value) if isinstance(value, NamedNode) else str(getattr(value, "value", value))
    return Finding(shorten(subject.value), path, message, loaded.file_of.get(subject.value, ""), text)
