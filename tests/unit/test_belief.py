"""What the page says to hold if less is believed is what a build holds: for every threshold, without every source."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import pytest

from analyse_case import world
from kg.analyse.facts import facts_of, local
from kg.analyse.projection import project
from kg.evidence.inputs import Memo, decide_all, exclude
from kg.explorer.belief import belief_values
from kg.explorer.checks import LETTERS, check_values
from kg.explorer.formulas import Formulas
from kg.explorer.html import STATIC
from kg.explorer.page import view_of
from kg.explorer.payload import page_values
from kg.pipeline import build_workspace
from kg.rdf.terms import PREFIXES, shorten
from kg.review.check import verdicts
from kg.review.leave_one_out import Conclusions, Variations, independent_sources
from kg.workspace import Workspace

Line = tuple[str, str, str, str]
#: What holds, with its grade.
Held = dict[Line, str | None]

SCRIPT = """
import { readTables, settle, strictest } from 'MODULE';
import { readFileSync } from 'node:fs';
const { belief, required } = JSON.parse(readFileSync(0, 'utf8'));
const tables = readTables(belief);
console.log(JSON.stringify(required.map((one) => {
  const now = settle(tables, strictest(tables.requires[0], one));
  return {
    lines: belief.lines.map((_, place) => now.line(place)).map((line) => line && line.holds && line.grade),
    events: Object.entries(belief.events).filter(([, subject]) => now.exists(subject)).map(([node]) => Number(node)),
  };
})));
"""


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed: the browser's tests look at some of these cases")
    return found


class Page:
    """The page's data of one build, and what its script says to hold."""

    def __init__(self, built: Workspace, node: str) -> None:
        self.built, self._node = built, node
        self.values = page_values([view_of(built)], "T")
        self.values["belief"] = belief_values(Formulas([built]), self.values)
        base = self.values["base"]
        self.nodes = [row["iri"].replace("~", base, 1) for row in self.values["nodes"]]
        self.lines = [
            (self.nodes[row["from"]], self.nodes[row["to"]], row["relation"].replace("~", base, 1), rule[0])
            for row in self.values["edges"]
            for rule in [self.values["rules"][row["rule"]]]
        ]
        self.known = set(self.lines)
        self.rivals = [self.lines[place] for place in self.values["belief"]["rivals"]]

    def holding(self, required: list[dict[str, Any]]) -> Iterator[tuple[Held, set[str]]]:
        """For each of some requirements the lines that hold, and the nodes."""
        script = SCRIPT.replace("MODULE", (STATIC / "belief" / "formulas.js").as_uri())
        given = json.dumps({"belief": self.values["belief"], "required": required})
        done = subprocess.run(
            [self._node, "--input-type=module", "-e", script], input=given, capture_output=True, text=True, check=True
        )
        for now in json.loads(done.stdout):
            held = {line: grade for line, grade in zip(self.lines, now["lines"], strict=True) if grade}
            yield held, {self.nodes[place] for place in now["events"]} | {end for line in held for end in line[:2]}

    def places(self, sources: Iterable[str]) -> list[int]:
        """The places of sources in the page's tables; no line or event rests on others."""
        iris = [row["iri"] for row in self.values["sources"]]
        iris += [iri for iri, _ in self.values["belief"]["sources"]["others"]]
        place = {iri.replace("~", self.values["base"], 1): at for at, iri in enumerate(iris)}
        return [place[source] for source in sources if source in place]


def lines(graph: nx.MultiDiGraph) -> Held:
    """The lines of a network, with their grades."""
    return {(s, t, edge["relation"], edge["label"]): edge["grade"] for s, t, edge in graph.edges(data=True)}


def network(base: Workspace, required: dict[str, Any], left_out: frozenset[str] = frozenset()) -> nx.MultiDiGraph:
    """The network of a build with a policy of some requirements, and without some statements; nothing is inferred."""
    policy = replace(
        base.policy,
        reliability=required["reliability"],
        credibility=required["credibility"],
        accepts_hedged=not required["unhedged"],
        minimum_sources=required["sources"],
    )
    inputs = exclude(base.inputs, lambda statement: statement.iri in left_out) if left_out else base.inputs
    decisions = decide_all(inputs, policy, base.as_of, base.valid_at)
    return project(replace(base, policy=policy, decisions=decisions, memo=Memo()), inferred=False)


def judged(built: Workspace) -> set[str]:
    """What some judgement holds to be another."""
    return {resource.value for one in built.inputs.judgements if one.keeps for resource in one.pair}


def check(page: Page, held: Held, nodes: set[str], graph: nx.MultiDiGraph) -> int:
    """What is held is what a build has; the number of lines that the build has beyond.

    It has more where a judgement falls that joined two events, or where a rival value wins of a slot with one value.
    """
    built = lines(graph)
    assert {line: grade for line, grade in built.items() if line in page.known} == held
    apart = {line for line in built if line not in page.known}
    of_judgements = judged(page.built)
    rivals = {(source, relation) for source, _, relation, _ in page.rivals}
    assert all(of_judgements & {*line} or (line[0], line[2]) in rivals for line in apart)
    assert nodes ^ set(graph) <= of_judgements & set(graph)
    return len(apart)


@pytest.fixture(scope="module")
def permissive(node: str) -> Page:
    return Page(build_workspace(policy="permissive"), node)


@pytest.fixture(scope="module")
def cautious(shipped_graph: Workspace, node: str) -> Page:
    return Page(shipped_graph, node)


def requirement(grade: str, unhedged: bool = False, sources: int = 1) -> dict[str, Any]:
    return {"reliability": grade[0], "credibility": grade[1], "unhedged": unhedged, "sources": sources}


