"""Files → the pairs that may be the same; a decided table → judgements: what ``kg match`` and ``kg judge`` do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.columns.files import LoadedData
from kg.evidence.accounts import read_judgements
from kg.evidence.policy import parse_moment
from kg.exchange.matching.candidates import read_candidates, read_crosswalk, superclasses
from kg.exchange.matching.events import propose_events, read_events, read_points
from kg.exchange.matching.judge import JudgeSettings, Known, judge, judgement_triples, read_verdicts
from kg.exchange.matching.propose import Proposal, propose
from kg.pipeline import load_data, ontology_and_schemes
from kg.rdf.names import Names, names_in
from kg.rdf.resources import first_code, resources
from kg.rdf.terms import CONFLICT, TYPE


def match_files(data: Sequence[Path], extra: Sequence[Path]) -> list[Proposal]:
    """Pairs of actors, places and events of ``data`` (default: what ships) and ``extra`` (default: ``data``)."""
    graph = load_data(data)
    return match_loaded(graph, load_data(extra) if extra else graph)


def match_loaded(graph: LoadedData, other: LoadedData) -> list[Proposal]:
    """Pairs of actors, places and events of ``graph`` and ``other``, which may be the graph itself."""
    above = superclasses(ontology_and_schemes()[0])
    is_other = other is not graph
    asserted = graph.asserted | other.asserted
    judgements = read_judgements(graph.accounts | other.accounts, asserted)
    left = read_candidates(graph, above)
    found = propose(left, read_candidates(other, above) if is_other else left, read_crosswalk(), judgements)
    same = {(p.left, p.right) for p in found} | {
        (a.value, b.value) for j in judgements if j.keeps is not None for a, b in permutations(j.pair)
    }
    events = read_events(graph, above)
    others = read_events(other, above) if is_other else events
    return found + propose_events(events, others, read_points(graph) | read_points(other), same, judgements)


def judge_file(
    table: Path, data: Sequence[Path], extra: Sequence[Path], source: str, credibility: str, recorded: str
) -> list[Triple]:
    """The judgements of the CSV file ``table`` on resources of ``data`` (default: what ships) and ``extra``.

    ``source`` and ``credibility`` hold for rows that state none. Errors are those of
    :func:`kg.exchange.matching.judge.judge`.
    """
    verdicts = read_verdicts(table)
    about = [one for row in verdicts for one in (row.left, row.right)]
    loaded = [load_data(data, about), *([load_data(extra, about)] if extra else [])]
    asserted = frozenset[Triple]().union(*(one.asserted for one in loaded))
    accounts = frozenset[Triple]().union(*(one.accounts for one in loaded))
    settings = JudgeSettings(source, credibility, parse_moment(recorded))
    known = Known(
        _classes(asserted, about),
        _letters(asserted),
        read_judgements(accounts, asserted),
        Names(names_in(resources(asserted))),
    )
    return list(judgement_triples(table, verdicts, judge(table, verdicts, known, settings)))


def _classes(asserted: frozenset[Triple], about: Sequence[NamedNode]) -> dict[str, frozenset[str]]:
    """By each resource that is described, the local names of its classes, with all superclasses."""
    above, wanted = superclasses(ontology_and_schemes()[0]), set(about)
    found: dict[str, set[str]] = defaultdict(set)
    for triple in asserted:
        one, cls = triple.subject, triple.object
        if triple.predicate == TYPE and isinstance(one, NamedNode) and isinstance(cls, NamedNode) and one in wanted:
            found[one.value] |= above.get(cls.value.removeprefix(CONFLICT.iri), frozenset())
    return {iri: frozenset(classes) for iri, classes in found.items()}


def _letters(asserted: frozenset[Triple]) -> dict[str, str]:
    """The reliability of each source, by IRI."""
    found = ((s.value, first_code(about, CONFLICT.term("hasReliability"))) for s, about in resources(asserted).items())
    return {iri: letter for iri, letter in found if letter is not None}
