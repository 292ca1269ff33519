"""Reads the accounts layer into plain records: those that the acceptance rule needs, and those that people read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import DataError
from kg.evidence.accept import AcceptanceContext
from kg.evidence.answers import ANSWERING, CLAIMED
from kg.evidence.records import Account, AccountView, Count, Decision, Evidence, Judgement, Source
from kg.rdf.moments import read_moment
from kg.rdf.names import key_of
from kg.rdf.resources import Resource, Term, code, first, first_code, resources
from kg.rdf.terms import CONFLICT, DCT, KINDS, LABEL, PREFIXES, SKOS, TOLD, TYPE, shorten, slug_of

_NUMBER = re.compile(r"[+-]?0*[0-9]{1,18}")
_JUDGEMENTS = frozenset({CONFLICT.term("SameJudgement"), CONFLICT.term("DistinctJudgement")})


def required(iri: NamedNode, resource: Resource, local: str) -> str:
    """The value of ``conflict:local``; ``DataError`` naming ``iri`` where there is none."""
    value = first(resource, CONFLICT.term(local))
    if value is None:
        raise DataError(f"{shorten(iri.value)} has no conflict:{local}; every statement needs one")
    return value


def read_account_records(accounts: Iterable[Triple], asserted: Iterable[Triple]) -> list[Account]:
    """Every account (not counts and assessments, which are never accepted as facts), sorted by IRI."""
    things = resources(accounts)
    graded = _reliabilities(asserted)
    return [
        Account(
            **_said(iri, resource, graded, things),
            about=NamedNode(required(iri, resource, "isAccountOf")),
            values=stated_values(resource),
        )
        for iri, resource in things.items()
        if CONFLICT.term("Account") in resource.get(TYPE, ())
    ]


def read_judgements(accounts: Iterable[Triple], asserted: Iterable[Triple]) -> list[Judgement]:
    """Every judgement on whether two resources stand for one, sorted by IRI; ``DataError`` where there are not two."""
    things = resources(accounts)
    graded = _reliabilities(asserted)
    found = []
    for iri, resource in things.items():
        if _JUDGEMENTS.isdisjoint(resource.get(TYPE, ())):
            continue
        pair = frozenset(NamedNode(judged.value) for judged in resource.get(CONFLICT.term("judges"), ()))
        same = CONFLICT.term("SameJudgement") in resource[TYPE]
        keeps = NamedNode(required(iri, resource, "keeps")) if same else None
        if len(pair) != 2 or (same and keeps not in pair):
            raise DataError(f"{shorten(iri.value)} must judge two resources with conflict:judges, and keep one of them")
        found.append(Judgement(**_said(iri, resource, graded, things), pair=pair, keeps=keeps))
    return found


def read_counts(accounts: Iterable[Triple], asserted: Iterable[Triple]) -> list[Count]:
    """Every count observation of a series, sorted by IRI."""
    things = resources(accounts)
    graded = _reliabilities(asserted)

    def optional(resource: Resource, local: str) -> str | None:
        return first(resource, CONFLICT.term(local))

    return [
        Count(
            **_said(iri, resource, graded, things),
            series=NamedNode(series),
            area=NamedNode(area) if (area := optional(resource, "countsWithin")) else None,
            start=read_moment(required(iri, resource, "periodStart")),
            end=read_moment(end) if (end := optional(resource, "periodEnd")) else None,
            low=_whole(iri, low) if (low := optional(resource, "countAtLeast")) else None,
            high=_whole(iri, high) if (high := optional(resource, "countAtMost")) else None,
        )
        for iri, resource in things.items()
        if (series := optional(resource, "countsSeries"))
    ]


def _whole(iri: NamedNode, text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise DataError(f"{shorten(iri.value)} counts {text!r}; give an integer of up to 18 digits")
    return int(text)


def _reliabilities(asserted: Iterable[Triple]) -> dict[NamedNode, str | None]:
    """The letter of each source; what reproduces the text of another source has the letter of that one."""
    things = resources(asserted)
    letters = {s: first_code(r, CONFLICT.term("hasReliability")) for s, r in things.items()}
    texts = {NamedNode(source): NamedNode(text) for source, text in read_texts(things).items()}
    return letters | {source: letters.get(text) or letters.get(source) for source, text in texts.items()}


def _said(
    iri: NamedNode,
    resource: Resource,
    graded: Mapping[NamedNode, str | None],
    things: Mapping[NamedNode, Resource],
) -> dict[str, Any]:
    """The fields that every statement has."""
    source = NamedNode(required(iri, resource, "hasSource"))
    reliability = graded.get(source)
    if reliability is None:
        raise DataError(f"{shorten(iri.value)} names {shorten(source.value)}, which is no source with a reliability")
    return {
        "iri": iri.value,
        "source": source.value,
        "grade": (reliability, code(required(iri, resource, "hasCredibility"))),
        "recorded": read_moment(required(iri, resource, "recordedAt")),
        "ended": _ended(resource, things),
        "hedged": CONFLICT.term("hedge") in resource,
    }


def _ended(resource: Resource, things: Mapping[NamedNode, Resource]) -> datetime | None:
    """When a statement was withdrawn, or superseded by one recorded later; None while it stands."""
    moments = [value.value for value in resource.get(CONFLICT.term("withdrawnAt"), ())]
    for later in resource.get(CONFLICT.term("isSupersededBy"), ()):
        node = NamedNode(later.value)
        moments.append(required(node, things.get(node, {}), "recordedAt"))
    return min((read_moment(moment) for moment in moments), default=None)


def stated_values(resource: Resource) -> dict[NamedNode, tuple[Term, ...]]:
    """The values that an account states, by the ontology's property instead of its mirror in ``told:``."""
    return {
        CONFLICT.term(p.value.removeprefix(TOLD.iri)): values
        for p, values in resource.items()
        if p.value.startswith(TOLD.iri)
    }


