"""The story of a network in a few sentences, computed from it; every figure leads to what it counts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.evidence.records import Count
from kg.explorer.sides import GROUPS
from kg.explorer.statements import (
    COMMAND,
    FORCE,
    HARMS,
    HELPS,
    MEMBER,
    SUPPORT,
    Edge,
    Nodes,
    Statement,
    leaves,
    statements,
    wholes,
)
from kg.review.comparer import CONTRADICTED, CORROBORATED

#: Words that a name takes no article before, if it does not end in one of them.
_WITH_ARTICLE = (
    "army", "brigade", "brigades", "coalition", "command", "corps", "emirates", "force", "forces", "front", "kingdom",
    "movement", "nations", "organization", "organisation", "republic", "resistance", "states", "union",
)  # fmt: skip


#: The beginning of a moment of the years that a calendar has.
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d\d")


@dataclass(frozen=True)
class Door:
    """Words that lead to what they count: nodes by IRI, edges by place, or accounts by IRI.

    ``name`` is the same in every build, and ``title`` says what is counted.
    """

    text: str
    name: str
    title: str
    nodes: tuple[str, ...] = ()
    edges: tuple[int, ...] = ()
    accounts: tuple[str, ...] = ()


Sentence = list[str | Door]


@dataclass(frozen=True)
class Teller:
    """What the sentences are made from: a network, the side of each actor, and its statements."""

    nodes: Nodes
    edges: Sequence[Edge]
    side: Mapping[str, str]
    statements: Sequence[Statement]
    above: Mapping[str, set[str]]

    def label(self, node: str) -> str:
        """The name of a node as it stands within a sentence."""
        return _named(str(self.nodes[node]["label"]))

    def dates(self, events: Iterable[str]) -> str:
        """The days of the first and the last of some events, as words that begin with "from" or "on"."""
        times = (self.nodes[event][end] for event in events for end in ("start", "end"))
        days = [str(time)[:10] for time in times if time and _DATE.match(str(time))]
        return _span(min(days), max(days)) if days else ""


def story_of(
    nodes: Nodes, edges: Sequence[Edge], side: Mapping[str, str], counts: Iterable[Count] = ()
) -> list[Sentence]:
    """The sentences that hold of a network: who is said to back whom, who is attacked, and who strikes.

    ``edges`` are those of one policy, ``side`` is the side of each actor (:func:`kg.explorer.sides.side_of`), and
    ``counts`` are what the policy admits of them. A sentence that counts nothing is left out.
    """
    known = [one for one in statements(nodes, edges) if {one.source, one.target} <= side.keys()]
    teller = Teller(nodes, edges, side, known, wholes(edges))
    attacks = _attacks(teller)
    named, backing = _backing(teller)
    found = [backing, _attacked(teller, attacks, named), _counted(teller, attacks, counts), _strikes(teller)]
    return [sentence for sentence in found if sentence]


def _backing(teller: Teller) -> tuple[str | None, Sentence]:
    """Who is said to back most groups, and how many of these act under one shared name, which is given first."""
    backed: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for one in teller.statements:
        family, kind = (teller.edges[one.edges[0]][2][key] for key in ("family", "type"))
        is_backing = one.kind == HELPS and (family == SUPPORT or kind == COMMAND)
        state = teller.side[one.source]
        if is_backing and state != GROUPS and _is_named(teller, one.target):
            backed[state][one.target].append(one)
    if not backed:
        return None, []
    state = min(backed, key=lambda one: (-len(backed[one]), one))
    groups, said = backed[state], [one for found in backed[state].values() for one in found]
    of_state = {one.source for one in said} == {state}
    who = teller.label(state) + ("" if of_state else " and its forces")
    verb = "is" if of_state else "are"
    door = Door(
        _many(len(groups), "group"), "backed", f"Groups that {who} {verb} said to back", _sorted(groups), _edges(said)
    )
    brand, shared = _shared(teller, groups)
    return brand, [f"{_capital(who)} {verb} said to back ", door, *shared, "."]


def _is_named(teller: Teller, actor: str) -> bool:
    return teller.side[actor] == GROUPS and teller.nodes[actor]["kind"] != "UnidentifiedGroup"


def _shared(teller: Teller, groups: Collection[str]) -> tuple[str | None, Sentence]:
    """The name that most of some groups share, and how many of them do."""
    sharing: dict[str, list[Statement]] = defaultdict(list)
    for one in teller.statements:
        if one.kind == MEMBER and teller.nodes[one.target]["kind"] == "Brand" and one.source in groups:
            sharing[one.target].append(one)
    if not sharing:
        return None, []
    brand = min(sharing, key=lambda one: (-len({s.source for s in sharing[one]}), one))
    members = {one.source for one in sharing[brand]}
    verb, name = ("acts" if len(members) == 1 else "act"), teller.nodes[brand]["label"]
    title = f"Groups that act under the name {name}"
    door = Door(f"{len(members)} of them", "shared", title, _sorted(members), _edges(sharing[brand]))
    return brand, ["; ", door, f" {verb} under the name {name}"]


@dataclass(frozen=True)
class _Attacks:
    """The events aimed at a state's side that no state is said to have carried out, with their edges to the targets."""

    state: str
    targets: frozenset[str]
    events: Mapping[str, list[int]]


