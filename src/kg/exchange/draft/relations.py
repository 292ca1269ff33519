"""Relations between actors that a passage tells of: who supports, belongs to, hosts or is allied with whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.exchange.draft.actors import Actor
from kg.exchange.draft.candidates import Candidate, Read

_SUPPORTS = r"(?:back|support|sponsor|fund|financ|arm|train|suppl|equip)(?:ed|s|es|ies|ied|ing)?"
#: By relation, the words between its ends, from subject to object or the other way round.
_BETWEEN = (
    ("sponsorship", re.compile(rf"\s*(?:,\s*)?(?:\w+\s+(?:and\s+)?)?{_SUPPORTS}\s+(?:the\s+)?", re.I), False),
    ("sponsorship", re.compile(rf"[^.;]{{0,40}}\b(?:{_SUPPORTS}|provided)\s+by\s+(?:the\s+)?", re.I), True),
    ("sponsorship", re.compile(r"[^.;]{0,30}\b(?:receiv\w+|gets?|with)\s+(?:\w+\s+)?(?:support|arms|weapons|money|funds"
                               r"|funding|training)\s+from\s+(?:the\s+)?", re.I), True),
    ("affiliation", re.compile(r"[^.;]{0,40}\b(?:affiliated\s+with|linked\s+to|tied\s+to|aligned\s+with|connected\s+to)"
                               r"\s+(?:the\s+)?", re.I), False),
    ("membership", re.compile(r"[^.;]{0,30}\b(?:part|member|faction|wing|brigade)s?\s+of\s+(?:the\s+)?", re.I), False),
    ("membership", re.compile(r"\s+general\s+", re.I), True),
    ("hosting", re.compile(r"\s+(?:hosts?|houses?)\s+(?:the\s+)?", re.I), False),
    ("command", re.compile(r"\s+(?:commands?|leads?|heads?)\s+(?:the\s+)?", re.I), False),
    ("influence", re.compile(r"\s+(?:wields?|exerts?)\s+(?:\w+\s+){0,2}influence\s+(?:in|over|on)\s+", re.I), False),
    ("hostility", re.compile(r"\s+(?:\w+\s+){0,6}(?:fight(?:s|ing)?|targeting)\s+", re.I), False),
)  # fmt: skip
_ALLIES = re.compile(r"\ballies\b", re.IGNORECASE)
_TIES = re.compile(
    r"\b(?:war|conflict|confrontation|hostilities|tensions)\b[^.;]{0,40}\bbetween\s+(?:the\s+)?$", re.IGNORECASE
)
_AND = re.compile(r"\s+and\s+(?:the\s+)?", re.IGNORECASE)
#: Concepts of support by words that say it.
_KINDS = {
    "weapons": r"\barm(?:s|ed|ing)?\b|\bweapons?\b|\bsuppl(?:y|ies|ied)\b",
    "money": r"\bfund(?:s|ed|ing)?\b|\bfinanc\w*|\bmoney\b",
    "training": r"\btrain(?:s|ed|ing)?\b",
}


def relation_rows(read: Read) -> list[Candidate]:
    """The relations that ``read`` tells of, each once."""
    found: dict[tuple[str, str, str], Candidate] = {}
    for relation, subject, target in _pairs(read):
        if subject == target:
            continue
        cells = {"relation": relation, "subject": subject, "object": target}
        if relation == "sponsorship":
            cells |= _support(read)
        found.setdefault((relation, subject, target), Candidate(cells, read.passage))
    return list(found.values())


def _pairs(read: Read) -> Iterator[tuple[str, str, str]]:
    actors = read.actors
    for at, actor in enumerate(actors):
        if actor.backer is not None:
            direct = at and actor.is_apart and " of " not in read.text[actors[at - 1].end : actor.start]
            group = actors[at - 1] if direct else None
            yield "sponsorship", actor.backer, (group or actor).name
            if group is not None:
                yield "membership", group.name, actor.name
    for one, other in pairwise(actors):
        if not one.is_place:
            yield from _between(read.text, one, other)
    for first, one, other in zip(actors, actors[1:], actors[2:], strict=False):
        if _AND.fullmatch(read.text[one.end : other.start]) and _ALLIES.search(read.text[first.end : one.start]):
            yield "alliance", first.name, one.name
            yield "alliance", first.name, other.name


def _between(text: str, one: Actor, other: Actor) -> Iterator[tuple[str, str, str]]:
    between = text[one.end : other.start]
    for relation, pattern, turned in _BETWEEN:
        if pattern.fullmatch(between) and (not other.is_place or relation == "influence"):
            yield (relation, other.name, one.name) if turned else (relation, one.name, other.name)
            return
    if _AND.fullmatch(between) and _TIES.search(text[: one.start]):
        yield "hostility", one.name, other.name


def _support(read: Read) -> dict[str, str]:
    kinds = [kind for kind, words in _KINDS.items() if re.search(words, read.text, re.IGNORECASE)]
    given = read.concepts("weapon") if re.search(r"\bprovided\s+by\b|\bsuppl", read.text, re.IGNORECASE) else []
    if given and "weapons" not in kinds:
        kinds.append("weapons")
    return {c: text for c, text in (("support", "; ".join(kinds)), ("supplies", "; ".join(given))) if text}
