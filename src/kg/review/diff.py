"""What differs between two builds or two policies: facts and conclusions gained and lost, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Triple

from kg.evidence.accept import EXISTENCE
from kg.proofs.prover import Prover
from kg.rdf.resources import Term, about_the_world, first, resources, statement
from kg.rdf.terms import ACCEPTED, ASSERTED, CONFLICT, DECISIONS, INFERRED, ONTOLOGY
from kg.reason.rules import Rule, compile_rules

COLUMNS = ("change", "layer", "statement", "because")
GAINED, LOST = "gained", "lost"

Graphs = Mapping[str, Iterable[Triple]]


@dataclass(frozen=True)
class Change:
    """A statement of a layer (``accepted`` or ``inferred``) that only the newer side has (``gained``), or the older."""

    change: str
    layer: str
    triple: Triple
    because: str

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The change as text, in the order of :data:`COLUMNS`."""
        return (self.change, self.layer, statement(self.triple), self.because)


def differences(old: Graphs, new: Graphs) -> list[Change]:
    """Every fact and every conclusion that only one of the two has, losses first, facts before conclusions.

    ``old`` and ``new`` hold the triples of each layer by graph IRI, as a dataset or ``graph.trig`` has them. A fact
    is gained for the reason of the decision that took it, and lost for that of the decision that no longer does. A
    conclusion is gained or lost with the facts of its shortest proof that the other side lacks.
    """
    older, newer = _Side(old), _Side(new)
    changes = []
    for change, side, other in ((LOST, older, newer), (GAINED, newer, older)):
        for triple in sorted(side.facts_beyond(other), key=str):
            changes.append(Change(change, "accepted", triple, newer.reason(triple)))
        changes += [
            Change(change, "inferred", triple, side.rests_on(triple, other))
            for triple in sorted(side.inferred - other.inferred, key=str)
        ]
    return changes


class _Side:
    """One of the two, with what is looked up in it."""

    def __init__(self, graphs: Graphs) -> None:
        self.accepted = frozenset(graphs.get(ACCEPTED.value, ()))
        self.inferred = frozenset(graphs.get(INFERRED.value, ()))
        self._asserted = frozenset(graphs.get(ASSERTED.value, ()))
        self._ontology = tuple(graphs.get(ONTOLOGY.value, ()))
        self._reasons = dict(_reasons(graphs.get(DECISIONS.value, ())))
        self._prover: Prover | None = None

    def facts_beyond(self, other: _Side) -> set[Triple]:
        """The accepted facts that ``other`` lacks; by which policy something is accepted is no difference."""
        known = {triple.subject for triple in other.accepted if triple.predicate == EXISTENCE}
        beyond = self.accepted - other.accepted
        return {triple for triple in beyond if triple.predicate != EXISTENCE or triple.subject not in known}

    def reason(self, triple: Triple) -> str:
        """Why the property of a fact was decided as it was here."""
        for key in ((triple.subject, triple.predicate), (triple.subject, EXISTENCE)):
            if key in self._reasons:
                return self._reasons[key]
        return "no account states it here"

    def rests_on(self, triple: Triple, other: _Side) -> str:
        """The facts that the shortest proof of a conclusion rests on and ``other`` lacks."""
        if self._prover is None:
            facts = about_the_world(self._asserted | self.accepted)
            self._prover = Prover(facts, self.inferred, self._rules())
        leaves = self._prover.why(triple).facts()
        changed = [leaf for leaf in leaves if leaf not in other.accepted and leaf not in other._asserted]
        return "; ".join(map(statement, changed or leaves))

    def _rules(self) -> tuple[Rule, ...]:
        return compile_rules(self._ontology).rules


def _reasons(decisions: Iterable[Triple]) -> Iterator[tuple[tuple[Term, Term], str]]:
    """The reason of each decision, by its subject and property."""
    for about in resources(decisions).values():
        subjects, properties = (about.get(CONFLICT.term(f"decides{end}"), ()) for end in ("Subject", "Property"))
        for subject in subjects:
            for prop in properties:
                yield (subject, prop), first(about, CONFLICT.term("reason")) or ""
