"""The other eye, for the page: the record of each source, and the rival values of what is shown.

Both are the analyses of the same names (:mod:`kg.analyse.source_record`, :mod:`kg.analyse.rival_values`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.analyse.rival_values import rivals_of
from kg.analyse.shares import wilson
from kg.analyse.source_record import COMPARED, tallies_of
from kg.errors import LimitError
from kg.evidence.records import Account
from kg.explorer.payload import Values, short
from kg.rdf.text import LABEL_LIMIT, clean
from kg.review.comparer import CONTRADICTED, CORROBORATED
from kg.workspace import Workspace


def audit_values(workspace: Workspace, accounts: Sequence[Values], sources: Sequence[Values]) -> Values:
    """``records`` and ``rivals`` for the page's ``accounts`` and ``sources``.

    ``records``: for each source, of the statements of its voice under its letter, how many are compared with
    independent ones, corroborated and contradicted, and the 95% interval of the share corroborated; null where nothing
    is compared. ``rivals``: by thing or relation, its rival values: property, value, whether it is accepted, the
    independent sources for and against it, and the places of the accounts that tell it apart from another value. Both
    are empty where there is too much to compare.
    """
    try:
        return {"records": _records(workspace, sources), "rivals": _rivals(workspace, accounts)}
    except LimitError:
        return {"records": [], "rivals": {}}


def _records(workspace: Workspace, sources: Sequence[Values]) -> list[list[float] | None]:
    tallies, members = tallies_of(workspace)
    by_source: dict[str, list[float]] = {}
    for key, tally in tallies.items():
        compared = sum(tally[one] for one in COMPARED)
        span = wilson(tally[CORROBORATED], compared)
        if span is not None:
            record = [compared, tally[CORROBORATED], tally[CONTRADICTED], *(round(end, 2) for end in span)]
            by_source |= dict.fromkeys(map(short, members[key]), record)
    return [by_source.get(source["iri"]) for source in sources]


def _rivals(workspace: Workspace, accounts: Sequence[Values]) -> dict[str, list[list[object]]]:
    places = {account["iri"]: place for place, account in enumerate(accounts)}
    found: dict[str, list[list[object]]] = defaultdict(list)
    for rival in rivals_of(workspace)[1]:
        words = (clean(text, LABEL_LIMIT) for text in (rival.property, rival.value))
        numbers = (int(rival.accepted), rival.sources_for, rival.sources_against)
        found[short(rival.thing)].append([*words, *numbers, _places(rival.apart, places)])
    return dict(sorted(found.items()))


def _places(accounts: Iterable[Account], places: dict[str, int]) -> list[int]:
    return sorted(places[iri] for account in accounts if (iri := short(account.iri)) in places)
