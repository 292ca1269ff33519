"""How many were killed and wounded, and how many munitions and vehicles, as the cells of a sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = {
    "no": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_BOUNDS = {
    r"more than|over|upwards of": ("{n1}+", ""),
    r"at least|no (?:fewer|less) than|as few as": ("{n}+", ""),
    r"up to|at most|as many as|no more than": ("most", ""),
    r"about|around|some|roughly|approximately|nearly|almost": ("{n}", "about"),
}
_BOUND = "(?:(?P<bound>" + "|".join(_BOUNDS) + r")\s+)?"
_NUMBER = rf"(?<![\w.-]){_BOUND}(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+|" + "|".join(_WORDS) + r")\s+"
#: Words between a number and what it counts: neither numbers nor names.
_NOUNS = r"(?:(?-i:[a-z])[\w'\u2019-]*\s+){0,2}?"
_LETHAL, _HARMFUL = r"kill(?:ed|s|ing)", r"(?:wound|injur)(?:ed|s|es|ing)|hurt(?:ing)?"
_PEOPLE = (
    r"(?:[\w-]+\s+){0,3}?(?:people|persons?|civilians?|fighters?|soldiers?|troops|service\s*members?|members?|militants?"
    r"|militiamen|personnel|contractors?|officers?|men|women|children|Americans?|Iraqis?|Iranians?|Syrians?|others?)\b"
)
#: Neither killed nor wounded.
_NOBODY = re.compile(r"\bno\s+casualties\b", re.IGNORECASE)
#: A name that a number is part of: the Shahed 136.
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]+[ -]$")
#: By column of a sheet, where its number stands.
_PATTERNS = tuple(
    (column, re.compile(pattern, re.IGNORECASE))
    for column, pattern in (
        ("killed", rf"\b(?:{_LETHAL})\s+{_NUMBER}{_PEOPLE}"),
        ("wounded", rf"\b(?:{_HARMFUL})\s+{_NUMBER}{_PEOPLE}"),
        ("killed", rf"{_NUMBER}{_PEOPLE}(?:\s+of\s+[^,.;]+?)?(?:,[^,.;]+,)?\s+(?:were|was|have been|had been)?\s*"
                   r"(?:killed|died|dead)\b"),
        ("killed", rf"{_NUMBER}(?:killed|dead|deaths)\b"),
        ("wounded", rf"{_NUMBER}{_PEOPLE}(?:\s+of\s+[^,.;]+?)?(?:,[^,.;]+,)?\s+(?:were|was|have been|had been)?\s*"
                    r"(?:wounded|injured|hurt)\b"),
        ("wounded", rf"{_NUMBER}(?:wounded|injured|injuries)\b"),
        ("killed", rf"\bdeaths?\s+of\s+{_NUMBER}"),
        ("wounded", rf"\binjuries\s+to\s+{_NUMBER}"),
        ("wounded", rf"{_NUMBER}(?:\w+\s+)?(?:were|was)\s+(?:diagnosed|treated)\b"),
        ("munitions", rf"{_NUMBER}{_NOUNS}(?:rockets?|drones?|missiles?|mortars?|shells?|projectiles?|munitions?)\b"),
        ("vehicles destroyed", rf"\bdestroy(?:ed|ing|s)\s+{_NUMBER}{_NOUNS}vehicles?\b"),
        ("vehicles destroyed", rf"{_NUMBER}{_NOUNS}vehicles?\s+(?:were|was)\s+destroyed\b"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number of people or things as the cell of a ``column``; ``hedge`` where it is said to be about so many."""

    start: int
    end: int
    column: str
    text: str
    hedge: str


def numbers_in(text: str) -> list[Number]:
    """The numbers in ``text``, in order.

    A lower bound ends with a plus, and one that is said to be exceeded counts from the next number; an upper bound
    stands in a column of its own.

    >>> [(n.column, n.text) for n in numbers_in("They fired over 13 rockets and wounded 8 soldiers.")]
    [('munitions', '14+'), ('wounded', '8')]
    >>> [(n.column, n.text) for n in numbers_in("Up to 8 fighters were killed.")]
    [('killed at most', '8')]
    """
    found: list[Number] = []
    for column, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            free = all(match.end("number") <= n.start or match.start("number") >= n.end for n in found)
            if free and not _NAME.search(text[: match.start("number")]):
                found.append(_number(column, match))
    if nobody := _NOBODY.search(text):
        found += [Number(*nobody.span(), column, "0", "") for column in ("killed", "wounded")]
    return sorted(found, key=lambda number: number.start)


def _number(column: str, match: re.Match[str]) -> Number:
    word = match["number"].lower().replace(",", "")
    value = _WORDS[word] if word in _WORDS else int(word)
    bound = (match["bound"] or "").lower()
    form, hedge = next((how for words, how in _BOUNDS.items() if re.fullmatch(words, bound)), ("{n}", ""))
    place = match.start("number"), match.end("number")
    if form == "most":
        return Number(*place, f"{column} at most", str(value), "")
    return Number(*place, column, form.format(n=value, n1=value + 1), hedge and f"{bound} {word}")
