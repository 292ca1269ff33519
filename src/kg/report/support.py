"""Who is accepted to back whom: one row for each pair, whatever the number of relations between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from kg.analyse.facts import Facts, facts_of
from kg.analyse.projection import SUPPORT, actor_network
from kg.errors import LimitError
from kg.rdf.terms import CONFLICT
from kg.report.words import Named, Standing, namer, standing
from kg.workspace import Once, Workspace

#: Kinds of support that say nothing of how; they are left out where another kind is accepted.
_VAGUE = ("unknown", "other")


@dataclass(frozen=True)
class Support:
    """The accepted support of one actor for another: its kinds in words, its years, and the accounts behind it.

    ``relation`` is the relation with most accounts, named by the kinds; ``years`` are the stated intervals.
    """

    sponsor: Named
    beneficiary: Named
    relation: Named
    kinds: tuple[str, ...]
    years: tuple[str, ...]
    standing: Standing
    accounts: tuple[str, ...]


@Once
def supports(workspace: Workspace) -> tuple[Support, ...]:
    """Every pair of actors with an accepted tie of the support family, by sponsor and beneficiary.

    None where the network of actors is too large, as the analyses say.
    """
    try:
        graph = actor_network(workspace)
    except LimitError:
        return ()
    pairs: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for source, target, data in graph.edges(data=True):
        if data["family"] == SUPPORT and data["status"] == "accepted" and not data["inferred"]:
            pairs[source, target].append(data)
    found = [_support(workspace, *ends, edges) for ends, edges in pairs.items()]
    return tuple(sorted(found, key=lambda one: (one.sponsor.text, one.beneficiary.text, one.relation.iri)))


def _support(workspace: Workspace, source: str, target: str, edges: Sequence[Mapping[str, Any]]) -> Support:
    name, facts = namer(workspace), facts_of(workspace)
    accounts = tuple(sorted({account for edge in edges for account in edge["accounts"]}))
    best = min(edges, key=lambda edge: (-len(edge["accounts"]), edge["relation"]))
    kinds = {kind for edge in edges for kind in _kinds(facts, NamedNode(edge["relation"]))}
    telling = {kind for kind in kinds if not any(word in kind for word in _VAGUE)}
    years = {_years(edge["start"], edge["end"]) for edge in edges} - {""}
    return Support(
        sponsor=name(source),
        beneficiary=name(target),
        relation=name(best["relation"], ", ".join(sorted(telling)) or "kind not stated"),
        kinds=tuple(sorted(telling)),
        years=tuple(sorted(years)),
        standing=standing(workspace, [accounts]),
        accounts=accounts,
    )


def _kinds(facts: Facts, relation: NamedNode) -> list[str]:
    values = facts.values(relation, CONFLICT.term("hasSupportKind"))
    return [facts.label(value.node.value).lower() for value in values if not value.disputed]


def _years(start: str | None, end: str | None) -> str:
    """The years of an interval, whose ends may be open.

    >>> _years("2014-01-01", "2017-12-31"), _years("2007-01-01", None), _years(None, None), _years("2020-01", "2020-12")
    ('2014 to 2017', 'since 2007', '', '2020')
    """
    first, last = (start or "")[:4], (end or "")[:4]
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"since {first}" if first else f"until {last}" if last else ""
