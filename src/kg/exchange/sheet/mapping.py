"""A mapping file: how the columns of a table of one's own become the columns of the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError, UsageError, meant, suggest
from kg.exchange.importers.cells import date_pattern
from kg.exchange.importers.settings import is_zone
from kg.exchange.sheet.columns import SOURCES, column_of, near_columns
from kg.exchange.sheet.subjects import ACTOR_COLUMNS
from kg.exchange.sheet.yaml_text import Fields, Items, Node, Text, read_yaml
from kg.rdf.layouts import plain_name

_PARTS = ("source", "id", "prefix", "dates", "zone", "empty", "constants", "columns", "leave out")
_RULE = ("column", "columns", "text", "codes", "split", "new")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PREFIX = re.compile("[a-z][a-z0-9-]{0,39}")
_MAY_BE_NEW = (*ACTOR_COLUMNS, "place", "place within")


@dataclass(frozen=True)
class Rule:
    """What a column of the sheet holds: the cells of ``columns``, or the first of ``texts`` that can be filled in.

    ``codes`` replaces values, ``split`` separates several values in a cell, ``new`` is the class of what the graph
    lacks.
    """

    line: int
    columns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codes: Mapping[str, str] | None = None
    split: str | None = None
    new: str | None = None

    @property
    def table_columns(self) -> list[str]:
        """The table's columns that it reads."""
        return [*self.columns, *(name for text in self.texts for name in _PLACEHOLDER.findall(text))]

    def value(self, cells: Mapping[str, str]) -> str:
        """What the sheet's cell holds for a row with ``cells`` by plain name of the column, which may be nothing."""
        if self.texts:
            return self._coded(next((t for text in self.texts if (t := _filled(text, cells))), ""))
        values = [cells[key] for key in map(plain_name, self.columns) if key in cells]
        if self.split is not None:
            values = [part for value in values for part in value.split(self.split)]
        coded = [self._coded(value.strip()) for value in values]
        return "; ".join(value for value in coded if value)

    def _coded(self, value: str) -> str:
        return value if self.codes is None else self.codes.get(value.casefold(), value)


def _filled(text: str, cells: Mapping[str, str]) -> str:
    if any(plain_name(name) not in cells for name in _PLACEHOLDER.findall(text)):
        return ""
    return _PLACEHOLDER.sub(lambda found: cells[plain_name(found[1])], text)


