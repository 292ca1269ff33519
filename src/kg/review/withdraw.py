"""What is lost without some accounts: compares the graph with them and the graph without them.

The policy decides again, on the same date, about what the accounts affect, and the closure is computed again. So the
result is exact: facts lost, gained or changed, conclusions that no longer follow, and conclusions that follow anew. To
withdraw a source is to withdraw what derives from it too, as in ``kg analyse robustness``. What an account had
superseded stays superseded.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kg.errors import UsageError, meant
from kg.evidence.inputs import exclude
from kg.pipeline import accept_and_infer
from kg.proofs.explanations import WORLD, Explained, Explainer, proof_lines, proof_object
from kg.rdf.resources import Term, term_text
from kg.rdf.tables import markdown_text, one_line
from kg.rdf.terms import ACCEPTED, ASSERTED, INFERRED, shorten
from kg.review.leave_one_out import Variations
from kg.workspace import Workspace

COLUMNS = ("change", "statement", "now", "why")
#: The reason if no remaining account states the property: then there is no decision on it.
NO_ACCOUNT_LEFT = "no remaining account states it"


@dataclass(frozen=True)
class FactChange:
    """What became of one property of one subject: the values no longer accepted, and those accepted now.

    ``reason`` is that of the decision without the accounts; ``follows`` are the values lost as facts that still follow.
    """

    subject: NamedNode
    predicate: NamedNode
    lost: tuple[Term, ...]
    gained: tuple[Term, ...]
    reason: str
    follows: tuple[Term, ...] = ()

    @property
    def kind(self) -> str:
        """``lost``, ``gained``, or ``changed`` where another value took the place of one."""
        return "changed" if self.lost and self.gained else "lost" if self.lost else "gained"


@dataclass(frozen=True)
class Withdrawal:
    """The difference that some accounts make: ``fallen`` had the proofs given, ``arisen`` has them now."""

    accounts: tuple[str, ...]
    facts: tuple[FactChange, ...]
    fallen: tuple[Explained, ...]
    arisen: tuple[Explained, ...]


def read_names(workspace: Workspace, texts: Iterable[str]) -> list[str]:
    """The IRIs of the accounts, judgements and sources that ``texts`` stand for: IRIs, prefixed names, slugs or names.

    ``UsageError`` for a text that stands for none or for several. An IRI is taken as it is.
    """
    judgements = {judgement.iri for judgement in workspace.inputs.judgements}
    known = judgements | workspace.evidence.accounts.keys() | workspace.evidence.sources.keys()
    return [workspace.inputs.names.resolve(text, known).value for text in texts]


def withdraw_accounts(before: Workspace, names: Iterable[str]) -> Withdrawal:
    """What becomes of ``before`` without the accounts whose IRIs ``names`` holds, or those of the sources it holds and
    of what derives from these.

    ``UsageError`` for a name that is neither; ``InconsistentGraphError`` where what is accepted instead contradicts
    the ontology.
    """
    accounts = frozenset(iri for name in names for iri in _accounts(before, name))
    variations = Variations(before)
    variant = variations.without(accounts)
    (conclusions,) = variations.close([variant])
    # Building all of it anew says what contradicts what.
    after = _build(before, accounts) if conclusions.contradicted else variations.workspace(variant, conclusions)
    return Withdrawal(
        accounts=tuple(sorted(accounts)),
        facts=tuple(_fact_changes(before, after)),
        fallen=_missing(before, after),
        arisen=_missing(after, before),
    )


def _build(before: Workspace, without: Container[str]) -> Workspace:
    return accept_and_infer(
        exclude(before.inputs, lambda statement: statement.iri in without),
        before.policy,
        set(before.graphs[ASSERTED.value]).difference(before.inputs.asserted),
        as_of=before.as_of,
        valid_at=before.valid_at,
    )


def _accounts(workspace: Workspace, name: str) -> list[str]:
    """The account or judgement that ``name`` is, or all of the source that it is and of what derives from it."""
    evidence, origin = workspace.evidence, workspace.inputs.world.origin
    sources = {iri: account.source for iri, account in evidence.accounts.items()}
    sources |= {judgement.iri: judgement.source for judgement in workspace.inputs.judgements}
    found = [iri for iri, source in sources.items() if name in (iri, source, origin[source])]
    if found or name in evidence.sources:
        return found
    known = map(shorten, [*sources, *evidence.sources])
    raise UsageError(f"no account and no source {shorten(name)}{meant(shorten(name), known, 3)}")


def _missing(here: Workspace, there: Workspace) -> tuple[Explained, ...]:
    """What follows ``here`` and is not in the graph ``there``, each with its shortest proof."""
    known = {triple for layer in WORLD for triple in there.graphs[layer.value]}
    explainer = Explainer(here)
    missing = [triple for triple in here.graphs[INFERRED.value] if triple not in known]
    return tuple(explainer.shortest(triple).proofs[0] for triple in missing)


def _fact_changes(before: Workspace, after: Workspace) -> Iterator[FactChange]:
    """Every difference between two accepted layers, by subject and property."""
    old, new = set(before.graphs[ACCEPTED.value]), set(after.graphs[ACCEPTED.value])
    lost, gained = _by_slot(old - new), _by_slot(new - old)
    reasons = {(decision.subject, decision.property): decision.reason for decision in after.decisions}
    inferred = set(after.graphs[INFERRED.value])
    for slot in sorted({*lost, *gained}, key=str):
        follows = tuple(value for value in lost[slot] if Triple(*slot, value) in inferred)
        yield FactChange(*slot, lost[slot], gained[slot], reasons.get(slot, NO_ACCOUNT_LEFT), follows)


def _by_slot(facts: Iterable[Triple]) -> defaultdict[tuple[NamedNode, NamedNode], tuple[Term, ...]]:
    """The values of each subject and property, sorted."""
    found: defaultdict[tuple[NamedNode, NamedNode], tuple[Term, ...]] = defaultdict(tuple)
    for fact in sorted(facts, key=str):
        found[fact.subject, fact.predicate] += (fact.object,)  # type: ignore[index, operator]
    return found


def withdrawal_rows(withdrawal: Withdrawal) -> list[tuple[str, str, str, str]]:
    """The withdrawal as rows under :data:`COLUMNS`; of what falls or arises, rule and axiom of its proof are why."""
    facts = [(change.kind, *_described(change)) for change in withdrawal.facts]
    return [
        *facts,
        *(("no longer follows", *_derived(proof)) for proof in withdrawal.fallen),
        *(("follows anew", *_derived(proof)) for proof in withdrawal.arisen),
    ]


def _described(change: FactChange) -> tuple[str, str, str]:
    name = f"{term_text(change.subject)} {term_text(change.predicate)}"
    values, gained = _texts(change.lost or change.gained), _texts(change.gained)
    still = f"; still follows: {_texts(change.follows)}" if change.follows else ""
    return f"{name} {values}", gained if change.kind == "changed" else "", change.reason + still


def _texts(terms: Sequence[Term]) -> str:
    return ", ".join(map(term_text, terms))


def _derived(proof: Explained) -> tuple[str, str, str]:
    return proof.statement, "", f"{proof.rule}: {proof.axiom}"


def as_tree(withdrawal: Withdrawal) -> str:
    """What was withdrawn, then each kind of change with its statements; below what fell or arose, its proof."""
    return "".join(f"{'  ' * depth}{one_line(line)}\n" for depth, line in _lines(withdrawal))


def as_markdown(withdrawal: Withdrawal) -> str:
    """The tree as a nested Markdown list."""
    return "".join(f"{'  ' * depth}- {markdown_text(line.removeprefix('- '))}\n" for depth, line in _lines(withdrawal))


def _lines(withdrawal: Withdrawal) -> Iterator[tuple[int, str]]:
    yield 0, f"without {', '.join(map(shorten, withdrawal.accounts)) or 'any account: the source has none'}"
    for kind in ("lost", "gained", "changed"):
        changes = [_described(change) for change in withdrawal.facts if change.kind == kind]
        if changes:
            yield 0, f"facts {kind}: {len(changes)}"
        for fact, now, reason in changes:
            yield 1, f"{fact}{f' is now {now}' if now else ''}  [{reason}]"
    for words, proofs in (("no longer follows", withdrawal.fallen), ("follows anew", withdrawal.arisen)):
        if proofs:
            yield 0, f"{words}: {len(proofs)}"
        for proof in proofs:
            yield from proof_lines(proof, 1)
    if not (withdrawal.facts or withdrawal.fallen or withdrawal.arisen):
        yield 0, "nothing changes"


def as_json(withdrawal: Withdrawal) -> str:
    """``{accounts, facts, fallen, arisen}``, with proofs as explanations have them."""
    record = {
        "accounts": list(map(shorten, withdrawal.accounts)),
        "facts": [
            {
                "change": change.kind,
                "subject": term_text(change.subject),
                "property": term_text(change.predicate),
                "lost": list(map(term_text, change.lost)),
                "gained": list(map(term_text, change.gained)),
                "reason": change.reason,
                "still_follows": list(map(term_text, change.follows)),
            }
            for change in withdrawal.facts
        ],
        "fallen": list(map(proof_object, withdrawal.fallen)),
        "arisen": list(map(proof_object, withdrawal.arisen)),
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


FORMS = {"tree": as_tree, "md": as_markdown, "json": as_json}
