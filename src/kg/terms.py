"""The IRIs that the code names: namespaces, the four layers, and the ontology's terms.

Local names of the ontology are written out where they are used (``CONFLICT.term("hasSponsor")``), so
that a search for a term finds every use of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from pyoxigraph import NamedNode

BASE = "https://w3id.org/conflict-kg/"


@dataclass(frozen=True)
class Namespace:
    """A namespace IRI that makes terms.

    >>> Namespace("http://example.org/").term("a").value
    'http://example.org/a'
    """

    iri: str
    _made: dict[str, NamedNode] = field(default_factory=dict, compare=False, repr=False)

    def term(self, local: str) -> NamedNode:
        """The IRI of ``local`` in this namespace, made once."""
        if local not in self._made:
            self._made[local] = NamedNode(self.iri + local)
        return self._made[local]


CONFLICT = Namespace(BASE + "ontology#")
TOLD = Namespace(BASE + "told#")
GRAPH = Namespace(BASE + "graph/")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCT = Namespace("http://purl.org/dc/terms/")
SHACL = Namespace("http://www.w3.org/ns/shacl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")

#: Kinds of resource that have a prefix of their own: ``actor:iran`` is ``<…/id/actor/iran>``.
KINDS = (
    "account", "act", "actor", "application", "assessment", "count", "credibility", "decision", "dimension", "event",
    "facility", "family", "judgement", "likelihood", "lineage", "motive", "place", "policy", "precision", "relation",
    "reliability", "slot", "source", "statement", "support", "weapon",
)  # fmt: skip

PREFIXES: dict[str, str] = {
    "conflict": CONFLICT.iri,
    "told": TOLD.iri,
    "graph": GRAPH.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "owl": OWL.iri,
    "xsd": XSD.iri,
    "skos": SKOS.iri,
    "dct": DCT.iri,
    "sh": SHACL.iri,
    "prov": PROV.iri,
    "void": VOID.iri,
    "dcat": DCAT.iri,
    "foaf": FOAF.iri,
    "geo": GEO.iri,
} | {kind: f"{BASE}id/{kind}/" for kind in KINDS}

ASSERTED = GRAPH.term("asserted")
ACCOUNTS = GRAPH.term("accounts")
ACCEPTED = GRAPH.term("accepted")
INFERRED = GRAPH.term("inferred")
#: How the accepted layer came about; about the graph, not about the world, and never reasoned over.
DECISIONS = GRAPH.term("decisions")
ONTOLOGY = GRAPH.term("ontology")
LAYERS = {"asserted": ASSERTED, "accounts": ACCOUNTS, "accepted": ACCEPTED, "inferred": INFERRED}

TYPE = RDF.term("type")
LABEL = SKOS.term("prefLabel")
SUBCLASS = RDFS.term("subClassOf")


@lru_cache(maxsize=2**14)
def shorten(iri: str) -> str:
    """``iri`` as a prefixed name where a prefix fits, else in angle brackets.

    >>> shorten("https://w3id.org/conflict-kg/id/actor/iran")
    'actor:iran'
    >>> shorten("http://example.org/x")
    '<http://example.org/x>'
    """
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{local}"
    return f"<{iri}>"


def expand(name: str) -> str:
    """The IRI that a prefixed name, a bracketed IRI or a full IRI stands for.

    Raises ``ValueError`` when the prefix is not known.

    >>> expand("actor:iran")
    'https://w3id.org/conflict-kg/id/actor/iran'
    >>> expand("<http://example.org/x>")
    'http://example.org/x'
    """
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    if "://" in name or prefix == "urn":
        return name
    raise ValueError(f"{name!r} is neither a known prefixed name nor an IRI")
