"""What the page needs to decide what holds if less is believed: the formulas of its lines, as tables of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.evidence.policy import Policy
from kg.explorer.formulas import Fact, Formula, Formulas, Ground
from kg.explorer.payload import BASE, Values, short
from kg.explorer.table import Table
from kg.rdf.text import LABEL_LIMIT, clean


def belief_values(formulas: Formulas, values: Mapping[str, Any]) -> Values:
    """The formulas of the page's lines and events, given all other ``values`` of the page.

    Statements and sources are those of the page at the places that they have there, and after them others: judgements,
    accounts that no line or event names, and sources of these. ``docs/explorer-data.md`` says what each table has.
    """
    nodes = [_long(node["iri"]) for node in values["nodes"]]
    lines = [_line(formulas, nodes, edge, values["rules"]) for edge in values["edges"]]
    tables = _Tables(formulas, values)
    rows = [formula and [[tables.fact(fact) for fact in proof] for proof in formula.proofs] for formula in lines]
    events = {str(n): tables.subject(iri) for n, iri in enumerate(nodes) if formulas.stands_alone(iri)}
    requires = [_requirement(formulas.policies[policy["label"]], tables) for policy in values["policies"]]
    return {
        "lines": rows,
        "rivals": [place for place, formula in enumerate(lines) if formula is not None and formula.rival],
        "events": events,
        "facts": tables.facts.rows,
        "subjects": tables.subjects.rows,
        "statements": tables.statement_values(),
        "sources": tables.source_values(),
        "requires": requires,
    }


def _long(iri: str) -> str:
    """The IRI that :func:`kg.explorer.payload.short` shortened."""
    if iri.startswith("~~"):
        return iri[1:]
    return BASE + iri[1:] if iri.startswith("~") else iri


def _line(formulas: Formulas, nodes: list[str], edge: Values, rules: list[list[Any]]) -> Formula | None:
    stated = {
        "relation": _long(edge.get("relation", "")),
        "inferred": edge.get("inferred", False),
        "sign": rules[edge["rule"]][3],
    }
    return formulas.line(nodes[edge["from"]], nodes[edge["to"]], stated)


class _Tables:
    """The tables that formulas point into."""

    def __init__(self, formulas: Formulas, values: Mapping[str, Any]) -> None:
        self.formulas = formulas
        self.facts, self.subjects, self._statements, self._sources = Table(), Table(), Table(), Table()
        for account in values["accounts"]:
            self._statements.place(_long(account["iri"]))
        for source in values["sources"]:
            self.source(_long(source["iri"]))
        self._cited = len(self._sources.rows)

    def source(self, iri: str) -> int:
        """The place of a source."""
        return self._sources.place(iri)

    def subject(self, iri: str) -> int:
        """The place of an event or relation: who reports it."""
        return self.subjects.place(iri, self._grounds(self.formulas.reporting(iri)))

    def fact(self, fact: Fact) -> int:
        """The place of a fact: its event or relation, and who states it where these are not all who report it."""
        subject, grounds = self.subject(fact.about), self._grounds(fact.grounds)
        row = [subject] if grounds == self.subjects.rows[subject] else [subject, grounds]
        return self.facts.place(repr(row), row)

    def _grounds(self, grounds: tuple[Ground, ...]) -> list[int | list[int]]:
        """Each ground as the place of its statement, or the places if it needs several."""
        places = [[self._statements.place(iri) for iri in ground] for ground in grounds]
        return [ground[0] if len(ground) == 1 else ground for ground in places]

    def statement_values(self) -> Values:
        """By statement its source, -1 for one that no policy admits; all grades in one text; which are hedged."""
        known = [self.formulas.statements.get(iri) for iri in self._statements.rows]
        return {
            "source": [-1 if one is None else self.source(one.source) for one in known],
            "grade": "".join("F6" if one is None else "".join(one.grade) for one in known),
            "hedged": [place for place, one in enumerate(known) if one is not None and one.hedged],
        }

    def source_values(self) -> Values:
        """By source the one that it derives from, and the one that stands for all that are not independent of it."""
        world = self.formulas.world
        for iri in list(self._sources.rows):
            self.source(world.origin.get(iri, iri))
            self.source(world.voice.get(iri, iri))
        rows = self._sources.rows
        return {
            "origin": [self.source(world.origin.get(iri, iri)) for iri in rows],
            "voice": [self.source(world.voice.get(iri, iri)) for iri in rows],
            "others": [[short(iri), clean(self.formulas.title(iri), LABEL_LIMIT)] for iri in rows[self._cited :]],
        }


def _requirement(policy: Policy, tables: _Tables) -> Values:
    """What a policy requires of a statement; what it does not require is left out."""
    required = {
        "reliability": policy.reliability,
        "credibility": policy.credibility,
        "only": None if policy.only_source is None else tables.source(policy.only_source),
        "without": sorted(map(tables.source, policy.excluded)),
        "sources": policy.minimum_sources if policy.minimum_sources > 1 else None,
        "unhedged": True if not policy.accepts_hedged else None,
    }
    return {name: value for name, value in required.items() if value not in (None, [])}