def _attacks(teller: Teller) -> _Attacks | None:
    """The attacks on the state that most of them are aimed at."""
    aimed: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_state = {one.event for one in teller.statements if one.event and teller.side[one.source] != GROUPS}
    for place, (event, actor, data) in enumerate(teller.edges):
        is_aim = data["family"] == FORCE and data["sign"] < 0 and teller.nodes[event]["group"] == "event"
        state = teller.side.get(actor, GROUPS)
        if is_aim and not data["inferred"] and state != GROUPS and event not in by_state:
            aimed[state][event].append(place)
    if not aimed:
        return None
    whole = {state: leaves(events, teller.above) for state, events in aimed.items()}
    state = min(aimed, key=lambda one: (-len(whole[one]), one))
    events = {event: aimed[state][event] for event in sorted(whole[state])}
    targets = frozenset(teller.edges[place][1] for places in events.values() for place in places)
    return _Attacks(state, targets, events)


def _attacked(teller: Teller, attacks: _Attacks | None, named: str | None) -> Sentence:
    """How many attacks there are on whom, when, and how many of them one actor claims; ``named`` was named before."""
    if attacks is None:
        return []
    one, state = len(attacks.targets) == 1, teller.label(attacks.state)
    whom = teller.label(min(attacks.targets)) if one else f"{state} and its forces"
    if not one and attacks.state not in attacks.targets:
        whom = f"forces of {state}"
    places = tuple(sorted(place for found in attacks.events.values() for place in found))
    text = _many(len(attacks.events), "attack")
    door = Door(text, "attacks", f"Attacks on {whom}", tuple(attacks.events), places)
    dates = teller.dates(attacks.events)
    how = f" on {whom}{' ' if dates else ''}{dates}{', one by one' if len(attacks.events) > 1 else ''}"
    return ["Sources tell of ", door, how, *_claimed(teller, attacks, named), "."]


def _claimed(teller: Teller, attacks: _Attacks, named: str | None) -> Sentence:
    """How many of the attacks the actor claims that claims most."""
    claimed: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, (actor, event, data) in enumerate(teller.edges):
        if data["type"] == "ClaimOfResponsibility" and event in attacks.events:
            claimed[actor][event].append(place)
    if not claimed:
        return []
    actor = min(claimed, key=lambda one: (-len(claimed[one]), one))
    events, label = claimed[actor], teller.nodes[actor]["label"]
    places = tuple(sorted(place for found in events.values() for place in found))
    how = f"under the name {label}" if teller.nodes[actor]["kind"] == "Brand" else f"by {teller.label(actor)}"
    verb = "is" if len(events) == 1 else "are"
    return ["; ", Door(f"{len(events):,}", "claimed", f"Attacks claimed {how}", _sorted(events), places),
            f" {verb} claimed {'under that name' if actor == named else how}"]  # fmt: skip


def _counted(teller: Teller, attacks: _Attacks | None, counts: Iterable[Count]) -> Sentence:
    """What sources count of attacks on the same targets, at the end of the period for which most of them count.

    Of the areas and beginnings that are counted about as often, it is the one with the highest numbers.
    """
    if attacks is None:
        return []
    series = {
        event
        for event, actor, data in teller.edges
        if teller.nodes[event]["group"] == "event" and data["sign"] < 0 and actor in attacks.targets
    }
    alike: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for count in counts:
        if count.series.value in series and count.end and (count.low or count.high):
            alike[count.area.value if count.area else "", str(count.start)[:10]].append(count)
    if not alike:
        return []
    many = max(map(len, alike.values()))
    usual = sorted(key for key, found in alike.items() if 2 * len(found) >= many)
    same = max(usual, key=lambda key: max(count.low or count.high or 0 for count in alike[key]))
    last = max(str(count.end)[:10] for count in alike[same])
    found = [count for count in alike[same] if str(count.end)[:10] == last]
    numbers = sorted(number for count in found for number in (count.low, count.high) if number)
    text = _many(numbers[-1], "attack") if numbers[0] == numbers[-1] else f"{numbers[0]} to {numbers[-1]} attacks"
    if all(count.low and not count.high for count in found):
        text = f"at least {text}"
    door = Door(text, "counts", "Counts of attacks, the last of them named above",
                accounts=tuple(sorted(count.iri for count in alike[same])))  # fmt: skip
    sources = len({count.source for count in found})
    who = "one source counts" if sources == 1 else f"{sources} sources count"
    return [f"{_capital(_span(same[1], last))} {who} ", door, "."]


