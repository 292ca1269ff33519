"""An actor, a relation and an account whose texts are made to break out of every format."""

from pathlib import Path

from pyoxigraph import Literal

from kg.pipeline import build_workspace
from kg.rdf.terms import CONFLICT, PREFIXES, SKOS, XSD
from kg.workspace import Workspace
from seed_report import SEED

HOSTILE = '=HYPERLINK("http://evil") </script><b onclick=x>\r\n"\'&amp;]]> \\ \u2028\u202e {{7*7}} \ud83d\ude00'.encode(
    "utf-16", "surrogatepass"
).decode("utf-16")
HOSTILE_DATA = f"""
@prefix account: <{PREFIXES["account"]}> .
@prefix actor: <{PREFIXES["actor"]}> .
@prefix conflict: <{CONFLICT.iri}> .
@prefix credibility: <{PREFIXES["credibility"]}> .
@prefix relation: <{PREFIXES["relation"]}> .
@prefix skos: <{SKOS.iri}> .
@prefix source: <{PREFIXES["source"]}> .
@prefix told: <{PREFIXES["told"]}> .
@prefix xsd: <{XSD.iri}> .
actor:hostile a conflict:Militia ; skos:prefLabel {Literal(HOSTILE, language="en")} ;
    skos:scopeNote {Literal("@SUM(1)", language="en")} .
relation:hostile a conflict:Sponsorship ; skos:prefLabel {Literal(HOSTILE, language="en")} .
account:hostile a conflict:Account ; conflict:isAccountOf relation:hostile ; conflict:hasSource source:seed-report ;
    conflict:locator {Literal(HOSTILE)} ; conflict:paraphrase {Literal(HOSTILE)} ;
    conflict:hasCredibility credibility:6 ; conflict:recordedAt "2026-11-22T00:00:00Z"^^xsd:dateTime ;
    told:hasSponsor actor:iran ; told:hasBeneficiary actor:hostile .
"""


def hostile_workspace(folder: Path) -> Workspace:
    """The seed report with these, taken as told; ``folder`` gets a file of them."""
    file = folder / "hostile.ttl"
    file.write_text(HOSTILE_DATA, encoding="utf-8", newline="")
    return build_workspace([*SEED, file], policy="permissive")
