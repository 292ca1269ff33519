"""Nanopublications (nanopub.net): each account, decision or verdict as a small, citable publication of its own.

Each has four graphs. The head names the other three. The *assertion* is what is published: that a source says
something, what a policy decided, or a verdict of the double-check. The *provenance* says what it rests on: the source,
its passage and grade; or the accounts and the policy. The *publication info* has licence, maker and date. The date is
the latest day on which one of the accounts was recorded, never that of the export. No version of the package is in
it, so what did not change keeps its name from one build to the next.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import DatasetWarning
from kg.evidence.compare import AGREES, DIFFERS, OUTCOMES
from kg.exchange.describe import DATASET, LICENCE, SOFTWARE
from kg.exchange.formats.nanopub_settings import NanopubSettings
from kg.exchange.formats.trusty import NPX, THIS, Signer, named, own, read_signer, refuse_drafts
from kg.rdf.moments import read_moment
from kg.rdf.resources import Resource, Term, first, resources
from kg.rdf.terms import (
    ACCEPTED,
    ACCOUNTS,
    ASSERTED,
    CONFLICT,
    DCT,
    DECISIONS,
    PROV,
    TOLD,
    TYPE,
    Namespace,
)
from kg.rdf.text import many
from kg.rdf.write import trig
from kg.review.check import Verdict, check_source
from kg.workspace import Workspace

Quads = Iterable[tuple[NamedNode, Triple]]
Resources = Mapping[Term, Resource]

_NP = Namespace("http://www.nanopub.org/nschema#")
_CITO = Namespace("http://purl.org/spar/cito/")
_SCHEMA = Namespace("http://schema.org/")

#: The graphs beside the head, by the property of the head that names them.
_PARTS = {"hasAssertion": "assertion", "hasProvenance": "provenance", "hasPublicationInfo": "pubinfo"}
_ASSERTION, _ACTIVITY, _VERDICT, _RATING = map(own, ("assertion", "activity", "verdict", "rating"))
_DERIVED, _REVIEW = PROV.term("wasDerivedFrom"), _SCHEMA.term("ClaimReview")
_HAS_SOURCE, _RECORDED = CONFLICT.term("hasSource"), CONFLICT.term("recordedAt")
_ACCEPTS, _REJECTS = CONFLICT.term("acceptsAccount"), CONFLICT.term("rejectsAccount")
#: What belongs to the provenance of a statement: where it stands, how good it is, and whether it still holds.
_ABOUT_STATEMENT = frozenset(
    map(
        CONFLICT.term,
        ["hasSource", "locator", "hasCredibility", "relaysWordOf", "recordedAt", "withdrawnAt", "isSupersededBy"],
    )
)
#: The same of a decision.
_ABOUT_DECISION = frozenset({_ACCEPTS, _REJECTS, CONFLICT.term("followsPolicy")})
#: The relation of a statement to others, by the outcome of their comparison.
_CITES = {AGREES: _CITO.term("agreesWith"), DIFFERS: _CITO.term("disagreesWith")}


@dataclass(frozen=True)
class Nanopub:
    """What a nanopublication says, by graph; ``kind`` is its class, ``accounts`` the IRIs of what it rests on."""

    kind: NamedNode
    accounts: Collection[str]
    assertion: list[Triple]
    provenance: list[Triple]


@dataclass(frozen=True)
class Layers:
    """What nanopublications are made of: the resources of a build's graphs, those of datasets among them."""

    asserted: Resources
    accounts: Resources
    accepted: Resources
    decisions: Resources


def nanopubs_trig(
    quads: Quads, workspace: Callable[[], Workspace], layers: Collection[str], settings: NanopubSettings
) -> Iterator[bytes]:
    """TriG, one nanopublication after the other, each with its prefixes, so that it can be cut out.

    ``quads`` are the triples of a build, each with its graph; its ``workspace`` is needed for a double-check alone.
    """
    for graphs in _all(quads, workspace, layers, settings):
        yield f"{trig(graphs)}\n".encode()