def _strikes(teller: Teller) -> Sentence:
    """How often the state that strikes most did so, and at how many."""
    struck: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for one in teller.statements:
        state = teller.side[one.source]
        if one.kind == HARMS and one.event and not one.is_said and state not in (GROUPS, teller.side[one.target]):
            struck[state][one.event].append(one)
    if not struck:
        return []
    whole = {state: leaves(events, teller.above) for state, events in struck.items()}
    state = min(struck, key=lambda one: (-len(whole[one]), one))
    said = [one for event in sorted(whole[state]) for one in struck[state][event]]
    targets = {one.target for one in said}
    kinds = Counter(str(teller.nodes[event]["kind_label"]).lower() for event in sorted(whole[state]))
    noun = kinds.most_common(1)[0][0]
    title = f"What {teller.label(state)} did by force"
    text = _many(len(whole[state]), noun) + (" and other uses of force" if len(kinds) > 1 else "")
    only = {one.source for one in said} == {state}
    who = _capital(teller.label(state)) + ("" if only else " and its forces")
    dates = teller.dates(whole[state])
    aim = f" on {teller.label(min(targets))}" if len(targets) == 1 else f" on {len(targets)} actors"
    return [f"{who} carried out ", Door(text, "strikes", title, _sorted(whole[state]), _edges(said)),
            f"{aim}{' ' if dates else ''}{dates}."]  # fmt: skip


def verdict_sentence(title: str, verdicts: Mapping[str, int]) -> Sentence:
    """How many statements of a source independent sources contradict and confirm; empty where they do neither.

    ``verdicts`` are the numbers of statements by verdict (:meth:`kg.review.check.Check.tally`).
    """
    against, agreed = verdicts.get(CONTRADICTED, 0), verdicts.get(CORROBORATED, 0)
    if not against and not agreed:
        return []
    doors = [
        Door(f"contradict {against}", "contradicted", f"What independent sources contradict of {title}"),
        Door(f"confirm {agreed}", "confirmed", f"What independent sources confirm of {title}"),
    ]
    words: Sentence = [f"Of {sum(verdicts.values())} statements of “{title}” independent sources "]
    return [*words, doors[0], " and ", doors[1], "."]


def _edges(said: Iterable[Statement]) -> tuple[int, ...]:
    return tuple(sorted({place for one in said for place in one.edges}))


def _sorted(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(found))


def _many(number: int, noun: str) -> str:
    """A number with its noun.

    >>> _many(1, "attack"), _many(2, "use of force")
    ('1 attack', '2 uses of force')
    """
    first, *rest = noun.split(" ", 1)
    return " ".join([f"{number:,}", first if number == 1 else f"{first}s", *rest])


def _named(label: str) -> str:
    """A name with the article that English gives it, judged by its last word before an "of" or "in".

    >>> _named("United States"), _named("Kataib Hezbollah"), _named("US forces in Iraq")
    ('the United States', 'Kataib Hezbollah', 'US forces in Iraq')
    """
    head = label.split(" of ")[0].split(" in ")[0].rsplit(" ", 1)[-1]
    return f"the {label}" if head[:1].isupper() and head.lower() in _WITH_ARTICLE and " " in label else label


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def _day(date: str, year: bool = True) -> str:
    number, month, day = date.split("-")
    return f"{int(day)} {_MONTHS[int(month) - 1]}" + (f" {int(number)}" if year else "")


def _span(first: str, last: str) -> str:
    """Two days as words.

    >>> _span("2023-10-17", "2023-11-23"), _span("2023-10-17", "2023-10-17")
    ('from 17 October to 23 November 2023', 'on 17 October 2023')
    """
    if first == last:
        return f"on {_day(first)}"
    return f"from {_day(first, first[:4] != last[:4])} to {_day(last)}"
