"""Rows as Turtle, by Polars expressions: one block of text a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from kg.errors import InputError, UsageError
from kg.rdf.read import ROW
from kg.rdf.terms import PREFIXES

_ZONE = re.compile(r"Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]")
#: The first time zone in which a day begins, and the last in which it ends.
_FIRST, _LAST = "+14:00", "-12:00"
_USED = ("account", "act", "actor", "conflict", "credibility", "event", "place", "precision", "reliability", "skos")


@dataclass(frozen=True)
class ImportSettings:
    """What every account of an import shares: the dataset, since when it is known, its grade, its days' zone."""

    dataset: str
    recorded: str
    reliability: str
    credibility: str
    zone: str | None

    def __post_init__(self) -> None:
        if self.reliability not in tuple("ABCDEF"):
            raise UsageError(f"no reliability {self.reliability!r}; it is a letter from A to F")
        if self.credibility not in tuple("123456"):
            raise UsageError(f"no credibility {self.credibility!r}; it is a digit from 1 to 6")
        if self.zone is not None and not _ZONE.fullmatch(self.zone):
            raise UsageError(f"no time zone {self.zone!r}; write +03:00")

    @property
    def first_zone(self) -> str:
        """The zone in which the dataset's days begin at the earliest."""
        return self.zone or _FIRST

    @property
    def last_zone(self) -> str:
        """The zone in which the dataset's days end at the latest."""
        return self.zone or _LAST

    def account(self, kind: str) -> str:
        """What every account begins with, for its name and for that of the ``kind`` of thing that it tells of."""
        return f"""account:{self.dataset}-{{}} a conflict:Account ;
    conflict:isAccountOf {kind}:{self.dataset}-{{}} ;
    conflict:hasSource source:{self.dataset} ;
    conflict:hasCredibility credibility:{self.credibility} ;
    conflict:recordedAt "{self.recorded}"^^xsd:dateTime ;
    conflict:locator {{}} ;
    conflict:paraphrase {{}} ;
"""


def heading(settings: ImportSettings, title: str) -> str:
    """The prefixes, and the dataset as a source."""
    used = sorted((*_USED, "source", "told", "xsd"))
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used)
    return f"""{prefixes}
source:{settings.dataset} a conflict:Source ;
    skos:prefLabel "{title}"@en ;
    conflict:hasReliability reliability:{settings.reliability} .

"""


def literal(text: pl.Expr) -> pl.Expr:
    """A text as a Turtle string."""
    for mark, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.str.replace_all(mark, escaped, literal=True)
    return pl.format('"{}"', text)


def optional(pattern: str, value: pl.Expr) -> pl.Expr:
    """``pattern`` with ``value`` in it, or nothing where there is no value."""
    return pl.format(pattern, value).fill_null("")


def refuse(rows: pl.DataFrame, wrong: pl.Expr, what: str) -> None:
    """``InputError`` naming the first row of which ``wrong`` is true, or cannot be said."""
    found = rows.filter(wrong.fill_null(True))
    if len(found):
        raise InputError(f"row {found[ROW][0]}: {what}")
