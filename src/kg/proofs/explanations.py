"""Proofs as people read them: from an inferred triple down to accepted facts, and from those to accounts and sources.

The grade of a fact is the best of its accounts; a fact without accounts (an identity, a label) has no grade and
weakens nothing. The grade of a proof is that of its weakest fact. The grade of a conclusion is that of its best
proof: the one whose weakest fact is best graded, which need not be the shortest.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import LimitError, UsageError
from kg.evidence.accept import EXISTENCE
from kg.evidence.held_support import HELD, grounds
from kg.evidence.identity import HELD_TO_BE
from kg.proofs.proof import Proof, in_order
from kg.proofs.prover import Prover
from kg.rdf.deprecated import deprecated_names
from kg.rdf.resources import Term, about_the_world, statement, term_text
from kg.rdf.tables import markdown_text, one_line
from kg.rdf.terms import ACCEPTED, ASSERTED, INFERRED, ONTOLOGY, OWL, TYPE, shorten
from kg.reason.rules import compile_rules
from kg.reason.rules.schema import Schema
from kg.workspace import Once, Workspace, accounts_by_iri

Found = TypeVar("Found")
#: The layers whose statements can be explained.
WORLD = (ASSERTED, ACCEPTED, INFERRED)
#: How many statements a refusal names that are near the one asked for.
NEARBY = 5


@dataclass(frozen=True)
class Teller:
    """An account of a fact, as a reader follows it up: its IRI, its source's title, and where in it.

    ``hedge`` is the source's word of reserve, None where it has none.
    """

    account: str
    source: str
    locator: str
    grade: str
    paraphrase: str
    hedge: str | None = None


@dataclass(frozen=True)
class Explained:
    """A proof with the accounts of its leaves; ``grade`` is None where nothing below it has an account.

    ``statement`` is the triple in prefixed names, anonymous classes in the manner of Manchester syntax.
    """

    triple: Triple
    statement: str
    rule: str
    axiom: str
    tellers: tuple[Teller, ...]
    premises: tuple[Explained, ...]

    @cached_property
    def grade(self) -> str | None:
        """The weakest premise's grade; of a fact, the best grade of its accounts."""
        if self.tellers:
            return min(teller.grade for teller in self.tellers)
        return max((grade for premise in self.premises if (grade := premise.grade)), default=None)

    @cached_property
    def accounts(self) -> tuple[str, ...]:
        """The IRIs of all accounts at the leaves, sorted."""
        own = {teller.account for teller in self.tellers}
        return tuple(sorted(own.union(*(premise.accounts for premise in self.premises))))


