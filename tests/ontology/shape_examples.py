"""For each shape that has a target, Turtle that conforms to it and Turtle that violates every message of it.

``x:`` is a namespace of the example's own; the resources of ``WORLD`` are at hand in each.
"""

from rdflib import RDF, RDFS, SH, Graph, Namespace

from kg.pipeline import SHAPES as SHAPE_FILES
from kg.rdf.read import shipped
from kg.rdf.terms import PREFIXES

CONFLICT = Namespace(PREFIXES["conflict"])
SHAPES = Namespace("https://w3id.org/conflict-kg/shapes#")
PROLOGUE = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
SCHEME = "@prefix scheme: <https://w3id.org/conflict-kg/id/scheme/> .\n"

ONTOLOGY = Graph().parse(shipped("ontology") / "conflict.ttl")
SHAPES_GRAPH = Graph()
for name in SHAPE_FILES:
    SHAPES_GRAPH.parse(shipped("ontology") / name)

TELLING = """conflict:hasSource source:s ; conflict:locator "row 1" ; conflict:paraphrase "It is told." ;
    conflict:hasCredibility credibility:6 ; conflict:recordedAt "2026-11-22T00:00:00Z"^^xsd:dateTime"""


def account(name: str, about: str, told: str = "") -> str:
    return f"x:{name} a conflict:Account ; conflict:isAccountOf {about} ; {TELLING} ; {told} .\n"


def named(name: str, cls: str, more: str = "") -> str:
    return f'{name} a conflict:{cls} ; skos:prefLabel "Name"@en ; {more} .\n'


WORLD = (
    named("source:s", "Source", "conflict:hasReliability reliability:E")
    + named("actor:a", "Militia")
    + named("actor:b", "State")
    + named("actor:brand", "Brand")
    + named("place:p", "Region")
    + named("event:e", "Attack")
    + named("event:series", "AttackSeries")
    + named("act:c", "Condemnation")
    + named("act:d", "Designation")
    + named("relation:r", "Alliance")
    + named("toll:t", "Toll")
    + account("e", "event:e")
    + account("series", "event:series")
    + account("c", "act:c")
    + account("d", "act:d")
    + account("r", "relation:r", "told:hasFirstAlly actor:a")
    + account("t", "toll:t", "told:isTollOf event:e ; told:countsMembersOf actor:a ; told:membersKilledAtLeast 1")
)

COUNT = f"""{TELLING} ; conflict:countingRule "attacks" ; conflict:periodStart "2023-09-01T00:00:00Z"^^xsd:dateTime"""
ASSESSMENT = (
    f'{TELLING} ; conflict:hasLikelihood likelihood:likely ; conflict:assesses actor:a ; conflict:horizon "2024"'
)
DECISION = """conflict:decidesSubject event:e ; conflict:decidesProperty conflict:occurredAt ;
    conflict:followsPolicy policy:cautious ; conflict:reason "all agree" """
CONCEPT = 'skos:prefLabel "Name"@en ; skos:definition "Meaning."@en ; skos:notation "1"'

