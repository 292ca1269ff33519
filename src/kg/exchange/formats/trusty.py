"""Trusty URIs and signatures of nanopublications, by the library ``nanopub``, which is an extra.

The name of a nanopublication contains a hash of all that it says. So the name is computed last: until then it is
:data:`THIS`, and the names inside of it, as :func:`own` makes them, begin with it. No function here uses the network.
Importing ``nanopub`` switches off rdflib's normalisation of literals in the process, which its hashes rely on.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from Crypto.Hash import SHA256
from Crypto.PublicKey import RSA
from Crypto.Signature import pkcs1_15
from nanopub.trustyuri.rdf import RdfHasher
from pyoxigraph import Literal, NamedNode, Triple
from rdflib import Literal as RdflibLiteral
from rdflib import URIRef

from kg.errors import DataError, InputError, UsageError
from kg.rdf.read import read_bytes
from kg.rdf.terms import XSD, Namespace

#: Where nanopublications have their names, whoever makes them; those of the network can be looked up there.
NANOPUBS = "https://w3id.org/np/"
_DRAFT = NANOPUBS + "draft#"
THIS = NamedNode(_DRAFT)
NPX = Namespace("http://purl.org/nanopub/x/")
#: The least length of a key that signs: what the library makes.
KEY_BITS = 2048
#: What the library puts in the place of the hash while it computes it.
_OPEN = " "
_ORCID = re.compile(r"(?:https://orcid\.org/)?((?:[0-9]{4}-){3}[0-9]{3}[0-9X])")

Graphs = Mapping[str, Iterable[Triple]]
_Quad = tuple[URIRef, URIRef, URIRef, URIRef | RdflibLiteral]


def own(local: str) -> NamedNode:
    """A name inside the nanopublication: of one of its graphs, or of what one of them describes."""
    return NamedNode(_DRAFT + local)


@dataclass(frozen=True)
class Signer:
    """Who signs: an ORCID iD as an IRI, and a private RSA key, which no text of this object shows."""

    orcid: NamedNode
    key: Any = field(repr=False)

    @property
    def public_key(self) -> str:
        """The public key (X.509, DER) in Base64, as nanopublications give it."""
        return b64encode(self.key.public_key().export_key("DER")).decode()

    def sign(self, text: str) -> str:
        """The RSA signature of ``text`` (PKCS #1 v1.5, SHA-256) in Base64: always the same for the same text."""
        return b64encode(pkcs1_15.new(self.key).sign(SHA256.new(text.encode()))).decode()


def read_signer(key: Path, orcid: str) -> Signer:
    """The signer with the key in the file ``key``: PEM, or Base64 alone as ``nanopub`` keeps it.

    Raises ``UsageError`` for an ORCID iD that is none, ``InputError`` for a file without a private RSA key of at least
    :data:`KEY_BITS`. Its message holds nothing of the file.
    """
    iri = orcid_iri(orcid)
    content = read_bytes(key).strip()
    try:
        found = RSA.import_key(content if content.startswith(b"-----") else b64decode(content))
    except (ValueError, IndexError, TypeError):
        raise InputError("no RSA key that can be read: give one in PEM, without a passphrase", file=key) from None
    if not found.has_private():
        raise InputError("a public key, which cannot sign: give the private key", file=key)
    if found.size_in_bits() < KEY_BITS:
        raise InputError(f"a key of {found.size_in_bits()} bits, which is weak: give one of {KEY_BITS}", file=key)
    return Signer(iri, found)


def orcid_iri(text: str) -> NamedNode:
    """An ORCID iD, alone or as an address, as its IRI; ``UsageError`` where its last digit does not fit the others.

    >>> orcid_iri("0000-0002-1825-0097").value
    'https://orcid.org/0000-0002-1825-0097'
    """
    match = _ORCID.fullmatch(text)
    if match is None or match[1][-1] != _check_digit(match[1][:-1].replace("-", "")):
        raise UsageError(f"--orcid {text!r} is no ORCID iD; one looks like https://orcid.org/0000-0002-1825-0097")
    return NamedNode(f"https://orcid.org/{match[1]}")


def _check_digit(digits: str) -> str:
    """ISO 7064, MOD 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total) % 11]


def named(graphs: Graphs, signer: Signer | None) -> dict[str, list[Triple]]:
    """A nanopublication under its trusty URI: its triples by the IRI of their graph.

    ``graphs`` has them by the local name of the graph, with :data:`THIS` as its name; if there is a ``signer``, its
    signature is added to the graph ``pubinfo`` first. Raises ``DataError`` where data use such a name themselves.
    """
    drafted = {name: list(triples) for name, triples in graphs.items()}
    if signer is not None:
        drafted["pubinfo"] += _signed_by(signer)
        signature = signer.sign(RdfHasher.normalize_quads(_quads(drafted), baseuri=_DRAFT, hashstr=_OPEN))
        drafted["pubinfo"].append(Triple(own("sig"), NPX.term("hasSignature"), Literal(signature)))
    name = NANOPUBS + RdfHasher.make_hash(_quads(drafted), baseuri=_DRAFT, hashstr=_OPEN)
    return {f"{name}#{local}": [_renamed(t, name) for t in triples] for local, triples in drafted.items()}


def _signed_by(signer: Signer) -> list[Triple]:
    """What stands with a signature, and is signed too."""
    return [
        Triple(own("sig"), NPX.term("hasAlgorithm"), Literal("RSA")),
        Triple(own("sig"), NPX.term("hasPublicKey"), Literal(signer.public_key)),
        Triple(own("sig"), NPX.term("hasSignatureTarget"), THIS),
        Triple(own("sig"), NPX.term("signedBy"), signer.orcid),
    ]


def refuse_drafts(triples: Iterable[Triple]) -> None:
    """``DataError`` for data with an IRI that stands for the name of a nanopublication while it is made."""
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode) and term.value.startswith(_DRAFT.removesuffix("#")):
                raise DataError(f"<{term.value}> is reserved for nanopublications that are being made")


def _quads(graphs: Graphs) -> list[_Quad]:
    """The triples as the library takes them: quads of rdflib's terms, the graph first."""
    return [
        (URIRef(_DRAFT + local), _iri(t.subject), _iri(t.predicate), _term(t.object))
        for local, triples in graphs.items()
        for t in triples
    ]


def _iri(term: Any) -> URIRef:
    # Data have no blank nodes and no triples as terms: loading refuses them.
    return URIRef(term.value)


def _term(term: Any) -> URIRef | RdflibLiteral:
    if isinstance(term, NamedNode):
        return _iri(term)
    if term.language or term.datatype == XSD.term("string"):
        return RdflibLiteral(term.value, lang=term.language, normalize=False)
    return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _renamed(triple: Triple, name: str) -> Triple:
    return Triple(*(_final(term, name) for term in (triple.subject, triple.predicate, triple.object)))


def _final(term: Any, name: str) -> Any:
    """A term under the name that the nanopublication has at last."""
    if not isinstance(term, NamedNode) or not term.value.startswith(_DRAFT):
        return term
    return NamedNode(name if term == THIS else f"{name}#{term.value.removeprefix(_DRAFT)}")
