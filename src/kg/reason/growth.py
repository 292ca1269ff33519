"""What makes a closure large, in words, and the count of it where representatives stand for what is equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

import polars as pl

from kg.reason.budget import Budget
from kg.reason.equality import Equality
from kg.reason.plans import Key, str_of
from kg.reason.relations import expanded_height
from kg.reason.rules import Rule

#: Rules that the message of a limit names.
_NAMED = 3


def growth(height: int, name: str, rules: Iterable[Rule]) -> str:
    """How large the relation of the term ``name`` is, and by which rules."""
    named: dict[str, None] = {}
    for rule in rules:
        if len(named) > _NAMED:
            break
        named[str_of(rule)] = None
    by = "; ".join([*islice(named, _NAMED), *(["…"] if len(named) > _NAMED else [])])
    return f"{height} of {name}" + (f", by {by}" if by else "")


def check_expanded(
    relations: Mapping[Key, pl.DataFrame], equality: Equality, budget: Budget, name: Callable[[Key], str], by: str
) -> None:
    """``LimitError`` where there are too many triples once representatives are replaced by what they stand for.

    ``name`` gives the term of a relation's key, ``by`` the rules that equate.
    """
    if not equality.representatives():
        return
    sizes = equality.sizes()
    largest = max(sizes["size"].to_list())
    if sum(frame.height for frame in relations.values()) * largest**2 <= budget.most:
        return
    heights = {key: expanded_height(frame, sizes) for key, frame in relations.items()}
    most = max(heights, key=lambda key: (heights[key], key))
    budget.check(sum(heights.values()), f"{heights[most]} of {name(most)}, by {by}")
