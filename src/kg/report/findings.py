"""What a build says first, in sentences that are computed from its facts: each with its grade and its sources.

The report, the server's home and whoever else begins with the findings take them from here. A sentence says who is
reported or accepted to have done what; that an actor was supported when it attacked is never an order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg.analyse.acts import FORCE
from kg.analyse.facts import Facts, facts_of
from kg.analyse.projection import SPONSORED, stated_network
from kg.errors import LimitError
from kg.explorer.counted import dataset_counts
from kg.explorer.page import admitted_counts
from kg.explorer.sides import side_of
from kg.explorer.story import Sentence, story_of
from kg.rdf.terms import CONFLICT
from kg.rdf.text import many
from kg.report.support import Support, supports
from kg.report.words import Named, Namer, Standing, Words, listed, namer, record, standing
from kg.workspace import Workspace

if TYPE_CHECKING:
    from kg.columns.aggregate import DatasetCounts

CLAIM, FACADE = CONFLICT.term("ClaimOfResponsibility"), CONFLICT.term("FacadeRelation")
#: The kinds of uses of force that are counted apart, each with its noun for one and for more.
KINDS = {
    "Attack": ("attack", "attacks"),
    "Strike": ("strike", "strikes"),
    "Killing": ("targeted killing", "targeted killings"),
}
OTHERS = ("whose kind no source states", "whose kind no source states")
#: Sponsors that have a sentence of their own, and names in a list.
SPONSORS, NAMES = 3, 4


def story(workspace: Workspace) -> list[Words]:
    """The sentences with which the explorer begins (:mod:`kg.explorer.story`); their figures lead there."""
    try:
        network = stated_network(workspace)
    except LimitError:
        return []
    edges = list(network.edges(data=True))
    counts = admitted_counts(workspace.inputs, workspace.policy)
    return [linked(found) for found in story_of(network.nodes, edges, side_of(network.nodes, edges), counts)]


def linked(sentence: Sentence) -> Words:
    """A sentence of the story whose figures lead to what they count, in the explorer."""
    return tuple(
        part if isinstance(part, str) else Named(part.text, href=f"explorer.html#selected=story%3A{part.name}")
        for part in sentence
    )


@dataclass(frozen=True)
class Finding:
    """One sentence, which is about ``topic``, and how well what it says is evidenced."""

    topic: str
    words: Words
    standing: Standing


class Scene:
    """What the sentences are made of: the facts, the names, the uses of force and the claims."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.facts: Facts = facts_of(workspace)
        self.name: Namer = namer(workspace)
        subjects = list(self.facts.subjects())
        self.force = [subject for subject in subjects if self.facts.is_a(subject, FORCE)]
        self.claims = [subject for subject in subjects if self.facts.is_a(subject, CLAIM)]
        self.facades = [subject for subject in subjects if self.facts.is_a(subject, FACADE)]

    def certain(self, subject: NamedNode, name: str) -> list[NamedNode]:
        """The accepted values of a property that are resources and not in dispute."""
        return [value.node for value in self.facts.values(subject, CONFLICT.term(name)) if not value.disputed]

    def standing(self, subjects: Iterable[NamedNode]) -> Standing:
        """The standing of events and relations."""
        return standing(self.workspace, (self.facts.reporting(subject) for subject in subjects))

    def number(self, subject: NamedNode, name: str) -> int:
        """An accepted number, 0 where none is accepted."""
        return int(float(self.facts.accepted(subject, name) or 0))


def findings(workspace: Workspace) -> list[Finding]:
    """The findings of a build; none where its policy accepts nothing."""
    scene = Scene(workspace)
    makers: Sequence[Callable[[Scene], Iterable[Finding]]] = (
        _uses_of_force, _deadliest, _claims, _facades, _backing, _supported, _responses, _datasets,
    )  # fmt: skip
    return [finding for make in makers for finding in make(scene)]