def read_slots(ontology: Iterable[Triple]) -> dict[str, str]:
    """How each property that an account can state is decided (``single``…), by its IRI."""
    kinds = ((s.value, first_code(r, CONFLICT.term("slotKind"))) for s, r in resources(ontology).items())
    return {prop: kind for prop, kind in kinds if kind is not None}


def read_acceptance_context(ontology: Iterable[Triple], asserted: Iterable[Triple]) -> AcceptanceContext:
    """Reads what the acceptance rule needs: slot kinds, wider places and broader concepts, origins of sources."""
    things = resources(asserted)
    parents = _links(things, CONFLICT.term("isLocatedIn")) | _links(things, SKOS.term("broader"))
    return AcceptanceContext(
        slots=read_slots(ontology),
        within={place: frozenset(reach(place, parents)) for place in parents},
        origin=_origins(things),
        voice=read_voices(things),
        texts=read_texts(things),
    )


def read_texts(things: Mapping[NamedNode, Resource]) -> dict[str, str]:
    """For each source that reproduces the text of another, the source that it is the text of in the end."""
    links = _links(things, CONFLICT.term("reproduces"))
    return {source: min(_roots(source, links)) for source in links}


def _origins(things: Mapping[NamedNode, Resource]) -> dict[str, str]:
    """For each source the one that it derives from in the end."""
    links = _links(things, CONFLICT.term("derivesFrom"))
    sources = (s.value for s, r in things.items() if CONFLICT.term("Source") in r.get(TYPE, ()))
    return {source: min(_roots(source, links)) for source in sources}


def read_voices(things: Mapping[NamedNode, Resource]) -> dict[str, str]:
    """For each source the first by IRI of the origins that have the publisher of its origin; else its origin.

    Sources that have the same one here are not independent of each other.
    """
    origin = _origins(things)
    sources = {source.value: about for source, about in things.items()}
    first: dict[str, str] = {}
    for root in sorted(set(origin.values())):
        if publisher := _publisher(sources.get(root, {})):
            first.setdefault(publisher, root)
    return {source: first.get(_publisher(sources.get(root, {})) or "", root) for source, root in origin.items()}


def _publisher(source: Resource) -> str | None:
    """The name of the publisher, folded as all names are, so that its spellings are one."""
    name = first(source, DCT.term("publisher"))
    return key_of(name) if name else None


def _links(things: Mapping[NamedNode, Resource], predicate: NamedNode) -> dict[str, list[str]]:
    return {s.value: [o.value for o in r[predicate]] for s, r in things.items() if predicate in r}


def reach(start: str, links: Mapping[str, list[str]]) -> set[str]:
    """Everything that can be reached from ``start`` along ``links``, each once."""
    seen: set[str] = set()
    todo = list(links.get(start, ()))
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += links.get(here, ())
    return seen


def _roots(source: str, origins: Mapping[str, list[str]]) -> set[str]:
    """The sources at the end of the chain of ``source``; the whole chain if it is a cycle."""
    reached = reach(source, origins) | {source}
    return {s for s in reached if not origins.get(s)} or reached


def unknown_told_properties(accounts: Iterable[Triple], slots: Container[str]) -> list[Triple]:
    """The triples of ``accounts`` with a ``told:`` property that the ontology does not declare for accounts."""
    stated = (triple for triple in accounts if triple.predicate.value.startswith(TOLD.iri))
    mirrored = ((triple, CONFLICT.iri + triple.predicate.value.removeprefix(TOLD.iri)) for triple in stated)
    return sorted((triple for triple, prop in mirrored if prop not in slots), key=str)


def read_evidence(accounts: Iterable[Triple], asserted: Iterable[Triple]) -> Evidence:
    """Accounts, counts and assessments with their sources, as people read them, before any policy."""
    things = resources(asserted)
    label = {s.value: text for s, r in things.items() if (text := first(r, LABEL))}
    denials = {s.value for s, r in things.items() if not ANSWERING.keys().isdisjoint(r.get(TYPE, ()))}
    views = {iri.value: _account(iri, r, label, denials) for iri, r in resources(accounts).items()}
    sources = {s.value: _source(s, r, label) for s, r in things.items() if CONFLICT.term("Source") in r.get(TYPE, ())}
    for source, text in read_texts(things).items():
        if text in sources:
            origin = sources[text]
            sources[source] = replace(sources[source], text_of=origin.title, text_reliability=origin.reliability)
    voices = read_voices(things)
    return Evidence(views, {iri: replace(source, voice=voices.get(iri)) for iri, source in sources.items()})