THRESHOLDS = [
    *(requirement(letter + digit, hedge) for letter, digit, hedge in product("ABCDEF", "123456", (False, True))),
    *(requirement(grade, hedge, n) for grade, hedge, n in product(("F6", "D4", "C3", "B2"), (False, True), (2, 3, 4))),
]


def test_every_threshold_gives_what_a_build_with_that_policy_gives(permissive: Page) -> None:
    apart, counts = 0, set()
    for required, (held, nodes) in zip(THRESHOLDS, permissive.holding(THRESHOLDS), strict=True):
        apart += check(permissive, held, nodes, network(permissive.built, required))
        counts.add(len(held))
    assert apart > 0
    assert len(counts) > 40
    assert max(counts) == len(permissive.lines) > 500


def test_every_source_left_out_gives_what_a_build_without_it_gives(permissive: Page) -> None:
    base = permissive.built
    said = independent_sources(base)
    asked = [{"dropped": permissive.places([source])} for source in said]
    variations, facts, fallen = Variations(base), facts_of(base), 0
    assert len(said) > 300
    for left_out, (held, nodes) in zip(said.values(), permissive.holding(asked), strict=True):
        variant = variations.without(left_out)
        built = variations.workspace(variant, Conclusions(frozenset(), contradicted=False))
        built.memo.once(facts_of.key, lambda variant=variant: facts.redecided(variant.decided, variant.renamed))
        check(permissive, held, nodes, project(built, inferred=False))
        fallen += len(held) < len(permissive.lines)
    assert fallen > 50


def test_requirements_come_on_top_of_the_policy_and_of_one_another(cautious: Page) -> None:
    base = cautious.built
    chance = random.Random(3)
    said = independent_sources(base)
    asked, graphs = [], []
    for grade, sources in product(("F6", "B3", "B2"), (1, 2)):
        dropped = chance.sample(sorted(said), 12)
        asked.append({**requirement(grade, sources=sources), "dropped": cautious.places(dropped)})
        least = requirement(min("C", grade[0]) + min("3", grade[1]), unhedged=True, sources=sources)
        graphs.append(network(base, least, frozenset(iri for one in dropped for iri in said[one])))
    for (held, nodes), graph in zip(cautious.holding(asked), graphs, strict=True):
        check(cautious, held, nodes, graph)
        assert len(held) < len(cautious.lines)


def test_what_repeats_a_source_falls_with_it(permissive: Page) -> None:
    world = permissive.built.inputs.world
    sources = permissive.values["belief"]["sources"]
    repeats = {source: origin for source, origin in world.origin.items() if source != origin}
    assert len(repeats) > 50
    for source, origin in repeats.items():
        for place in permissive.places([source]):
            assert [sources["origin"][place]] == permissive.places([origin])


def test_a_disputed_whole_and_a_line_from_dates_have_rivals(node: str) -> None:
    page = Page(world(), node)
    assert {(local(source), local(target)) for source, target, _, _ in page.rivals} == {
        ("raid", "wave"),
        ("raid", "surge"),
        ("raid", "carrier"),
    }


@pytest.mark.parametrize(
    ("dropped", "missing"),
    [
        ((), set()),
        (("c",), {("raid", "surge")}),
        # Who did the raid is still stated, but not when.
        (("a",), {("raid", "wave"), ("raid", "carrier"), ("raid", "south")}),
        # Whom the carrier supports.
        (("b",), {("raid", "carrier"), ("carrier", "brigade")}),
    ],
)
def test_an_inferred_line_falls_with_the_last_ground_of_any_premise(
    node: str, dropped: tuple[str, ...], missing: set[tuple[str, str]]
) -> None:
    page = Page(world(), node)
    places = page.places(f"{PREFIXES['source']}{name}" for name in dropped)
    ((held, _),) = page.holding([{"dropped": places}])
    fallen = {(local(line[0]), local(line[1])) for line in page.lines if line not in held}
    assert missing <= fallen
    assert ("raid", "carrier") in {(local(line[0]), local(line[1])) for line in page.lines}
    assert bool(fallen) == bool(dropped)


def test_the_data_are_as_the_schema_says(permissive: Page, cautious: Page) -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs" / "explorer-data.schema.json").read_text("utf-8"))
    for page in (permissive, cautious):
        for name, made in (
            ("belief", page.values["belief"]),
            ("checks", check_values(page.built, page.values["accounts"])),
        ):
            part = {"$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}
            jsonschema.validate(json.loads(json.dumps(made)), part)
    assert permissive.values["belief"]["requires"] == [{}]
    assert cautious.values["belief"]["requires"] == [{"reliability": "C", "credibility": "3", "unhedged": True}]


def test_every_account_has_its_verdict(cautious: Page) -> None:
    made = check_values(cautious.built, cautious.values["accounts"])
    assert made is not None
    found = {v.statement: v for v in verdicts(cautious.built.inputs, cautious.built.policy, lambda _: True)}
    iris = [row["iri"].replace("~", cautious.values["base"], 1) for row in cautious.values["accounts"]]
    assert made["verdicts"] == "".join(LETTERS[found[iri].verdict] if iri in found else "-" for iri in iris)
    assert {iris[int(place)] for place in made["contradicted"]} == {
        iri for iri in iris if iri in found and found[iri].verdict == "contradicted"
    }
    for place, (respects, others) in made["contradicted"].items():
        assert respects == list(found[iris[int(place)]].dimensions("differs"))
        named = " ".join(found[iris[int(place)]].others("differs"))
        assert all(shorten(iris[other]) in named for other in others)


def test_what_is_too_much_to_compare_has_no_verdicts(cautious: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ANALYSIS_PAIRS", "1")
    assert check_values(cautious.built, cautious.values["accounts"]) is None
