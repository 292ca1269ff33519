"""How many actors the support of each sponsor reaches, for all sponsors at once.

A set of sponsors is the bits of one number, and an actor's number says who reaches it: breadth-first search from many
starts in one pass (Then and others 2014, "The more the merrier: efficient multi-source graph traversal").
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One relation on a path, read in the direction in which support travels.

    ``unnamed`` is true where the step goes from a group that no source names to one of its members.
    """

    source: str
    target: str
    relation: str
    words: str
    accounts: tuple[str, ...]
    grade: str | None
    start: str | None
    end: str | None
    support: bool
    unnamed: bool


Onward = Mapping[str, Sequence[Step]]


@dataclass(frozen=True)
class Reach:
    """Whom each sponsor reaches: by actor the sponsors as bits, in the order of ``sponsors``, and the numbers.

    ``anyhow`` is by every reported path, ``surely`` by those that do not rest on membership of an unidentified group.
    ``counts``: by sponsor how many it reaches directly, through others, and only through membership of such a group.
    """

    sponsors: tuple[str, ...]
    anyhow: Mapping[str, int]
    surely: Mapping[str, int]
    counts: Mapping[str, tuple[int, int, int]]

    @property
    def total(self) -> int:
        """The number of pairs of a sponsor and an actor that it reaches."""
        return sum(map(sum, self.counts.values()))


def reach_of_all(onward: Onward, sponsors: Sequence[tuple[str, bool]]) -> Reach:
    """Whom the support of each of ``sponsors`` (and whether it is a state) reaches by the steps ``onward``.

    A path is what :func:`kg.analyse.influence.sponsorship_paths` says. Takes time in proportion to the steps, times
    the length of the longest path, times the sponsors by the bits of a machine word.
    """
    anyhow, surely = (_spread(onward, sponsors, allowed) for allowed in (_any, _named))
    counts = {}
    for (sponsor, _), sure, whole in zip(sponsors, _tally(surely, sponsors), _tally(anyhow, sponsors), strict=True):
        direct = len({step.target for step in onward.get(sponsor, ()) if step.support} - {sponsor})
        if whole:
            counts[sponsor] = (direct, sure - direct, whole - sure)
    return Reach(tuple(sponsor for sponsor, _ in sponsors), anyhow, surely, counts)


def _any(step: Step) -> bool:
    return True


def _named(step: Step) -> bool:
    return not step.unnamed


def _spread(onward: Onward, sponsors: Iterable[tuple[str, bool]], allowed: Callable[[Step], bool]) -> dict[str, int]:
    """By actor the sponsors that reach it by ``allowed`` steps, one of them a sponsorship; none its own."""
    # Beside the actor: whether a sponsorship was passed.
    found: dict[tuple[str, bool], int] = {}
    fresh: dict[tuple[str, bool], int] = {}
    states = 0
    for place, (sponsor, is_state) in enumerate(sponsors):
        fresh[sponsor, False] = fresh.get((sponsor, False), 0) | 1 << place
        states |= is_state << place
    todo = deque(fresh)
    while todo:
        here = todo.popleft()
        new = fresh.pop(here)
        found[here] = found.get(here, 0) | new
        actor, supported = here
        for step in onward.get(actor, ()):
            passing = new if supported or step.support else new & states
            there = (step.target, supported or step.support)
            unknown = passing & ~found.get(there, 0)
            if unknown and allowed(step):
                if there not in fresh:
                    todo.append(there)
                fresh[there] = fresh.get(there, 0) | unknown
    own = {sponsor: 1 << place for place, (sponsor, _) in enumerate(sponsors)}
    backed = {actor: bits & ~own.get(actor, 0) for (actor, supported), bits in found.items() if supported}
    return {actor: bits for actor, bits in backed.items() if bits}


def _tally(reached: Mapping[str, int], sponsors: Sequence[object]) -> list[int]:
    """In how many of the numbers each bit is set: all bits are added at once, digit by digit of their counts."""
    digits: list[int] = []
    for carry in reached.values():
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry
            if not carry:
                break
        if carry:
            digits.append(carry)
    return [sum((digit >> bit & 1) << place for place, digit in enumerate(digits)) for bit in range(len(sponsors))]