EXAMPLES: dict[str, tuple[str, str]] = {
    "Statement": (
        account("ok", "event:e", 'conflict:hedge "up to" ; conflict:relaysWordOf actor:a'),
        'x:bad a conflict:Account ; conflict:isAccountOf event:e ; conflict:hedge "" , "<b>" ;'
        " conflict:relaysWordOf place:p .",
    ),
    "Withdrawal": (
        account(
            "ok",
            "event:e",
            'conflict:withdrawnAt "2026-11-23T00:00:00Z"^^xsd:dateTime ; conflict:isSupersededBy x:next',
        )
        + account("next", "event:e"),
        account(
            "bad",
            "event:e",
            'conflict:withdrawnAt "2026-11-21T00:00:00Z"^^xsd:dateTime , "2026-11-20T00:00:00"^^xsd:dateTime ;'
            " conflict:isSupersededBy x:bad , actor:a",
        ),
    ),
    "Account": (
        account("ok", "event:e"),
        account("bad", "actor:a") + f"x:none a conflict:Account ; {TELLING} .",
    ),
    "Toll": (
        named("x:toll", "Toll")
        + account("ok", "x:toll", "told:isTollOf event:e ; told:countsMembersOf actor:a ; told:membersWoundedAtMost 2"),
        named("x:toll", "Toll") + account("bad", "x:toll", "told:isTollOf event:e"),
    ),
    "CountObservation": (
        f"""x:ok a conflict:CountObservation ; {COUNT} ; conflict:countAtLeast 3 ; conflict:countAtMost 3 ;
            conflict:countsWithin place:p ; conflict:countsSeries event:series ;
            conflict:periodEnd "2023-10-01T00:00:00Z"^^xsd:dateTime .""",
        f"""x:none a conflict:CountObservation ; {TELLING} .
        x:bad a conflict:CountObservation ; {COUNT} ; conflict:countAtLeast 3 ; conflict:countAtMost 2 , -1 ;
            conflict:countsWithin actor:a ; conflict:countsSeries event:e ;
            conflict:periodEnd "2023-08-01T00:00:00Z"^^xsd:dateTime , "2023" .""",
    ),
    "Assessment": (
        f"x:ok a conflict:Assessment ; {ASSESSMENT} .",
        f'x:bad a conflict:Assessment ; {TELLING} ; conflict:hasLikelihood weapon:drone ; conflict:horizon "" .',
    ),
    "IdentityJudgement": (
        f"x:ok a conflict:DistinctJudgement ; {TELLING} ; conflict:judges actor:a , actor:b .",
        f"""x:one a conflict:SameJudgement ; {TELLING} ; conflict:judges event:e ; conflict:keeps event:e .
        x:bad a conflict:IdentityJudgement ; {TELLING} ; conflict:judges event:e , actor:a .""",
    ),
    "SameJudgement": (
        f"""x:ok a conflict:SameJudgement ; {TELLING} ;
            conflict:judges event:e , event:series ; conflict:keeps event:e .
        x:brands a conflict:SameJudgement ; {TELLING} ;
            conflict:judges actor:brand , x:brand ; conflict:keeps x:brand .
        x:persons a conflict:SameJudgement ; {TELLING} ;
            conflict:judges x:person , x:namesake ; conflict:keeps x:person .
        x:places a conflict:SameJudgement ; {TELLING} ;
            conflict:judges place:p , x:place ; conflict:keeps place:p ."""
        + named("x:brand", "Brand")
        + named("x:person", "Person")
        + named("x:namesake", "Person")
        + named("x:place", "Facility"),
        f"""x:none a conflict:SameJudgement ; {TELLING} ; conflict:judges event:e , event:series .
        x:brand a conflict:SameJudgement ; {TELLING} ; conflict:judges actor:brand , actor:a ; conflict:keeps actor:a .
        x:state a conflict:SameJudgement ; {TELLING} ; conflict:judges actor:b , actor:a ; conflict:keeps event:e .
        x:leader a conflict:SameJudgement ; {TELLING} ; conflict:judges x:person , actor:a ; conflict:keeps actor:a ."""
        + named("x:person", "Person"),
    ),
    "Judging": (
        f"x:ok a conflict:DistinctJudgement ; {TELLING} ; conflict:judges event:e , event:series .",
        account("bad", "event:e", "conflict:judges event:e , event:series"),
    ),
    "Keeping": (
        f"""x:ok a conflict:SameJudgement ; {TELLING} ; conflict:judges event:e , event:series ;
            conflict:keeps event:e .""",
        f"""x:bad a conflict:DistinctJudgement ; {TELLING} ; conflict:judges event:e , event:series ;
            conflict:keeps event:e .""",
    ),
    "Source": (
        named(
            "x:ok",
            "Source",
            "conflict:hasReliability reliability:A ; conflict:derivesFrom source:s ; conflict:reproduces source:s ;"
            " conflict:speaksFor actor:b",
        ),
        """x:bad a conflict:Source ; conflict:hasReliability credibility:1 ; conflict:derivesFrom x:bad , actor:a ;
            conflict:reproduces source:s , actor:a ; conflict:speaksFor place:p .""",
    ),
    "SpeakingSource": (
        named("x:ok", "Source", "conflict:hasReliability reliability:A ; conflict:speaksFor actor:b"),
        account("bad", "event:e", "conflict:speaksFor actor:b"),
    ),
    "Label": (
        named("x:ok", "Person", 'skos:prefLabel "Nom"@fr'),
        'x:bad a conflict:Person ; skos:prefLabel "Nom"@fr .',
    ),
    "Described": (named("x:ok", "Strike") + account("account", "x:ok"), named("x:bad", "Strike")),
    "Place": (
        named(
            "x:ok",
            "Facility",
            "conflict:isLocatedIn place:p ; conflict:latitude 33.0 ; conflict:longitude 44.0 ;"
            ' conflict:coordinatePrecision 1.0 ; geo:asWKT "POINT(44.0 33.0)"^^geo:wktLiteral',
        ),
        named("x:half", "Facility", "conflict:latitude 33.0")
        + named(
            "x:bad",
            "Facility",
            "conflict:isLocatedIn x:bad , actor:a ; conflict:latitude 95.0 ; conflict:longitude -200.0 ;"
            ' conflict:coordinatePrecision 0.0 ; geo:asWKT "POINT(44.0 33.0)"',
        ),
    ),
    "ActorKind": (named("x:ok", "Coalition"), named("x:bad", "Actor")),
    "PlaceKind": (named("x:ok", "MilitaryBase"), named("x:bad", "Place")),
    "NamedResource": (named("x:ok", "Person"), named("[]", "Person")),
    "NoSameAs": (
        named("x:ok", "Person", "skos:closeMatch actor:a"),
        named("x:bad", "Person", "owl:sameAs actor:a"),
    ),
    "Assessing": (
        f"x:ok a conflict:Assessment ; {ASSESSMENT} .",
        named("x:bad", "Condemnation", "conflict:assesses event:e") + account("account", "x:bad"),
    ),
    "ToldMatter": (
        account("ok", "act:c", "told:isAboutMatter event:e"),
        account("bad", "act:c", "told:isAboutMatter source:s"),
    ),
    "AcceptedByPolicy": (
        named("x:ok", "Strike") + account("account", "x:ok"),
        named("x:bad", "Strike", "conflict:isAcceptedUnder policy:cautious ; conflict:isHeldToBe event:e")
        + account("account", "x:bad"),
    ),
    "InferredClasses": (named("x:ok", "ArmedGroup"), named("x:bad", "ArmedGroup , conflict:Proxy")),
    "AcceptancePolicy": (
        named(
            "x:ok",
            "AcceptancePolicy",
            'skos:definition "Accepts one source."@en ; conflict:acceptsOnlySource source:s ;'
            " conflict:hasReliabilityThreshold reliability:C ; conflict:hasCredibilityThreshold credibility:3 ;"
            " conflict:excludesSource source:s ; conflict:minimumSources 2 ; conflict:acceptsHedged true",
        ),
        "x:bad a conflict:AcceptancePolicy ; conflict:acceptsOnlySource actor:a ; conflict:excludesSource actor:a ;"
        ' conflict:minimumSources 0 ; conflict:acceptsHedged "yes" ;'
        " conflict:hasReliabilityThreshold credibility:3 ; conflict:hasCredibilityThreshold reliability:C .",
    ),
    "Decision": (
        account("account", "event:e")
        + f"""x:judgement a conflict:DistinctJudgement ; {TELLING} ; conflict:judges event:e , event:series .
        x:ok a conflict:Decision ; {DECISION} ; conflict:isDisputed false ; conflict:acceptsAccount x:account ;
            conflict:rejectsAccount x:judgement .""",
        "x:bad a conflict:Decision ; conflict:acceptsAccount actor:a ; conflict:rejectsAccount actor:a .",
    ),
    "Concept": (
        f"x:ok a skos:Concept ; {CONCEPT} ; skos:inScheme scheme:weapon ; skos:broader weapon:drone .",
        "x:bad a skos:Concept ; skos:broader actor:a .",
    ),
    "Formation": (
        named("x:ok", "Formation") + account("account", "x:ok", "told:formsActor actor:a") + account("other", "x:ok"),
        named("x:bad", "Formation") + account("account", "x:bad"),
    ),
    "Revocation": (
        named("x:ok", "Revocation") + account("account", "x:ok", "told:revokes act:d") + account("other", "x:ok"),
        named("x:bad", "Revocation") + account("account", "x:bad"),
    ),
    "ToldActors": (
        account("ok", "event:e", "told:hasPerpetrator actor:a ; told:hasTarget actor:b"),
        "",
    ),
    "ToldEvents": (
        account("ok", "event:e", "told:isSubEventOf event:series"),
        "",
    ),
    "ToldPlaces": (account("ok", "event:e", "told:occurredAt place:p"), ""),
    "ToldCodes": (
        account("ok", "event:e", "told:hasWeaponKind weapon:drone ; told:hasTimePrecision precision:day"),
        "",
    ),
    "ToldWords": (account("ok", "act:c", 'told:wordedAs "a violation"'), ""),
    "ToldTimes": (
        account(
            "ok",
            "event:e",
            'told:earliestTime "2023-11-20T00:00:00+03:00"^^xsd:dateTime ;'
            ' told:latestTime "2023-11-20T00:00:00+03:00"^^xsd:dateTime',
        ),
        account(
            "bad",
            "event:e",
            'told:earliestTime "2023-11-20T00:00:00Z"^^xsd:dateTime ;'
            ' told:latestTime "2023-11-19T00:00:00Z"^^xsd:dateTime , "2023-11-20T00:00:00"^^xsd:dateTime',
        )
        + account(
            "dates",
            "relation:r",
            'told:hasFirstAlly actor:a ; told:validFrom "2020-01-01Z"^^xsd:date ; told:validUntil "2019"',
        )
        + account("listing", "act:d", 'told:signedAt "2019" ; told:publishedAt "2019" ; told:effectiveAt "2019"'),
    ),
    "ToldNumbers": (
        account("ok", "event:e", "told:killedAtLeast 2 ; told:killedAtMost 2 ; told:woundedAtLeast 1"),
        "",
    ),
    "InferredProperties": (named("x:ok", "Person"), ""),
    "ToldNotAsserted": (named("x:ok", "Strike") + account("account", "x:ok", "told:occurredAt place:p"), ""),
}


