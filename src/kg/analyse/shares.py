"""How sure a share of few cases is."""

from __future__ import annotations

import math


def wilson(successes: int, trials: int) -> tuple[float, float] | None:
    """The 95% score interval of a share (Wilson 1927, Journal of the American Statistical Association 22); None of 0.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    if not trials:
        return None
    z, share = 1.959963984540054, successes / trials
    middle = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    scale = 1 + z * z / trials
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