@dataclass(frozen=True)
class SheetMapping:
    """``constants`` and ``rules``: by column of the sheet; ``left_out``: by column of the table, reasons by value."""

    path: Path
    constants: Mapping[str, tuple[str, int]]
    rules: Mapping[str, Rule]
    left_out: Mapping[str, tuple[Mapping[str, str], int]]
    empty: frozenset[str]
    prefix: str = ""
    dates: str | None = None
    zone: str | None = None

    @property
    def table_columns(self) -> dict[str, int]:
        """The table's columns that the mapping names, each with a line that does."""
        found = {column: rule.line for rule in self.rules.values() for column in rule.table_columns}
        return found | {column: line for column, (_, line) in self.left_out.items()}

    def leaves_out(self, cells: Mapping[str, str]) -> str | None:
        """Why a row with these ``cells`` is left out; None where it is not."""
        for column, (reasons, _) in self.left_out.items():
            reason = reasons.get(cells.get(plain_name(column), "").casefold())
            if reason:
                return reason
        return None

    def applied(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells of the sheet for a row of the table."""
        filled = {column: text for column, text in cells.items() if text.casefold() not in self.empty}
        found = {column: text for column, (text, _) in self.constants.items()}
        found |= {column: value for column, rule in self.rules.items() if (value := rule.value(filled))}
        return {column: text for column, text in found.items() if text}

    def lacking(self, column: str, heading: Iterable[str], table: Path) -> InputError:
        """The error that ``table``, which has this ``heading``, lacks a column that the mapping names."""
        near = suggest(column, [cell for cell in heading if cell])
        return InputError(f"{table.name} has no column {column!r}{near}", self.path, self.table_columns[column])


def read_mapping(path: Path) -> SheetMapping:
    """The mapping in the YAML file ``path``; ``InputError``, with the line, for one that says what none can say."""
    return _Reader(path).mapping(read_yaml(path))


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path

    def mapping(self, found: Fields) -> SheetMapping:
        self._known(found, _PARTS, "part of a mapping")
        constants = {**self._constants(found, "source"), **self._constants(found, "constants")}
        columns = self._fields(found, "columns")
        rules = {}
        for key, node in columns.fields.items():
            name = self._sheet_column(key, columns.keys[key])
            if name in rules:
                raise self._wrong(f"{name!r} stands twice", columns.keys[key])
            rules[name] = self._rule(name, node, columns.keys[key])
        if "id" in found.fields:
            rules["id"] = self._rule("id", found.fields["id"], found.keys["id"])
        stated = constants.keys() | rules.keys()
        if not stated & {"event", "id"} and "relation" not in stated:
            raise self._wrong("neither 'id' nor 'event' says what tells the rows apart", found.line)
        prefix = self._text(found, "prefix") or ""
        if ("id" in rules) != bool(prefix) or (prefix and not _PREFIX.fullmatch(prefix)):
            line = found.keys.get("prefix", found.keys.get("id", found.line))
            raise self._wrong("'id' needs a 'prefix' for its IRIs: a short name in small letters, such as bureau", line)
        return SheetMapping(
            self._path,
            constants,
            rules,
            self._left_out(found),
            frozenset(text.casefold() for text, _ in self._texts(found.fields.get("empty"), "empty")),
            prefix,
            self._dates(found),
            self._zone(found),
        )

    def _constants(self, found: Fields, part: str) -> dict[str, tuple[str, int]]:
        fields = self._fields(found, part)
        constants = {}
        for key, node in fields.fields.items():
            name = self._sheet_column(key, fields.keys[key])
            if part == "source" and name not in SOURCES:
                raise self._wrong(f"{key!r} says nothing of a source; put it under 'constants'", fields.keys[key])
            constants[name] = ("; ".join(text for text, _ in self._texts(node, key)), node.line)
        return constants

    def _rule(self, name: str, node: Node, line: int) -> Rule:
        if not isinstance(node, Fields):
            columns = tuple(text for text, _ in self._texts(node, name))
            if not all(columns):
                raise self._wrong(f"{name!r} names no column", line)
            return Rule(line, columns)
        self._known(node, _RULE, "part of a column's rule")
        columns = tuple(text for part in ("column", "columns") for text, _ in self._texts(node.fields.get(part), part))
        texts = tuple(text for text, _ in self._texts(node.fields.get("text"), "text"))
        if bool(columns) == bool(texts):
            raise self._wrong(f"{name!r} needs either 'column' or 'text'", line)
        codes = self._fields(node, "codes") if "codes" in node.fields else None
        new = self._text(node, "new")
        if new and name not in _MAY_BE_NEW:
            raise self._wrong(f"{name!r} names no actors or places, of which some could be new", node.keys["new"])
        coded = None if codes is None else {k.casefold(): self._plain(value, k) for k, value in codes.fields.items()}
        return Rule(line, columns, texts, coded, self._text(node, "split") or None, new or None)

    def _left_out(self, found: Fields) -> dict[str, tuple[dict[str, str], int]]:
        fields = self._fields(found, "leave out")
        result = {}
        for column, node in fields.fields.items():
            if not isinstance(node, Fields):
                raise self._wrong(f"{column!r} needs values, each with the reason: Possible: not confirmed", node.line)
            reasons = {value.casefold(): self._plain(reason, value) for value, reason in node.fields.items()}
            if not all(reasons.values()):
                raise self._wrong(f"a value of {column!r} has no reason", node.line)
            result[column] = (reasons, fields.keys[column])
        return result

    def _dates(self, found: Fields) -> str | None:
        layout = self._text(found, "dates") or None
        try:
            date_pattern(layout)
        except UsageError as error:
            raise self._wrong(str(error), found.keys["dates"]) from error
        return layout

    def _zone(self, found: Fields) -> str | None:
        zone = self._text(found, "zone") or None
        if zone is not None and not is_zone(zone):
            raise self._wrong(f'no time zone {zone!r}; write "+03:00"', found.keys["zone"])
        return zone

    def _sheet_column(self, key: str, line: int) -> str:
        name = column_of(key)
        if name is None:
            raise self._wrong(f"no column of a sheet is called {key!r}{near_columns(key)}", line)
        return name

    def _known(self, fields: Fields, names: Sequence[str], what: str) -> None:
        for key, line in fields.keys.items():
            if key not in names:
                listed = meant(key, names) or f"; there are: {', '.join(names)}"
                raise self._wrong(f"no {what} is called {key!r}{listed}", line)

    def _fields(self, fields: Fields, part: str) -> Fields:
        found = fields.fields.get(part)
        if found is None or (isinstance(found, Text) and not found.text):
            return Fields({}, {}, fields.line)
        if not isinstance(found, Fields):
            raise self._wrong(f"{part!r} needs lines such as 'name: value' below it", found.line)
        return found

    def _text(self, fields: Fields, part: str) -> str | None:
        found = fields.fields.get(part)
        return None if found is None else self._plain(found, part)

    def _plain(self, node: Node, name: str) -> str:
        if not isinstance(node, Text):
            raise self._wrong(f"{name!r} needs one text", node.line)
        return node.text

    def _texts(self, node: Node | None, name: str) -> list[tuple[str, int]]:
        if node is None:
            return []
        nodes = node.items if isinstance(node, Items) else (node,)
        return [(self._plain(one, name), one.line) for one in nodes]

    def _wrong(self, reason: str, line: int) -> InputError:
        return InputError(reason, self._path, line)
