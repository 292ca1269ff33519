"""The dossier of a thing: all that the graph holds of it as plain data, every text cleaned, every table with an end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.dossier.reading import NAMES, Graph, Link
from kg.dossier.rows import Rows, first_rows
from kg.dossier.ties import Group, groups, when
from kg.dossier.undecided import undecided
from kg.rdf.terms import ACCEPTED, ACCOUNTS, ASSERTED, CONFLICT, DECISIONS, INFERRED, SKOS, TOLD, TYPE
from kg.rdf.text import clean

if TYPE_CHECKING:
    from kg.proofs.explanations import Explained

#: Gives the proof of an inferred statement, or None where there is none to be had.
Prove: TypeAlias = "Callable[[Triple], Explained | None]"

#: What the head of a page shows, so that no table repeats it.
NOTES = tuple(SKOS.term(name) for name in ("definition", "scopeNote", "note"))
HEAD = {*NAMES, *NOTES, SKOS.term("altLabel"), CONFLICT.term("isAcceptedUnder"), CONFLICT.term("isHeldToBe")}
#: The layers in which something is stated, not inferred.
STATED = (ASSERTED, ACCEPTED, ACCOUNTS)
STANDING = ("accepted", "accepted in part", "not accepted", "stated")


@dataclass(frozen=True)
class Fact:
    """What one layer says of the thing by one property; the grade is the best of the accounts that were accepted."""

    property: Link
    values: tuple[Link, ...]
    layer: str
    grade: str


@dataclass(frozen=True)
class Conclusion:
    """An inferred statement about the thing, with its proof where there is one to be had."""

    property: Link
    value: Link
    proof: Explained | None


@dataclass(frozen=True)
class Account:
    """An account: what it tells of, by which source, where in it, how graded, and what became of it."""

    account: Link
    about: Link
    source: Link
    grade: str
    locator: str
    paraphrase: str
    hedge: str
    relays: tuple[Link, ...]
    recorded: str
    standing: str


@dataclass(frozen=True)
class Difference:
    """A property that sources tell differently: what was accepted and why, and who tells what else."""

    property: Link
    accepted: tuple[Link, ...]
    reason: str
    disputed: bool
    others: tuple[tuple[Link, Link, str, tuple[Link, ...]], ...]


@dataclass(frozen=True)
class StatedValue:
    """A value that an account tells, whether the policy took it, and how the policy decided on the property."""

    property: Link
    value: Link
    standing: str
    reason: str


@dataclass(frozen=True)
class Portrait:
    """Everything that is shown of one thing, on its page and in its dossier."""

    iri: str
    title: str
    kinds: tuple[Link, ...]
    names: tuple[str, ...]
    notes: tuple[str, ...]
    standing: str
    held_to_be: Link | None
    when: str
    facts: Rows[Fact] = field(default_factory=Rows)
    stated: tuple[StatedValue, ...] = ()
    groups: tuple[Group, ...] = ()
    conclusions: Rows[Conclusion] = field(default_factory=Rows)
    differences: tuple[Difference, ...] = ()
    accounts: Rows[Account] = field(default_factory=Rows)
    pointing: tuple[tuple[str, Rows[Link]], ...] = ()


def portrait(graph: Graph, iri: NamedNode, prove: Prove, most: int) -> Portrait:
    """What the store says of ``iri``; no table has more than ``most`` rows."""
    said = list(islice(graph.about(iri), 4 * most))
    pointing = list(islice(graph.pointing(iri), 20 * most))
    is_statement = graph.is_a(iri, "Statement")
    ties = groups(graph, iri, pointing, most)
    return Portrait(
        iri=iri.value,
        title=graph.label(iri),
        kinds=tuple(graph.link(kind) for kind in graph.kinds(iri)),
        names=_texts(said, SKOS.term("altLabel")),
        notes=tuple(note for predicate in NOTES for note in _texts(said, predicate)),
        standing=_standing_of(graph, iri),
        held_to_be=next(map(graph.link, graph.things(iri, CONFLICT.term("isHeldToBe"))), None),
        when=when(graph, iri),
        facts=first_rows(_facts(graph, iri, said), most),
        stated=_stated(graph, iri, said) if is_statement else (),
        groups=ties,
        conclusions=first_rows(_conclusions(graph, said, prove), most),
        differences=tuple(_differences(graph, iri)),
        accounts=_accounts(graph, iri, most),
        pointing=tuple(_pointing(graph, pointing, {tie.thing for group in ties for tie in group.rows.shown}, most)),
    )


def _texts(said: Iterable[Quad], predicate: NamedNode) -> tuple[str, ...]:
    found = {
        clean(quad.object.value) for quad in said if quad.predicate == predicate and isinstance(quad.object, Literal)
    }
    return tuple(sorted(found))


def _standing_of(graph: Graph, iri: NamedNode) -> str:
    """Of an event, relation or toll: whether the policy accepts that it is, or why it is only spoken of."""
    if not graph.is_a(iri, "Event", "Relation", "Toll"):
        return ""
    policies = graph.things(iri, CONFLICT.term("isAcceptedUnder"))
    if policies:
        return f"Accepted under the policy {graph.label(policies[0])}."
    if graph.things(iri, CONFLICT.term("isHeldToBe")):
        return "Held to be another event, which has what sources tell of either:"
    return "A subject of talk only: the policy of this build accepts nothing about it."


def _facts(graph: Graph, iri: NamedNode, said: Iterable[Quad]) -> list[Fact]:
    """What is stated of the thing, by property, but for its kind, and for what the head of the page shows."""
    values: dict[tuple[NamedNode, str], list[Link]] = defaultdict(list)
    for quad in said:
        if quad.graph_name in STATED and quad.predicate not in HEAD and not quad.predicate.value.startswith(TOLD.iri):
            layer = str(getattr(quad.graph_name, "value", "")).rsplit("/", 1)[-1]
            if quad.predicate != TYPE:
                values[quad.predicate, layer].append(graph.link(quad.object))
    grades = _grades(graph, iri)
    facts = [
        Fact(graph.link(prop), tuple(sorted(links, key=lambda link: link.text)), layer, grades.get(prop, ""))
        for (prop, layer), links in values.items()
    ]
    return sorted(facts, key=lambda fact: fact.property.text)


def _grades(graph: Graph, iri: NamedNode) -> dict[NamedNode, str]:
    """The best grade of the accounts on which each property of the thing was accepted."""
    grades: dict[NamedNode, str] = {}
    for decision in graph.subjects(CONFLICT.term("decidesSubject"), iri):
        found = [graph.grade(account) for account in graph.things(decision, CONFLICT.term("acceptsAccount"))]
        for prop in graph.things(decision, CONFLICT.term("decidesProperty")):
            grades[prop] = min(found, default="")
    for account in graph.subjects(CONFLICT.term("isAccountOf"), iri):
        grade = graph.grade(account)
        grades |= {prop: min(grades.get(prop) or grade, grade) for prop in undecided(graph, account)}
    return grades


def _conclusions(graph: Graph, said: Iterable[Quad], prove: Prove) -> list[Conclusion]:
    """What follows about the thing, its kinds first."""
    found = [
        Conclusion(
            Link("is a") if quad.predicate == TYPE else graph.link(quad.predicate),
            graph.link(quad.object),
            prove(quad.triple),
        )
        for quad in said
        if quad.graph_name == INFERRED
    ]
    return sorted(found, key=lambda one: (one.property.text != "is a", one.property.text, one.value.text))


def _accounts(graph: Graph, iri: NamedNode, most: int) -> Rows[Account]:
    """The accounts of a thing and of those held to be it; of a source, its own."""
    about = [iri, *graph.subjects(CONFLICT.term("isHeldToBe"), iri)]
    found = [account for one in about for account in graph.subjects(CONFLICT.term("isAccountOf"), one)]
    found += graph.subjects(CONFLICT.term("hasSource"), iri)
    for predicate in ("countsSeries", "assesses"):
        found += [one for one in graph.subjects(CONFLICT.term(predicate), iri) if graph.is_a(one, "Statement")]
    ordered = sorted(dict.fromkeys(found), key=lambda account: (graph.grade(account), account.value))
    return Rows(tuple(account_row(graph, account) for account in ordered[:most]), len(ordered))


def account_row(graph: Graph, account: NamedNode) -> Account:
    """One account as a row."""
    links = {
        name: tuple(map(graph.link, graph.things(account, CONFLICT.term(name))))
        for name in ("isAccountOf", "hasSource", "relaysWordOf", "countsSeries", "assesses")
    }
    return Account(
        account=graph.link(account),
        about=next(iter(links["isAccountOf"] + links["countsSeries"] + links["assesses"]), Link("")),
        source=next(iter(links["hasSource"]), Link("not named")),
        grade=graph.grade(account),
        locator=graph.text(account, "locator"),
        paraphrase=graph.text(account, "paraphrase"),
        hedge=graph.text(account, "hedge"),
        relays=links["relaysWordOf"],
        recorded=graph.text(account, "recordedAt")[:10],
        standing=_standing(graph, account),
    )


def _standing(graph: Graph, account: NamedNode) -> str:
    """What the policy made of an account as a whole."""
    accepts, rejects = (
        bool(graph.subjects(CONFLICT.term(verb), account)) for verb in ("acceptsAccount", "rejectsAccount")
    )
    if accepts or undecided(graph, account):
        return STANDING[1 if rejects else 0]
    return STANDING[2 if rejects else 3]


def _stated(graph: Graph, account: NamedNode, said: Iterable[Quad]) -> tuple[StatedValue, ...]:
    """The values of an account, and what the decision on each property made of them, or took from other accounts."""
    decided: dict[NamedNode, tuple[str, str, Collection[object]]] = {}
    for verb, standing in (("rejectsAccount", STANDING[2]), ("acceptsAccount", STANDING[0])):
        for decision in graph.subjects(CONFLICT.term(verb), account):
            for prop in graph.things(decision, CONFLICT.term("decidesProperty")):
                of = graph.things(decision, CONFLICT.term("decidesSubject"))
                taken = {value for subject in of for value in graph.values(subject, prop)}
                decided[prop] = standing, graph.text(decision, "reason"), taken
    decided |= dict.fromkeys(undecided(graph, account), (STANDING[0], "nothing else is stated", ()))
    rows = []
    for quad in said:
        if quad.predicate.value.startswith(TOLD.iri):
            prop = CONFLICT.term(quad.predicate.value.removeprefix(TOLD.iri))
            standing, reason, accepted = decided.get(prop, (STANDING[3], "", ()))
            others = standing == STANDING[2] and quad.object in accepted
            shown = "accepted from others" if others else standing
            rows.append(StatedValue(graph.link(prop), graph.link(quad.object), shown, reason))
    return tuple(sorted(rows, key=lambda row: (row.property.text, row.value.text)))


def _differences(graph: Graph, iri: NamedNode) -> list[Difference]:
    """The decisions on the thing that left out a value that a source tells, disputed ones first."""
    found = []
    for decision in graph.subjects(CONFLICT.term("decidesSubject"), iri):
        rejected = graph.things(decision, CONFLICT.term("rejectsAccount"))
        for prop in graph.things(decision, CONFLICT.term("decidesProperty")):
            mirror = TOLD.term(prop.value.removeprefix(CONFLICT.iri))
            taken = graph.values(iri, prop)
            others = tuple(
                (graph.link(account), _source(graph, account), graph.grade(account), tuple(map(graph.link, values)))
                for account in sorted(rejected, key=lambda one: (graph.grade(one), one.value))
                if not set(values := graph.values(account, mirror)) <= set(taken)
            )
            if others:
                found.append(
                    Difference(
                        property=graph.link(prop),
                        accepted=tuple(map(graph.link, taken)),
                        reason=graph.text(decision, "reason"),
                        disputed=graph.text(decision, "isDisputed") == "true",
                        others=others,
                    )
                )
    return sorted(found, key=lambda one: (not one.disputed, one.property.text))


def _source(graph: Graph, account: NamedNode) -> Link:
    return next(map(graph.link, graph.things(account, CONFLICT.term("hasSource"))), Link("not named"))


def _pointing(
    graph: Graph, pointing: Iterable[Quad], ties: Collection[Link], most: int
) -> list[tuple[str, Rows[Link]]]:
    """What else names the thing, by property: neither decisions on it, nor what the other tables hold."""
    shown = {CONFLICT.term(name) for name in ("isAccountOf", "hasSource", "isHeldToBe")}
    by_property: dict[NamedNode, set[Link]] = defaultdict(set)
    for quad in pointing:
        about_it = quad.graph_name == DECISIONS or quad.predicate in shown or quad.predicate.value.startswith(TOLD.iri)
        if not about_it and isinstance(quad.subject, NamedNode):
            by_property[quad.predicate].add(graph.link(quad.subject))
    groups = []
    for predicate in sorted(by_property, key=graph.label):
        links = sorted(by_property[predicate].difference(ties), key=lambda link: link.text)
        if links:
            groups.append((graph.label(predicate), Rows(tuple(links[:most]), len(links))))
    return groups
