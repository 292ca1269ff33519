"""A matrix of rival values by accounts, in the manner of the analysis of competing hypotheses (Heuer 1999).

Each value of an account that differs from another account is a hypothesis. Each account is consistent with a value,
inconsistent with it, or neither, by :mod:`kg.evidence.compare`. The method asks which hypothesis has the least against
it, and which pieces of evidence tell hypotheses apart: those that fit one and not another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from kg.analyse.facts import Facts, facts_of
from kg.analyse.result import ROWS, AnalysisResult, nothing
from kg.evidence.compare import AGREES, DIFFERS, RELATED, VAGUE, Hierarchy, Respect, Value, compare_respects, respects
from kg.evidence.hierarchy import read_dimensions, read_hierarchy
from kg.evidence.identity import resolve_identities
from kg.evidence.policy import parse_moment
from kg.evidence.ranges import range_of
from kg.evidence.records import Account
from kg.limits import check_pairs
from kg.rdf.terms import CONFLICT, shorten
from kg.workspace import Once, Workspace, accounts_by_iri

COLUMNS = (
    "thing", "property", "value", "accepted", "sources for", "sources against", "grade", "consistent", "inconsistent",
    "neither", "tell apart",
)  # fmt: skip
TITLE = "Rival values, and the accounts that tell them apart"

#: Relations of one actor whose other end is asked for: who stands behind the façade, affiliate or subordinate.
_BEHIND = tuple(
    (CONFLICT.term(one), CONFLICT.term(other))
    for one, other in (
        ("hasFacade", "hasPrincipal"), ("hasAffiliate", "hasAffiliationTo"), ("hasSubordinate", "hasSuperior"),
    )
)  # fmt: skip

#: What rivals are rivals about: a thing, and one of its properties (of a range the lower bound).
Question = tuple[NamedNode, NamedNode]
#: Accounts with what each says to one question.
Told = list[tuple[Account, Respect]]


@dataclass(frozen=True)
class _Column:
    """One value, and the accounts that are consistent with it, inconsistent, or neither."""

    value: Respect
    consistent: tuple[Account, ...]
    inconsistent: tuple[Account, ...]
    neither: tuple[Account, ...]


@dataclass(frozen=True)
class Rival:
    """A value of a ``thing``, by IRI, that rivals another; the accounts that are for it, against it, or neither.

    ``apart`` are those of the consistent that are inconsistent with another value.
    """

    thing: str
    label: str
    property: str
    value: str
    accepted: bool
    sources_for: int
    sources_against: int
    consistent: tuple[Account, ...]
    inconsistent: tuple[Account, ...]
    neither: tuple[Account, ...]
    apart: tuple[Account, ...]


def rival_values(workspace: Workspace) -> AnalysisResult:
    """Every value of an account that differs from another about one property of one thing, with all accounts.

    Properties are those that sources are compared in (``conflict:dimension``). Of a façade, an affiliate and a
    subordinate the principals and superiors are values too, though each is a relation of its own. Accounts that the
    policy does not admit are left out, but for hedged ones, which are compared as in ``kg check``.

    Columns: ``thing``, ``property`` and ``value``; ``accepted``: whether the policy accepts it as stated; ``sources
    for`` and ``sources against``: independent sources (of one publisher, or that derive from each other, count once)
    with an account that is consistent or inconsistent; ``grade``: the best of the consistent accounts; ``consistent``,
    ``inconsistent`` and ``neither`` (too vague, or another actor that is related): the accounts with their grades, and
    whether they are hedged; ``tell apart``: those of the consistent that are inconsistent with another
    value. Questions with the most sources come first, and of one question the value with the fewest sources against it.
    Raises ``LimitError`` for more than ``analysis_pairs`` pairs of a value and an account.
    """
    matrices, rivals = rivals_of(workspace)
    rows = [_row(rival) for rival in rivals]
    if not rows:
        why = nothing(workspace.policy.label, "two accounts with rival values")
        return AnalysisResult("rival-values", TITLE, COLUMNS, (), (why,))
    more = (f"Of {len(rows)} rows the first {ROWS}, of the things that most sources report.",)
    notes = (
        f"{len(rows)} values rival each other as answers to {matrices} questions of a thing and a property.",
        "After Heuer (1999, Psychology of Intelligence Analysis, chapter 8), read what stands against a value first:"
        " an account that fits every value tells nothing apart, however well it is graded. Denials are not values: they"
        " are accounts of their own. Hedged accounts are evidence here, and marked, even where no fact comes of them.",
        "Rival values need not exclude each other: a property can have several values, a façade several principals,"
        " and one may have followed another in time. Accounts that were never given are not in the matrix.",
        *(more if len(rows) > ROWS else ()),
    )
    return AnalysisResult("rival-values", TITLE, COLUMNS, tuple(rows[:ROWS]), notes)


@Once
def rivals_of(workspace: Workspace) -> tuple[int, tuple[Rival, ...]]:
    """How many questions have rival answers, and these in the order of :func:`rival_values`."""
    known = parse_moment(workspace.as_of) if workspace.as_of else None
    # A hedge keeps an account from being accepted, not from being evidence; the rows mark it.
    policy = replace(workspace.policy, accepts_hedged=True)
    admitted = [t for t in accounts_by_iri(workspace).values() if policy.refusal(t, known) is None]
    identity = resolve_identities(workspace.inputs.judgements, workspace.policy, known)
    hierarchy = read_hierarchy(workspace.inputs, admitted, identity.distinct)
    told = _questions(sorted(admitted, key=lambda t: t.iri), read_dimensions(workspace.inputs.ontology))
    told = {question: answers for question, answers in told.items() if len(answers) > 1}
    pairs = sum(len(_values(answers)) * len(answers) for answers in told.values())
    check_pairs(pairs, "pairs of a value and an account")
    matrices = {q: found for q, answers in told.items() if (found := _matrix(answers, hierarchy))}
    facts, voice = facts_of(workspace), workspace.inputs.world.voice
    reporting = {q: len(_voices((account for account, _ in told[q]), voice)) for q in matrices}
    order = sorted(matrices, key=lambda q: (-reporting[q], facts.label(q[0].value), q[0].value, q[1].value))
    return len(matrices), tuple(rival for q in order for rival in _answers(q, matrices[q], facts, voice))


def _questions(accounts: Iterable[Account], dimensions: Mapping[str, str]) -> dict[Question, Told]:
    found: dict[Question, Told] = defaultdict(list)
    for account in accounts:
        for prop, respect in respects(account, dimensions).items():
            found[account.about, prop].append((account, respect))
        for one, other in _BEHIND:
            behind = account.values.get(other, ())
            for thing in account.values.get(one, ()):
                if behind and isinstance(thing, NamedNode):
                    found[thing, other].append((account, Respect("actor", other, behind, None)))
    return found


def _values(told: Told) -> dict[Respect, set[Respect]]:
    """Each single value that is stated, or each range, and what the accounts say that state it."""
    found: dict[Respect, set[Respect]] = defaultdict(set)
    for _, said in told:
        alone = (Respect(said.dimension, said.about, (value,), None) for value in said.lows)
        for value in alone if said.highs is None else (said,):
            found[value].add(said)
    return found


def _matrix(told: Told, hierarchy: Hierarchy) -> list[_Column]:
    """The columns of the values stated by an account that differs from another one."""
    outcomes: dict[tuple[Respect, Respect], str] = {}

    def compare(own: Respect, other: Respect) -> str:
        if (own, other) not in outcomes:
            outcomes[own, other] = compare_respects(own, other, hierarchy).outcome
        return outcomes[own, other]

    words = {said for _, said in told}
    torn = {said for said in words if any(compare(said, other) == DIFFERS for other in words)}
    columns = []
    for value, stating in _values(told).items():
        if stating.isdisjoint(torn):
            continue
        by_outcome: dict[str, list[Account]] = {AGREES: [], DIFFERS: [], RELATED: [], VAGUE: []}
        for account, said in told:
            by_outcome[compare(value, said)].append(account)
        neither = (*by_outcome[RELATED], *by_outcome[VAGUE])
        columns.append(_Column(value, tuple(by_outcome[AGREES]), tuple(by_outcome[DIFFERS]), neither))
    return columns


def _answers(question: Question, matrix: list[_Column], facts: Facts, voice: Mapping[str, str]) -> Iterator[Rival]:
    """The rival answers to one question, the value with the fewest voices against it first."""
    thing, prop = question
    ordered = sorted(
        matrix,
        key=lambda c: (len(_voices(c.inconsistent, voice)), -len(_voices(c.consistent, voice)), _text(c.value, facts)),
    )
    against = {account.iri for column in matrix for account in column.inconsistent}
    for column in ordered:
        yield Rival(
            thing.value,
            facts.label(thing.value),
            facts.label(prop.value).removesuffix(" at least"),
            _text(column.value, facts),
            _is_accepted(column, facts),
            len(_voices(column.consistent, voice)),
            len(_voices(column.inconsistent, voice)),
            column.consistent,
            column.inconsistent,
            column.neither,
            tuple(account for account in column.consistent if account.iri in against),
        )


def _row(rival: Rival) -> tuple[object, ...]:
    return (
        rival.label,
        rival.property,
        rival.value,
        rival.accepted,
        rival.sources_for,
        rival.sources_against,
        min("".join(account.grade) for account in rival.consistent),
        *(_named(found) for found in (rival.consistent, rival.inconsistent, rival.neither, rival.apart)),
    )


def _voices(accounts: Iterable[Account], voice: Mapping[str, str]) -> set[str]:
    return {voice[account.source] for account in accounts}


def _named(accounts: Iterable[Account]) -> tuple[str, ...]:
    hedged = {True: " (hedged)", False: ""}
    return tuple(sorted(f"{shorten(t.iri)} {''.join(t.grade)}{hedged[t.hedged]}" for t in accounts))


def _is_accepted(column: _Column, facts: Facts) -> bool:
    """Whether the policy accepts the value, with every bound, of what some account states it of."""
    low, high = range_of(column.value.about)
    wanted = [(low, value) for value in column.value.lows] + [(high, value) for value in column.value.highs or ()]
    subjects = {account.about for account in column.consistent}
    return any(all(facts.accepts(subject, prop, value) for prop, value in wanted) for subject in subjects)


def _text(value: Respect, facts: Facts) -> str:
    if value.highs is None:
        return _word(value.lows[0], facts)
    ends = (", ".join(_word(end, facts) for end in stated) for stated in (value.lows, value.highs))
    low, high = ends
    if low == high:
        return low
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"


def _word(value: Value, facts: Facts) -> str:
    return facts.label(value.value) if isinstance(value, NamedNode) else value.value
