"""The limits of a closure: how many triples it may have, and how long it may take."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from kg.errors import LimitError
from kg.limits import limits


@dataclass(frozen=True)
class Budget:
    """The limits of a closure that begins now, as the environment has them: one budget serves the whole of it.

    All budgets are equal, so that functions that remember their results find them whatever was left of the time.
    """

    most: int = field(default_factory=lambda: limits().closure_triples, compare=False)
    _seconds: float = field(default_factory=lambda: limits().reason_seconds, compare=False)
    _start: float = field(default_factory=time.monotonic, compare=False)

    def check(self, triples: int, work: str) -> None:
        """``LimitError``, which names the ``work`` under way, where the triples are too many or the time is over."""
        if triples > self.most:
            raise LimitError(f"the closure grows past {self.most} triples (KG_CLOSURE_TRIPLES): {work}")
        if time.monotonic() - self._start > self._seconds:
            raise LimitError(f"reasoning takes longer than {self._seconds:g} seconds (KG_REASON_SECONDS), at {work}")
