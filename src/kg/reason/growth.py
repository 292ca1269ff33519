"""What makes a closure large, in words, and the count of it where representatives stand for what is equal."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kg.reason.plans import Key, str_of
from kg.reason.relations import expanded_height

if TYPE_CHECKING:
    from kg.reason.state import State

#: Rules that the message of a limit names.
_NAMED = 3


def growth(state: State, key: Key) -> str:
    """How large a relation is, and by which rules."""
    rules = dict.fromkeys(str_of(plan.rule) for plan, _ in state.plans.by_head.get(key, ()))
    by = "; ".join([*islice(rules, _NAMED), *(["…"] if len(rules) > _NAMED else [])])
    name = state.dictionary.text(key[0] if key[1] < 0 else key[1])
    return f"{state.relations[key].height} of {name}" + (f", by {by}" if by else "")


def check_expanded(state: State) -> None:
    """``LimitError`` where there are too many triples once representatives are replaced by what they stand for."""
    if not state.equality.representatives():
        return
    sizes = state.equality.sizes()
    largest = max(sizes["size"].to_list())
    if sum(frame.height for frame in state.relations.values()) * largest**2 <= state.evaluator.budget.most:
        return
    heights = {key: expanded_height(frame, sizes) for key, frame in state.relations.items()}
    most = max(heights, key=lambda key: (heights[key], key))
    name = state.dictionary.text(most[0] if most[1] < 0 else most[1])
    state.evaluator.budget.check(sum(heights.values()), f"{heights[most]} of {name}, by {state.equating}")
