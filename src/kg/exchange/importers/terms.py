"""RDF terms and blocks of statements as Polars expressions of text, in Turtle or in N-Triples."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kg.rdf.terms import PREFIXES

#: A property, and its value as text: null for none, a list for several.
Field = tuple[str, pl.Expr]

_USED = (
    "account", "act", "actor", "conflict", "credibility", "dcat", "dct", "event", "lineage", "place", "precision",
    "relation", "reliability", "skos", "source", "support", "told", "xsd",
)  # fmt: skip
#: What has no place in a name or a line of text: control characters and separators of lines.
_CONTROLS = "[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029]+"
_LISTS = frozenset({
    "skos:altLabel", "skos:hiddenLabel", "told:hasParty", "told:hasPerpetrator", "told:hasTarget",
    "told:underProgramme", "told:hasSupportKind", "told:hasLineageKind",
})  # fmt: skip


class Terms:
    """Terms in N-Triples if ``lines`` is true, else in Turtle."""

    def __init__(self, lines: bool) -> None:
        self._lines = lines

    def prefixes(self) -> str:
        """The prefixes of Turtle."""
        return "" if self._lines else "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in sorted(_USED)) + "\n"

    def term(self, name: str) -> str:
        """A prefixed name."""
        prefix, local = name.split(":", 1)
        return f"<{PREFIXES[prefix]}{local}>" if self._lines else name

    def constant(self, name: str) -> pl.Expr:
        """A prefixed name as a value."""
        return pl.lit(self.term(name))

    def named(self, prefix: str, local: pl.Expr) -> pl.Expr:
        """The names that begin with ``prefix``."""
        return pl.format(self.term(f"{prefix}:{{}}"), local)

    def kind(self, column: str) -> pl.Expr:
        """A class of the ontology."""
        return self.named("conflict", pl.col(column))

    def named_list(self, prefix: str, column: str) -> pl.Expr:
        """The names of a list."""
        return pl.col(column).list.eval(self.named(prefix, pl.element()))

    def term_list(self, column: str) -> pl.Expr:
        """A list of prefixed names."""
        if not self._lines:
            return pl.col(column)
        parts = pl.element().str.split_exact(":", 1).struct
        prefix = parts.field("field_0").replace_strict(dict(PREFIXES))
        return pl.col(column).list.eval(pl.format("<{}{}>", prefix, parts.field("field_1")))

    def quoted(self, text: str) -> str:
        """A plain string."""
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ") + '"'

    def text(self, text: pl.Expr, language: str | None = None) -> pl.Expr:
        """A string on one line, without control characters."""
        text = text.str.replace_all(_CONTROLS, " ")
        for mark, escaped in (("\\", "\\\\"), ('"', '\\"')):
            text = text.str.replace_all(mark, escaped, literal=True)
        return pl.format('"{}"' + (f"@{language}" if language else ""), text)

    def text_list(self, column: str) -> pl.Expr:
        """The strings of a list."""
        return pl.col(column).list.eval(self.text(pl.element()))

    def typed(self, text: pl.Expr, datatype: str) -> pl.Expr:
        """A literal of ``datatype``."""
        return pl.format(f'"{{}}"^^{self.term(datatype)}', text)

    def whole(self, column: str) -> pl.Expr:
        """An integer."""
        number = pl.col(column).cast(pl.String)
        return self.typed(number, "xsd:integer") if self._lines else number

    def decimal(self, column: str) -> pl.Expr:
        """A decimal number, with a point and without an exponent."""
        number = pl.col(column).round(6).cast(pl.Decimal(12, 6)).cast(pl.String).str.replace(r"(\.\d+?)0+$", "$1")
        return self.typed(number, "xsd:decimal") if self._lines else number

    def block(self, subject: pl.Expr, fields: Sequence[Field]) -> pl.Expr:
        """All statements of ``subject``; fields without a value are left out."""
        parts = [self._statement(subject, name, value) for name, value in fields]
        if self._lines:
            return pl.concat_str(parts, ignore_nulls=True)
        first = pl.concat_str(subject, parts[0].str.strip_prefix(" ;\n   "))
        return pl.concat_str(first, *parts[1:], pl.lit(" .\n\n"), ignore_nulls=True)

    def _statement(self, subject: pl.Expr, name: str, value: pl.Expr) -> pl.Expr:
        verb = self._verb(name)
        if self._lines:
            if name in _LISTS:
                value = _some(value).list.join(pl.format(f" .\n{{}} {verb} ", subject))
            return pl.format(f"{{}} {verb} {{}} .\n", subject, value)
        if name in _LISTS:
            value = _some(value).list.join(" , ")
        return pl.format(f" ;\n    {verb} {{}}", value)

    def _verb(self, name: str) -> str:
        return self.term("rdf:type") if name == "a" and self._lines else name if name == "a" else self.term(name)

    def fixed(self, subject: str, fields: Sequence[tuple[str, str]]) -> str:
        """All statements of one subject whose values are known."""
        subject = self.term(subject)
        if self._lines:
            return "".join(f"{subject} {self._verb(name)} {value} .\n" for name, value in fields)
        return subject + " " + " ;\n    ".join(f"{self._verb(name)} {value}" for name, value in fields) + " .\n\n"


def _some(values: pl.Expr) -> pl.Expr:
    """A list, null where it is empty."""
    return pl.when(values.list.len() > 0).then(values)
