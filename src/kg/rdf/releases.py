"""Files of two releases of one dataset: what both describe is taken from the later one.

Two files are two releases where both state when an account was recorded, and state it differently. The later release is
the file whose accounts were recorded later.
"""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Triple

from kg.errors import ReplacedWarning
from kg.rdf.moments import read_moment
from kg.rdf.terms import CONFLICT, TYPE

RECORDED = CONFLICT.term("recordedAt")
_Account = TypeVar("_Account", bound=Hashable)


def releases(recorded: Iterable[tuple[int, _Account, str]]) -> Counter[tuple[int, int]]:
    """Pairs of files, the earlier release first, and how many accounts both have.

    ``recorded`` are the numbers of files, their accounts, and when these were recorded. Of two files with accounts that
    contradict each other in which is later, the one with more later accounts is.

    >>> releases([(0, "a", "2024-01-01T00:00:00Z"), (1, "a", "2025-01-01T00:00:00Z")])
    Counter({(0, 1): 1})
    """
    by_account: dict[_Account, dict[int, str]] = defaultdict(dict)
    for file, account, moment in recorded:
        by_account[account][file] = moment
    found: Counter[tuple[int, int]] = Counter()
    for files in by_account.values():
        if len(set(files.values())) > 1:
            ordered = sorted(files, key=lambda file: (read_moment(files[file]), file))
            found.update((one, ordered[-1]) for one in ordered[:-1] if files[one] != files[ordered[-1]])
    return Counter({pair: n for pair, n in found.items() if n > found[pair[1], pair[0]]})


def without_earlier(parsed: Sequence[tuple[Path, Sequence[Triple]]]) -> list[Sequence[Triple]]:
    """The triples of each file, without those about what a later release describes; a warning names the files."""
    dated = [
        (number, t.subject, t.object.value)  # type: ignore[union-attr]
        for number, (_, triples) in enumerate(parsed)
        for t in triples
        if t.predicate == RECORDED
    ]
    kept = [triples for _, triples in parsed]
    for (earlier, later), count in sorted(releases(dated).items()):
        described = {t.subject for t in parsed[later][1] if t.predicate == TYPE}
        kept[earlier] = [t for t in kept[earlier] if t.subject not in described]
        warn(parsed[earlier][0], parsed[later][0], count)
    return kept


def warn(earlier: Path, later: Path, count: int) -> None:
    """Say that a release replaces what another one says."""
    text = f"{later} is a later release than {earlier}: what both describe, {count} accounts, is taken from {later}"
    warnings.warn(ReplacedWarning(text), stacklevel=2)
