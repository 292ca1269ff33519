"""An audit of grades: what independent sources say to the statements of each source, beside its letter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace

from kg.analyse.result import ROWS, AnalysisResult, nothing
from kg.analyse.shares import wilson
from kg.evidence.compare import RELATED
from kg.evidence.inputs import Inputs, exclude
from kg.evidence.policy import parse_moment
from kg.evidence.records import Account, Count, Statement
from kg.review.check import Check, Verdict, check_all_sources
from kg.review.comparer import ALONE, CONTRADICTED, CORROBORATED, PARTLY
from kg.workspace import Once, Workspace

COLUMNS = (
    "source", "reliability", "sources", "statements", "alone", "related", "compared", "corroborated", "partly",
    "contradicted", "share corroborated", "lowest", "highest", "share contradicted", "lowest contradicted",
    "highest contradicted",
)  # fmt: skip
TITLE = "Record of each source beside its letter"

#: Verdicts by which a statement is for or against what independent sources say; the others are neither.
COMPARED = (CORROBORATED, PARTLY, CONTRADICTED)


def source_record(workspace: Workspace) -> AnalysisResult:
    """The record of every voice, by letter: how many of its statements independent sources corroborate or contradict.

    A voice is all sources of one publisher, with those that derive from them. Each is compared with the accounts and
    counts of all other voices that the policy admits (:mod:`kg.review.check`): its own are left out. What a voice
    states of one thing in the same way counts once, under the best letter with which it states it.

    Columns: ``source``: the publisher, or the title of the only source; ``reliability``: its letter; ``sources`` and
    ``statements`` counted; those ``alone`` (no other voice speaks of the thing) and ``related`` (others name a related
    actor); ``compared``: the rest, which are ``corroborated``, ``partly`` so or ``contradicted``; ``share
    corroborated`` of those compared, with its 95% interval ``lowest`` to ``highest`` (Wilson 1927, Journal of the
    American Statistical Association 22, 209–212); ``share contradicted``, with its own. Rows have something compared;
    those with the most come first. Raises ``LimitError`` for more than ``analysis_pairs`` pairs of statements.
    """
    tallies, sources = tallies_of(workspace)
    compared = {key: sum(tally[one] for one in COMPARED) for key, tally in tallies.items()}
    names = {key: _name(key[0], sources[key], workspace) for key in tallies}
    order = sorted(filter(compared.__getitem__, tallies), key=lambda key: (-compared[key], names[key], key))
    rows = tuple((names[key], key[1], len(sources[key]), *_row(tallies[key])) for key in order[:ROWS])
    if not rows:
        why = nothing(workspace.policy.label, "statement to compare with that of an independent source")
        return AnalysisResult("source-record", TITLE, COLUMNS, (), (why,))
    return AnalysisResult("source-record", TITLE, COLUMNS, rows, _notes(tallies, len(tallies) - len(order), len(order)))


#: By voice and letter: the number of statements with each verdict, and the sources that make them.
Tallies = tuple[dict[tuple[str, str], Counter[str]], dict[tuple[str, str], set[str]]]


@Once
def tallies_of(workspace: Workspace) -> Tallies:
    """What :func:`source_record` counts, and from which sources."""
    inputs = workspace.inputs
    found = {
        key: (verdict, statement)
        for verdict, statement in _best_last(workspace)
        if (key := (inputs.world.voice[statement.source], verdict.about, _content(statement)))
    }
    records: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    sources: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (voice, _, _), (verdict, statement) in found.items():
        records[voice, statement.grade[0]][verdict.verdict] += 1
        sources[voice, statement.grade[0]].add(statement.source)
    return dict(records), dict(sources)


@Once
def checks_on_record(workspace: Workspace) -> list[Check]:
    """The double-check of every source, by what was on record on the workspace's date: :mod:`kg.review.check`.

    Raises ``LimitError`` for more than ``analysis_pairs`` pairs of statements.
    """
    return check_all_sources(_on_record(workspace), workspace.policy)


def _on_record(workspace: Workspace) -> Inputs:
    """The inputs without what was recorded after the workspace's date."""
    if not workspace.as_of:
        return workspace.inputs
    known = parse_moment(workspace.as_of)
    earlier = tuple(count for count in workspace.inputs.counts if count.recorded <= known)
    return replace(exclude(workspace.inputs, lambda statement: statement.recorded > known), counts=earlier)


def _best_last(workspace: Workspace) -> Iterator[tuple[Verdict, Statement]]:
    """Every verdict with its statement, the best graded last, so that of equal statements the best one remains."""
    inputs = workspace.inputs
    statements = {statement.iri: statement for statement in (*inputs.account_records, *inputs.counts)}
    verdicts = (verdict for check in checks_on_record(workspace) for verdict in check.verdicts)
    both = ((verdict, statements[verdict.statement]) for verdict in verdicts)
    yield from sorted(both, key=lambda pair: (pair[1].grade, pair[1].iri), reverse=True)


def _content(statement: Statement) -> Hashable:
    """What a statement states, however it is graded and whoever makes it."""
    if isinstance(statement, Account):
        return frozenset((prop, frozenset(values)) for prop, values in statement.values.items())
    assert isinstance(statement, Count)
    return statement.area, statement.start, statement.end, statement.low, statement.high


def _name(voice: str, sources: set[str], workspace: Workspace) -> str:
    about = workspace.evidence.sources
    if len(sources) == 1:
        return about[next(iter(sources))].title
    return about[voice].publisher or about[voice].title


def _row(tally: Counter[str]) -> tuple[object, ...]:
    compared = sum(tally[one] for one in COMPARED)
    return (
        sum(tally.values()),
        tally[ALONE],
        tally[RELATED],
        compared,
        *(tally[one] for one in COMPARED),
        *_share(tally[CORROBORATED], compared),
        *_share(tally[CONTRADICTED], compared),
    )


def _share(cases: int, of: int) -> tuple[float | None, ...]:
    span = wilson(cases, of)
    return (None, None, None) if span is None else tuple(round(number, 3) for number in (cases / of, *span))


def _notes(tallies: Mapping[tuple[str, str], Counter[str]], silent: int, shown: int) -> tuple[str, ...]:
    by_letter: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, letter), tally in sorted(tallies.items()):
        by_letter[letter].update(tally)
    letters = (_of_letter(letter, tally) for letter, tally in sorted(by_letter.items()))
    more = (f"Of {shown} rows, those {ROWS} with the most statements compared.",) if shown > ROWS else ()
    return (
        f"All sources of a letter together: {'; '.join(filter(None, letters))}.",
        f"{silent} more rows would have nothing compared: nobody else speaks of the same thing.",
        "To be contradicted is not to be wrong. Only statements graded no worse can contradict one, so that the best"
        " letters are contradicted by few: the record checks a letter, and cannot give one.",
        "The intervals are those of a share among so few statements (Wilson 1927), as if they were independent draws."
        " Statements of one source on one event are not.",
        *more,
    )


def _of_letter(letter: str, tally: Counter[str]) -> str | None:
    compared = sum(tally[one] for one in COMPARED)
    span = wilson(tally[CORROBORATED], compared)
    if span is None:
        return None
    return f"{letter} {tally[CORROBORATED]} of {compared} corroborated ({span[0]:.2f} to {span[1]:.2f})"
