"""What accepted facts that contradict the ontology look like to a person: each clash, its facts, and their accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pyoxigraph import Triple

from kg.evidence.records import Account
from kg.proofs.prover import Prover
from kg.rdf.resources import statement
from kg.rdf.terms import shorten
from kg.reason import Closure
from kg.reason.rules import compile_rules


def clash_report(
    closure: Closure, facts: Iterable[Triple], ontology: Sequence[Triple], accounts: Sequence[Account]
) -> str:
    """Every clash with its axiom and its facts, each with the facts it follows from and their accounts."""
    prover = Prover(facts, closure.inferred, compile_rules(ontology).rules)
    lines = ["the accepted facts contradict the ontology:"]
    for clash in closure.clashes:
        lines.append(f"  {clash.rule}: {clash.axiom}")
        for fact in clash.facts:
            lines.append(f"    {statement(fact)}")
            lines += [f"      from {statement(leaf)}{_stated_by(leaf, accounts)}" for leaf in prover.why(fact).facts()]
    return "\n".join(lines)


def _stated_by(fact: Triple, accounts: Iterable[Account]) -> str:
    stating = sorted(
        f"{shorten(account.iri)} ({shorten(account.source)})"
        for account in accounts
        if account.about == fact.subject and fact.object in account.values.get(fact.predicate, ())
    )
    return f", stated by {', '.join(stating)}" if stating else ""
