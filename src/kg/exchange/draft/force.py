"""Uses of force, and who claims, denies and condemns them: the rows that one passage gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.exchange.draft.actors import Actor
from kg.exchange.draft.candidates import Candidate, Read

#: What says that force was used: in the active, in the passive, and as a noun.
_ACTIVE = re.compile(
    r"\b(?:attack(?:ed|s)|struck|hits?|targeted|shelled|bombed|fired|launched|conducted|carried\s+out|assassinated|killed"
    r"|wounded|injured|destroyed|ambushed|raided)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:was|were|been|being|came|come)\s+(?:\w+\s+)?(?:attacked|struck|hit|targeted|shelled|bombed|fired\s+(?:at|on)"
    r"|assassinated|killed|wounded|injured|destroyed|under\s+(?:\w+\s+){0,2}(?:attack|fire))\b",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?P<air>air\s*|drone\s+|missile\s+|rocket\s+|mortar\s+)?(?P<noun>attacks?|strikes?|airstrikes?|raids?|bombings?"
    r"|assassination|shelling)\b",
    re.IGNORECASE,
)
_AIR = re.compile(r"\bair\s*strikes?\b|\bfighter\s+jets?\b|\bgunships?\b", re.IGNORECASE)
#: What is expected, feared or supposed is no statement that it happened.
_UNREAL = re.compile(
    r"\b(?:will|would|could|may(?!\s+\d)|might|likely|risks?|risking|threatens?|expected\s+to|if|should|can|cannot|push"
    r"\s+for|in\s+order\s+to|intents?|intend\w*|aims?)\b"
)
_CLAIMED = re.compile(r"\bclaimed\s+by\b", re.IGNORECASE)
_CLAIMS = re.compile(r"\bclaim(?:ed|s|ing)\s+(?:responsibility|the\s+(?:attack|strike)|credit)", re.IGNORECASE)
_DENIES = re.compile(r"\bden(?:ied|ies|ying)\b", re.IGNORECASE)
_CONDEMNS = re.compile(r"\b(?:condemn|critici[sz]|denounc|decr[iy]|protest)(?:ed|es|s|ied|ies|ing)\b", re.IGNORECASE)
_CONDEMNED_BY = re.compile(r"\b(?:condemn|critici[sz]|denounc)ed\s+by\b", re.IGNORECASE)
_BLAMED_BY = re.compile(r"\b(?:blam(?:ed|es)|accus(?:ed|es))\b(?!\s+(?:on|by))", re.IGNORECASE)
_BLAMED_ON = re.compile(r"\bblamed\s+on\b", re.IGNORECASE)
#: A passage that goes on about what the one before it told.
_SAME = re.compile(
    r"[\s\u2022*\u2013-]*(?:(?:The|This|That)\s+(?:attack|strike|airstrike|raid|assault|blast|explosion)\b|It\s+was\b)",
)
#: What is claimed or condemned: what was told before.
_OF_IT = re.compile(r"\bthe\s+(?:attacks?|strikes?)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:series\s+of|\d+|several|dozens\s+of|multiple|repeated|these)\s+(?:\w+\s+){0,2}"
    r"(?:attacks|strikes|airstrikes)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|from)\s+(?:the\s+|an?\s+|several\s+|various\s+|militias\s+like\s+)?$", re.IGNORECASE)
_ON = re.compile(
    r"\b(?:on|against|at|target(?:ing|ed)?|hit|struck|attacked|wounded|injured|killed|assassinated|bombed|shelled|of)"
    r"\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_HARMED = re.compile(r"\b(?:kill|wound|injur)(?:ed|ing)\b", re.IGNORECASE)
_TOLLS = {"killed", "wounded", "killed at most", "wounded at most"}
#: A toll of what was told before.
_IN_THOSE = re.compile(r"\bin\s+(?:those|these|the)\s+(?:attacks?|strikes?)\b", re.IGNORECASE)
_USED = re.compile(r"\b(?:used|run|operated|controlled|held)\s+by\s+(?:the\s+)?(?:\w+\s+)?$", re.IGNORECASE)


def force_rows(read: Read, before: Candidate | None) -> list[Candidate]:
    """The rows that say what ``read`` tells of one use of force; ``before`` is the last one of the report so far."""
    same = before is not None and before.passage.paragraph == read.passage.paragraph and _SAME.match(read.text)
    said = (
        before is not None and _OF_IT.search(read.text) and any(p.search(read.text) for p in (_CLAIMS, _CONDEMNED_BY))
    )
    toll = before is not None and _IN_THOSE.search(read.text) and any(n.column in _TOLLS for n in read.numbers)
    goes_on = bool(same or said or toll)
    if _UNREAL.search(read.text) or not (_tells_force(read) or goes_on):
        return []
    cells = _declared(read)
    doer = _perpetrator(read, cells.values())
    numbers = {number.column: number.text for number in read.numbers}
    hedges = [number.hedge for number in read.numbers if number.hedge]
    target = _target(read, doer, cells.values())
    place = None if goes_on else _place(read, doer, target)
    user = _user(read)
    what = {
        "perpetrator": doer.name if doer else "",
        "target": target.name if target else "",
        "facility used by": user.name if user else "",
        "place": place or "",
        "weapon": "; ".join(read.concepts("weapon")),
        "platform": "; ".join(read.concepts("platform")),
        **numbers,
        "hedge": "; ".join(hedges),
    }
    when = read.dates[0] if read.dates else None
    if when is not None and not goes_on:
        what |= dict(when.cells)
    if target and (numbers.keys() & _TOLLS or _HARMED.search(read.text)):
        what |= {"harmed": target.name, **_toll(numbers, target)}
    if user and not target:
        what["target"] = user.name
    row = {column: text for column, text in {**what, **cells}.items() if text}
    if not goes_on and not _enough(row):
        return []
    notes = [when.note] if when is not None and when.note and not goes_on else []
    if goes_on and before is not None:
        row["event"] = before.cells["event"]
        notes.append("taken to be the event of the sentence before")
    else:
        row["kind"] = _kind(read, doer, target)
        row["event"] = _event_name(row)
    return [Candidate(row, read.passage, notes)]


def _toll(numbers: dict[str, str], target: Actor) -> dict[str, str]:
    """What a passage counts of the members of one actor; an upper bound alone is left to the person."""
    found = {f"members {what}": numbers[what] for what in ("killed", "wounded") if what in numbers}
    return {"members of": target.name, **found} if found else {}


def _tells_force(read: Read) -> bool:
    if read.passage.heading and read.dates and read.concepts("weapon"):
        return True  # A table of attacks need not say so in each row.
    return any(pattern.search(read.text) for pattern in (_ACTIVE, _PASSIVE, _NOUN))


def _enough(row: dict[str, str]) -> bool:
    """Whether a row says who did something, to whom or where, and something else."""
    who = sum(bool(row.get(column)) for column in ("perpetrator", "target", "place", "claimed by", "facility used by"))
    return who > 1 or (who == 1 and bool(row.keys() - {"perpetrator", "target", "place", "claimed by"}))


def _declared(read: Read) -> dict[str, str]:
    """Who claims, denies or condemns the use of force, and who blames whom, as far as the passage says."""
    found = {}
    cells = read.passage.cells if read.passage.heading else ()
    for heading, (start, end) in zip(read.passage.heading, cells, strict=False):
        actor = next((a for a in read.actors if start <= a.start < end), None)
        if actor is not None and "claim" in heading.lower():
            found["claimed by"] = actor.name
    for column, pattern, follows in (
        ("claimed by", _CLAIMED, True),
        ("claimed by", _CLAIMS, False),
        ("denied by", _DENIES, False),
        ("condemned by", _CONDEMNED_BY, True),
        ("condemned by", _CONDEMNS, False),
        ("blamed by", _BLAMED_BY, False),
        ("blamed on", _BLAMED_BY, True),
        ("blamed on", _BLAMED_ON, True),
    ):
        match = pattern.search(read.text)
        named = [actor for actor in read.actors if not actor.is_apart]
        actor = (_after if follows else _before)(named, match.start()) if match else None
        if actor is not None:
            found.setdefault(column, actor.name)
    return found if "blamed by" in found or "blamed on" not in found else {**found, "blamed on": ""}


def _before(actors: Sequence[Actor], place: int) -> Actor | None:
    return next((actor for actor in reversed(actors) if actor.end <= place), None)


def _after(actors: Sequence[Actor], place: int) -> Actor | None:
    return next((actor for actor in actors if actor.start >= place), None)


def _perpetrator(read: Read, declared: Iterable[str]) -> Actor | None:
    """Who is said to have used force: after "by", or right before the verb or the noun."""
    others = set(declared)
    free = [a for a in read.actors if a.name not in others and not a.is_place and not a.is_apart]
    passive = _PASSIVE.search(read.text)
    noun = _NOUN.search(read.text)
    start = passive.end() if passive else noun.end() if noun else None
    for actor in free:
        if start is not None and actor.start >= start and _BY.search(read.text[: actor.start]):
            between = read.text[start : actor.start]
            if not _CLAIMED.search(between) and not _USED.search(between) and len(between) < 90:
                return actor
    if passive:
        return None
    active = _ACTIVE.search(read.text)
    for verb in filter(None, (active, noun)):
        doer = _before(free, verb.start())
        near = doer is not None and (verb is active or read.text[doer.end : verb.start()].count(" ") <= 3)
        if doer is not None and near and (not doer.is_forces or verb is active):
            return doer
    return None


def _target(read: Read, doer: Actor | None, declared: Iterable[str]) -> Actor | None:
    others = {*declared, doer.name if doer else ""}
    free = [a for a in read.actors if a.name not in others and not a.is_place and not a.is_apart]
    if passive := _PASSIVE.search(read.text):
        return _before(free, passive.start()) or next((actor for actor in free if actor.is_forces), None)
    for actor in free:
        before = read.text[: actor.start]
        if _ON.search(before) and not _USED.search(before) and not _BY.search(before):
            return actor
    return next((actor for actor in free if actor.is_forces), None)


def _user(read: Read) -> Actor | None:
    """Who uses the facility that was hit."""
    return next((actor for actor in read.actors if _USED.search(read.text[: actor.start])), None)


def _place(read: Read, *actors: Actor | None) -> str | None:
    """The place of the passage: a facility before a town, a town before a country."""
    names = read.lexicon.graph.names
    found: list[tuple[int, int, str]] = []
    for mention in read.mentions:
        things = mention.things if mention.is_a("Place") else ()
        start = mention.start - read.passage.start
        if mention.is_a("State") and any(a.start == start and a.is_place for a in read.actors):
            things = read.lexicon.place(mention.text)
        if len(things) == 1:
            kinds = read.lexicon.graph.classes[things[0]]
            rank = 0 if "Facility" in kinds else 2 if "Country" in kinds else 1
            found.append((rank, start, names.label(things[0])))
        elif things:
            found.append((1, start, mention.text))
    return min(found)[2] if found else None


def _kind(read: Read, doer: Actor | None, target: Actor | None) -> str:
    if _SEVERAL.search(read.text):
        return "attack series"
    person = target is not None and "Person" in target.kinds
    if person and re.search(r"\b(?:assassinat|kill)", read.text, re.IGNORECASE):
        return "killing"
    return "strike" if (doer is not None and doer.is_state) or _AIR.search(read.text) else "attack"


def _event_name(row: dict[str, str]) -> str:
    """A name of kind, place or target, and time."""
    name = row["kind"].capitalize()
    where = row.get("place") or row.get("target") or row.get("perpetrator") or ""
    when = row.get("day") or " to ".join(filter(None, (row.get("start"), row.get("end"))))
    return f"{name}{': ' if where else ''}{where}{', ' if when else ''}{when}"
