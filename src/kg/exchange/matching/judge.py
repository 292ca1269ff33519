"""Rows of a table in which a person decided which pairs are the same → judgements of identity."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import InputError
from kg.evidence.identity import Groups
from kg.evidence.policy import find_source
from kg.evidence.records import Judgement
from kg.exchange.matching.candidates import never_same
from kg.rdf.names import Names
from kg.rdf.read import read_bytes
from kg.rdf.resources import read_term
from kg.rdf.terms import CONFLICT, KINDS, PREFIXES, TYPE, XSD, shorten, slug_of

#: Columns that a table must have; ``source`` and ``credibility`` are read where it has them.
REQUIRED = ("left", "right", "verdict", "reason")
VERDICTS = ("same", "distinct")
_CREDIBILITY = "123456"


@dataclass(frozen=True)
class Verdict:
    """One row with a verdict: ``row`` is its number in the table, the heading being row 1.

    ``source`` and ``credibility`` are empty where the row leaves them to the settings.
    """

    row: int
    left: NamedNode
    right: NamedNode
    verdict: str
    reason: str
    source: str = ""
    credibility: str = ""


@dataclass(frozen=True)
class JudgeSettings:
    """What holds for all rows: who judges (a source), with which credibility, and from when that was known."""

    source: str
    credibility: str
    recorded: datetime


@dataclass(frozen=True)
class Known:
    """What the data say: classes by resource (local names, with superclasses), source letters, judgements, names."""

    classes: Mapping[str, frozenset[str]]
    reliability: Mapping[str, str]
    judgements: Sequence[Judgement]
    names: Names


def read_verdicts(path: Path) -> list[Verdict]:
    """The rows of the CSV file ``path`` that have a verdict.

    Raises ``InputError``, with the row, where a column is missing, a verdict is neither ``same`` nor ``distinct``, a
    name is no resource, or a reason is missing; and where no row has a verdict.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
        table = csv.DictReader(io.StringIO(text), strict=True)
        missing = [name for name in REQUIRED if name not in (table.fieldnames or ())]
        if missing:
            raise InputError(f"the table has no column {', '.join(missing)}", file=path, line=1)
        rows = [{name: (value or "").strip() for name, value in row.items() if name} for row in table]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"is no CSV table in UTF-8: {error}", file=path) from error
    verdicts = [_verdict(path, number, row) for number, row in enumerate(rows, 2) if row["verdict"]]
    if not verdicts:
        raise InputError("no row has a verdict; write same or distinct into the column verdict", file=path)
    return verdicts


def _verdict(path: Path, number: int, row: Mapping[str, str]) -> Verdict:
    word = row["verdict"].lower()
    if word not in VERDICTS:
        raise _wrong(path, number, f"the verdict is {row['verdict']!r}; write same, distinct or nothing")
    if not row["reason"]:
        raise _wrong(path, number, "no reason; say why they are the same or distinct")
    left, right = (_resource(path, number, side, row[side]) for side in ("left", "right"))
    return Verdict(number, left, right, word, row["reason"], row.get("source", ""), row.get("credibility", ""))


def _resource(path: Path, number: int, side: str, text: str) -> NamedNode:
    try:
        term = read_term(text)
    except ValueError as error:
        raise _wrong(path, number, f"{side}: {error}") from error
    if not isinstance(term, NamedNode):
        raise _wrong(path, number, f"{side}: {text!r} is no resource")
    return term


def judge(path: Path, verdicts: Iterable[Verdict], known: Known, settings: JudgeSettings) -> list[Judgement]:
    """The judgements that ``verdicts``, the rows of ``path``, state.

    Raises ``InputError``, with the row, where the two are one, are not described, or are of kinds that are never the
    same; where a row repeats another or a judgement of the data; where a source is unknown; and where ``same`` joins,
    directly or through a chain of judgements, what a judgement of the data or another row holds apart.
    """
    rows = list(verdicts)
    seen: dict[frozenset[NamedNode], int] = {}
    judgements = []
    for row in rows:
        pair = frozenset((row.left, row.right))
        if pair in seen:
            raise _wrong(path, row.row, f"the same two as in row {seen[pair]}")
        seen[pair] = row.row
        _refuse_kinds(path, row, known)
        judgements.append(_judgement(path, row, known, settings))
    _refuse_crossing(path, rows, judgements, known)
    return judgements


