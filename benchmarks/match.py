"""How good and how fast matching is: python benchmarks/match.py

Prints precision and recall on the gold list of the tests, and the time to compare 50 actors with 19,750 made-up names.
"""

import random
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from kg.exchange.matching.propose import propose
from match_gold import GRAPH, OTHERS, SAME, candidate, slug

_SYLLABLES = ("ka", "ti", "hez", "sa", "ra", "al ", "mu", "ja", "din", "har", "ab", "u ", "bra", "im")


def main() -> None:
    """Run both."""
    found = {(slug(p.left), slug(p.right)) for p in propose(GRAPH, OTHERS, {})}
    right = len(found & SAME)
    print(
        f"gold list: precision {right / len(found):.2f}, recall {right / len(SAME):.2f} ({right} of {len(SAME)} pairs)"
    )
    print("missed:", sorted(SAME - found), "wrong:", sorted(found - SAME))
    rng = random.Random(7)

    def name() -> str:
        return "".join(rng.choices(_SYLLABLES, k=rng.randrange(4, 9))).strip().title()

    ours = [candidate(f"a{n}", "Militia", name(), name(), name()) for n in range(50)]
    theirs = [candidate(f"b{n}", "Organization", name(), name()) for n in range(9_875)]
    start = perf_counter()
    pairs = propose(ours, theirs, {})
    print(f"50 actors, 19,750 names: {len(pairs)} pairs in {perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
