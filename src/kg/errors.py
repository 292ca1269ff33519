"""The project's own errors: each carries data and knows the exit code the command line gives it.

Exit codes: 0 ok, 1 findings, 2 usage, 3 bad input, 4 limit hit.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class KgError(Exception):
    """Root of every error this package raises on purpose."""

    exit_code = 3


class UsageError(KgError):
    """A name, parameter or option that does not exist; the message lists what does."""

    exit_code = 2


@dataclass
class InputError(KgError):
    """A file that cannot be read or parsed; nothing of it was taken.

    >>> str(InputError("not Turtle", file=Path("a.ttl"), line=3))
    'a.ttl:3: not Turtle'
    """

    reason: str
    file: Path | str | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = "" if self.file is None else str(self.file)
        if place and self.line is not None:
            place += f":{self.line}"
        return f"{place}: {self.reason}" if place else self.reason


class OutputError(KgError):
    """An output that cannot be written; what stood there before still stands."""


class DataError(KgError):
    """Data that parses but cannot be used, e.g. an account of nothing."""


class FindingsError(KgError):
    """Validation findings that stop the pipeline."""

    exit_code = 1


class InconsistentGraphError(KgError):
    """The accepted graph contradicts the ontology; the message names rule, axiom, facts and sources."""

    exit_code = 1


class LimitError(KgError):
    """A documented limit (time, rows, bytes) was hit."""

    exit_code = 4