def _refuse_kinds(path: Path, row: Verdict, known: Known) -> None:
    if row.left == row.right:
        raise _wrong(path, row.row, f"left and right are both {shorten(row.left.value)}")
    for one in (row.left, row.right):
        if one.value not in known.classes:
            raise _wrong(path, row.row, f"{shorten(one.value)} is no actor, event or place of the data")
    ours, theirs = known.classes[row.left.value], known.classes[row.right.value]
    if not any(kind in ours and kind in theirs for kind in ("Actor", "Event", "Place")):
        raise _wrong(path, row.row, "two actors, two events or two places are judged, not two of different kinds")
    if row.verdict == "same" and (reason := never_same(ours, theirs)):
        raise _wrong(path, row.row, reason)


def _judgement(path: Path, row: Verdict, known: Known, settings: JudgeSettings) -> Judgement:
    source = find_source(row.source or settings.source, known.reliability, known.names)
    if source is None:
        raise _wrong(path, row.row, f"no source {row.source or settings.source!r} in the data")
    credibility = row.credibility or settings.credibility
    if credibility not in _CREDIBILITY or len(credibility) != 1:
        raise _wrong(path, row.row, f"credibility {credibility!r}; write 1 to 6")
    iri = PREFIXES["judgement"] + "--".join((row.verdict, _slug(row.left), _slug(row.right)))
    if any(judgement.iri == iri for judgement in known.judgements):
        raise _wrong(path, row.row, f"the data have this judgement already, {shorten(iri)}")
    return Judgement(
        iri,
        source,
        (known.reliability[source], credibility),
        settings.recorded,
        None,
        frozenset((row.left, row.right)),
        row.left if row.verdict == "same" else None,
    )


def _slug(resource: NamedNode) -> str:
    """A name for an actor, event or place inside the IRI of a judgement, which tells their kinds apart."""
    kind, _, slug = shorten(resource.value).partition(":")
    return f"{kind}-{slug}" if kind in KINDS else slug_of(resource.value, "actor")


def _refuse_crossing(path: Path, rows: Sequence[Verdict], judgements: Sequence[Judgement], known: Known) -> None:
    """Refuse ``same`` where it would join what is judged different, whatever the grades."""
    number = {judgement.iri: row.row for row, judgement in zip(rows, judgements, strict=True)}
    standing = [*(j for j in known.judgements if j.ended is None), *judgements]
    groups = Groups(j for j in standing if j.keeps is None)
    for judgement in standing:
        if judgement.keeps is None:
            continue
        one, other = sorted(judgement.pair, key=str)
        against = groups.against(one, other)
        if against is None:
            groups.join(one, other)
        elif judgement.iri in number:
            apart = " and ".join(sorted(shorten(n.value) for n in against.pair))
            by = f"row {number[against.iri]}" if against.iri in number else shorten(against.iri)
            way = "it joins" if against.pair == judgement.pair else "through a chain of judgements it joins"
            raise _wrong(path, number[judgement.iri], f"{way} {apart}, which {by} judges to be distinct")


def judgement_triples(path: Path, verdicts: Iterable[Verdict], judgements: Iterable[Judgement]) -> Iterator[Triple]:
    """The judgements as RDF; the locator of each is its row in ``path``."""
    for row, judgement in zip(verdicts, judgements, strict=True):
        iri = NamedNode(judgement.iri)
        kind = "DistinctJudgement" if judgement.keeps is None else "SameJudgement"
        yield Triple(iri, TYPE, CONFLICT.term(kind))
        yield Triple(iri, CONFLICT.term("hasSource"), NamedNode(judgement.source))
        yield Triple(iri, CONFLICT.term("locator"), Literal(f"{path.name}, row {row.row}"))
        yield Triple(iri, CONFLICT.term("paraphrase"), Literal(row.reason))
        credibility = NamedNode(PREFIXES["credibility"] + judgement.grade[1])
        yield Triple(iri, CONFLICT.term("hasCredibility"), credibility)
        recorded = judgement.recorded.isoformat().replace("+00:00", "Z")
        yield Triple(iri, CONFLICT.term("recordedAt"), Literal(recorded, datatype=XSD.term("dateTime")))
        for one in sorted(judgement.pair, key=str):
            yield Triple(iri, CONFLICT.term("judges"), one)
        if judgement.keeps is not None:
            yield Triple(iri, CONFLICT.term("keeps"), judgement.keeps)


def _wrong(path: Path, row: int, reason: str) -> InputError:
    return InputError(f"row {row}: {reason}", file=path)
