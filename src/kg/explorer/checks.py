"""What independent sources say of every account of the page, compactly: the verdicts of :mod:`kg.review.check`."""

from __future__ import annotations

from collections.abc import Sequence

from kg.errors import LimitError
from kg.evidence.compare import DIFFERS
from kg.explorer.payload import Values, short
from kg.rdf.text import LABEL_LIMIT, clean
from kg.review.check import VERDICTS, verdicts
from kg.review.comparer import CONTRADICTED
from kg.workspace import Workspace

#: A letter for each verdict: contradicted, related, partly, corroborated, alone.
LETTERS = dict(zip(VERDICTS, "xrpca", strict=True))
#: How many of those who say otherwise are named; of others their number would only be longer.
_NAMED = 8


def check_values(workspace: Workspace, accounts: Sequence[Values]) -> Values | None:
    """The verdict on each of the page's ``accounts``, compared with what the policy of ``workspace`` admits.

    ``verdicts`` has a letter for each account's verdict (:data:`LETTERS`), in their order (``-``: none).
    ``contradicted`` has, by the place of an account that is, the respects in which others differ, and the places of
    those who do. None where the accounts are too many to be compared.
    """
    places = {account["iri"]: place for place, account in enumerate(accounts)}
    try:
        found = verdicts(workspace.inputs, workspace.policy, lambda _: True)
    except LimitError:
        return None
    letters = ["-"] * len(accounts)
    contradicted = {}
    for verdict in found:
        place = places.get(short(verdict.statement))
        if place is None:
            continue
        letters[place] = LETTERS[verdict.verdict]
        if verdict.verdict == CONTRADICTED:
            others = {short(one.other) for one in verdict.comparisons if one.comparison.outcome == DIFFERS}
            named = sorted(places[iri] for iri in others if iri in places)[:_NAMED]
            contradicted[str(place)] = [list(verdict.dimensions(DIFFERS)), named]
    return {
        "policy": clean(workspace.policy.label, LABEL_LIMIT),
        "verdicts": "".join(letters),
        "contradicted": contradicted,
    }
