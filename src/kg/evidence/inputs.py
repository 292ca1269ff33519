"""What policies choose from: the loaded triples with the accounts in them as records, and what each policy decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, TypeVar

from pyoxigraph import NamedNode, Triple

from kg.errors import DataError
from kg.evidence.accept import AcceptanceContext, decide
from kg.evidence.accounts import (
    read_acceptance_context,
    read_account_records,
    read_counts,
    read_evidence,
    read_judgements,
    unknown_told_properties,
)
from kg.evidence.answers import ANSWERING, with_answers, withdrawn_claims
from kg.evidence.held_support import held_support
from kg.evidence.identity import resolve_identities
from kg.evidence.policy import Policy, parse_moment
from kg.evidence.records import Account, Count, Decision, Evidence, Judgement, Statement
from kg.evidence.valid_at import restrict_to
from kg.rdf.deprecated import deprecated_names
from kg.rdf.load import Loaded
from kg.rdf.names import Names, names_in
from kg.rdf.resources import Layer, statement
from kg.rdf.terms import CONFLICT, TYPE

KILLING = CONFLICT.term("Killing")
Made = TypeVar("Made")

#: Shapes cannot list what must not exist, so this is checked apart from them.
UNKNOWN_TOLD = "Unknown told: property; ontology/told.ttl lists those that an account can use."

#: What is wrong with a build that has deprecated names.
EARLIER_BUILD = "the build is one of an earlier version of the ontology; build again"


class Memo:
    """What was computed from data that never change, by key, for whoever asks next."""

    def __init__(self) -> None:
        self._made: dict[object, Any] = {}

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """What ``make`` gives, computed at the first call with ``key``; nobody may change it.

        >>> memo = Memo()
        >>> memo.once("answer", lambda: 42), memo.once("answer", lambda: 0)
        (42, 42)
        """
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made


@dataclass(frozen=True)
class Inputs:
    """What policies choose from: the loaded triples by layer, and the accounts in them as plain records.

    ``evidence`` holds the accounts and their sources as people read them, before any policy. ``memo`` keeps what was
    decided, by policy and dates.
    """

    ontology: Layer
    asserted: Layer
    accounts: Layer
    account_records: tuple[Account, ...]
    judgements: tuple[Judgement, ...]
    counts: tuple[Count, ...]
    world: AcceptanceContext
    memo: Memo = field(default_factory=Memo, compare=False, repr=False)

    @property
    def evidence(self) -> Evidence:
        """The accounts and their sources as people read them, before any policy."""
        return self.memo.once(read_evidence, lambda: read_evidence(self.accounts, self.asserted))

    @property
    def killings(self) -> frozenset[NamedNode]:
        """The uses of force that are aimed at one person."""
        return self._of_kind(KILLING)

    @property
    def answers(self) -> dict[NamedNode, NamedNode]:
        """The declarations by which an actor denies or doubts something, with the kind of each."""
        return {act: kind for kind in ANSWERING for act in self._of_kind(kind)}

    def _of_kind(self, kind: NamedNode) -> frozenset[NamedNode]:
        found = self.asserted.resources.items()
        return self.memo.once(kind, lambda: frozenset(s for s, about in found if kind in about.get(TYPE, ())))

    @property
    def names(self) -> Names:
        """The names of everything that is described, in the ontology too."""
        layers = (self.asserted, self.accounts, self.ontology)
        return self.memo.once(Names, lambda: Names(chain.from_iterable(names_in(layer.resources) for layer in layers)))


def read_inputs(loaded: Loaded, ontology: Iterable[Triple], schemes: Iterable[Triple]) -> Inputs:
    """Loaded data with the ontology and the code lists; ``DataError`` for an account that cannot be used."""
    axioms, asserted, accounts = map(Layer.of, (ontology, loaded.asserted | frozenset(schemes), loaded.accounts))
    world = read_acceptance_context(axioms, asserted)
    for triple in unknown_told_properties(accounts, world.slots):
        if deprecated_names().advice(triple.predicate):  # Files were read in current names, so this is from a build.
            raise DataError(f"{statement(triple)}: {EARLIER_BUILD}")
        raise DataError(f"{statement(triple)}: {UNKNOWN_TOLD}")
    return Inputs(
        ontology=axioms,
        asserted=asserted,
        accounts=accounts,
        account_records=tuple(read_account_records(accounts, asserted)),
        judgements=tuple(read_judgements(accounts, asserted)),
        counts=tuple(read_counts(accounts, asserted)),
        world=world,
    )


def exclude(inputs: Inputs, leaves_out: Callable[[Statement], bool]) -> Inputs:
    """``inputs`` without the accounts and judgements that ``leaves_out`` is true of: no policy sees them."""
    return replace(
        inputs,
        account_records=tuple(t for t in inputs.account_records if not leaves_out(t)),
        judgements=tuple(j for j in inputs.judgements if not leaves_out(j)),
        memo=Memo(),
    )


def decide_all(
    inputs: Inputs, policy: Policy, as_of: str | None = None, valid_at: str | None = None
) -> tuple[Decision, ...]:
    """Every decision of ``policy``: on who is held to be whom, and then on what the accounts say."""

    def decided() -> tuple[Decision, ...]:
        known = parse_moment(as_of) if as_of else None
        identity = resolve_identities(inputs.judgements, policy, known)
        accounts = {account.iri: identity.applied(account) for account in inputs.account_records}
        decisions = [*identity.decisions, *decide(accounts.values(), policy, inputs.world, known)]
        if valid_at:
            decisions = restrict_to(decisions, parse_moment(valid_at), inputs.killings)
        decisions = with_answers(decisions, inputs.answers, withdrawn_claims(accounts.values(), known))
        return (*decisions, *held_support(decisions, accounts))

    return inputs.memo.once((decide_all, policy, as_of, valid_at), decided)
