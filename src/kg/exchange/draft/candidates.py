"""Candidate statements: rows of a sheet, each with the passage that it was found in and what was concluded for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.exchange.draft.actors import Actor
from kg.exchange.draft.dates import When
from kg.exchange.draft.mentions import Lexicon, Mention
from kg.exchange.draft.numbers import Number
from kg.exchange.draft.passages import Passage


@dataclass
class Candidate:
    """A row: its ``cells`` by column of the sheet, the ``passage``, and ``notes`` for the person who decides on it."""

    cells: dict[str, str]
    passage: Passage
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    """A passage with what stands in it; places of everything but mentions are counted from its start."""

    passage: Passage
    mentions: tuple[Mention, ...]
    actors: tuple[Actor, ...]
    dates: tuple[When, ...]
    numbers: tuple[Number, ...]
    lexicon: Lexicon

    @property
    def text(self) -> str:
        """The text of the passage."""
        return self.passage.text

    def concepts(self, column: str) -> list[str]:
        """The names of the concepts of a column, each once."""
        found = (m for m in self.mentions if m.is_a(column))
        return list(dict.fromkeys(m.things[0].rsplit("/", 1)[1] for m in found))
