"""What the command line says: data to standard output, everything else to standard error.

Data may hold characters that steer a terminal. :func:`guard_terminals` lets none through to one, whatever writes
them and in which format; what goes into a file or a pipe stays as it is, byte by byte.
"""

from __future__ import annotations

import codecs
import io
import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.review.check import Verdict


#: Control characters but tab and line feed, line separators, and what changes the direction of text.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """``text`` with U+FFFD for each character that could steer a terminal or reorder what it shows.

    >>> harmless("a\\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return _STEERING.sub("\ufffd", text)


def guard_terminals() -> None:
    """Let standard output and error pass only what is :func:`harmless` where they are a terminal.

    Elsewhere nothing changes, but that half of a character pair (as in the name of a file) is written as an escape.
    """
    sys.stdout, sys.stderr = _guarded(sys.stdout), _guarded(sys.stderr)


def _guarded(stream: Any) -> Any:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")
    if not stream.isatty():
        return stream
    raw = io.BufferedWriter(_Terminal(stream))
    return io.TextIOWrapper(raw, stream.encoding, stream.errors, newline="\n", line_buffering=True)


class _Terminal(io.RawIOBase):
    """The bytes of a terminal: what arrives is decoded, made harmless and handed on."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder(stream.encoding)("replace").decode

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._stream.fileno()

    def write(self, content: Any) -> int:
        self._stream.write(harmless(self._decode(content)))
        self._stream.flush()
        return len(content)


def say(text: str) -> None:
    """A line of progress, to standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def put(text: str) -> None:
    """``text`` to standard output as it is: ``click.echo`` would take what looks like colours out of a pipe."""
    sys.stdout.write(text)
    sys.stdout.flush()


def chosen(form: str | None) -> str:
    """The format asked for: a table on a terminal and TSV in a pipe unless ``form`` says otherwise."""
    return form or ("table" if sys.stdout.isatty() else "tsv")


def show(columns: tuple[str, ...], rows: object, form: str | None) -> None:
    """Rows to standard output, in the format that is :func:`chosen`."""
    from kg.rdf.tables import present

    put(present(columns, rows, chosen(form)))  # type: ignore[arg-type]


def show_verdicts(found: Iterable[Verdict], form: str | None) -> None:
    """Verdicts of the double-check to standard output; a table holds numbers where other formats hold names."""
    from kg.review.check import BRIEF_COLUMNS, COLUMNS, brief_verdict_rows, verdict_rows

    if chosen(form) == "table":
        show(BRIEF_COLUMNS, brief_verdict_rows(found), form)
    else:
        show(COLUMNS, verdict_rows(found), form)


def show_record(record: object) -> None:
    """Plain data to standard output, as JSON."""
    put(as_record(record))


def as_record(record: object) -> str:
    """Plain data as text in JSON."""
    import json

    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"