def nanopubs_nquads(
    quads: Quads, workspace: Callable[[], Workspace], layers: Collection[str], settings: NanopubSettings
) -> Iterator[bytes]:
    """N-Quads, one nanopublication after the other; the rest is that of :func:`nanopubs_trig`."""
    for graphs in _all(quads, workspace, layers, settings):
        found = [Quad(t.subject, t.predicate, t.object, NamedNode(g)) for g, triples in graphs.items() for t in triples]
        yield "".join(f"{quad} .\n" for quad in sorted(found, key=str)).encode()


def _all(
    quads: Quads, workspace: Callable[[], Workspace], chosen: Collection[str], settings: NanopubSettings
) -> Iterator[dict[str, list[Triple]]]:
    """The nanopublications one by one, under their trusty URIs: accounts, decisions, verdicts, each sorted by IRI."""
    signer = None if settings.key is None else read_signer(settings.key, settings.orcid or "")
    layers = _read(quads)
    # First, so that a source that does not exist is told before anything is written.
    verdicts = () if settings.check is None else tuple(_verdicts(settings.check, workspace(), layers))
    accounts = _statements(layers) if "accounts" in chosen else ()
    decisions = _decisions(layers) if "decisions" in chosen else ()
    for found in chain(accounts, decisions, verdicts):
        yield named(_graphs(found, layers, signer), signer)


def _read(quads: Quads) -> Layers:
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for graph, triple in quads:
        graphs[graph.value].append(triple)
    for triples in graphs.values():
        refuse_drafts(triples)
    return Layers(
        *(cast(Resources, resources(graphs[graph.value])) for graph in (ASSERTED, ACCOUNTS, ACCEPTED, DECISIONS))
    )


def _statements(layers: Layers) -> Iterator[Nanopub]:
    """What sources say: accounts, and counts, assessments and judgements of identity too."""
    for iri, about in layers.accounts.items():
        said, rest = _parted(about, _ABOUT_STATEMENT)
        sources = about.get(_HAS_SOURCE, ())
        provenance = _triples(iri, rest)
        for source in sources:
            provenance += [Triple(_ASSERTION, _DERIVED, source), *_triples(source, layers.asserted.get(source, {}))]
        if sources:
            yield Nanopub(_kind(about), (iri.value,), _triples(iri, said), provenance)


def _decisions(layers: Layers) -> Iterator[Nanopub]:
    """The decisions where there was something to decide, each with the facts that it accepted."""
    for iri, about in layers.decisions.items():
        (subject,), (prop,) = (about[CONFLICT.term(f"decides{end}")] for end in ("Subject", "Property"))
        accepted = {p: values for p, values in layers.accepted.get(subject, {}).items() if p == prop}
        decided, rest = _parted(about, _ABOUT_DECISION)
        used = [account for p in (_ACCEPTS, _REJECTS) for account in about.get(p, ())]
        stated = {value for account in used for value in layers.accounts.get(account, {}).get(_told(prop), ())}
        if _REJECTS in about or _is_disputed(about) or stated.difference(*accepted.values()):
            (policy,) = about[CONFLICT.term("followsPolicy")]
            yield Nanopub(
                _kind(about),
                [account.value for account in used],
                _triples(iri, decided) + _triples(subject, accepted),
                _triples(iri, rest) + _judged(used, policy, layers),
            )


def _told(prop: Term) -> NamedNode:
    """The property of accounts that states what ``prop`` says of the world."""
    return TOLD.term(prop.value.removeprefix(CONFLICT.iri))


def _is_disputed(about: Resource) -> bool:
    return first(about, CONFLICT.term("isDisputed")) == "true"


def _verdicts(source: str, workspace: Workspace, layers: Layers) -> Iterator[Nanopub]:
    """The verdicts on the statements of ``source``; accounts of datasets are not compared, which a warning says."""
    apart = len(layers.accounts.keys() - set(map(NamedNode, workspace.evidence.accounts)))
    if apart:
        warnings.warn(f"{many(apart, 'account')} of datasets are not compared", DatasetWarning, stacklevel=2)
    for verdict in check_source(workspace.inputs, source, workspace.policy).verdicts:
        yield _verdict(verdict, workspace.policy.iri, layers)


