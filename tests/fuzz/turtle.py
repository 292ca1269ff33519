"""Turtle of accounts, mutated: validated, built, written as TriG and read back; nothing but the project's errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from pyoxigraph import parse

import kg
from fuzz import harness
from fuzz.mutate import mutated
from kg.errors import KgError

SEED_FILE = Path(__file__).with_name("seeds") / "accounts.ttl"
TOKENS = tuple(
    b"a|[]|()|<<( :a :b :c )>>|_:b|<urn:x>|<http://example.org/%00>|<https://w3id.org/conflict-kg/id/event/a.b>|event:e1|"
    b"event:e2|actor:a1|actor:a2|account:c1|source:s1|policy:cautious|told:hasPerpetrator|told:hasTarget|told:startsOn|"
    b"told:fatalities|conflict:Account|conflict:UseOfForce|conflict:Militia|conflict:State|conflict:SameJudgement|"
    b"conflict:DistinctJudgement|conflict:CountObservation|conflict:Sponsorship|conflict:AcceptancePolicy|"
    b"conflict:isAccountOf|conflict:supersedes|conflict:derivedFrom|owl:sameAs|owl:differentFrom|owl:Nothing|rdf:type|"
    b'rdfs:subClassOf|rdf:nil|""@en|"x"@en-x-y|"x"^^xsd:dateTime|"-1"^^xsd:nonNegativeInteger|1.5|1e6|true|'
    b'"2024"^^xsd:gYear|"2024-01"^^xsd:gYearMonth|"P1Y"^^xsd:duration|"--02-30"^^xsd:gMonthDay|;|.|,'.split(b"|")
)


def inputs(chance: Random) -> Iterator[tuple[str, bytes]]:
    """Mutations of the accounts, without end."""
    seed = SEED_FILE.read_bytes()
    while True:
        yield "accounts.ttl", mutated(chance, seed, TOKENS)


@contextmanager
def attempting(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Build the file in memory, and read what is written of it."""

    def attempt(file: Path) -> None:
        try:
            if len(kg.validate([file]).rows):
                return
            written = folder / "written.trig"
            kg.build([file], policy="permissive").export("trig", written)
        except KgError:
            return
        for _ in parse(path=str(written)):
            pass

    yield attempt


def run(seconds: float, seed: int) -> int:
    """See :func:`fuzz.harness.run`."""
    return harness.run(__name__, seconds, seed)