@dataclass(frozen=True)
class Explanation:
    """Why a statement holds: its proofs, and the grade of the best, as ``B2``; ``str()`` is its tree of proof.

    ``every`` says whether all minimal proofs were asked for, or the shortest one alone; ``complete`` is false where
    the limit on proofs left some out.
    """

    triple: Triple
    grade: str | None
    proofs: tuple[Explained, ...]
    every: bool = False
    complete: bool = True

    def steps(self) -> Iterator[Explained]:
        """All steps of all proofs, premises before what they lead to."""
        return in_order(self.proofs, lambda step: step.premises, id)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The IRIs of the accounts that the proofs rest on, sorted."""
        return tuple(sorted({account for proof in self.proofs for account in proof.accounts}))

    @property
    def explanation(self) -> Explanation:
        """Deprecated: the explanation itself, which ``KnowledgeGraph.explain`` once gave inside another object."""
        warnings.warn("use the explanation itself", DeprecationWarning, stacklevel=2)
        return self

    def __repr__(self) -> str:
        return f"<Explanation {statement(self.triple)}, grade {self.grade}>"

    def __str__(self) -> str:
        return as_tree(self).rstrip("\n")

    def _repr_markdown_(self) -> str:
        return as_markdown(self)


def explain(workspace: Workspace, triple: Triple) -> Explanation:
    """The shortest proof of ``triple`` with its evidence; ``UsageError`` where it neither is accepted nor follows."""
    return Explainer(workspace).shortest(triple)


@Once
def prover_of(workspace: Workspace) -> Prover:
    """What proves the statements that are accepted or follow, with all that it has looked up."""
    facts = about_the_world([*workspace.graphs[ASSERTED.value], *workspace.graphs[ACCEPTED.value]])
    return Prover(facts, workspace.graphs[INFERRED.value], compile_rules(workspace.graphs[ONTOLOGY.value]).rules)


class Explainer:
    """Explains the statements of one dataset; what one proof needed to look up is kept for the next."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._decisions = {(d.subject, d.property): d for d in workspace.decisions}
        self._grades: dict[Triple, str | None] = {}
        self._asserted = frozenset(workspace.graphs[ASSERTED.value])
        self._prover = prover_of(workspace)

    def shortest(self, triple: Triple) -> Explanation:
        """The shortest proof; ``UsageError``, which names what is near, where ``triple`` is not in the graph."""
        if self._only_asserted(triple):
            return Explanation(triple, None, (self._explained(Proof(triple)),))
        proof = self._proved(triple, self._prover.why)
        return Explanation(triple, self._best_grade(triple), (self._explained(proof),))

    def every(self, triple: Triple, limit: int) -> Explanation:
        """One proof for each minimal set of facts, at most ``limit``; ``UsageError`` as for the shortest."""
        if self._only_asserted(triple):
            return Explanation(triple, None, (self._explained(Proof(triple)),), every=True)
        found = self._proved(triple, lambda goal: self._prover.proofs(goal, limit))
        proofs = tuple(map(self._explained, found.proofs))
        return Explanation(triple, self._best_grade(triple), proofs, every=True, complete=found.complete)

    def best(self, triples: Iterable[Triple]) -> dict[Triple, Explained]:
        """For each triple that is a fact or follows, the shortest of its best-graded proofs."""
        best = self._prover.grades(triples, self._grade)
        return {triple: self._explained(self._at_least(triple, grade or "")) for triple, grade in best.items()}

    def _at_least(self, triple: Triple, grade: str) -> Proof:
        return self._prover.why(triple, lambda fact: (self._grade(fact) or "") <= grade)

    def _best_grade(self, triple: Triple) -> str | None:
        return self._prover.grades([triple], self._grade)[triple]

    @cached_property
    def _schema(self) -> Schema:
        return Schema(self._workspace.graphs[ONTOLOGY.value])

    def _grade(self, fact: Triple) -> str | None:
        """The best grade of the accounts that state an accepted fact."""
        if fact not in self._grades:
            self._grades[fact] = min(map(self._workspace.evidence.grade, self._accounts(fact)), default=None)
        return self._grades[fact]

    def _accounts(self, fact: Triple) -> list[str]:
        """The accounts for which a fact was accepted: of those that agree, the ones that state this very value.

        No account states a value that is decided from others; then those of the weakest of these are meant.
        """
        decision = self._decisions.get((fact.subject, fact.predicate))  # type: ignore[arg-type]
        if decision is None or fact.object not in decision.values:
            return []
        if decision.property in (EXISTENCE, HELD_TO_BE):
            return list(decision.accepted)
        if decision.property in HELD and isinstance(fact.object, NamedNode):
            return list(grounds(decision, fact.object, accounts_by_iri(self._workspace)))
        return [iri for iri in decision.accepted if self._tells(iri, fact)]

    def _tells(self, account: str, fact: Triple) -> bool:
        return fact.object in accounts_by_iri(self._workspace)[account].values.get(fact.predicate, ())

    def _explained(self, proof: Proof) -> Explained:
        made: dict[int, Explained] = {}
        for step in proof.steps():
            tellers = tuple(map(self._teller, self._accounts(step.triple))) if step.is_fact else ()
            text = " ".join(map(self._text, (step.triple.subject, step.triple.predicate, step.triple.object)))
            premises = tuple(made[id(premise)] for premise in step.premises)
            made[id(step)] = explained = Explained(step.triple, text, step.rule, step.axiom, tellers, premises)
            # Each asks its premises for theirs, which are known when it is their turn.
            explained.grade, explained.accounts  # noqa: B018
        return made[id(proof)]

    def _text(self, term: NamedNode | BlankNode | Literal | Triple) -> str:
        return self._schema.name(term) if isinstance(term, BlankNode) else term_text(term)

    def _teller(self, iri: str) -> Teller:
        evidence = self._workspace.evidence
        account = evidence.accounts[iri]
        source = evidence.sources[account.source].title
        return Teller(iri, source, account.locator, evidence.grade(iri), account.paraphrase, account.hedge)

    def _only_asserted(self, triple: Triple) -> bool:
        """Whether a triple is a label or note, over which nothing is reasoned."""
        return not about_the_world([triple]) and triple in self._asserted

    def _proved(self, triple: Triple, prove: Callable[[Triple], Found]) -> Found:
        try:
            return prove(triple)
        except UsageError as error:
            raise UsageError(f"neither a fact nor a conclusion: {statement(triple)}{self._instead(triple)}") from error

    def _instead(self, triple: Triple) -> str:
        """What to write for a deprecated name, why an account's word was not accepted, or which statements are near."""
        advice = deprecated_names().advice(triple.predicate)
        if advice:
            return (
                f"; {shorten(triple.predicate.value)} is a name of an earlier version of the ontology: write {advice}"
            )
        decision = self._decisions.get((triple.subject, triple.predicate))  # type: ignore[arg-type]
        rejected = decision.rejected if decision else ()
        tellers = [
            shorten(iri) for iri in rejected if iri in accounts_by_iri(self._workspace) and self._tells(iri, triple)
        ]
        if decision and tellers:
            return f"; stated by {', '.join(tellers)}, but not accepted: {decision.reason}"
        near = _near(triple, [t for layer in WORLD for t in self._workspace.graphs[layer.value]])
        return f"; the graph has: {'; '.join(map(statement, near))}" if near else ""


def _near(triple: Triple, known: list[Triple]) -> list[Triple]:
    """The first few statements that differ from ``triple`` in one place: object, else subject, else predicate."""
    for places in (("subject", "predicate"), ("predicate", "object"), ("subject", "object")):
        near = [one for one in known if all(getattr(one, place) == getattr(triple, place) for place in places)]
        if near:
            return sorted(near, key=str)[:NEARBY]
    return []


