"""A small made-up world, reported by two sources, that the tests of the analyses know by heart."""

from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.pipeline import build_workspace
from kg.rdf.terms import PREFIXES
from kg.workspace import Workspace

ACTORS = {
    "north": "State", "south": "State", "corps": "ArmedForce", "broker": "ArmedGroup", "carrier": "Militia",
    "brigade": "Militia", "front": "ArmedGroup", "unnamed": "UnidentifiedGroup", "loner": "Militia",
}  # fmt: skip

#: subject, class, told values, source
TOLD = (
    ("relation:corps-of-north", "Membership", "told:hasMember actor:corps ; told:hasGroup actor:north", "a"),
    (
        "relation:corps-arms-carrier",
        "Sponsorship",
        "told:hasSponsor actor:corps ; told:hasBeneficiary actor:carrier ; told:hasIntermediary actor:broker ;"
        ' told:validFrom "2020-01-01T00:00:00Z"^^xsd:dateTime ; told:validUntil "2021-01-01T00:00:00Z"^^xsd:dateTime',
        "a",
    ),
    (
        "relation:carrier-arms-brigade",
        "Sponsorship",
        "told:hasSponsor actor:carrier ; told:hasBeneficiary actor:brigade ;"
        ' told:validFrom "2022-01-01T00:00:00Z"^^xsd:dateTime',
        "b",
    ),
    (
        "relation:front-of-brigade",
        "FacadeRelation",
        "told:hasFacade actor:front ; told:hasPrincipal actor:brigade",
        "a",
    ),
    ("relation:south-backs", "Sponsorship", "told:hasSponsor actor:south ; told:hasBeneficiary actor:unnamed", "a"),
    ("relation:brigade-among", "Membership", "told:hasMember actor:brigade ; told:hasGroup actor:unnamed", "a"),
    ("relation:north-south", "Hostility", "told:hasHostileParty actor:north ; told:hasOpposedParty actor:south", "a"),
    ("act:threat", "Threat", "told:isDeclaredBy actor:north ; told:isAboutActor actor:south", "a"),
    (
        "event:raid",
        "Attack",
        "told:hasPerpetrator actor:brigade , actor:carrier ; told:hasTarget actor:south ; told:occurredAt place:camp ;"
        " told:isSubEventOf event:wave ;"
        ' told:earliestTime "2023-01-01T00:00:00Z"^^xsd:dateTime ;'
        ' told:latestTime "2023-01-01T06:00:00Z"^^xsd:dateTime',
        "a",
    ),
    ("event:raid", "Attack", "told:hasPerpetrator actor:brigade ; told:isSubEventOf event:surge", "c"),
    ("event:wave", "AttackSeries", "told:hasTarget actor:south", "a"),
    ("event:surge", "AttackSeries", "told:hasTarget actor:south", "a"),
    (
        "event:answer",
        "Strike",
        "told:hasPerpetrator actor:south ; told:hasTarget actor:brigade ;"
        ' told:earliestTime "2023-01-01T12:00:00Z"^^xsd:dateTime ;'
        ' told:latestTime "2023-01-02T00:00:00Z"^^xsd:dateTime',
        "a",
    ),
    ("event:return", "Strike", "told:hasPerpetrator actor:brigade ; told:hasTarget actor:south", "a"),
    ("relation:answers-raid", "Retaliation", "told:hasResponse event:answer ; told:hasTrigger event:raid", "a"),
    ("relation:return-answers", "Retaliation", "told:hasResponse event:return ; told:hasTrigger event:answer", "b"),
    ("act:claim", "ClaimOfResponsibility", "told:isDeclaredBy actor:front ; told:claimsEvent event:raid", "b"),
)

PLACES = """
place:land a conflict:Country ; skos:prefLabel "land"@en ; conflict:latitude 10.5 ; conflict:longitude 20.25 .
place:camp a conflict:MilitaryBase ; skos:prefLabel "camp"@en ; conflict:isLocatedIn place:land .
place:elsewhere a conflict:MilitaryBase ; skos:prefLabel "elsewhere"@en .
"""
SOURCES = "".join(
    f'source:{name} a conflict:Source ; skos:prefLabel "Source {name}"@en ;'
    f" conflict:hasReliability reliability:{grade} .\n"
    for name, grade in (("a", "B"), ("b", "C"), ("c", "B"))
)


def turtle(stated: tuple[tuple[str, str, str, str], ...] = TOLD) -> str:
    """The world as Turtle, with ``told`` as what is told of it."""
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in PREFIXES.items()]
    lines += [f'actor:{slug} a conflict:{kind} ; skos:prefLabel "{slug}"@en .' for slug, kind in ACTORS.items()]
    kinds = {subject: kind for subject, kind, _, _ in stated}
    lines += [f'{s} a conflict:{kind} ; skos:prefLabel "{s.partition(":")[2]}"@en .' for s, kind in kinds.items()]
    number = count(1)
    lines += [
        f"account:{source}-{next(number):02} a conflict:Account ; conflict:isAccountOf {subject} ;"
        f' conflict:hasSource source:{source} ; conflict:locator "line" ; conflict:paraphrase "It is told." ;'
        ' conflict:hasCredibility credibility:2 ; conflict:recordedAt "2023-02-01T00:00:00Z"^^xsd:dateTime ;'
        f" {values} ."
        for subject, _, values, source in stated
    ]
    return "\n".join([*lines, PLACES, SOURCES])


@cache
def world(stated: tuple[tuple[str, str, str, str], ...] = TOLD) -> Workspace:
    """The world through the pipeline, under the permissive policy."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "world.ttl"
        file.write_text(turtle(stated), encoding="utf-8")
        return build_workspace([file], policy="permissive")


def actor(slug: str) -> str:
    """The IRI of an actor."""
    return PREFIXES["actor"] + slug


def event(slug: str) -> str:
    """The IRI of an event."""
    return PREFIXES["event"] + slug
