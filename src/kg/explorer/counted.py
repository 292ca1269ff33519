"""What the page shows of datasets, whose events are counted and not drawn: parties, and events by place and month."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.explorer.style import COUNTED_EVENTS, COUNTED_PARTY
from kg.rdf.text import LABEL_LIMIT, clean
from kg.workspace import Once, Workspace

if TYPE_CHECKING:
    from kg.columns.aggregate import DatasetCounts
    from kg.columns.spots import Spots

#: Parties that are nodes of their own; all others are one node.
PARTIES = 10
#: Lines between them: so many of most events, and for each party one at least.
_LINES = 12
#: Names of the others that the search knows.
_NAMES = 500
#: The IRI of the node of all others, which is a resource nowhere.
OTHERS = "urn:conflict-kg:other-parties"
_WHERE = "Counted in datasets, not drawn one by one; datasets-by-actor.csv beside this page has all parties."
_SAME = "https://w3id.org/conflict-kg/ontology#hasParty"


@Once
def dataset_counts(workspace: Workspace) -> DatasetCounts:
    """The counts of the datasets of ``workspace``, which has some."""
    from kg.columns.aggregate import DatasetCounts

    assert workspace.datasets is not None
    return DatasetCounts(workspace.datasets, workspace.graphs)


def add_parties(graph: nx.MultiDiGraph, counts: DatasetCounts) -> None:
    """Add to a network the parties to most events of datasets, all others as one node, and lines between two with
    the number of events that both are in, for those that share most.

    A party that the network has already stays as it is, and its summary says in how many events it is.
    """
    from kg.columns.parties import parties_of

    parties = parties_of(counts, PARTIES)
    most = max(parties.chief["events"], default=1)
    for iri, name, events, first, last in parties.chief.iter_rows():
        said = f"{_WHERE} In {_events(events)}, {first} to {last}."
        if iri in graph:
            graph.nodes[iri]["summary"] = f"{graph.nodes[iri]['summary']} {said}".strip()
        else:
            graph.add_node(iri, **_node(name, said, events / most))
    if parties.others:
        said = f"{_WHERE} The search knows the names of {min(len(parties.others), _NAMES)}."
        node = _node(f"{len(parties.others)} other parties", said, 0.0)
        graph.add_node(OTHERS, **{**node, "names": tuple(parties.others[:_NAMES])})
    drawn: set[str] = set()
    for place, (one, other, events, first, last) in enumerate(parties.shared.iter_rows()):
        ends = (one, other or OTHERS)
        if place >= _LINES and drawn.issuperset(ends):
            continue
        drawn.update(ends)
        graph.add_edge(*ends, key=f"counted-{len(graph.edges)}", **_edge(events, first, last))


def _events(number: int) -> str:
    return f"{number:,} event{'s' * (number != 1)}"


def _node(name: str, summary: str, size: float) -> dict[str, Any]:
    nothing = dict.fromkeys(("start", "end", "lat", "lon", "precision", "place"))
    kind = {"kind": COUNTED_PARTY, "kind_label": "counted party", "group": "actor"}
    return {"label": name, "names": (), **kind, **nothing, "accounts": (), "summary": summary, "size": size}


def _edge(events: int, first: str | None, last: str | None) -> dict[str, Any]:
    return {
        "relation": _SAME,
        "type": "",
        "label": f"is in {_events(events)} of datasets together with",
        "family": COUNTED_EVENTS,
        "sign": 0,
        "inferred": False,
        "status": "accepted",
        "start": first and f"{first}-01",
        "end": last and _last_day(last),
        "grade": None,
        "accounts": (),
        "proof": None,
    }


def _last_day(month: str) -> str:
    """The last day of a month such as ``2023-11``."""
    year, number = (int(part) for part in month.rsplit("-", 1))
    return f"{month}-{monthrange(year, number)[1] if 0 < year < 10_000 else 28}"


def counted_values(counts: DatasetCounts) -> dict[str, Any]:
    """The events of datasets by place and month as plain values: see ``docs/explorer-data.md``."""
    from kg.columns.spots import spots_of

    spots = spots_of(counts)
    months = {month: place for place, month in enumerate(spots.by_month["month"])}
    return {
        "events": spots.events,
        "dated": spots.dated,
        "placed": spots.placed,
        "side": spots.side,
        "sources": [[clean(name, LABEL_LIMIT), accounts] for name, accounts, *_ in counts.by_source.iter_rows()],
        "months": list(months),
        "by_month": spots.by_month["events"].to_list(),
        "spots": _spots(spots, months),
    }


def _spots(spots: Spots, months: dict[str, int]) -> list[dict[str, Any]]:
    pairs: dict[tuple[float, float], list[int]] = {}
    for square, month, events in spots.months.iter_rows():
        pairs.setdefault(tuple(square.values()), []).extend((months[month], events))
    return [
        {
            "place": clean(row["place"], LABEL_LIMIT),
            "places": row["places"],
            "events": row["events"],
            "lat": round(row["lat"], 3),
            "lon": round(row["lon"], 3),
            "months": pairs.get(tuple(row["square"].values()), []),
        }
        for row in spots.spots.iter_rows(named=True)
    ]
