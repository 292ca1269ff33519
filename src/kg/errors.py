"""The project's own errors: each carries data and knows the exit code the command line gives it.

Exit codes: 0 ok, 1 findings, 2 usage, 3 bad input or an output that cannot be written, 4 limit hit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

#: Up to so many names are listed in a message.
_FEW = 12


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


class DeprecatedNameWarning(UserWarning):
    """Data use names of an earlier version of the ontology; the message names the file and its migration."""


def meant(name: str, known: Iterable[str], most: int = 1) -> str:
    """What the unknown ``name`` probably means, as the end of a sentence; nothing where no known one is close.

    >>> meant("cautios", ["cautious", "permissive"])
    ' (did you mean cautious?)'
    """
    close = get_close_matches(name, list(known), most)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def suggest(name: str, known: Iterable[str]) -> str:
    """What there is instead of the unknown ``name``: the known names that are close; else all, or the first of many.

    >>> suggest("bold", ["cautious", "permissive"])
    '; there are: cautious, permissive'
    """
    names = list(known)
    return meant(name, names, 3) or f"; there are: {', '.join(names[:_FEW])}" + ", …" * (len(names) > _FEW)


class ReplacedWarning(UserWarning):
    """A file is an earlier release of another, which replaces what both describe; the message names them."""


class LeftOutWarning(UserWarning):
    """A file says something that is left out, by the rules of its syntax; the message names it."""


class DatasetWarning(UserWarning):
    """Accounts of datasets are left out where things are looked at one by one."""