def _paths(shape: str) -> list[str]:
    paths = {SHAPES_GRAPH.value(p, SH.path) for p in SHAPES_GRAPH.objects(SHAPES[shape], SH.property)}
    return sorted(path.n3(ONTOLOGY.namespace_manager) for path in paths)


def _every_path(shape: str, value: str) -> str:
    return " ; ".join(f"{path} {value}" for path in _paths(shape))


def _add_uniform() -> None:
    """Violate each of a shape's many properties in the same way."""
    for shape, value in {
        "ToldActors": "place:p",
        "ToldEvents": "source:s",
        "ToldPlaces": "actor:a",
        "ToldCodes": "credibility:6",
        "ToldWords": '""',
    }.items():
        EXAMPLES[shape] = (EXAMPLES[shape][0], account("bad", "event:e", _every_path(shape, value)))
    EXAMPLES["ToldNumbers"] = (
        EXAMPLES["ToldNumbers"][0],
        account("bad", "event:e", _every_path("ToldNumbers", "-1"))
        + account("order", "event:e", "told:killedAtLeast 3 ; told:killedAtMost 2"),
    )
    for shape in ("InferredProperties", "ToldNotAsserted"):
        EXAMPLES[shape] = (EXAMPLES[shape][0], named("x:bad", "Person", _every_path(shape, "actor:a")))


