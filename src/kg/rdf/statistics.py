"""What is counted of a set of triples, as VoID asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from kg.rdf.terms import BASE, TYPE

#: The space of IRIs whose subjects are entities of the dataset.
ENTITIES = BASE + "id/"


@dataclass(frozen=True)
class Statistics:
    """The statistics of some triples.

    ``entities`` are subjects in the dataset's own IRI space. ``members`` counts subjects by class; ``uses`` gives by
    property the number of triples, distinct subjects and distinct objects.
    """

    triples: int
    entities: int
    subjects: int
    objects: int
    members: Mapping[NamedNode, int]
    uses: Mapping[NamedNode, tuple[int, int, int]]


@dataclass
class _Use:
    """How often a property is used, and with which subjects and objects."""

    triples: int = 0
    subjects: set[object] = field(default_factory=set)
    objects: set[object] = field(default_factory=set)


def statistics(triples: Iterable[Triple]) -> Statistics:
    """The statistics of ``triples``, which repeat none."""
    uses: dict[NamedNode, _Use] = defaultdict(_Use)
    members: dict[NamedNode, set[object]] = defaultdict(set)
    count = 0
    for count, triple in enumerate(triples, 1):  # noqa: B007 - how many there were
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        use = uses[predicate]
        use.triples += 1
        use.subjects.add(subject)
        use.objects.add(value)
        if predicate == TYPE and isinstance(value, NamedNode):
            members[value].add(subject)
    subjects: set[object] = set().union(*(use.subjects for use in uses.values()))
    return Statistics(
        count,
        sum(isinstance(subject, NamedNode) and subject.value.startswith(ENTITIES) for subject in subjects),
        len(subjects),
        len(set().union(*(use.objects for use in uses.values()))),
        {cls: len(of) for cls, of in members.items()},
        {prop: (use.triples, len(use.subjects), len(use.objects)) for prop, use in uses.items()},
    )
