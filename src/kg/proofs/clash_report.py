"""What accepted facts that contradict the ontology look like to a person: each clash, its facts, and who tells them."""

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
    closure: Closure, facts: Iterable[Triple], ontology: Sequence[Triple], tellings: Sequence[Account]
) -> str:
    """Every clash with its axiom and its facts, each with the facts it follows from and who tells them."""
    prover = Prover(facts, closure.inferred, compile_rules(ontology).rules)
    lines = ["the accepted facts contradict the ontology:"]
    for clash in closure.clashes:
        lines.append(f"  {clash.rule}: {clash.axiom}")
        for fact in clash.facts:
            lines.append(f"    {statement(fact)}")
            lines += [f"      from {statement(leaf)}{_told_by(leaf, tellings)}" for leaf in prover.why(fact).facts()]
    return "\n".join(lines)


def _told_by(fact: Triple, tellings: Iterable[Account]) -> str:
    tellers = sorted(
        f"{shorten(telling.iri)} ({shorten(telling.source)})"
        for telling in tellings
        if telling.about == fact.subject and fact.object in telling.values.get(fact.predicate, ())
    )
    return f", told by {', '.join(tellers)}" if tellers else ""
