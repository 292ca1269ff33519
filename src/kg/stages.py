"""How long the stages of a job take, and how much memory: for people who wait, and for the file that a build keeps."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stage:
    """One stage: ``seconds`` on the clock, and the largest memory that the process had had by its end, in KiB."""

    name: str
    seconds: float
    peak_kib: int


#: Cells of a bar.
_BAR = 20


@dataclass
class Stages:
    """The stages of a job so far; ``tell`` is called with the name of each that begins.

    Where people wait at a terminal, ``every`` so many seconds a line of a :meth:`meter` tells how far a stage is.
    """

    tell: Callable[[str], None] = lambda _: None
    every: float | None = None
    done: list[Stage] = field(default_factory=list)

    def meter(self, name: str, total: int) -> Callable[[int], None]:
        """A function to be called with how many of ``total`` quads were worked through since it was last called.

        >>> Stages(print, every=0).meter("store", 4_000_000)(1_000_000)  # doctest: +ELLIPSIS
        store [#####...............] 25 %, ... quads/s
        """
        began = last = time.monotonic()
        through = 0

        def add(count: int) -> None:
            nonlocal last, through
            through, now = through + count, time.monotonic()
            if self.every is not None and now - last >= self.every and total:
                last, share = now, min(1.0, through / total)
                bar = "#" * round(_BAR * share)
                rate = through / max(now - began, 1e-6)
                self.tell(f"{name} [{bar:.<{_BAR}}] {share:.0%}, {rate:,.0f} quads/s".replace("%", " %"))

        return add

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A stage, which may run beside others."""
        self.tell(name)
        since = time.monotonic()
        yield
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.done.append(Stage(name, time.monotonic() - since, peak))

    def record(self) -> list[dict[str, object]]:
        """The stages in the order in which they ended: ``stage``, ``seconds`` and ``peak_mib``.

        >>> stages = Stages()
        >>> with stages.stage("load"):
        ...     pass
        >>> sorted(stages.record()[0])
        ['peak_mib', 'seconds', 'stage']
        """
        return [{"stage": s.name, "seconds": round(s.seconds, 3), "peak_mib": s.peak_kib // 1024} for s in self.done]
