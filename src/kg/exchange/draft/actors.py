"""The actors of a passage, also those that are named by a state and what they are to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kg.exchange.draft.mentions import Lexicon, Mention
from kg.exchange.draft.passages import Passage

#: "Iran-backed militias": a group by who stands behind it.
_BEHIND = re.compile(
    r"\s*-\s*(?:backed|allied|aligned|linked|supported|affiliated|sponsored|trained|tied)\s+(?:\w+\s+)?"
    r"(?P<group>militias?|militants?|groups?|factions?|proxies|proxy|fighters|forces)(?:\s+groups?)?\b",
    re.IGNORECASE,
)
#: "militias tied to Iran": the same, the other way round.
_TIED = re.compile(
    r"\b(?:militias?|militia\s+groups?|groups?|factions?)\s+(?:\w+\s+)?"
    r"(?:tied|linked|allied|aligned|affiliated|loyal|backed)\s+(?:to|with|by)\s+$",
    re.IGNORECASE,
)
#: What makes a state the place of something: "in Iraq", "Iraq's".
_IN = re.compile(r"\b(?:in|across|inside|throughout)\s+$|,\s*$", re.IGNORECASE)
_APPOSED = re.compile(r"(?:\s*\([^)]*\)|\))?\s*,\s*(?:an?|the)\s+[^,]*", re.IGNORECASE)
#: Words between a state and somebody of it: "Iranian general X".
_OF = re.compile(r"(?: (?![a-z]+ed\b)[a-z]+){1,2} | (?:armed |militant )?")
_STANCE = re.compile(r"-(?:aligned|backed|allied|linked|supported|affiliated|made|led)\b")
#: "An Iraqi Shiite militia", "Iranian officials": somebody of a state, who is not the state.
_SOMEBODY = re.compile(
    r"(?:\s+[\w-]+){0,2}\s+(?:militias?|groups?|factions?|militants?|fighters|officials?|protesters|civilians|people|police"
    r"|officers?|commanders?|generals?|politicians?|citizens?|media)\b"
)
#: "US bases", "American soldiers": the forces of a state.
_FORCES = re.compile(
    r"\s+(?:military\s+(?:personnel|contingent|forces?|bases?)|(?:service\s*members?|soldiers|troops|forces|personnel"
    r"|bases?|military\s+contingent)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Actor:
    """The characters that name an actor, its name for a sheet, what it is, and the state that is said to back it."""

    start: int
    end: int
    name: str
    thing: str | None
    kinds: frozenset[str]
    backer: str | None = None
    #: Whether a state is named for its forces, as the place, or as that of the next actor; or a group as what it is.
    is_forces: bool = False
    is_place: bool = False
    is_apart: bool = False

    @property
    def is_state(self) -> bool:
        """Whether it is a state, or part of one."""
        return bool(self.kinds & {"State", "StateOrgan", "ArmedForce"})


def actors_in(passage: Passage, mentions: Sequence[Mention], lexicon: Lexicon, report: str) -> list[Actor]:
    """The actors that ``passage`` of the ``report`` mentions, in order; their places are counted from its start."""
    found: list[Actor] = []
    for mention in mentions:
        if mention.is_a("Actor"):
            start, end = mention.start - passage.start, mention.end - passage.start
            thing = mention.things[0] if len(mention.things) == 1 else None
            name = lexicon.graph.names.label(thing) if thing else mention.text
            plain = Actor(start, end, name, thing, mention.kinds)
            found.append(_widened(plain, passage.text, lexicon, report))
    return [_placed(actor, found[at - 1 : at], found[at + 1 : at + 2], passage.text) for at, actor in enumerate(found)]


def _widened(actor: Actor, text: str, lexicon: Lexicon, report: str) -> Actor:
    """The group that the actor is said to be behind, or its forces, where the words beside it say so."""
    if actor.thing is None:
        return actor
    behind, tied = _BEHIND.match(text, actor.end), _TIED.search(text[: actor.start])
    if behind or tied:
        name = f"{actor.name}-backed militias"
        group = lexicon.actor(name)
        kinds = lexicon.graph.classes[group] if group else frozenset({"ArmedGroup"})
        shown = lexicon.graph.names.label(group) if group else name
        start, end = (actor.start, behind.end()) if behind else (tied.start() if tied else actor.start, actor.end)
        return Actor(start, end, shown, group, kinds, actor.name)
    forces = _FORCES.match(text, actor.end) if "State" in actor.kinds else None
    if forces:
        known = _meant(lexicon.forces_of(actor.thing), text, report)
        if known is not None:
            name, kinds = lexicon.graph.names.label(known), lexicon.graph.classes[known]
            return Actor(actor.start, forces.end(), name, known, kinds, is_forces=True)
        return replace(actor, end=forces.end(), is_forces=True)
    return actor


def _meant(forces: Mapping[str, str], text: str, report: str) -> str | None:
    """Which forces of a state are meant: those whose names' further words the passage, and the report, use most."""
    scored = sorted(((_used(which, text), _used(which, report), iri) for iri, which in forces.items()), reverse=True)
    if len(scored) > 1 and scored[0][:2] == scored[1][:2]:
        return None
    return scored[0][2] if scored else None


def _used(which: str, text: str) -> float:
    names = re.findall(r"\b[A-Z]\w+", which)
    return sum(text.count(name) for name in names) / max(len(names), 1)


def _placed(actor: Actor, before: Sequence[Actor], after: Sequence[Actor], text: str) -> Actor:
    """``actor`` with what the words around it make of it."""
    if actor.backer is not None:
        is_apart = bool(before) and _APPOSED.fullmatch(text[before[0].end : actor.start]) is not None
        return replace(actor, is_apart=is_apart)
    if "State" not in actor.kinds or actor.is_forces:
        return actor
    is_place = bool(_IN.search(text[: actor.start])) or text[actor.end : actor.end + 2] in ("'s", "\u2019s")
    is_apart = bool(after) and _OF.fullmatch(text[actor.end : after[0].start]) is not None
    is_apart = is_apart or _STANCE.match(text, actor.end) is not None
    is_apart = is_apart or (_is_adjective(text[actor.start : actor.end]) and bool(_SOMEBODY.match(text, actor.end)))
    return replace(actor, is_place=is_place, is_apart=is_apart)


def _is_adjective(name: str) -> bool:
    return name.endswith(("i", "ian", "n", "ese"))