def read_statement(workspace: Workspace, subject: str, predicate: str, value: str) -> Triple:
    """The statement that three texts stand for: IRIs, prefixed names or names; ``value`` may be a literal as in Turtle.

    ``UsageError`` for a text that stands for nothing or for several things; see also :func:`same_value`.
    """
    names, properties = workspace.inputs.names, _properties(workspace)
    things = {s.value for layer in (ONTOLOGY, ASSERTED) for s in workspace.graphs[layer.value].resources} - properties
    relation = TYPE if predicate == "a" else names.resolve(predicate, properties)
    return same_value(workspace, names.resolve(subject, things), relation, names.read(value, things))


def _properties(workspace: Workspace) -> set[str]:
    """The IRIs of the ontology's properties."""
    kinds = {OWL.term("ObjectProperty"), OWL.term("DatatypeProperty")}
    described = workspace.graphs[ONTOLOGY.value].resources.items()
    return {iri.value for iri, about in described if kinds.intersection(about.get(TYPE, ()))}


def same_value(workspace: Workspace, subject: NamedNode, predicate: NamedNode, value: Term) -> Triple:
    """The statement asked for; of a literal, the graph's own of the same text, whatever its datatype or language."""
    asked = Triple(subject, predicate, value)
    if not isinstance(value, Literal):
        return asked
    about = [t for g in WORLD for t in workspace.graphs[g.value] if (t.subject, t.predicate) == (subject, predicate)]
    same = [t for t in about if isinstance(t.object, Literal) and t.object.value == value.value]
    return asked if asked in about or len(same) != 1 else same[0]


def as_tree(explanation: Explanation) -> str:
    """An indented tree: a conclusion with its rule and axiom, below it its premises, below a fact its accounts."""
    return "".join(f"{'  ' * depth}{one_line(line)}\n" for depth, line in _lines(explanation))


def as_markdown(explanation: Explanation) -> str:
    """The tree as a nested Markdown list."""
    return "".join(f"{'  ' * depth}- {markdown_text(line.removeprefix('- '))}\n" for depth, line in _lines(explanation))


def _lines(explanation: Explanation) -> Iterator[tuple[int, str]]:
    """Each line with its depth: of the one proof, or of each proof below a line of its own."""
    if explanation.every:
        number, grade = len(explanation.proofs), explanation.grade
        found = f"{number if explanation.complete else f'at least {number}'} minimal proof{'s' * (number != 1)}"
        yield 0, f"{found} of {statement(explanation.triple)}" + (f", the best of grade {grade}" if grade else "")
        if not explanation.complete:
            yield 0, "cut at the limit on proofs (KG_PROOFS)"
        for proof in explanation.proofs:
            yield from proof_lines(proof, 1)
        return
    (proof,) = explanation.proofs
    yield from proof_lines(proof)
    if explanation.grade != proof.grade:
        yield (
            0,
            f"grade by the best proof, which is another: {explanation.grade or 'none: it has no account'}",
        )


def proof_lines(proof: Explained, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Each line of a proof with its depth; lines on accounts begin with a dash."""
    todo = [(depth, proof)]
    while todo:
        level, step = todo.pop()
        given = "accepted" if step.tellers else step.axiom or "asserted"
        how = f"{step.rule}: {step.axiom}" if step.rule else given
        yield level, " ".join(filter(None, (step.statement, step.grade, f" [{how}]")))
        for teller in step.tellers:
            hedged = f" (hedged: {teller.hedge})" if teller.hedge else ""
            place = f"{teller.source}, {teller.locator}"
            yield level + 1, f"- {teller.grade} {shorten(teller.account)}: {teller.paraphrase}{hedged} ({place})"
        todo += [(level + 1, premise) for premise in reversed(step.premises)]


def as_json(explanation: Explanation) -> str:
    """``{statement, grade, every, complete, proofs}``, each proof as :func:`proof_object` has it.

    ``LimitError`` where a proof is nested too deep to be written, or read, as JSON.
    """
    record = {
        "statement": statement(explanation.triple),
        "grade": explanation.grade,
        "every": explanation.every,
        "complete": explanation.complete,
        "proofs": [proof_object(proof) for proof in explanation.proofs],
    }
    try:
        return json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    except RecursionError as error:
        raise LimitError("a proof is nested too deep for JSON; take the format tree or ttl") from error


def proof_object(proof: Explained) -> dict[str, object]:
    """A proof as nested objects ``{statement, grade, rule, axiom, accounts, premises}``."""
    made: dict[int, dict[str, object]] = {}
    for step in in_order([proof], lambda step: step.premises, id):
        made[id(step)] = {
            "statement": step.statement,
            "grade": step.grade,
            "rule": step.rule or None,
            "axiom": step.axiom or None,
            "accounts": [vars(teller) | {"account": term_text(NamedNode(teller.account))} for teller in step.tellers],
            "premises": [made[id(premise)] for premise in step.premises],
        }
    return made[id(proof)]


FORMS = {"tree": as_tree, "md": as_markdown, "json": as_json}
