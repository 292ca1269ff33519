"""Candidates of two sets of data → pairs that may be the same, each with its evidence and what speaks against it.

Evidence is looked for from strong to weak, and the strongest counts: the same identifier; an identifier that the
crosswalk gives; the same name; the same name when folded; a similar name. A score orders pairs for the eye. It is no
probability.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from kg.evidence.records import Judgement
from kg.exchange.matching.candidates import KINDS, Candidate, never_same
from kg.exchange.matching.names import evened, fold, numbers, unspaced
from kg.rdf.terms import shorten
from kg.rdf.text import few

COLUMNS = ("left", "right", "names", "key", "score", "against", "verdict", "reason")
#: The score of each kind of evidence; a similar name has up to the last one.
SCORES = {"identifier": 1.0, "crosswalk": 1.0, "exact": 0.95, "folded": 0.9, "fuzzy": 0.85}
#: How many of 100 letters must agree in order for names to be similar, and how many letters they need.
_SIMILAR, _LONG = 86, 7
#: A name with fewer letters is an abbreviation, which many may have.
_SHORT = 5
_WEAK_SHARE = 0.8
#: An identifier that names the list or dataset which it is of: one thing has one in each.
_ENTRY = re.compile(r"(.+) \S+|(ucdp|wikidata)-\w+")


@dataclass(frozen=True)
class Proposal:
    """A pair that may be the same: ``left`` of the graph, ``right`` of the other data, ``names`` those compared.

    ``key`` is the kind of evidence (see :data:`SCORES`), ``reason`` explains the score, ``against`` is what speaks
    against the pair.
    """

    left: str
    right: str
    names: tuple[str, str]
    key: str
    score: float
    reason: str
    against: tuple[str, ...] = ()

    @property
    def row(self) -> tuple[str, ...]:
        """The pair as text, in the order of :data:`COLUMNS`; the verdict is empty, for a person."""
        return (
            shorten(self.left), shorten(self.right), " ~ ".join(dict.fromkeys(self.names)), self.key,
            f"{self.score:.2f}", "; ".join(self.against), "", self.reason,
        )  # fmt: skip


def propose(
    left: Sequence[Candidate],
    right: Sequence[Candidate],
    crosswalk: Mapping[str, Mapping[str, str]],
    judgements: Iterable[Judgement] = (),
) -> list[Proposal]:
    """Pairs of ``left`` and ``right`` that may be the same, the best first.

    Left out are pairs that are never the same (a person and a group, a state and its organ, a brand and a group) and
    those that one of ``judgements`` finds to be the same already. Where both sides are one, each pair comes once.
    """
    judged = by_pair(judgements)
    found = []
    for kind in KINDS:
        ours = [c for c in left if kind in c.classes]
        others = _Index([c for c in right if kind in c.classes])
        for one in ours:
            for proposal, other in _best(one, others, crosswalk.get(one.iri, {})):
                judgement = judged.get(frozenset((one.iri, other.iri)))
                if judgement is None or judgement.keeps is None:
                    found.append((proposal, one, other, judgement))
    both = {c.iri for c in left} & {c.iri for c in right}
    found = [row for row in found if not both.issuperset((row[1].iri, row[2].iri)) or row[1].iri < row[2].iri]
    rivals: dict[tuple[str, str], list[str]] = defaultdict(list)
    for proposal, one, other, _ in found:
        rivals[one.iri, proposal.key].append(other.iri)
    finished = [
        _with_doubts(
            proposal,
            replace(one, identifiers=one.identifiers | crosswalk.get(one.iri, {}).keys()),
            other,
            judgement,
            [rival for rival in rivals[one.iri, proposal.key] if rival != other.iri],
        )
        for proposal, one, other, judgement in found
    ]
    return sorted(finished, key=lambda p: (-p.score, p.left, p.right))


def by_pair(judgements: Iterable[Judgement]) -> dict[frozenset[str], Judgement]:
    """By pair of IRIs, a judgement on it that stands: one of difference, if there is one."""
    ordered = sorted((j for j in judgements if j.ended is None), key=lambda j: j.keeps is None)
    return {frozenset(n.value for n in j.pair): j for j in ordered}


class _Index:
    """Candidates by everything that they can be found by."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.identified: dict[str, list[Candidate]] = defaultdict(list)
        self.exact: dict[str, list[Candidate]] = defaultdict(list)
        self.folded: dict[str, list[tuple[Candidate, str]]] = defaultdict(list)
        self.evened: dict[str, list[tuple[Candidate, str]]] = defaultdict(list)
        self.unspaced: dict[str, list[tuple[Candidate, str]]] = defaultdict(list)
        for candidate in candidates:
            for identifier in candidate.identifiers:
                self.identified[identifier].append(candidate)
            for name in candidate.names:
                folded = fold(name)
                self.exact[name].append(candidate)
                if folded:
                    self.folded[folded].append((candidate, name))
                    self.evened[evened(folded)].append((candidate, name))
                    self.unspaced[unspaced(folded)].append((candidate, name))
        self.all_evened = [text for text in self.evened if len(text) >= _LONG]