def _verdict(verdict: Verdict, policy: NamedNode, layers: Layers) -> Nanopub:
    """A verdict of the double-check as a review of the statement, with the others that agree and differ."""
    statement = NamedNode(verdict.statement)
    others: dict[str, set[str]] = defaultdict(set)
    for group, _, comparisons in verdict.compared.found:
        for comparison in comparisons:
            others[comparison.outcome].update(iri for _, iri in group.members)
    used = sorted({verdict.statement}.union(*others.values()))
    assertion = [
        Triple(_VERDICT, TYPE, _REVIEW),
        Triple(_VERDICT, _SCHEMA.term("itemReviewed"), statement),
        Triple(_VERDICT, _SCHEMA.term("reviewRating"), _RATING),
        Triple(_VERDICT, _SCHEMA.term("reviewBody"), Literal(_in_words(verdict), language="en")),
        Triple(_RATING, TYPE, _SCHEMA.term("Rating")),
        Triple(_RATING, _SCHEMA.term("alternateName"), Literal(verdict.verdict)),
    ]
    for outcome, prop in _CITES.items():
        assertion += [Triple(statement, prop, NamedNode(iri)) for iri in others[outcome]]
    return Nanopub(_REVIEW, used, assertion, _judged([NamedNode(iri) for iri in used], policy, layers))


def _in_words(verdict: Verdict) -> str:
    """The verdict, and the respects in which others agree, differ or are vague."""
    respects = [(outcome, ", ".join(verdict.dimensions(outcome))) for outcome in OUTCOMES]
    return "; ".join([verdict.verdict, *(f"{outcome} in {names}" for outcome, names in respects if names)])


def _judged(used: Iterable[Term], policy: Term, layers: Layers) -> list[Triple]:
    """Provenance of what a rule made: the accounts that it used, the policy, and what this policy accepts."""
    return [
        Triple(_ASSERTION, PROV.term("wasGeneratedBy"), _ACTIVITY),
        Triple(_ACTIVITY, TYPE, PROV.term("Activity")),
        Triple(_ACTIVITY, PROV.term("used"), policy),
        *_triples(policy, layers.asserted.get(policy, {})),
        *(Triple(_ASSERTION, _DERIVED, account) for account in used),
    ]


def _graphs(found: Nanopub, layers: Layers, signer: Signer | None) -> dict[str, list[Triple]]:
    """The four graphs of a nanopublication, by local name."""
    head = [
        Triple(THIS, TYPE, _NP.term("Nanopublication")),
        *(Triple(THIS, _NP.term(link), own(graph)) for link, graph in _PARTS.items()),
    ]
    return {
        "Head": head,
        "assertion": found.assertion,
        "provenance": found.provenance,
        "pubinfo": _publication(found, layers.accounts, signer),
    }


def _publication(found: Nanopub, accounts: Resources, signer: Signer | None) -> list[Triple]:
    """Class, maker, licence and date; the maker is who signs, or else the package."""
    moments = [value for iri in found.accounts for value in accounts.get(NamedNode(iri), {}).get(_RECORDED, ())]
    latest = sorted(moments, key=lambda value: (read_moment(value.value), value.value))[-1:]
    maker = SOFTWARE if signer is None else signer.orcid
    software = [
        Triple(SOFTWARE, TYPE, PROV.term("SoftwareAgent")),
        Triple(SOFTWARE, DCT.term("title"), Literal("conflict-kg")),
    ]
    return [
        Triple(THIS, NPX.term("hasNanopubType"), found.kind),
        Triple(THIS, DCT.term("creator"), maker),
        Triple(THIS, DCT.term("license"), LICENCE),
        Triple(THIS, _DERIVED, DATASET),
        *(Triple(THIS, DCT.term("created"), moment) for moment in latest),
        *(software if signer is None else ()),
    ]


def _kind(about: Resource) -> NamedNode:
    return cast(NamedNode, about[TYPE][0])


def _parted(about: Resource, apart: Collection[NamedNode]) -> tuple[Resource, Resource]:
    """A resource in two: without the properties ``apart``, and these alone."""
    return (
        {p: values for p, values in about.items() if p not in apart},
        {p: values for p, values in about.items() if p in apart},
    )


def _triples(subject: Term, about: Resource) -> list[Triple]:
    return [Triple(cast(NamedNode, subject), p, value) for p, values in about.items() for value in values]
