"""Rules that only copy rows from one relation to another, evaluated without a join.

Of an ontology with thousands of classes most rules are of this kind (cax-sco, cls-int2, cls-uni, prp-spo1, prp-dom, …).
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from kg.reason.frames import of_resources
from kg.reason.plans import Key, Plan
from kg.reason.relations import Rows

#: Which columns of a premise are the subject and the object of the conclusion; a class's relation has no object.
Columns = tuple[str, str | None]


def copied_columns(plan: Plan) -> Columns | None:
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


def copy_rows(rows: pl.DataFrame, targets: Iterable[tuple[Columns, Iterable[Key]]], found: Rows) -> None:
    """Add to ``found`` the conclusions of rules that copy ``rows``: which columns, and into which relations."""
    for (s, o), keys in targets:
        columns = [rows[s].alias("s"), *([rows[o].alias("o")] if o else [])]
        copied = of_resources(pl.DataFrame(columns))
        for key in keys if copied.height else ():
            found[key].append(copied)
