"""Facts of the shape of the shipped graph, of any size, as N-Triples: `python benchmarks/generate.py 10000 facts.nt`.

The same size and seed give the same bytes. What is made up is named so (`…/id/actor/g17`), and stands for nobody.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from kg.rdf.terms import CONFLICT, PREFIXES, TYPE

SEED = 20231120
#: Two-ended relations by class, with the share of all resources that they make.
RELATIONS = (
    ("Sponsorship", "hasSponsor", "hasBeneficiary", 6),
    ("Membership", "hasMember", "hasGroup", 4),
    ("Command", "hasSuperior", "hasSubordinate", 2),
    ("FacadeRelation", "hasFacade", "hasPrincipal", 1),
    ("Alliance", "hasFirstAlly", "hasSecondAlly", 1),
    ("Hostility", "hasHostileParty", "hasOpposedParty", 2),
)
WEAPONS = ("rocket", "drone", "missile", "bomb")


def facts(triples: int, seed: int = SEED) -> Iterator[tuple[str, str, str]]:
    """About ``triples`` facts as IRIs: a thirtieth as many actors, then relations, attacks, claims and retaliations."""
    chance = random.Random(seed)
    actors = [_id("actor", f"g{n}") for n in range(max(10, triples // 30))]
    states = actors[: max(3, len(actors) // 50)]
    for n, actor in enumerate(actors):
        yield actor, TYPE.value, _term("State" if n < len(states) else "Militia")
    made = len(actors)
    number = 0
    while made < triples:
        number += 1
        batch = list(_relation(number, chance, actors, states) if number % 2 else _attack(number, chance, actors))
        made += len(batch)
        yield from batch


def _relation(n: int, chance: random.Random, actors: list[str], states: list[str]) -> Iterator[tuple[str, str, str]]:
    cls, source, target, _ = chance.choices(RELATIONS, weights=[share for *_, share in RELATIONS])[0]
    node = _id("relation", f"r{n}")
    yield node, TYPE.value, _term(cls)
    yield node, _term(source), chance.choice(states if cls == "Sponsorship" else actors)
    yield node, _term(target), chance.choice(actors)


def _attack(n: int, chance: random.Random, actors: list[str]) -> Iterator[tuple[str, str, str]]:
    event, claim = _id("event", f"e{n}"), _id("act", f"c{n}")
    yield event, TYPE.value, _term("Attack")
    yield event, _term("hasPerpetrator"), chance.choice(actors)
    yield event, _term("hasTarget"), chance.choice(actors)
    yield event, _term("hasWeaponKind"), _id("weapon", chance.choice(WEAPONS))
    yield claim, TYPE.value, _term("ClaimOfResponsibility")
    yield claim, _term("claimsEvent"), event
    yield claim, _term("isDeclaredBy"), chance.choice(actors)
    if n > 2 and n % 10 == 0:
        answer = _id("relation", f"a{n}")
        yield answer, TYPE.value, _term("Retaliation")
        yield answer, _term("hasResponse"), event
        yield answer, _term("hasTrigger"), _id("event", f"e{n - 2}")


def _id(kind: str, slug: str) -> str:
    return f"{PREFIXES[kind]}{slug}"


def _term(local: str) -> str:
    return CONFLICT.iri + local


def write(triples: int, path: Path) -> None:
    """Write :func:`facts` to ``path``."""
    with path.open("w", encoding="utf-8") as out:
        out.writelines(f"<{s}> <{p}> <{o}> .\n" for s, p, o in facts(triples))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