def _add_relation_classes() -> None:
    """An account of a relation that tells one end, and one that tells neither."""
    for cls in sorted(ONTOLOGY.subjects(RDFS.subClassOf, CONFLICT.Relation)):
        name = cls.removeprefix(CONFLICT)
        end = ONTOLOGY.value(cls, CONFLICT.edgeSource).removeprefix(CONFLICT)
        value = "event:e" if name == "Retaliation" else "actor:a"
        relation = named("x:relation", name)
        EXAMPLES[name] = (
            relation + account("account", "x:relation", f"told:{end} {value}"),
            relation + account("account", "x:relation"),
        )


def _add_domains() -> None:
    """Each slot told of a resource of its class, and of a resource of another."""
    for shape in sorted(SHAPES_GRAPH.subjects(RDF.type, SH.NodeShape)):
        name = shape.removeprefix(SHAPES)
        if not name.endswith("Slots"):
            continue
        told = sorted(SHAPES_GRAPH.objects(shape, SH.targetSubjectsOf))[0]
        cls = {"RelationSlots": "Alliance", "ForceEventSlots": "Attack"}.get(name, name.removesuffix("Slots"))
        wrong = "event:e" if cls in ("Alliance", "Declaration", "Attribution", "Designation") else "relation:r"
        about = named("x:about", cls)
        value = _value_of(told.removeprefix(PREFIXES["told"]))
        EXAMPLES[name] = (
            about + account("account", "x:about", f"<{told}> {value} ; {_end(cls)}"),
            account("bad", wrong, f"<{told}> {value}"),
        )


def _value_of(local: str) -> str:
    """A value that the property may have: by its range, else a code."""
    kind = ONTOLOGY.value(CONFLICT[local], RDFS.range)
    values = {
        CONFLICT.Actor: "actor:a",
        CONFLICT.Organization: "actor:a",
        CONFLICT.Designation: "act:d",
        CONFLICT.Event: "event:e",
        CONFLICT.Place: "place:p",
        None: {"hasLineageKind": "lineage:split", "hasSupportKind": "support:money"}.get(local, "actor:a"),
    }
    literals = {"integer": "1", "dateTime": '"2023-11-20T00:00:00Z"^^xsd:dateTime', "string": '"FTO"'}
    return values.get(kind) or literals[str(kind).rpartition("#")[2]]


def _end(cls: str) -> str:
    """For a relation class, one of its ends told, which its own shape asks for."""
    if cls == "Toll":
        return "told:isTollOf event:e ; told:countsMembersOf actor:a ; told:membersKilledAtLeast 1"
    source = ONTOLOGY.value(CONFLICT[cls], CONFLICT.edgeSource)
    if (CONFLICT[cls], RDFS.subClassOf, CONFLICT.Relation) not in ONTOLOGY:
        return ""
    local = source.removeprefix(CONFLICT)
    return f"told:{local} {_value_of(local)}"


_add_uniform()
_add_relation_classes()
_add_domains()
