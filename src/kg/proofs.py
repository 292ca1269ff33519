"""Proofs as people read them: from an inferred triple down to accepted facts, and from those to accounts and sources.

The grade of a conclusion is that of its weakest premise: the worst of the best grades of the facts that its
shortest proof rests on. A fact that nobody tells (an identity, a label) has no grade and weakens nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kg.explain import Proof, why
from kg.pipeline import Dataset, about_the_world
from kg.present import markdown_text
from kg.resources import statement, term_text
from kg.rules import compile_rules
from kg.terms import ACCEPTED, ASSERTED, INFERRED, ONTOLOGY


@dataclass(frozen=True)
class Teller:
    """An account of a fact, as a reader follows it up."""

    account: str
    source: str
    locator: str
    grade: str
    paraphrase: str


@dataclass(frozen=True)
class Explained:
    """A proof with the accounts of its leaves; ``grade`` is None where nothing below it is told by an account."""

    triple: Triple
    rule: str
    axiom: str
    tellers: tuple[Teller, ...]
    premises: tuple[Explained, ...]

    @property
    def grade(self) -> str | None:
        """The weakest premise's grade; of a fact, the best grade of its accounts."""
        if self.tellers:
            return min(teller.grade for teller in self.tellers)
        return max((grade for premise in self.premises if (grade := premise.grade)), default=None)


def explain(dataset: Dataset, triple: Triple) -> Explained:
    """The shortest proof of ``triple`` with its evidence; ``UsageError`` where it neither is accepted nor follows."""
    facts = about_the_world([*dataset.graphs[ASSERTED.value], *dataset.graphs[ACCEPTED.value]])
    rules = compile_rules(dataset.graphs[ONTOLOGY.value]).rules
    return _explained(dataset, why(triple, facts, dataset.graphs[INFERRED.value], rules))


def _explained(dataset: Dataset, proof: Proof) -> Explained:
    premises = tuple(_explained(dataset, premise) for premise in proof.premises)
    return Explained(proof.triple, proof.rule, proof.axiom, _tellers(dataset, proof), premises)


def _tellers(dataset: Dataset, proof: Proof) -> tuple[Teller, ...]:
    if not proof.is_fact:
        return ()
    triple = proof.triple
    accounts = [
        iri
        for decision in dataset.decisions
        if decision.subject == triple.subject
        and decision.property == triple.predicate
        and triple.object in decision.values
        for iri in decision.accepted
    ]
    return tuple(_teller(dataset, iri) for iri in accounts)


def _teller(dataset: Dataset, iri: str) -> Teller:
    account = dataset.evidence.accounts[iri]
    return Teller(
        account=term_text(NamedNode(iri)),
        source=dataset.evidence.sources[account.source].title,
        locator=account.locator,
        grade=dataset.evidence.grade(iri),
        paraphrase=account.paraphrase,
    )


def as_tree(explained: Explained) -> str:
    """An indented tree: a conclusion with its rule and axiom, below it its premises, below a fact its accounts."""
    return "".join(f"{'  ' * depth}{line}\n" for depth, line in _lines(explained, 0))


def as_markdown(explained: Explained) -> str:
    """The tree as a nested Markdown list."""
    return "".join(
        f"{'  ' * depth}- {markdown_text(line.removeprefix('- '))}\n" for depth, line in _lines(explained, 0)
    )


def _lines(explained: Explained, depth: int) -> Iterator[tuple[int, str]]:
    """Each line of the tree with its depth; lines on accounts begin with a dash."""
    given = "accepted" if explained.tellers else "asserted"
    how = f"{explained.rule}: {explained.axiom}" if explained.rule else given
    yield depth, " ".join(filter(None, (statement(explained.triple), explained.grade, f" [{how}]")))
    for teller in explained.tellers:
        place = f"{teller.source}, {teller.locator}"
        yield depth + 1, f"- {teller.grade} {teller.account}: {teller.paraphrase} ({place})"
    for premise in explained.premises:
        yield from _lines(premise, depth + 1)


def as_json(explained: Explained) -> str:
    """The tree as nested objects ``{statement, grade, rule, axiom, accounts, premises}``."""
    return json.dumps(_object(explained), indent=2, ensure_ascii=False) + "\n"


def _object(explained: Explained) -> dict[str, object]:
    return {
        "statement": statement(explained.triple),
        "grade": explained.grade,
        "rule": explained.rule or None,
        "axiom": explained.axiom or None,
        "accounts": [vars(teller) for teller in explained.tellers],
        "premises": [_object(premise) for premise in explained.premises],
    }


FORMS = {"tree": as_tree, "md": as_markdown, "json": as_json}
