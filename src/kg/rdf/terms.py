"""The IRIs that the code names: namespaces, the four layers, and the ontology's terms.

Local names of the ontology are written out where they are used (``CONFLICT.term("hasSponsor")``), so
that a search for a term finds every use of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

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
    "reliability", "slot", "source", "statement", "support", "toll", "weapon",
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

#: Local names that need no escape in Turtle (PN_LOCAL without dots, colons and percent signs).
_START = (
    "A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LOCAL = f"[{_START}][{_START}\u00b7\u0300-\u036f\u203f\u2040-]*"

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
        if local != iri and _is_local(local):
            return f"{prefix}:{local}"
    return f"<{iri}>"


def _is_local(name: str) -> bool:
    # Compiled on first use: that takes longer than many a command.
    return re.fullmatch(_LOCAL, name) is not None


def slug_of(iri: str, kind: str) -> str:
    """A name for ``iri`` inside other IRIs: its slug where it is one of ours of that ``kind``, else a hash of it.

    >>> slug_of("https://w3id.org/conflict-kg/id/source/seed-report", "source")
    'seed-report'
    >>> slug_of("http://example.org/source/seed-report", "source")
    '~54e3c4129d31e29cd202cd9d5313bd24'
    """
    slug = iri.removeprefix(PREFIXES[kind])
    return slug if slug != iri and _is_local(slug) else f"~{sha256(iri.encode()).hexdigest()[:32]}"


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
