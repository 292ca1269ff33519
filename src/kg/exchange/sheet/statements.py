"""A row → what it states: the account of its event or relation, and those of its toll and of declarations about it."""

from __future__ import annotations

from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Triple

from kg.exchange.sheet.columns import RANGE_SLOTS, RANGES, STATED, TOLL_SLOTS, TOLLS
from kg.exchange.sheet.rows import Context, Row, Times, Written, times_of, zone_of
from kg.exchange.sheet.sources import NewSources, details_of, source_of
from kg.exchange.sheet.subjects import Subject, edge, subject_of, toll_of
from kg.exchange.sheet.values import CellError, bounds, period, whole_number, words
from kg.rdf.terms import CONFLICT, PREFIXES, TOLD, TYPE, XSD
from kg.reason.slots import Slot

Value = tuple[str, Literal | NamedNode]
#: By column: the class of the declaration that it states, and the roles of who declares and of the event.
_DECLARATIONS = {
    "claimed by": ("ClaimOfResponsibility", "isDeclaredBy", "claimsEvent"),
    "denied by": ("Denial", "isDeclaredBy", "isAboutMatter"),
    "doubted by": ("Doubt", "isDeclaredBy", "isAboutMatter"),
    "condemned by": ("Condemnation", "isDeclaredBy", "isAboutMatter"),
}
#: The longest text that an account may quote, in characters.
_QUOTED = 120


def write_row(row: Row, context: Context, new: NewSources, written: Written) -> None:
    """Fill ``written`` with the accounts of ``row``; ``CellError`` where a cell cannot be used."""
    subject = subject_of(row, context, written)
    times = times_of(row, context)
    written.odd += [("day", note) for note in times.notes]
    source, published = source_of(row, context, new, written)
    written.needs.add(source)
    details, recorded = details_of(row, context, published, written)
    if times.first and times.first[:10] > recorded.last[:10]:
        column = next(name for name in ("day", "start", "from") if name in row.cells)
        raise CellError(
            column, f"{times.first[:10]} lies after the day from which it is on record, {recorded.last[:10]}"
        )
    about = _Account(source, details, written)
    about.add(
        subject.iri, [*_ends(subject), *_times(times, subject, context), *_stated(row, subject, context, written)]
    )
    _toll(row, subject, context, about)
    _declared(row, subject, context, about)


class _Account:
    """Writes the accounts of one row."""

    def __init__(self, source: str, details: list[Value], written: Written) -> None:
        self._source, self._details, self.written = source, details, written

    def add(self, subject: str, told: list[Value]) -> None:
        """The account of ``subject``."""
        places = [value.value for name, value in self._details if name in ("locator", "paraphrase")]
        key = sha256("\n".join((self._source, subject, *places)).encode()).hexdigest()[:8]
        local = "-".join((self._source.rsplit("/", 1)[1][:60], subject.rsplit("/", 1)[1][:80], key))
        account = NamedNode(PREFIXES["account"] + local)
        self.written.accounts[account.value] = [
            Triple(account, TYPE, CONFLICT.term("Account")),
            Triple(account, CONFLICT.term("isAccountOf"), NamedNode(subject)),
            Triple(account, CONFLICT.term("hasSource"), NamedNode(self._source)),
            *(Triple(account, CONFLICT.term(name), value) for name, value in self._details),
            *(Triple(account, TOLD.term(name), value) for name, value in told),
        ]


def _ends(subject: Subject) -> list[Value]:
    return [(role, NamedNode(iri)) for role, iri in subject.ends]


def _times(times: Times, subject: Subject, context: Context) -> list[Value]:
    is_event = context.schema.is_a(subject.cls, "Event")
    first, last = ("earliestTime", "latestTime") if is_event else ("validFrom", "validUntil")
    found: list[Value] = [
        (name, Literal(text, datatype=XSD.term("dateTime")))
        for name, text in ((first, times.first), (last, times.last))
        if text is not None
    ]
    if times.precision:
        found.append(("hasTimePrecision", NamedNode(PREFIXES["precision"] + times.precision)))
    return found


def _stated(row: Row, subject: Subject, context: Context, written: Written) -> list[Value]:
    """What the columns of properties state."""
    found: list[Value] = []
    for name, column in STATED.items():
        if name in row.cells:
            slot = context.schema.slots[column.slot]
            _check_domain(name, column.slot, subject, context)
            texts = [row.cells[name]] if slot.range == XSD.term("string") and slot.is_single else row.all(name)
            if slot.is_single and len(texts) > 1:
                raise CellError(name, "only one value can stand here")
            found += [(column.slot, _value(row, name, text, slot, context, written)) for text in texts]
    for name in RANGES:
        if name in row.cells:
            _check_domain(name, f"{RANGE_SLOTS[name]}AtLeast", subject, context)
            for slot_name, number in _bounds(row, name, RANGE_SLOTS[name]):
                if any(one == slot_name for one, _ in found):
                    raise CellError(name, "its bounds have columns of their own, which say it too")
                found.append((slot_name, number))
    _check_bounds(found, context)
    return found