def judged(evidence: Evidence, decisions: Iterable[Decision]) -> Evidence:
    """The evidence with the status that the decisions of a policy give each account."""
    verdicts = _verdicts(decisions)
    views = {
        iri: replace(account, **verdicts[iri]) if iri in verdicts else account  # type: ignore[arg-type]
        for iri, account in evidence.accounts.items()
    }
    return replace(evidence, accounts=views)


def _source(iri: NamedNode, resource: Resource, label: Mapping[str, str]) -> Source:
    return Source(
        iri=iri.value,
        title=label.get(iri.value, shorten(iri.value)),
        reliability=code(required(iri, resource, "hasReliability")),
        publisher=first(resource, DCT.term("publisher")),
        issued=first(resource, DCT.term("issued")),
        url=first(resource, DCT.term("source")),
    )


def _account(iri: NamedNode, resource: Resource, label: Mapping[str, str], denials: Container[str]) -> AccountView:
    relays = first(resource, CONFLICT.term("relaysWordOf"))
    subject = next(
        (
            v
            for local in ("isAccountOf", "countsSeries", "assesses", "keeps", "judges")
            if (v := first(resource, CONFLICT.term(local)))
        ),
        "",
    )
    values = tuple(
        (prop.value.removeprefix(CONFLICT.iri), label.get(value.value, value.value))
        for prop, stated in stated_values(resource).items()
        for value in stated
    )
    return AccountView(
        iri=iri.value,
        about=subject,
        source=required(iri, resource, "hasSource"),
        locator=required(iri, resource, "locator"),
        paraphrase=required(iri, resource, "paraphrase"),
        credibility=code(required(iri, resource, "hasCredibility")),
        recorded_at=required(iri, resource, "recordedAt"),
        hedge=first(resource, CONFLICT.term("hedge")),
        relays=label.get(relays, relays) if relays else None,
        values=values,
        denies=tuple(sorted(_denied(resource, subject in denials))),
        status="stated" if CONFLICT.term("Account") not in resource.get(TYPE, ()) else "accepted",
    )


def _denied(resource: Resource, is_denial: bool) -> Iterator[str]:
    """What an account says is denied or doubted, and what is claimed by an account that was taken back."""
    said = [TOLD.term("isAboutMatter")] if is_denial else []
    if any(CONFLICT.term(end) in resource for end in ("withdrawnAt", "isSupersededBy")):
        said += [TOLD.term(prop.value.removeprefix(CONFLICT.iri)) for prop in CLAIMED]
    return (value.value for prop in said for value in resource.get(prop, ()))


def _verdicts(decisions: Iterable[Decision]) -> dict[str, dict[str, str]]:
    """For each account, its status over all slots that it states, and the reason where it was not accepted in full."""
    taken: dict[str, int] = defaultdict(int)
    refused: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        for iri in decision.accepted:
            taken[iri] += 1
        why = f"{decision.property.value.removeprefix(CONFLICT.iri)}: {decision.reason}"
        for iri in decision.rejected:
            refused[iri].add(why)
    verdicts = {}
    for iri in taken.keys() | refused.keys():
        status = "accepted" if not refused[iri] else "partly" if taken[iri] else "rejected"
        verdicts[iri] = {"status": status, "reason": "; ".join(sorted(refused[iri]))}
    return verdicts


def _in_decision(subject: str) -> str:
    """Kind and slug of a subject, such as ``event-al-asad``; a hash for a foreign IRI, so that names differ."""
    kind = next((kind for kind in KINDS if subject.startswith(PREFIXES[kind])), None)
    slug = slug_of(subject, kind or "event")
    return f"{kind}-{slug}" if kind else slug


def decision_triples(decisions: Iterable[Decision], policy: NamedNode) -> list[Triple]:
    """Decisions as resources ``decision:<policy>-<kind>-<subject>-<property>``; nothing here is about the world."""
    names = "Decision decidesSubject decidesProperty followsPolicy reason isDisputed acceptsAccount rejectsAccount"
    decided, subject, prop, under, reason, disputed, accepts, rejects = map(CONFLICT.term, names.split())
    triples: list[Triple] = []
    for decision in decisions:
        local = decision.property.value.removeprefix(CONFLICT.iri)
        name = f"{slug_of(policy.value, 'policy')}-{_in_decision(decision.subject.value)}-{local}"
        node = NamedNode(PREFIXES["decision"] + name)
        triples += [
            Triple(node, TYPE, decided),
            Triple(node, subject, decision.subject),
            Triple(node, prop, decision.property),
            Triple(node, under, policy),
            Triple(node, reason, Literal(decision.reason)),
            Triple(node, disputed, Literal(decision.disputed)),
        ]
        triples += [Triple(node, accepts, NamedNode(iri)) for iri in decision.accepted]
        triples += [Triple(node, rejects, NamedNode(iri)) for iri in decision.rejected]
    return triples
