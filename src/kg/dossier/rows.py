"""The rows of a table that has an end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Rows(Generic[T]):
    """The first rows of a table, and how many it has in all where it was cut (or a lower bound of that)."""

    shown: tuple[T, ...] = ()
    total: int = 0

    @property
    def cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.total > len(self.shown)


def first_rows(found: Iterable[T], most: int) -> Rows[T]:
    """At most so many of what was found."""
    whole = tuple(found)
    return Rows(whole[:most], len(whole))
