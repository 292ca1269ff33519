"""A report's text → candidate statements, by rules or as an outside program proposes them."""

from __future__ import annotations

from datetime import date

from kg.exchange.draft.actors import actors_in
from kg.exchange.draft.candidates import Candidate, Read
from kg.exchange.draft.dates import dates_in
from kg.exchange.draft.force import force_rows
from kg.exchange.draft.mentions import Lexicon
from kg.exchange.draft.numbers import numbers_in
from kg.exchange.draft.passages import Passage, passages
from kg.exchange.draft.relations import relation_rows


def draft(text: str, lexicon: Lexicon, published: date | None = None) -> list[Candidate]:
    """The candidate statements of a report, in the order of its passages.

    ``published`` completes dates without a year. Rules find words for force, claims and support between names of the
    graph; they know no grammar, so that a person has to look at each candidate.
    """
    found: list[Candidate] = []
    last: Candidate | None = None
    for passage in passages(text):
        read = read_passage(passage, lexicon, published, text)
        used = force_rows(read, last)
        last = used[-1] if used else last
        found += [*used, *relation_rows(read)]
    return found


def read_passage(passage: Passage, lexicon: Lexicon, published: date | None, report: str) -> Read:
    """What stands in ``passage`` of the ``report``."""
    mentions = lexicon.mentions(passage)
    dates = dates_in(passage.text, published)
    numbers = [n for n in numbers_in(passage.text) if all(n.end <= d.start or n.start >= d.end for d in dates)]
    return Read(
        passage,
        tuple(mentions),
        tuple(actors_in(passage, mentions, lexicon, report)),
        tuple(dates),
        tuple(numbers),
        lexicon,
    )
