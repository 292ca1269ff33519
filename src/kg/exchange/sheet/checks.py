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

#: The ends of a relation may be events.
_ACTORS = frozenset(ACTOR_COLUMNS) - {"subject", "object"}
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
    check = _reader(column, context)
    if check is not None:
        for part in parts(text):
            _tried(mapping, line, partial(check, part))


def _reader(column: str, context: Context) -> Callable[[str], str] | None:
    """Finds what a text in ``column`` names; None for a column whose cells are no names."""
    slot = context.schema.slots[STATED[column].slot] if column in STATED else None
    if column in ("kind", "new place"):
        return lambda text: context.class_of(column, text, "Event" if column == "kind" else "Place")
    if column in _CODES or (slot is not None and slot.scheme):
        return lambda text: context.finder.code(column, text, slot.scheme if slot is not None else column)
    base = "Source" if column in ("source", "derives from") else "Actor" if column in _ACTORS else None
    return None if base is None else lambda text: context.finder.thing(column, text, base)


def _tried(mapping: SheetMapping, line: int, check: Callable[[], str]) -> str:
    try:
        return check()
    except CellError as error:
        raise InputError(f"{error.column}: {error.reason}", mapping.path, line) from error
