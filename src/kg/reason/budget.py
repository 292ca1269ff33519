"""The limits of a closure: how many triples it may have, and how long it may take."""

from __future__ import annotations

from kg.errors import LimitError
from kg.limits import Deadline, limits


class Budget:
    """What is left of the limits for a closure that begins now."""

    def __init__(self) -> None:
        """Limits as the environment has them now."""
        self.most = limits().closure_triples
        self._deadline = Deadline()

    def check(self, triples: int, work: str) -> None:
        """``LimitError``, which names the ``work`` under way, where the triples are too many or the time is over."""
        if triples > self.most:
            raise LimitError(f"the closure grows past {self.most} triples (KG_CLOSURE_TRIPLES): {work}")
        self._deadline.check(work)
