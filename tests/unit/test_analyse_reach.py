"""Reach and cut points on random networks of support, against their definitions taken at their word."""

import random
from collections import defaultdict

import networkx as nx
import pytest

from analyse_case import world
from kg.analyse import ANALYSES, brokerage, dominance, influence
from kg.analyse.dominance import cut_off
from kg.analyse.influence import Path, Step, reached_from
from kg.analyse.reach import Reach, reach_of_all


def step(source: str, target: str, relation: str, support: bool, unnamed: bool = False) -> Step:
    return Step(source, target, relation, "", (), None, None, None, support, unnamed)


class Case:
    """A random network of support: at most eight actors, some of them states, some sponsorships through others."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        actors = [f"a{number}" for number in range(chance.randint(3, 8))]
        self.onward: dict[str, list[Step]] = defaultdict(list)
        self.through: dict[str, list[str]] = {}
        for number in range(chance.randint(1, 2 * len(actors))):
            support = chance.random() < 0.5
            unnamed = not support and chance.random() < 0.2
            made = step(chance.choice(actors), chance.choice(actors), f"r{number}", support, unnamed)
            self.onward[made.source].append(made)
            if support and chance.random() < 0.2:
                self.through[made.relation] = [chance.choice(actors)]
        self.sponsors = [(one, chance.random() < 0.5) for one in actors]

    def paths(self) -> list[Path]:
        """Every pair's path by the definition: one that rests on an unnamed group only where there is no other."""
        found = []
        for sponsor, is_state in self.sponsors:
            anyhow = reached_from(sponsor, self.onward, is_state)
            surely = reached_from(sponsor, self.onward, is_state, lambda each: not each.unnamed)
            found += [Path(sponsor, end, path) for end, path in sorted((anyhow | surely).items()) if end != sponsor]
        return found


@pytest.mark.parametrize("seed", range(0, 300, 30))
def test_reach_of_all_counts_the_paths_of_each(seed: int) -> None:
    for case in map(Case, range(seed, seed + 30)):
        reach = reach_of_all(case.onward, case.sponsors)
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for path in case.paths():
            counts[path.sponsor][2 if path.through_unnamed else 0 if path.depth == 1 else 1] += 1
        assert reach.counts == {sponsor: tuple(count) for sponsor, count in counts.items()}
        assert reach.total == len(case.paths())
        assert list(influence._paths(case.onward, case.sponsors, reach, None)) == case.paths()


@pytest.mark.parametrize("seed", range(0, 300, 30))
def test_who_is_cut_off_is_who_is_not_reached_without_the_intermediary(seed: int) -> None:
    for case in map(Case, range(seed, seed + 30)):
        for sponsor, is_state in case.sponsors:
            assert cut_off(sponsor, case.onward, is_state, case.through) == by_definition(case, sponsor, is_state)


def test_where_all_steps_are_sponsorships_depths_are_networkx_shortest_paths() -> None:
    graph = nx.gnp_random_graph(60, 0.05, seed=4, directed=True)
    graph = nx.relabel_nodes(graph, str)
    onward = {a: [step(a, b, f"{a}-{b}", True) for b in graph[a]] for a in graph}
    reach = reach_of_all(onward, [(sponsor, False) for sponsor in graph])
    for sponsor in graph:
        lengths = {end: far for end, far in nx.single_source_shortest_path_length(graph, sponsor).items() if far}
        depths = {end: len(path) for end, path in reached_from(sponsor, onward, False).items() if end != sponsor}
        assert depths == lengths
        assert sum(reach.counts.get(sponsor, ())) == len(lengths) == len(nx.descendants(graph, sponsor))


def by_definition(case: Case, sponsor: str, is_state: bool) -> dict[str, frozenset[str]]:
    def reached(without: str | None) -> set[str]:
        def allowed(each: Step) -> bool:
            alone = case.through.get(each.relation) == [without]
            return not each.unnamed and each.target != without and not alone

        return set(reached_from(sponsor, case.onward, is_state, allowed)) - {sponsor}

    others = {one for one, _ in case.sponsors} - {sponsor}
    lost = {one: frozenset(reached(None) - reached(one) - {one}) for one in others}
    return {one: groups for one, groups in lost.items() if groups}


