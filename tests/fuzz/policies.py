"""Policy files, mutated: refused by one of the project's errors, or a policy under which the accounts are judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import kg
from fuzz import harness
from fuzz.mutate import mutated
from kg.errors import KgError

SEEDS = Path(__file__).with_name("seeds")
TOKENS = tuple(
    b"reliability:A|reliability:F|reliability:a|credibility:1|credibility:6|credibility:99|source:s1|source:none|"
    b"policy:own|policy:cautious|<urn:x>|_:b|[]|conflict:hasReliabilityThreshold|conflict:hasCredibilityThreshold|"
    b"conflict:acceptsOnlySource|conflict:excludesSource|conflict:minimumSources|conflict:AcceptancePolicy|conflict:UseOfForce|"
    b'"A"|2|-1|1.0|"2"^^xsd:byte|"abc"|"x"@en|a|;|,|.|actor:a1 conflict:sponsors actor:a2 .'.split(b"|")
)


def inputs(chance: Random) -> Iterator[tuple[str, bytes]]:
    """Mutations of a policy, without end."""
    seed = (SEEDS / "policy.ttl").read_bytes()
    while True:
        yield "policy.ttl", mutated(chance, seed, TOKENS)


@contextmanager
def attempting(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Build the accounts under the policy, in memory."""

    def attempt(file: Path) -> None:
        try:
            kg.build([SEEDS / "accounts.ttl"], policy=str(file))
        except KgError:
            return

    yield attempt


def run(seconds: float, seed: int) -> int:
    """See :func:`fuzz.harness.run`."""
    return harness.run(__name__, seconds, seed)
