"""What an assistant can ask: each tool is a function of an open build and plain arguments, and gives plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kg.analyse.paths import paths_between, table_of
from kg.assistants.desk import Desk
from kg.dossier.show import dossier
from kg.errors import InconsistentGraphError, UsageError
from kg.proofs.explanations import Explainer, proof_object, read_statement
from kg.rdf.names import NEAR
from kg.rdf.read import shipped
from kg.rdf.resources import term_text
from kg.rdf.tables import cell, records
from kg.rdf.terms import TYPE, shorten
from kg.review.claims import CheckedClaim, check_claim
from kg.review.diff import COLUMNS as CHANGES
from kg.review.diff import differences
from kg.review.withdraw import COLUMNS as LOSSES
from kg.review.withdraw import read_names, withdraw_accounts, withdrawal_rows
from kg.sparql.catalogue import bind, read_catalogue
from kg.sparql.find import COLUMNS as FOUND
from kg.sparql.find import find
from kg.sparql.query import ask
from kg.workspace import Workspace

Answer = dict[str, Any]
#: Claims that are checked at once.
CLAIMS = 50


def search(desk: Desk, text: str, limit: int = 20) -> Answer:
    """The actors, events, places and sources that ``text`` may name, in any script; else names that are near.

    ``more`` is the number of names of datasets that fit as well: more words find them.
    """
    found = find(desk.names, _types(desk), text)
    near = [] if found else find(desk.names, _types(desk), text, NEAR)[:5]
    return {
        "found": records(FOUND, found[:limit]),
        "near": records(FOUND, near),
        "total": len(found),
        "more": found.left_out,
    }


def _types(desk: Desk) -> Any:
    return lambda thing: desk.graph.things(thing, TYPE)


def show(desk: Desk, name: str, limit: int = 15) -> Answer:
    """The dossier of a thing: see :class:`kg.dossier.portrait.Portrait`."""
    return asdict(dossier(desk.graph, desk.names, name, limit))


def catalogue(desk: Desk) -> Answer:
    """The catalogue of queries: name, what it asks, parameters with their defaults."""
    queries = read_catalogue(shipped("queries")).values()
    return {
        "queries": [
            {
                "name": query.name,
                "asks": query.summary,
                "parameters": {param.name: cell(param.default) for param in query.params},
            }
            for query in queries
        ]
    }


def query(desk: Desk, sparql: str, parameters: Mapping[str, str] | None = None, limit: int = 100) -> Answer:
    """The answer to SPARQL text, or to a query of the catalogue by name with its ``parameters``.

    It is asked within the limits of ``kg query``. ``total`` is how many rows there are, ``cut`` whether the row limit
    cut them.
    """
    known = read_catalogue(shipped("queries"))
    if sparql in known:
        bindings = bind(known[sparql], parameters or {}, desk.names.under)
        answer = ask(desk.backend, known[sparql].text, bindings)
    elif parameters:
        raise UsageError("parameters are for queries of the catalogue")
    else:
        answer = ask(desk.backend, sparql)
    rows = records(answer.columns, answer.rows[:limit])
    return {"columns": list(answer.columns), "rows": rows, "total": len(answer.rows), "cut": answer.truncated}


def explain(desk: Desk, subject: str, predicate: str, value: str) -> Answer:
    """The shortest proof of a statement, down to accounts and sources."""
    triple = read_statement(desk.workspace, subject, predicate, value)
    found = Explainer(desk.workspace).shortest(triple)
    return {"grade": found.grade, "proofs": [proof_object(proof) for proof in found.proofs]}


def path(desk: Desk, start: str, end: str, directed: bool = False, limit: int = 3) -> Answer:
    """How one actor or event reaches another: the shortest paths, a record for each relation of each step."""
    workspace = desk.workspace
    graph, ends, paths = paths_between(workspace, start, end, directed=directed, limit=limit)
    found = table_of(workspace, graph, ends, paths)
    accounts = [
        [shorten(account) for account in relation.data["accounts"]]
        for one in paths
        for step in one.steps
        for relation in step.relations
    ]
    steps = records(found.columns, found.rows)
    return {
        "title": found.title,
        "steps": [step | {"accounts": of} for step, of in zip(steps, accounts, strict=True)],
        "notes": list(found.notes),
    }


def check_claims(desk: Desk, claims: Sequence[Mapping[str, str]]) -> Answer:
    """The verdict on each claim ``{subject, predicate, value}``: see :mod:`kg.review.claims`.

    A claim whose terms stand for nothing gets the verdict ``not understood`` and the reason.
    """
    if len(claims) > CLAIMS:
        raise UsageError(f"{len(claims)} claims; {CLAIMS} are checked at once")
    return {"claims": [_checked(desk.workspace, claim) for claim in claims]}


def _checked(workspace: Workspace, claim: Mapping[str, str]) -> Answer:
    try:
        subject, predicate, value = (claim[name] for name in ("subject", "predicate", "value"))
        triple = read_statement(workspace, subject, predicate, value)
    except KeyError as error:
        return {"claim": dict(claim), "verdict": "not understood", "reason": f"a claim needs {error.args[0]!r}"}
    except UsageError as error:
        return {"claim": dict(claim), "verdict": "not understood", "reason": str(error)}
    return _verdict(workspace, check_claim(workspace, triple.subject, triple.predicate, triple.object))  # type: ignore[arg-type]


def _verdict(workspace: Workspace, checked: CheckedClaim) -> Answer:
    accounts, sources = workspace.evidence.accounts, workspace.evidence.sources
    return {
        "claim": " ".join(map(term_text, (checked.claim.subject, checked.claim.predicate, checked.claim.object))),
        "verdict": checked.verdict,
        "holds": checked.holds,
        "by_admitted_accounts": checked.admitted,
        "accepted": [term_text(value) for value in checked.accepted],
        "accounts": [
            {
                "account": shorten(word.account),
                "outcome": word.outcome,
                "says": [term_text(value) for value in word.values],
                "admitted": word.admitted,
                "grade": workspace.evidence.grade(word.account),
                "source": sources[accounts[word.account].source].title,
                "locator": accounts[word.account].locator,
                "paraphrase": accounts[word.account].paraphrase,
                "hedge": accounts[word.account].hedge,
            }
            for word in checked.words
            if word.account in accounts
        ],
        "proof": proof_object(checked.proof) if checked.proof else None,
    }


def compare_policies(desk: Desk, old: str, new: str, limit: int = 100) -> Answer:
    """The facts and conclusions that two policies differ in, over the accounts of this build."""
    sides = [desk.under(name) for name in (old, new)]
    changes = differences(*(side.graphs for side in sides))
    taken: dict[tuple[object, object], tuple[str, ...]] = {
        (d.subject, d.property): d.accepted for side in sides for d in side.decisions if d.accepted
    }
    rows = records(CHANGES, [change.row for change in changes[:limit]])
    for row, change in zip(rows, changes, strict=False):
        accounts = taken.get((change.triple.subject, change.triple.predicate), ())
        row["accounts"] = [shorten(account) for account in accounts]
    return {"changes": rows, "total": len(changes)}


def withdraw(desk: Desk, names: Sequence[str], limit: int = 100) -> Answer:
    """What would be lost without some accounts or sources: facts, and the conclusions from them."""
    try:
        found = withdraw_accounts(desk.workspace, read_names(desk.workspace, names))
    except InconsistentGraphError as error:
        return {"withdrawn": list(names), "changes": [], "total": 0, "contradiction": str(error)}
    rows = withdrawal_rows(found)
    return {
        "withdrawn": [shorten(iri) for iri in found.accounts],
        "changes": records(LOSSES, rows[:limit]),
        "total": len(rows),
    }
