"""Tuning of the Python process for the main job, each measure with its gain.

The gains are medians of ``benchmarks/build.py`` on two cores: ``kg build`` of the shipped data with and without.
"""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: Garbage-collection threshold: objects made before Python looks for cycles among them.
YOUNG_OBJECTS = 500_000
#: Seconds for which a thread holds the GIL while another waits.
SWITCH_SECONDS = 1e-4


def collect_rarely() -> None:
    """Let Python look for garbage rarely, and not once more when the process ends.

    What a command reads it keeps to its end, so that looking finds nothing. Gain: GAIN_GC of a build.
    """
    gc.set_threshold(YOUNG_OBJECTS)
    atexit.register(gc.freeze)


@contextmanager
def short_turns() -> Iterator[None]:
    """Let threads take turns of ``SWITCH_SECONDS`` until the block ends; Python's own are of 5 ms.

    Oxigraph asks for the GIL once for each row of an answer and would wait as long as it works. Gain: GAIN_TURNS of
    a build.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
