"""The double-check of a source in words: what it states, what others say of the same thing, and the verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from kg.analyse.facts import Facts, facts_of
from kg.evidence.compare import AGREES, DIFFERS, RELATED, VAGUE
from kg.evidence.ranges import range_of
from kg.evidence.records import Account, Count, Statement
from kg.explorer.page import DOUBTFUL
from kg.explorer.story import verdict_sentence
from kg.rdf.terms import CONFLICT
from kg.rdf.text import clean, few, many
from kg.report.findings import Finding, linked
from kg.report.words import Named, Standing, Words, listed, namer
from kg.review.check import VERDICTS, Check, Verdict
from kg.review.comparer import ALONE, CONTRADICTED, CORROBORATED, OCCURS
from kg.workspace import Workspace, independent_sources

#: By property, and by what was found: what others say, each with the sources that say so, as account IRIs.
Said: TypeAlias = dict[NamedNode, dict[str, dict[str, list[str]]]]
#: Values and names of sources in a line, before the number of the others is given.
VALUES, SOURCES = 3, 3
#: What two statements differ in, by the local name of the property, where its label alone does not say it.
RESPECTS = {
    "isAccountOf": "whether it happened",
    "occurredAt": "place",
    "countsWithin": "area counted",
    "periodStart": "start of the count",
    "countAtLeast": "number counted",
    "harmedMembersOf": "whose members were harmed",
    "hitFacilityOfKind": "kind of facility",
    "hitFacilityUsedBy": "whose facility",
}


@dataclass(frozen=True)
class Checked:
    """One statement: its paraphrase and locator, lines of what others say, the verdict, and in which respects."""

    statement: Named
    locator: str
    grade: str
    hedge: str
    others: tuple[Words, ...]
    verdict: str
    respects: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """The statements of a source about one thing, the gravest verdict first."""

    about: Named
    statements: tuple[Checked, ...]


@dataclass(frozen=True)
class SourceCheck:
    """The double-check of one source: a summary, the number of statements by verdict, and the statements.

    ``open_questions`` are the subjects with a statement that others contradict, relate or make doubtful;
    ``corroborated`` and ``alone`` the other statements.
    """

    source: Named
    reliability: str
    summary: str
    tally: Mapping[str, int]
    open_questions: tuple[Subject, ...]
    corroborated: tuple[Checked, ...]
    alone: tuple[Checked, ...]

    @property
    def finding(self) -> Finding:
        """The check as a sentence of the report: the one that the explorer has, and what is contradicted."""
        most = [one.about for one in self.open_questions if one.statements[0].verdict == CONTRADICTED]
        about: Words = (
            (" Contradicted are statements about ", *listed([(one,) for one in most], 3), ".") if most else ()
        )
        words = linked(verdict_sentence(self.source.text.split(": ")[0], self.tally))
        return Finding("double-check", (*words, *about), Standing())


@dataclass(frozen=True)
class Contradiction:
    """A thing that sources contradict each other on: the respects, and how many statements of how many sources."""

    about: Named
    respects: tuple[str, ...]
    statements: int
    sources: int


def doubtful_checks(workspace: Workspace, checks: Iterable[Check]) -> list[SourceCheck]:
    """The check of each source graded E, those with most statements first."""
    sources = workspace.evidence.sources
    doubtful = [check for check in checks if sources[check.source].reliability == DOUBTFUL]
    doubtful.sort(key=lambda check: (-len(check.verdicts), check.source))
    return [source_check(workspace, check) for check in doubtful]


def source_check(workspace: Workspace, check: Check) -> SourceCheck:
    """The check of one source in words."""
    speak = _Speaker(workspace)
    by_subject: dict[NamedNode, list[Checked]] = defaultdict(list)
    settled: dict[str, list[Checked]] = {CORROBORATED: [], ALONE: []}
    ordered = sorted(check.verdicts, key=lambda v: (VERDICTS.index(v.verdict), v.statement))
    for verdict in ordered:
        if verdict.verdict in settled:
            settled[verdict.verdict].append(speak.checked(verdict))
        else:
            by_subject[verdict.about].append(speak.checked(verdict))
    name = namer(workspace)
    return SourceCheck(
        source=name(check.source),
        reliability=workspace.evidence.sources[check.source].reliability,
        summary=_summary(check),
        tally=check.tally(),
        open_questions=tuple(Subject(name(about), tuple(found)) for about, found in by_subject.items()),
        corroborated=tuple(settled[CORROBORATED]),
        alone=tuple(settled[ALONE]),
    )


def _summary(check: Check) -> str:
    tally = check.tally()
    compared = len(check.verdicts) - tally[ALONE]
    words = {
        "contradicted": "contradicted by others",
        "related": "about another actor than others name",
        "partly": "corroborated in part",
        "corroborated": "corroborated",
    }
    found = few([f"{tally[verdict]} {text}" for verdict, text in words.items() if tally[verdict]])
    total = many(len(check.verdicts), "statement")
    if not compared:
        return f"its {total} cannot be compared: no independent source reports the same events or relations."
    rest = f" The other {tally[ALONE]} are about what no independent source reports." if tally[ALONE] else ""
    verb = "is" if len(check.verdicts) == 1 else "are"
    return f"independent sources report what {compared} of its {total} {verb} about: {found}.{rest}"


def contradictions(workspace: Workspace, checks: Iterable[Check]) -> list[Contradiction]:
    """What statements of any source contradict each other on, those with most contradicted statements first."""
    facts, name = facts_of(workspace), namer(workspace)
    found: dict[NamedNode, list[tuple[str, Verdict]]] = defaultdict(list)
    for check in checks:
        for verdict in check.verdicts:
            if verdict.verdict == CONTRADICTED:
                found[verdict.about].append((check.source, verdict))
    rows = [
        Contradiction(
            name(about),
            tuple(sorted({respect for _, verdict in of for respect in _contradicted_in(facts, verdict)})),
            len(of),
            len({source for source, _ in of}),
        )
        for about, of in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.sources, -row.statements, row.about.text))


def _contradicted_in(facts: Facts, verdict: Verdict) -> list[str]:
    """The respects in which others that weigh differ, and none agrees."""
    outcomes: dict[NamedNode, set[str]] = defaultdict(set)
    for _, weighs, comparisons in verdict.compared.found:
        for one in comparisons:
            if weighs or one.outcome != DIFFERS:
                outcomes[one.property].add(one.outcome)
    return [respect(facts, prop) for prop, of in outcomes.items() if DIFFERS in of and AGREES not in of]


def respect(facts: Facts, prop: NamedNode) -> str:
    """A property as what two statements differ in: a range by its stem, a role without its verb."""
    low, high = range_of(prop)
    known = RESPECTS.get(low.value.removeprefix(CONFLICT.iri))
    if known or (low != high and not low.value.endswith("AtLeast")):
        return known or "time"
    return facts.label(low.value).removesuffix(" at least").removeprefix("has ").removeprefix("is ")


class _Speaker:
    """Puts verdicts of one build into words."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._facts, self._name = facts_of(workspace), namer(workspace)

    def checked(self, verdict: Verdict) -> Checked:
        """One verdict in words."""
        evidence = self._workspace.evidence
        account = evidence.accounts[verdict.statement]
        said = self._said(verdict)
        return Checked(
            statement=self._name(verdict.statement, clean(account.paraphrase)),
            locator=account.locator,
            grade=evidence.grade(verdict.statement),
            hedge=account.hedge or "",
            others=tuple(self._lines(verdict, said)),
            verdict=verdict.verdict,
            respects=tuple(_contradicted_in(self._facts, verdict)) if verdict.verdict == CONTRADICTED else (),
        )

    def _said(self, verdict: Verdict) -> Said:
        said: Said = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for group, weighs, comparisons in verdict.compared.found:
            for one in comparisons:
                if weighs or one.outcome != DIFFERS:
                    text = one.relation or self._value(group.first, one.property)
                    said[one.property][one.outcome][text] += [iri for _, iri in group.members]
        return said

    def _lines(self, verdict: Verdict, said: Said) -> Iterator[Words]:
        """A line for each respect in which others differ, what none agrees with first; and one for where they agree."""
        own = verdict.compared.own
        differing = [prop for prop, found in said.items() if found.keys() & {DIFFERS, RELATED} or AGREES not in found]
        for prop in sorted(differing, key=lambda prop: AGREES in said[prop]):
            if prop != OCCURS or DIFFERS in said[prop]:
                yield self._differing(own, prop, said[prop])
        agreed = {prop: found[AGREES] for prop, found in said.items() if AGREES in found}
        if agreed:
            yield self._agreeing(agreed)

    def _differing(self, own: Statement, prop: NamedNode, found: Mapping[str, Mapping[str, Sequence[str]]]) -> Words:
        """What others say of a property that is not what the statement says."""
        name, mine = respect(self._facts, prop), self._value(own, prop)
        parts: list[Words] = []
        for outcome in (DIFFERS, RELATED, VAGUE):
            said = sorted(found.get(outcome, {}).items(), key=lambda item: (-len(item[1]), item[0]))
            for text, accounts in said:
                zone = " in another time zone" if name == "time" and text == mine else ""
                parts.append((*self._name.text(text), f"{zone} (", *self._sources(accounts), ")"))
        end = "." if prop == OCCURS else f"; it says {mine}."
        return (f"{name[:1].upper()}{name[1:]}: ", *listed(parts, VALUES), end)

    def _agreeing(self, agreed: Mapping[NamedNode, Mapping[str, Sequence[str]]]) -> Words:
        accounts = sorted({iri for found in agreed.values() for of in found.values() for iri in of})
        respects = sorted(dict.fromkeys(respect(self._facts, prop) for prop in agreed if prop != OCCURS))
        number = independent_sources(self._workspace, accounts)
        what = few(respects) if respects else "that it happened"
        agree = many(number, "independent source agrees", "independent sources agree")
        return (f"{agree} on {what} (", *self._sources(accounts), ").")

    def _sources(self, accounts: Sequence[str]) -> Words:
        """The publishers of accounts with their grades, the best first; one that published several stands once."""
        evidence = self._workspace.evidence
        best: dict[str, tuple[str, Named]] = {}
        for account in accounts:
            named, grade = self._publisher(evidence.accounts[account].source), evidence.grade(account)
            if named.text not in best or grade < best[named.text][0]:
                best[named.text] = (grade, named)
        ordered = sorted(best.values(), key=lambda one: (one[0], one[1].text))
        return listed([(named, f" {grade}") for grade, named in ordered], SOURCES)

    def _publisher(self, iri: str) -> Named:
        """A source by who published it."""
        source, named = self._workspace.evidence.sources[iri], self._name(iri)
        return Named(clean(source.publisher), iri, named.href) if source.publisher else named

    def _value(self, statement: Statement, prop: NamedNode) -> str:
        """What a statement says of a property, or of the range that it bounds."""
        if prop == OCCURS:
            return "none counted" if isinstance(statement, Count) and statement.high == 0 else "it happened"
        if isinstance(statement, Count):
            return self._counted(statement, prop)
        assert isinstance(statement, Account)
        low, high = range_of(prop)
        bounds = dict.fromkeys((low, high))
        values = [[self._term(value) for value in statement.values.get(bound, ())] for bound in bounds]
        if low == high:
            return few(values[0], VALUES)
        return _range(*(few(of) for of in values), dates=not low.value.endswith("AtLeast"))

    def _counted(self, count: Count, prop: NamedNode) -> str:
        if prop == CONFLICT.term("countsWithin"):
            return self._facts.label(count.area.value) if count.area else "no area"
        if prop == CONFLICT.term("periodStart"):
            return f"since {count.start.date().isoformat()}"
        low, high = ("" if bound is None else str(bound) for bound in (count.low, count.high))
        return _range(low, high, dates=False)

    def _term(self, value: NamedNode | Literal) -> str:
        if isinstance(value, NamedNode):
            return self._facts.label(value.value)
        return value.value[:10] if "T" in value.value else value.value


def _range(low: str, high: str, *, dates: bool) -> str:
    """Two bounds in words.

    >>> _range("8", "", dates=False), _range("", "8", dates=False), _range("8", "8", dates=False)
    ('at least 8', 'at most 8', '8')
    >>> _range("2023-11-20", "2023-11-21", dates=True), _range("2023-11-20", "", dates=True)
    ('2023-11-20 to 2023-11-21', 'from 2023-11-20')
    """
    if low and high:
        return low if low == high else " to ".join(sorted((low, high)) if dates else (low, high))
    if dates:
        return f"from {low}" if low else f"until {high}" if high else "not stated"
    return f"at least {low}" if low else f"at most {high}" if high else "not stated"