def test_of_too_many_pairs_the_nearest_are_listed_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    full = ANALYSES["who-backs-whom"](world())
    assert len(full.rows) == 11
    monkeypatch.setattr(influence, "ROWS", 5)
    some = ANALYSES["who-backs-whom"](world())
    assert set(some.rows) == {row for row in full.rows if row[4] == 1}, (
        "all of one relation; with two they are too many"
    )
    assert "Of 11 pairs the table holds 3, of at most 1 relations; the rest are counted." in some.notes
    assert set(full.notes) < set(some.notes)
    monkeypatch.setattr(influence, "ROWS", 2)
    assert len(ANALYSES["who-backs-whom"](world()).rows) == 2


def test_sponsors_in_common_are_those_of_the_nearest_pairs_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stated = (
        ("relation:1", "Sponsorship", "told:hasSponsor actor:north ; told:hasBeneficiary actor:front", "a"),
        ("relation:2", "Sponsorship", "told:hasSponsor actor:south ; told:hasBeneficiary actor:front", "a"),
        ("relation:3", "Command", "told:hasSuperior actor:front ; told:hasSubordinate actor:loner", "a"),
    )
    assert [row[0] for row in ANALYSES["shared-sponsors"](world(stated)).rows] == ["front", "loner"]
    monkeypatch.setattr(influence, "ROWS", 3)
    some = ANALYSES["shared-sponsors"](world(stated))
    assert [row[0] for row in some.rows] == ["front"]
    assert some.notes[0] == "Examined: 2 of 4 pairs of sponsor and actor, of at most 1 relations."


def test_a_path_over_an_unnamed_group_does_not_stand_in_for_a_longer_sure_one() -> None:
    onward = {
        "s": [step("s", "u", "r1", True), step("s", "a", "r2", True)],
        "u": [step("u", "x", "r3", False, unnamed=True)],
        "a": [step("a", "b", "r4", False)],
        "b": [step("b", "x", "r5", False)],
    }
    reach = reach_of_all(onward, [("s", False)])
    assert reach == Reach(("s",), reach.anyhow, reach.surely, {"s": (2, 2, 0)})
    near = list(influence._paths(onward, [("s", False)], reach, 2))
    assert {path.beneficiary for path in near} == {"u", "a", "b"}, "x is three sure relations away"


def test_of_too_many_cut_points_those_that_cut_off_most_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    full = ANALYSES["cut-points"](world())
    assert len(full.rows) > 2
    monkeypatch.setattr(dominance, "ROWS", 2)
    some = ANALYSES["cut-points"](world())
    assert some.rows == full.rows[:2]
    assert some.notes[0] == f"Of {len(full.rows)} pairs of sponsor and intermediary, those 2 that cut off most."


def test_betweenness_of_many_actors_is_sampled_within_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    club = nx.relabel_nodes(nx.barabasi_albert_graph(300, 2, seed=3), str)
    exact = brokerage.betweenness(club)
    monkeypatch.setattr(brokerage, "SAMPLE_ABOVE", 200)
    monkeypatch.setattr(brokerage, "PIVOTS", 100)
    sampled = brokerage.betweenness(club)
    assert sampled != exact
    assert sampled == brokerage.betweenness(club), "the seed is fixed"
    off = [abs((sampled[one] or 0) - (exact[one] or 0)) for one in club]
    assert sum(error > brokerage.sampling_error(100) for error in off) <= 0.05 * len(club)


def test_a_sampled_betweenness_says_so_in_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brokerage, "SAMPLE_ABOVE", 3)
    monkeypatch.setattr(brokerage, "PIVOTS", 5)
    result = ANALYSES["brokerage"](world())
    assert any(note.startswith("Betweenness is estimated") and "off by at most 0.679" in note for note in result.notes)
    assert {row[0] for row in result.rows} >= {"north", "south"}


def test_cut_points_of_a_network_too_large_are_those_of_the_sponsors_that_reach_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = ANALYSES["cut-points"](world())
    monkeypatch.setattr(dominance, "EFFORT", 1)
    some = ANALYSES["cut-points"](world())
    assert {row[0] for row in some.rows} == {"corps"}, "it reaches three, as north does, and comes first"
    assert set(some.rows) < set(full.rows)
    assert some.notes[0] == "Examined: 1 of 4 sponsors, those that reach most; more would take too long."
