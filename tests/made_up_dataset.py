"""A made-up dataset of three sources about the same events, with what real ones have: ties, disputes, withdrawals."""

from __future__ import annotations

from collections.abc import Iterator

_HEAD = """\
@prefix account: <https://w3id.org/conflict-kg/id/account/> .
@prefix actor: <https://w3id.org/conflict-kg/id/actor/> .
@prefix conflict: <https://w3id.org/conflict-kg/ontology#> .
@prefix credibility: <https://w3id.org/conflict-kg/id/credibility/> .
@prefix event: <https://w3id.org/conflict-kg/id/event/> .
@prefix judgement: <https://w3id.org/conflict-kg/id/judgement/> .
@prefix place: <https://w3id.org/conflict-kg/id/place/> .
@prefix precision: <https://w3id.org/conflict-kg/id/precision/> .
@prefix reliability: <https://w3id.org/conflict-kg/id/reliability/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/conflict-kg/id/source/> .
@prefix told: <https://w3id.org/conflict-kg/told#> .
@prefix weapon: <https://w3id.org/conflict-kg/id/weapon/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

source:made-up-1 a conflict:Source ; skos:prefLabel "Made-up dataset 1"@en ; conflict:hasReliability reliability:B .
source:made-up-2 a conflict:Source ; skos:prefLabel "Made-up dataset 2"@en ; conflict:hasReliability reliability:B .
source:made-up-3 a conflict:Source ; skos:prefLabel "Made-up dataset 3"@en ; conflict:hasReliability reliability:D ;
    conflict:derivesFrom source:made-up-1 .
place:made-up-land a conflict:Country ; skos:prefLabel "Made-up land"@en .
"""
_TOWNS = 7
#: Latitude and longitude of the towns before the last, which has none.
COORDINATES = ((33.1, 44.1), (33.12, 44.12), (34.6, 42.2), (35.3, 40.3), (36.4, 44.4), (30.2, 47.7))
UNKNOWN = len(COORDINATES)


def dataset(events: int = 60) -> str:
    """Turtle of some events: each told by source 1, every second by 2, every third by 3, partly otherwise."""
    return _HEAD + "".join(_places()) + "".join(_actors()) + "".join(map(_event, range(events)))


def judgement(name: str, kept: str, other: str, recorded: str = "2024-01-01") -> str:
    """Turtle of a judgement of source 1 that two resources are the same (names with their prefix)."""
    return _HEAD + (
        f"judgement:{name} a conflict:SameJudgement ; conflict:judges {kept} , {other} ; conflict:keeps {kept} ;\n"
        f'    conflict:hasSource source:made-up-1 ; conflict:locator "entry" ; conflict:paraphrase "They are one." ;\n'
        f'    conflict:hasCredibility credibility:2 ; conflict:recordedAt "{recorded}T00:00:00Z"^^xsd:dateTime .\n'
    )


def _places() -> Iterator[str]:
    for number in range(_TOWNS):
        yield f'place:made-up-{number} a conflict:Region ; skos:prefLabel "Town {number}"@en ;\n'
        if number < UNKNOWN:
            lat, lon = COORDINATES[number]
            yield f"    conflict:latitude {lat} ; conflict:longitude {lon} ; conflict:coordinatePrecision 10.0 ;\n"
        yield f"    conflict:isLocatedIn place:made-up-{'land' if number % 2 else (number + 1) % _TOWNS} .\n"


def _actors() -> Iterator[str]:
    for number in range(3):
        yield f'actor:made-up-{number} a conflict:Militia ; skos:prefLabel "Made-up group {number}"@en .\n'


def _event(number: int) -> str:
    head = f'event:made-up-{number} a conflict:Attack ; skos:prefLabel "Attack {number}"@en .\n'
    tellers = [1, *([2] if number % 2 == 0 else []), *([3] if number % 3 == 0 else [])]
    return head + "".join(_account(number, source) for source in tellers)


def _account(number: int, source: int) -> str:
    killed = number % 5 + (source * 2 if number % 4 == 0 else 0)
    town = (number + (source if number % 6 == 0 else 0)) % _TOWNS
    day = number % 27 + 1
    lines = [
        f"account:made-up-{source}-{number} a conflict:Account ; conflict:isAccountOf event:made-up-{number} ;",
        f'    conflict:hasSource source:made-up-{source} ; conflict:locator "row {number}" ;',
        f'    conflict:paraphrase "The row says that \\"{number}\\" happened." ;',
        f"    conflict:hasCredibility credibility:{1 + (number + source) % 4} ;",
        f'    conflict:recordedAt "2024-0{source}-01T00:00:00Z"^^xsd:dateTime ;',
        f"    told:occurredAt place:made-up-{town} ; told:hasPerpetrator actor:made-up-{(number + source) % 3} ;",
        f'    told:earliestTime "2023-11-{day:02}T00:00:00Z"^^xsd:dateTime ;',
        f'    told:latestTime "2023-11-{day:02}T23:59:59Z"^^xsd:dateTime ; told:hasTimePrecision precision:day ;',
        f"    told:killedAtLeast {killed} ; told:killedAtMost {killed + number % 3}",
    ]
    if number % 7 == 0:
        lines[-1] += f" ;\n    told:hasWeaponKind weapon:{('rocket', 'drone', 'missile')[source - 1]}"
    if number % 11 == 0 and source == 2:
        lines[-1] += ' ;\n    conflict:withdrawnAt "2024-03-01T00:00:00Z"^^xsd:dateTime'
    if number % 10 == 0 and source == 2:
        lines[-1] += f" ;\n    conflict:isSupersededBy account:made-up-1-{number}"
    return "\n".join(lines) + " .\n"
