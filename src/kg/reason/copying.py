"""Rules that only copy rows from one relation to another, evaluated for many small relations at once.

Of an ontology with thousands of classes most rules are of this kind (cax-sco, cls-int2, cls-uni, prp-spo1, prp-dom, …)
and most relations have a few rows: a join for each rule would cost far more than the rows do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from kg.reason.encoding import FIRST_LITERAL
from kg.reason.frames import constant
from kg.reason.plans import Key, Pattern, Plan
from kg.reason.relations import Rows

#: Relations of so many rows are worth a join of their own; so are all where fewer copies than this are to be made.
LARGE, _FEW = 1_000, 50
#: Which columns of a premise are the subject and the object of the conclusion; a class's relation has no object.
_Columns = tuple[str, str | None]
_COPIED = {"source": pl.UInt32, "s": pl.UInt32, "o": pl.UInt32}


@dataclass(frozen=True)
class Copying:
    """The rules among ``plans`` that copy rows."""

    plans: Sequence[Plan]

    @cached_property
    def targets(self) -> Mapping[Key, list[tuple[Plan, Pattern, _Columns]]]:
        """For each relation, the rules that copy its rows, what they conclude, and which columns they copy."""
        found: dict[Key, list[tuple[Plan, Pattern, _Columns]]] = defaultdict(list)
        for plan in self.plans:
            columns = _columns(plan)
            if columns is not None and plan.head is not None:
                found[plan.body[0].key].append((plan, plan.head, columns))
        return found

    def small(self, delta: Mapping[Key, pl.DataFrame]) -> list[Key]:
        """The small relations of ``delta`` that rules copy; none where there are few such rules."""
        keys = [key for key, rows in delta.items() if rows.height < LARGE and key in self.targets]
        return keys if sum(len(self.targets[key]) for key in keys) >= _FEW else []

    def copy(self, keys: Iterable[Key], delta: Mapping[Key, pl.DataFrame]) -> Rows:
        """What the rules conclude from these relations of ``delta``: rows without repetition, by relation."""
        sources: list[pl.DataFrame] = []
        heads: dict[Key, int] = {}
        pairs: dict[_Columns, list[tuple[int, int]]] = defaultdict(list)
        for number, key in enumerate(keys):
            rows = delta[key]
            other = rows["o"] if rows.width > 1 else constant(0, rows.height)
            sources.append(pl.DataFrame([constant(number, rows.height).alias("source"), rows["s"], other.alias("o")]))
            for _, head, columns in self.targets[key]:
                pairs[columns].append((number, heads.setdefault(head.key, len(heads))))
        everything = pl.concat([pl.DataFrame(schema=_COPIED), *sources])
        names = list(heads)
        found: Rows = defaultdict(list)
        for (s, o), some in pairs.items():
            targets = pl.DataFrame(some, schema={"source": pl.UInt32, "head": pl.UInt32}, orient="row")
            joined = everything.join(targets, on="source").filter(pl.col(s) < FIRST_LITERAL)
            rows = joined.select("head", pl.col(s).alias("s"), *([pl.col(o).alias("o")] if o else [])).unique()
            for (head_number,), part in rows.partition_by("head", as_dict=True, include_key=False).items():
                found[names[head_number]].append(part)
        return found


def _columns(plan: Plan) -> _Columns | None:
    """The columns that a rule copies; None for a rule that does more than that."""
    head = plan.head
    if head is None or head.spelling is not None or len(plan.body) != 1 or plan.half is not None:
        return None
    (body,) = plan.body
    if body.spelling is not None or body.s == body.o:
        return None
    columns = {body.s: "s", body.o: "o"}
    copied = columns.get(head.s), columns.get(head.o)
    constants = any(isinstance(part, int) for part in (body.s, body.o, head.s, head.o))
    return None if constants or copied[0] is None else (copied[0], copied[1] if head.o is not None else None)
