"""Values that a mapping file itself states: each names something, or the file is refused with the line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kg.errors import InputError
from kg.exchange.sheet.columns import STATED
from kg.exchange.sheet.mapping import SheetMapping
from kg.exchange.sheet.rows import Context
from kg.exchange.sheet.subjects import ACTOR_COLUMNS
from kg.exchange.sheet.values import CellError, parts
from kg.rdf.terms import CONFLICT

#: The class of what a column names, where no property says it. The ends of a relation may be events too.
_BASES = dict.fromkeys(ACTOR_COLUMNS, "Actor") | {
    "source": "Source", "derives from": "Source", "speaks for": "Actor", "word of": "Actor", "place within": "Place",
    "subject": "", "object": "", "about": "",
}  # fmt: skip
#: Columns whose cells may name what the rows themselves introduce.
_OPEN = ("place", "place within", "subject", "object", "about", "claims", "attributes", "part of", "revokes")
_CODES = ("credibility", "reliability", "precision")


def check_mapping(mapping: SheetMapping, context: Context) -> dict[str, str]:
    """By column the class of what is new; ``InputError``, with the line, for a constant or code that names nothing."""
    for column, (text, line) in mapping.constants.items():
        _check(mapping, line, column, text, context)
    classes = {}
    for column, rule in mapping.rules.items():
        if rule.new:
            base = "Place" if column in ("place", "place within") else "Actor"
            classes[column] = _tried(mapping, rule.line, partial(context.class_of, column, rule.new, base))
        else:
            for text in dict.fromkeys((rule.codes or {}).values()):
                _check(mapping, rule.line, column, text, context)
    return classes


def _check(mapping: SheetMapping, line: int, column: str, text: str, context: Context) -> None:
    check = None if column in _OPEN else naming(column, context)
    if check is not None:
        for part in parts(text):
            _tried(mapping, line, partial(check, part))


def naming(column: str, context: Context) -> Callable[[str], str] | None:
    """Finds the class or the IRI that a text in ``column`` names; None for a column whose cells are no names."""
    slot = context.schema.slots[STATED[column].slot] if column in STATED else None
    if column in ("kind", "new place"):
        return lambda text: context.class_of(column, text, "Event" if column == "kind" else "Place")
    if column in _CODES or (slot is not None and slot.scheme):
        return lambda text: context.finder.code(column, text, slot.scheme if slot is not None else column)
    base = _BASES.get(column)
    if slot is not None and slot.range is not None and slot.range.value.startswith(CONFLICT.iri):
        base = slot.range.value.removeprefix(CONFLICT.iri)
    return None if base is None else lambda text: context.finder.thing(column, text, base)


def _tried(mapping: SheetMapping, line: int, check: Callable[[], str]) -> str:
    try:
        return check()
    except CellError as error:
        raise InputError(f"{error.column}: {error.reason}", mapping.path, line) from error