def _best(one: Candidate, others: _Index, known: Mapping[str, str]) -> Iterator[tuple[Proposal, Candidate]]:
    """For each candidate that may be the same as ``one``, the strongest evidence."""
    found: dict[str, tuple[Proposal, Candidate]] = {}
    for proposal, other in _evidence(one, others, known):
        best = found.get(other.iri)
        if best is None or best[0].score < proposal.score:
            found[other.iri] = (proposal, other)
    yield from found.values()


def _evidence(one: Candidate, others: _Index, known: Mapping[str, str]) -> Iterator[tuple[Proposal, Candidate]]:
    """All evidence that others are the same as ``one``, the strongest kinds first."""
    for identifier in sorted(one.identifiers):
        for other in others.identified.get(identifier, ()):
            yield from _pair(one, other, (one.names[0], other.names[0]), "identifier", f"both have {identifier}")
    for identifier, source in known.items():
        for other in others.identified.get(identifier, ()):
            reason = f"{identifier} is this one, by {source}"
            yield from _pair(one, other, (one.names[0], other.names[0]), "crosswalk", reason)
    for name in one.names:
        for other in others.exact.get(name, ()):
            yield from _pair(one, other, (name, name), "exact", "a name is the same, letter by letter")
        folded = fold(name)
        for other, theirs in others.folded.get(folded, ()):
            yield from _pair(one, other, (name, theirs), "folded", f"both names are '{folded}' when folded")
        yield from _similar(one, name, folded, others)


def _similar(one: Candidate, name: str, folded: str, others: _Index) -> Iterator[tuple[Proposal, Candidate]]:
    text = evened(folded)
    if folded:
        for other, theirs in others.unspaced.get(unspaced(folded), ()):
            reason = f"both names are '{unspaced(folded)}' without articles and spaces, vowels evened out"
            yield from _pair(one, other, (name, theirs), "fuzzy", reason)
    if len(text) < _LONG:
        return
    near = process.extract(text, others.all_evened, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=None)
    for match, ratio, _ in near:
        if numbers(match) != numbers(text):
            continue
        reason = f"'{text}' and '{match}' agree in {ratio:.0f} of 100 letters; words sorted, vowels evened out"
        for other, theirs in others.evened[match]:
            yield from _pair(one, other, (name, theirs), "fuzzy", reason, ratio / 100)


def _pair(
    one: Candidate, other: Candidate, names: tuple[str, str], key: str, reason: str, share: float = 1.0
) -> Iterator[tuple[Proposal, Candidate]]:
    """The pair with one piece of evidence, unless the two are one resource or never the same."""
    if one.iri == other.iri or never_same(one.classes, other.classes):
        return
    is_weak = key in ("exact", "folded", "fuzzy") and (names[0] in one.weak or names[1] in other.weak)
    score = SCORES[key] * share * (_WEAK_SHARE if is_weak else 1)
    yield Proposal(one.iri, other.iri, names, key, round(score, 4), reason), other


def _with_doubts(
    proposal: Proposal, one: Candidate, other: Candidate, judgement: Judgement | None, rivals: Sequence[str]
) -> Proposal:
    """``proposal`` with what speaks against it."""
    against = []
    if judgement is not None:
        against.append(f"judged different by {shorten(judgement.iri)}")
    if proposal.key not in ("identifier", "crosswalk"):
        against += _different_entries(one, other)
        if proposal.names[0] in one.weak or proposal.names[1] in other.weak:
            against.append("a weak name")
        if min(len(fold(name)) for name in proposal.names) < _SHORT:
            against.append("a short name")
    if not (one.most <= other.classes or other.most <= one.classes):
        against.append(f"{', '.join(sorted(one.most))} is not {', '.join(sorted(other.most))}")
    if rivals:
        against.append(f"as well as {few(sorted(map(shorten, rivals)), 3)}")
    return replace(proposal, against=tuple(against))


def _different_entries(one: Candidate, other: Candidate) -> Iterator[str]:
    """The lists that have the two as two entries."""
    ours, theirs = _by_list(one), _by_list(other)
    for name in sorted(ours.keys() & theirs.keys()):
        if ours[name].isdisjoint(theirs[name]):
            yield f"{min(ours[name])} is not {min(theirs[name])}"


def _by_list(candidate: Candidate) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for identifier in candidate.identifiers:
        if match := _ENTRY.fullmatch(identifier):
            found[match[1] or match[2]].add(identifier)
    return found