def _bounds(row: Row, name: str, slot: str) -> list[Value]:
    """The bounds that the cell of a range gives, by the properties whose names begin with ``slot``."""
    numbers = zip(("AtLeast", "AtMost"), bounds(name, row.cells[name]), strict=True)
    return [(slot + end, Literal(number)) for end, number in numbers if number is not None]


def _check_domain(name: str, slot: str, subject: Subject, context: Context) -> None:
    if not context.schema.fits(slot, subject.cls):
        what = context.schema.labels[context.schema.slots[slot].domain]
        raise CellError(name, f"is stated of the class {what!r}, and not of {context.schema.labels[subject.cls]!r}")


def _check_bounds(found: list[Value], context: Context) -> None:
    numbers = {name: int(value.value) for name, value in found if name in context.schema.slots and _is_number(value)}
    for name, number in numbers.items():
        upper = context.schema.slots[name].bounded_by
        if number > numbers.get(upper, number):
            column = next(c.name for c in STATED.values() if c.slot == name)
            raise CellError(column, f"{number} is more than the upper bound, {numbers[upper]}")


def _is_number(value: Literal | NamedNode) -> bool:
    return isinstance(value, Literal) and value.datatype == XSD.term("integer")


def _value(row: Row, name: str, text: str, slot: Slot, context: Context, written: Written) -> Literal | NamedNode:
    if slot.scheme:
        return NamedNode(context.finder.code(name, text, slot.scheme))
    if slot.range == XSD.term("integer"):
        return Literal(whole_number(name, text))
    if slot.range == XSD.term("string"):
        return Literal(words(name, text, _QUOTED))
    if slot.range == XSD.term("dateTime"):
        found = period(name, text, zone_of(row, context), context.days)
        if found.precision in ("month", "year"):
            raise CellError(name, "a day is needed here")
        return Literal(found.first, datatype=XSD.term("dateTime"))
    base = slot.range.value.rsplit("#", 1)[1] if slot.range else ""
    own = written.named.get((name if base == "Place" else base, text))
    iri = own or context.finder.thing(name, text, base)
    written.needs.add(iri)
    return NamedNode(iri)


def _toll(row: Row, subject: Subject, context: Context, about: _Account) -> None:
    """What the source counts of the members of one actor, with an account of its own."""
    given = [column for column in TOLLS if column in row.cells]
    if not given:
        return
    _events_only(given[0], subject, context)
    if "members of" not in given:
        raise CellError(given[0], "whose members? Name the actor in 'members of'; the number of all is 'killed'")
    numbers = [one for column, slot in TOLL_SLOTS.items() if column in given for one in _bounds(row, column, slot)]
    if not numbers:
        raise CellError("members of", "no number: give 'members killed' or 'members wounded'; else write 'harmed'")
    group = _actor("members of", row.cells["members of"], context, about.written)
    ends: list[Value] = [("isTollOf", NamedNode(subject.iri)), ("countsMembersOf", NamedNode(group))]
    about.add(toll_of(subject.iri, group, context, about.written), [*ends, *numbers])


def _events_only(column: str, subject: Subject, context: Context) -> None:
    if not context.schema.is_a(subject.cls, "Event"):
        raise CellError(column, "is said of an event only")


def _declared(row: Row, subject: Subject, context: Context, about: _Account) -> None:
    """The declarations about the event, each with an account."""
    columns = [*_DECLARATIONS, "blamed on", "blamed by"]
    stray = next((column for column in columns if column in row.cells), None)
    if stray:
        _events_only(stray, subject, context)
    event = NamedNode(subject.iri)
    for column, (cls, who, what) in _DECLARATIONS.items():
        for text in row.all(column):
            actor = _actor(column, text, context, about.written)
            act = edge(column, cls, actor, subject.iri, None, context, about.written)
            about.add(act, [(who, NamedNode(actor)), (what, event)])
    if ("blamed on" in row.cells) != ("blamed by" in row.cells):
        missing = "blamed by" if "blamed on" in row.cells else "blamed on"
        raise CellError(missing, "is missing; if the source itself says who it was, write 'perpetrator'")
    if "blamed on" in row.cells:
        blamed = [_actor("blamed on", text, context, about.written) for text in row.all("blamed on")]
        speakers = [_actor("blamed by", text, context, about.written) for text in row.all("blamed by")]
        for actor in blamed:
            act = edge("blamed on", "Attribution", subject.iri, actor, None, context, about.written)
            said = [("isDeclaredBy", NamedNode(speaker)) for speaker in speakers]
            about.add(act, [*said, ("attributesEvent", event), ("attributesTo", NamedNode(actor))])


def _actor(column: str, text: str, context: Context, written: Written) -> str:
    actor = written.named.get(("Actor", text)) or context.finder.thing(column, text, "Actor")
    written.needs.add(actor)
    return actor