def finding_records(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as plain data: ``topic``, ``words`` (see :func:`kg.report.words.record`) and ``standing``."""
    return [
        {"topic": finding.topic, "words": record(finding.words), "standing": str(finding.standing)} for finding in found
    ]


def _uses_of_force(scene: Scene) -> Iterator[Finding]:
    """How many uses of force there are, of which kinds, and from when to when."""
    if not scene.force:
        return
    kinds = Counter(_kind(scene.facts, event) for event in scene.force)
    parts: list[Words] = [(many(number, *KINDS.get(kind, OTHERS)),) for kind, number in kinds.most_common()]
    days = sorted(start[:10] for event in scene.force if (start := scene.facts.interval(event)[0]))
    span = "" if not days else f" on {days[0]}" if days[0] == days[-1] else f" from {days[0]} to {days[-1]}"
    total = many(len(scene.force), "use of force is accepted", "uses of force are accepted")
    words = (f"{total}{span}: ", *listed(parts), ".")
    yield Finding("uses of force", words, scene.standing(scene.force))


def _kind(facts: Facts, event: NamedNode) -> str:
    """The first of :data:`KINDS` that an event is, empty where it is none."""
    return next((kind for kind in KINDS if facts.is_a(event, CONFLICT.term(kind))), "")


def _deadliest(scene: Scene) -> Iterator[Finding]:
    """The events with the most deaths by what is accepted, without the parts of others; no sum, which counts twice."""
    deaths = {event: scene.number(event, "killedAtLeast") for event in scene.force}
    deadly = sorted((event for event in deaths if deaths[event]), key=lambda event: (-deaths[event], event.value))
    if not deadly:
        return
    whole = [event for event in deadly if not set(scene.certain(event, "isSubEventOf")) & set(deadly)]
    parts: list[Words] = [(scene.name(event), f" (at least {deaths[event]:,})") for event in whole[:3]]
    start = (
        "In one of them somebody was killed: " if len(deadly) == 1 else f"{len(deadly):,} of them were deadly, most: "
    )
    yield Finding("deaths", (start, *listed(parts, 3), "."), scene.standing(deadly))


def _claims(scene: Scene) -> Iterator[Finding]:
    """Who claims how many attacks, and how many nobody claims."""
    attacks = [event for event in scene.force if _kind(scene.facts, event) == "Attack"]
    claimed: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    behind: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for claim in scene.claims:
        for event in scene.certain(claim, "claimsEvent"):
            if event in attacks:
                behind[event].append(claim)
                for actor in scene.certain(claim, "isDeclaredBy"):
                    claimed[actor].add(event)
    if not attacks:
        return
    if not claimed:
        if len(attacks) > 1:
            words: Words = (f"No accepted account says who claims any of the {len(attacks):,} attacks.",)
            yield Finding("claims", words, scene.standing(attacks))
        return
    ordered = sorted(claimed, key=lambda actor: (-len(claimed[actor]), actor.value))
    parts: list[Words] = [(scene.name(actor), f" ({len(claimed[actor])})") for actor in ordered]
    unclaimed = len(attacks) - len(behind)
    end = f"; nobody is known to claim the other {unclaimed:,}." if unclaimed else "."
    words = (f"{len(behind):,} of {many(len(attacks), 'attack')} are claimed, by ", *listed(parts, NAMES), end)
    yield Finding("claims", words, scene.standing(claim for claims in behind.values() for claim in claims))


def _facades(scene: Scene) -> Iterator[Finding]:
    """Which names stand for whom."""
    pairs: dict[NamedNode, list[tuple[NamedNode, NamedNode]]] = defaultdict(list)
    for relation in scene.facades:
        for facade in scene.certain(relation, "hasFacade"):
            pairs[facade] += [(relation, principal) for principal in scene.certain(relation, "hasPrincipal")]
    ordered = sorted(
        (facade for facade in pairs if pairs[facade]), key=lambda facade: (-len(pairs[facade]), facade.value)
    )
    if not ordered:
        return
    parts: list[Words] = [
        (scene.name(facade), " of ", *listed([(scene.name(principal),) for _, principal in pairs[facade]], NAMES))
        for facade in ordered
    ]
    words = ("Said to be a façade: ", *listed(parts, NAMES), ".")
    yield Finding("façades", words, scene.standing(relation for of in pairs.values() for relation, _ in of))


def _backing(scene: Scene) -> Iterator[Finding]:
    """Whom the sponsors with the most beneficiaries back, those with the most sources first."""
    by_sponsor: dict[str, list[Support]] = defaultdict(list)
    for one in supports(scene.workspace):
        by_sponsor[one.sponsor.iri].append(one)
    ordered = sorted(by_sponsor.values(), key=lambda of: (-len(of), of[0].sponsor.text))
    for of in ordered[:SPONSORS]:
        best = sorted(of, key=lambda one: (-one.standing.sources, one.standing.best, one.beneficiary.text))
        parts: list[Words] = [(one.beneficiary, *_with(one)) for one in best]
        verb = f" is reported to back {many(len(of), 'actor')}: " if len(of) > 1 else " is reported to back "
        accounts = [account for one in of for account in one.accounts]
        words = (of[0].sponsor, verb, *listed(parts, NAMES), ".")
        each = standing(scene.workspace, ([account] for account in accounts))
        grades = sorted(one.standing.best for one in of)
        yield Finding("support", words, Standing(grades[0], grades[-1], each.sources))


def _with(one: Support) -> Words:
    return (f" ({', '.join(one.kinds)})",) if one.kinds else ()


def _supported(scene: Scene) -> Iterator[Finding]:
    """Events whose perpetrator or claimant was supported at the time; that is no order."""
    events: dict[str, set[NamedNode]] = defaultdict(set)
    for event, about in scene.facts.inferred.items():
        for name in SPONSORED:
            for sponsor in about.get(CONFLICT.term(name), ()):
                if isinstance(sponsor, NamedNode):
                    events[sponsor.value].add(event)
    for iri, found in sorted(events.items(), key=lambda item: (-len(item[1]), item[0]))[:1]:
        of = many(len(found), "use of force was", "uses of force were")
        words = (
            f"{of} carried out or claimed by an actor that ", scene.name(iri),
            " is accepted to have supported at the time, which does not say that it gave an order.",
        )  # fmt: skip
        yield Finding("support at the time", words, scene.standing(found))


def _responses(scene: Scene) -> Iterator[Finding]:
    """How many uses of force are reported as responses, with the best attested one."""
    pairs = [
        (response, trigger)
        for response, about in scene.facts.inferred.items()
        for trigger in about.get(CONFLICT.term("retaliatesFor"), ())
        if isinstance(trigger, NamedNode) and scene.facts.is_accepted(response)
    ]
    if not pairs:
        return
    best = min(pairs, key=lambda pair: (-scene.standing([pair[0]]).sources, pair[0].value, pair[1].value))
    responses = {response for response, _ in pairs}
    many_of = many(len(responses), "event is", "events are")
    words = (f"{many_of} reported as a response to another, as ", scene.name(best[0]), " to ", scene.name(best[1]), ".")
    yield Finding("responses", words, scene.standing(responses))


def _datasets(scene: Scene) -> Iterator[Finding]:
    """How many events each dataset counts; of a single one also how many were killed, and where and who most often."""
    if scene.workspace.datasets is None:
        return
    from kg.columns.table import grade_of  # With Polars, which only builds of datasets need here.

    counts = dataset_counts(scene.workspace)
    for source, accounts, subjects, first, last in counts.by_source.iter_rows():
        words: Words = (f"{source} reports {many(subjects, 'event or relation', 'events and relations')}",)
        words += (f" in {many(accounts, 'account')}",) if accounts != subjects else ()
        words += (f", from {first} to {last}",) if first is not None else ()
        known = Standing()
        if counts.by_source.height == 1:
            words += _where_and_who(counts)
            grades = sorted("".join(grade_of(number)) for number in counts.datasets.evidence.heads["grade"].unique())
            known = Standing(grades[0], grades[-1], 1)
        yield Finding("datasets", (*words, "."), known)


def _where_and_who(counts: DatasetCounts) -> Words:
    places, actors = Counter[str](), Counter[str]()
    killed = [0, 0]
    for _, place, _, events, least, most in counts.by_place_and_month.iter_rows():
        places[place or ""] += events
        killed = [killed[0] + (least or 0), killed[1] + (most or 0)]
    for actor, _, subjects, *_ in counts.by_actor.iter_rows():
        actors[actor] += subjects
    del places[""]
    words: Words = (f", with {killed[0]:,} to {killed[1]:,} killed",) if 0 < killed[0] <= killed[1] else ()
    for begin, found in ((": most in ", places), ("; actors named most: ", actors)):
        if found:
            most = sorted(found.items(), key=lambda item: (-item[1], item[0]))
            words += (begin, *listed([(f"{name} ({number:,})",) for name, number in most[:3]], 3))
    return words
