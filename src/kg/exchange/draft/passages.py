"""The text of a report, cut into passages: sentences, points of a list, and rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from kg.errors import InputError
from kg.rdf.read import read_bytes

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
#: A sentence ends with a stop, and what closes it, before a space and what begins another.
_END = re.compile(r"[.!?\u061f\u06d4][\"'\u2019\u201d)\]]*(?=\s+[\"'\u2018\u201c(\[]*[^\W_a-z])")
#: Words whose stop ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Adm|Capt|St|No|vs|approx|cf|ca|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov"
    r"|Dec)|\b[A-Z](?:\.[A-Z])*)\.$"
)
_CELLS = re.compile(r"(?<!\|)\|(?!\|)|\t")
_RULE = re.compile(r"[\s|:+=\u2013\u2014-]*")


@dataclass(frozen=True)
class Passage:
    """Part of a report: where it begins and ends (characters), in which paragraph it is, and where that is in words."""

    text: str
    start: int
    end: int
    paragraph: int
    where: str
    #: Of a row of a table, the heading of each cell.
    heading: tuple[str, ...] = ()

    @property
    def cells(self) -> list[tuple[int, int]]:
        """Of a row of a table, where each cell begins and ends, counted from the start of the passage."""
        edges = [0, *(bar.end() for bar in _CELLS.finditer(self.text)), len(self.text) + 1]
        return [(start, end - 1) for start, end in pairwise(edges)]


def read_report(path: Path) -> str:
    """The text of a report, with line ends as ``\\n``; ``InputError`` for a file that is no text in UTF-8."""
    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not a text in UTF-8: byte {error.start} cannot be read", file=path) from error
    if "\0" in text:
        raise InputError("not a text: it has a zero byte; save a document as plain text first", file=path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def passages(text: str) -> list[Passage]:
    """The passages of ``text`` in order: each paragraph is a line, and its sentences are counted from 1.

    A line with two or more bars or tabs is a row of a table. The rows of one table are counted without its heading and
    without lines of dashes.

    >>> [(p.text, p.where) for p in passages("One fell. Two rose.\\n\\nDay | Place |\\n---|---|\\nMay 1 | Erbil |")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('One fell.', 'paragraph 1, sentence 1'), ('Two rose.', 'paragraph 1, sentence 2'),
     ('May 1 | Erbil |', 'paragraph 2, table row 1')]
    """
    found: list[Passage] = []
    paragraph, row = 0, -1
    heading: tuple[str, ...] = ()
    for line in _LINE.finditer(text):
        if not line[0].strip():
            continue
        is_row = len(_CELLS.findall(line[0])) >= 2
        if is_row and _RULE.fullmatch(line[0]):
            continue
        row = row + 1 if is_row else -1
        if is_row and row > 0:
            passage = _passage(text, line.start(), line.end(), paragraph, f"paragraph {paragraph}, table row {row}")
            found.append(replace(passage, heading=heading))
            continue
        paragraph += 1
        if is_row:
            heading = tuple(cell.strip() for cell in _CELLS.split(line[0]))
        else:
            for number, (start, end) in enumerate(_sentences(line[0]), 1):
                where = f"paragraph {paragraph}, sentence {number}"
                found.append(_passage(text, line.start() + start, line.start() + end, paragraph, where))
    return found


def _passage(text: str, start: int, end: int, paragraph: int, where: str) -> Passage:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    return Passage(inner.strip(), start, start + len(inner.strip()), paragraph, where)


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _END.finditer(line):
        if not _ABBREVIATED.search(line[start : stop.start() + 1]):
            yield start, stop.end()
            start = stop.end()
    if line[start:].strip():
        yield start, len(line)
