"""What the user says about a dataset that its tables do not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from kg.errors import UsageError
from kg.evidence.policy import parse_moment
from kg.exchange.importers.cells import date_pattern

_ZONE = re.compile(r"Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]")
#: The first time zone in which a day begins, and the last in which it ends.
_FIRST, _LAST = "+14:00", "-12:00"


def is_zone(text: str) -> bool:
    """Whether ``text`` is a time zone, as ``+03:00``."""
    return _ZONE.fullmatch(text) is not None


@dataclass(frozen=True)
class ImportSettings:
    """``recorded``: since when the dataset counts as known, the date of its publication; None if it is not given.

    ``reliability`` (A to F) and ``credibility`` (1 to 6) grade it by the Admiralty code. ``zone`` (``+03:00``) is the
    time zone of its days. ``date_format`` is the layout of its dates where they are ambiguous. ``release`` is the
    version of the dataset. ``UsageError`` for a value that is none.
    """

    recorded: str | None
    reliability: str = "F"
    credibility: str = "6"
    zone: str | None = None
    date_format: str | None = None
    release: str | None = None

    def __post_init__(self) -> None:
        if self.reliability not in tuple("ABCDEF"):
            raise UsageError(f"no reliability {self.reliability!r}; it is a letter from A to F")
        if self.credibility not in tuple("123456"):
            raise UsageError(f"no credibility {self.credibility!r}; it is a digit from 1 to 6")
        if self.zone is not None and not is_zone(self.zone):
            raise UsageError(f"no time zone {self.zone!r}; write +03:00")
        if self.recorded is not None:
            parse_moment(self.recorded)
        date_pattern(self.date_format)

    @property
    def moment(self) -> datetime:
        """The moment from which the accounts count as known; ``UsageError`` if no date is given."""
        if self.recorded is None:
            raise UsageError("--recorded is missing: the date of publication, from which the data were known")
        return parse_moment(self.recorded)

    @property
    def pattern(self) -> str | None:
        """The layout of dates, as a pattern."""
        return date_pattern(self.date_format)

    @property
    def first_zone(self) -> str:
        """The zone in which the dataset's days begin at the earliest."""
        return self.zone or _FIRST

    @property
    def last_zone(self) -> str:
        """The zone in which the dataset's days end at the latest."""
        return self.zone or _LAST
