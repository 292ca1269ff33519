"""What the opening view knows, as plain values: sides, lines between them, the story, verdicts, headings of dossiers.

``docs/explorer-data.md`` describes every field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.dossier.headings import DETAILS, HEADINGS, LISTINGS
from kg.evidence.compare import AGREES, DIFFERS
from kg.evidence.records import Count, Evidence
from kg.explorer.sides import Sides, side_of, sides_of
from kg.explorer.statements import Edge, Nodes
from kg.explorer.story import Door, story_of, verdict_sentence
from kg.rdf.text import LABEL_LIMIT, clean
from kg.review.check import Check, Verdict

Values = dict[str, Any]

#: What names a door, and what its words are about, where a policy's story has it.
_PARTS = ("nodes", "edges", "accounts")


class Opening:
    """The opening view of several policies' networks.

    ``nodes`` and ``edges`` are the union of the networks, ``places`` are the nodes' places in the page, and
    ``accounts`` those of the accounts; edges are named by their places.
    """

    def __init__(
        self, nodes: Nodes, edges: Sequence[Edge], places: Mapping[str, int], accounts: Mapping[str, int]
    ) -> None:
        self._nodes, self._edges, self._places, self._accounts = nodes, edges, places, accounts
        self._side = side_of(nodes, edges)

    def sides(self) -> Values:
        """The columns with their rows, the lines between them, and the rails."""
        return _sides_values(sides_of(self._nodes, self._edges), self._nodes, self._places)

    def story(self, nodes: Nodes, held: Sequence[tuple[int, Edge]], counts: Sequence[Count]) -> list[list[Any]]:
        """The story of one policy's network, of which ``held`` are the edges, each with its place in the page."""
        found = story_of(nodes, [edge for _, edge in held], self._side, counts)
        return [[self._part(part, [place for place, _ in held]) for part in sentence] for sentence in found]

    def verdicts(self, checked: Check | None, evidence: Evidence) -> Values:
        """What became of each statement of a source under review, under ``verdicts``; empty where others say nothing
        about it."""
        title = evidence.sources[checked.source].title.split(": ")[0] if checked else ""
        sentence = verdict_sentence(clean(title, LABEL_LIMIT), checked.tally()) if checked else []
        if checked is None or not sentence:
            return {}
        rows = [
            [self._accounts[one.statement], one.verdict, *self._others(one), list(one.dimensions(DIFFERS))]
            for one in checked.verdicts
            if one.statement in self._accounts
        ]
        parts = [self._part(one, ()) for one in sentence]
        return {"verdicts": {"policy": clean(checked.policy, LABEL_LIMIT), "sentence": parts, "rows": rows}}

    def _others(self, verdict: Verdict) -> tuple[list[int], list[int]]:
        """The places of the accounts that agree in every respect, and of those that differ in one."""
        agreeing, differing = compared(verdict)
        agreed, differed = (
            sorted(self._accounts[iri] for iri in found if iri in self._accounts) for found in (agreeing, differing)
        )
        return agreed, differed

    def _part(self, part: str | Door, edges: Sequence[int]) -> str | Values:
        if isinstance(part, str):
            return clean_part(part)
        counted = {
            "nodes": [self._places[node] for node in part.nodes],
            "edges": sorted(edges[place] for place in part.edges),
            "accounts": sorted(self._accounts[iri] for iri in part.accounts if iri in self._accounts),
        }
        words = {"text": clean(part.text), "name": part.name, "title": clean(part.title)}
        return words | {name: counted[name] for name in _PARTS if counted[name]}


def compared(verdict: Verdict) -> tuple[set[str], set[str]]:
    """The accounts that agree with a statement and differ in no respect, and those that differ in one."""
    found = {
        how: {one.other for one in verdict.comparisons if one.comparison.outcome == how} for how in (AGREES, DIFFERS)
    }
    return found[AGREES] - found[DIFFERS], found[DIFFERS]


def cited(checked: Check | None) -> set[str]:
    """The statements of a source that was checked, and those that they are compared with."""
    verdicts = checked.verdicts if checked else ()
    return {iri for one in verdicts for iri in (one.statement, *set.union(*compared(one)))}


def clean_part(text: str) -> str:
    """Words of a sentence, cleaned, with the spaces around them."""
    before, after = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " else "")
    return f"{before}{clean(text)}{after}"


def headings() -> Values:
    """How a dossier groups relations and events: see :mod:`kg.dossier.headings`."""
    return {
        "headings": [[heading, *roles] for heading, roles in HEADINGS.items()],
        "listings": list(LISTINGS),
        "details": list(DETAILS),
    }


def _sides_values(sides: Sides, nodes: Nodes, places: Mapping[str, int]) -> Values:
    return {
        "sides": [
            {
                "role": side.role,
                "name": clean(nodes[side.state]["label"], LABEL_LIMIT) if side.state else "",
                "state": places[side.state] if side.state else None,
                "bands": [[caption, [places[actor] for actor in band]] for caption, band in side.bands],
                "more": [places[actor] for actor in side.more],
            }
            for side in sides.sides
        ],
        "lines": [
            [places[line.source], places[line.target], line.kind, [list(one.edges) for one in line.statements]]
            for line in sides.lines
        ],
        "rails": [
            [places[rail.head], [[places[member], list(edges)] for member, edges in rail.members]]
            for rail in sides.rails
        ],
    }
