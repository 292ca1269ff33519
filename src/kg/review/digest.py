"""What a curator should look at in a new report: at most a screen, however many statements and changes there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.evidence.compare import RELATED
from kg.rdf.terms import shorten
from kg.review import check, diff
from kg.review.add import EFFECTS, Proposal
from kg.review.comparer import ALONE, CONTRADICTED, PARTLY

#: Lines of a digest, and characters of a line.
MOST_LINES, MOST_CHARACTERS = 24, 110
#: Lines for statements, changes and pairs, each with one more that says how many are not shown.
_STATEMENTS, _CHANGES, _PAIRS = 8, 6, 4
#: The columns of the list of everything, which has one row for each statement and each change.
COLUMNS = ("part", *check.COLUMNS, *diff.COLUMNS[:2], diff.COLUMNS[-1])


def digest(proposal: Proposal, policy: str, pairs: Sequence[tuple[str, str, str]], where: str) -> list[str]:
    """Lines of text, up to :data:`MOST_LINES`: the tally; the gravest verdicts; losses before gains; and ``pairs``.

    ``pairs`` are things that may be the same (one of the report, another, and the score); ``where`` says how to get the
    whole list.
    """
    tally = ", ".join(f"{count} {effect}" for effect, count in proposal.tally().items())
    lines = [f"{len(proposal.verdicts)} statements under {policy}: {tally}"]
    if proposal.refused:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(proposal.refused.items()))
        lines.append(f"not accepted: {reasons}")
    rows = [row for row in check.verdict_rows(proposal.verdicts) if row[0] != ALONE]
    grave = [row for row in rows if row[0] in (CONTRADICTED, RELATED, PARTLY)]
    lines += _first([_verdict(row) for row in grave], _STATEMENTS, "statements that are contradicted or fit in part")
    counts = ", ".join(
        f"{sum(change.change == kind for change in proposal.changes)} {kind}" for kind in (diff.LOST, diff.GAINED)
    )
    lines.append(f"{len(proposal.changes)} facts and conclusions would change: {counts}")
    lines += _first([" ".join(change.row[:3]) for change in proposal.changes], _CHANGES, "changes")
    if pairs:
        lines.append(f"{len(pairs)} pairs may be the same; 'kg match' says why")
        lines += _first([f"{one} ~ {other} {score}" for one, other, score in pairs], _PAIRS, "pairs")
    return [_cut(line) for line in [*lines, where]]


def _verdict(row: tuple[str, ...]) -> str:
    said = dict(zip(check.COLUMNS, row, strict=True))
    respects = next((f"; {how} {said[how]}" for how in ("differs in", "vague in", "related") if said[how]), "")
    against = f"; against {said['differing']}" if said["differing"] else ""
    return f"{EFFECTS[said['verdict']]}: {said['statement']} on {said['about']}{respects}{against}"


def _first(lines: Sequence[str], most: int, what: str) -> Iterator[str]:
    """The first of ``lines``, indented, and how many more there are."""
    yield from (f"  {line}" for line in lines[:most])
    if len(lines) > most:
        yield f"  and {len(lines) - most} more {what}"


def _cut(line: str) -> str:
    return line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1] + "…"


def all_rows(proposal: Proposal) -> list[tuple[str, ...]]:
    """Every statement and every change, in the order of :data:`COLUMNS`; what a row has not is empty."""
    return [*_statement_rows(check.verdict_rows(proposal.verdicts)), *_change_rows(proposal.changes)]


def _statement_rows(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    yield from (("statement", *row, "", "", "") for row in rows)


def _change_rows(changes: Iterable[diff.Change]) -> Iterator[tuple[str, ...]]:
    for change in changes:
        kind, layer, statement, because = change.row
        empty = [""] * (len(check.COLUMNS) - 3)
        yield (
            "change",
            "",
            statement,
            shorten(getattr(change.triple.subject, "value", "")),
            *empty,
            kind,
            layer,
            because,
        )


def record(proposal: Proposal) -> dict[str, object]:
    """All verdicts, with their comparisons, and all changes as plain data."""
    changes = [dict(zip(diff.COLUMNS, change.row, strict=True)) for change in proposal.changes]
    return {"verdicts": check.verdict_records(proposal.verdicts), "changes": changes}
