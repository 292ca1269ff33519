"""New reports and sheets, filled in with what a person says, whose names are completed from the graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, Triple

from kg.errors import UsageError
from kg.exchange.importers.settings import ImportSettings, is_zone
from kg.exchange.sheet.checks import naming
from kg.exchange.sheet.columns import (
    COLUMNS,
    DAY_COLUMNS,
    DECLARED,
    DRAFTED,
    RANGE_SLOTS,
    RANGES,
    STATED,
    TOLLS,
    column_of,
    near_columns,
)
from kg.exchange.sheet.graph import Finder, iris_in, read_graph
from kg.exchange.sheet.jobs import write_rows
from kg.exchange.sheet.rows import NO_ZONE, Context, Row
from kg.exchange.sheet.values import CellError, parts, period, read_days
from kg.rdf.tables import present
from kg.rdf.terms import shorten
from kg.rdf.write import turtle

#: Asks a person; the answer may be empty.
Ask = Callable[[str], str]
Values = dict[str, str]
#: Stands in a report for what the person fills in later.
_LATER = "(later)"
_LATER_COLUMNS = ("locator", "paraphrase")


@dataclass(frozen=True)
class Question:
    """What is asked of a person for a column; without an answer to a ``needed`` one there is no report."""

    column: str
    text: str
    needed: bool = False


#: What is asked for a report, in this order.
QUESTIONS = (
    Question("title", "Title of the source, as: A paper, title in a few words (2 December 2023)", needed=True),
    Question("publisher", "Publisher"),
    Question("published", "Day of publication, as 2023-12-02", needed=True),
    Question("address", "Address on the web"),
    Question("reliability", "Your grade of the source, A to F (F: cannot be judged)"),
    Question("kind", "Kind of event: attack, strike, killing, threat …", needed=True),
    Question("event", "Name of the event (empty: it is made of kind, place and day)"),
    Question("day", "Day, month or year of the event, as 2023-12-01"),
    Question("zone", "Time zone of the place, as +03:00"),
    Question("place", "Place"),
    Question("perpetrator", "Who carried it out, if the source itself says so"),
    Question("target", "The actor at whom it was aimed"),
    Question("weapon", "Kind of weapon"),
    Question("locator", "Where in the source it stands (empty: you fill it in later)"),
    Question("paraphrase", "What the source says, in your words (empty: you fill it in later)"),
    Question("credibility", "Your grade of the information, 1 to 6 (6: cannot be judged)"),
)
#: The columns of a sheet if nobody says what it is about.
USUAL = (
    "event", "kind", "relation", "subject", "object", "day", "from", "to", "zone", "place", "party", "perpetrator",
    "target", "weapon", "support", "killed", "wounded", "claimed by", "denied by", "blamed on", "blamed by", "source",
    "title", "publisher", "published", "address", "reliability", "locator", "paraphrase", "hedge", "word of",
    "credibility",
)  # fmt: skip
_OF_EVENTS = ("event", "kind", "day", "start", "end")
_OF_RELATIONS = ("relation", "subject", "object", "from", "to")


def prepared(data: Sequence[Path], values: Iterable[str] = ()) -> Context:
    """What names in ``values`` are completed from: ``data`` (default: what ships)."""
    graph = read_graph(data, iris_in(part for value in values for part in parts(value)))
    return Context(Finder(graph), ImportSettings(None), {})


def with_kind(values: Values, kind: str | None, context: Context) -> Values:
    """``values`` with the class of an event or relation that ``kind`` names; ``UsageError`` for one that is none."""
    if not kind:
        return values
    try:
        cls = context.class_of("kind", kind, "Event", "Relation")
    except CellError as error:
        raise UsageError(f"--kind: {error.reason}") from error
    column = "relation" if context.schema.is_a(cls, "Relation") else "kind"
    return {column: context.schema.labels[cls], **values}


def read_values(given: Iterable[str]) -> Values:
    """The values of ``COLUMN=VALUE`` texts, by column; ``UsageError`` for a column that there is not."""
    values = {}
    for text in given:
        name, sign, value = text.partition("=")
        column = column_of(name)
        if not sign:
            raise UsageError(f"{text!r}: write COLUMN=VALUE")
        if column is None:
            raise UsageError(f"no column of a sheet is called {name!r}{near_columns(name)}")
        values[column] = value.strip()
    return {column: value for column, value in values.items() if value}


def completed(column: str, text: str, context: Context) -> str:
    """``text`` with the names in it completed from the graph: IRIs of things, names of classes and codes.

    ``CellError`` for a name that the graph lacks, with those that are near, for one that several have, and for a day
    that none is.
    """
    if column in DAY_COLUMNS:
        settings = context.settings
        period(column, text, (settings.first_zone, settings.last_zone), read_days([text], None))
        return text
    if column == "zone" and not is_zone(text):
        raise CellError(column, NO_ZONE)
    find = naming(column, context)
    if find is None or (column == "event" and not context.finder.found(text, "Event")):
        return text
    return "; ".join(_shown(find(part), context) for part in parts(text))


def _shown(found: str, context: Context) -> str:
    return shorten(found) if "/" in found else context.schema.labels.get(found, found)


def fill_in(
    values: Values, context: Context, ask: Ask | None, tell: Callable[[str], None], *, needed: bool = True
) -> Values:
    """``values`` completed; what is ``needed`` for a report and missing is asked for, if there is somebody to ``ask``.

    ``tell`` says why an answer cannot be used, after which it is asked for again. ``UsageError`` for a value that
    cannot be used, and for values that are missing where nobody can be asked.
    """
    filled = {column: _given(column, text, values, context) for column, text in values.items()}
    if not needed:
        return filled
    questions = [q for q in QUESTIONS if q.column not in filled and not _is_answered(q.column, filled)]
    if ask is None:
        missing = [f"--{question.column}" for question in questions if question.needed]
        if missing:
            raise UsageError(f"{', '.join(missing)} missing, and there is no terminal to ask on")
        return filled
    for question in questions:
        answer = _answer(question, context, ask, tell)
        if answer:
            filled[question.column] = answer
    return filled


def _is_answered(column: str, filled: Mapping[str, str]) -> bool:
    """Whether other columns make the question needless."""
    if "source" in filled and column in ("title", "publisher", "published", "address", "reliability"):
        return True
    if "relation" in filled and column not in ("title", "publisher", "published", "address", *_LATER_COLUMNS):
        return column not in ("reliability", "credibility")
    times = ("start", "end") if column == "day" else ()
    return any(time in filled for time in times)


def _given(column: str, text: str, values: Mapping[str, str], context: Context) -> str:
    if (column == "place" and "new place" in values) or "new actors" in values:
        return text
    try:
        return completed(column, text, context)
    except CellError as error:
        raise UsageError(f"{error.column}: {error.reason}") from error


def _answer(question: Question, context: Context, ask: Ask, tell: Callable[[str], None]) -> str:
    while True:
        text = ask(question.text).strip()
        if not text:
            if not question.needed:
                return ""
            tell("it is needed")
            continue
        try:
            return completed(question.column, text, context)
        except CellError as error:
            tell(error.reason)


def report(values: Values, context: Context) -> str:
    """A report in Turtle: the source, the event or relation with its account, and what else accounts of it can state.

    A locator or paraphrase that is missing is an empty text, which ``kg validate`` asks to be filled in. ``UsageError``
    for a value that cannot be used.
    """
    cells = dict.fromkeys(_LATER_COLUMNS, _LATER) | values
    row = Row("", 1, cells)
    days = read_days((cells[column] for column in DAY_COLUMNS if column in cells), None)
    (told, faults) = write_rows([row], replace(context, days=days))
    if faults:
        raise UsageError(f"{faults[0][1].column}: {faults[0][1].reason}")
    written = told[0][1]
    triples = [t for one in (*written.identities.values(), *written.accounts.values()) for t in one]
    empty = (Triple(t.subject, t.predicate, Literal("")) if t.object == Literal(_LATER) else t for t in triples)
    return turtle(empty) + _further(cells, context)


def _further(cells: Mapping[str, str], context: Context) -> str:
    """Comments: what else accounts of this kind of event or relation can state."""
    if "kind" in cells:
        cls = context.class_of("kind", cells["kind"], "Event")
    elif "relation" in cells and context.schema.class_names("Relation").find(cells["relation"]):
        cls = context.class_of("relation", cells["relation"], "Relation")
    else:
        return ""
    lines = [f"#   told:{c.slot:27}{c.about}" for c in STATED.values() if context.schema.fits(c.slot, cls)]
    return f"\n# What an account of this kind ({context.schema.labels[cls]}) can state:\n" + "\n".join(lines) + "\n"


def sheet(values: Values, context: Context) -> str:
    """A sheet as CSV: the heading, and a row of ``values`` if there are any.

    The columns are those that accounts of the kind or relation in ``values`` can state; without one the usual ones.
    """
    columns = _columns_for(values, context)
    return present(columns, [[values.get(column, "") for column in columns]] if values else [], "csv")


def _columns_for(values: Values, context: Context) -> list[str]:
    if "kind" in values:
        cls, own, others = context.class_of("kind", values["kind"], "Event"), _OF_EVENTS, (*_OF_RELATIONS,)
    elif "relation" in values and context.schema.class_names("Relation").find(values["relation"]):
        cls, own, others = context.class_of("relation", values["relation"], "Relation"), _OF_RELATIONS, _OF_EVENTS
    else:
        return [column for column in COLUMNS if column in USUAL or column in values]
    stated = {name for name, column in STATED.items() if context.schema.fits(column.slot, cls)}
    stated |= {name for name in RANGES if context.schema.fits(f"{RANGE_SLOTS[name]}AtLeast", cls)}
    no_place = set() if "place" in stated else {"new place", "place within", "latitude", "longitude", "radius km"}
    left_out = {*others, *no_place, *(() if context.schema.is_a(cls, "ForceEvent") else {**TOLLS, **DECLARED})}
    left_out |= {*STATED, *RANGES, *DRAFTED} - stated
    return [name for name in COLUMNS if name in values or name in own or name not in left_out]
