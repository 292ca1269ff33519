"""The dossier: ``kg show``, and what a shell completes."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.dossier.ties import HEADINGS
from kg.evidence.policy import read_policies
from kg.pipeline import ontology_and_schemes
from kg.rdf.resources import resources
from kg.rdf.terms import CONFLICT, RDFS
from kg.rdf.write import write_manifest
from kg.sparql.store import write_store
from kg.workspace import Workspace

GROUP = "actor:kataib-hezbollah"


@pytest.fixture(scope="module")
def built(shipped_graph: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("build")
    write_store(shipped_graph.graphs, place / "store")
    write_manifest(place)
    return place


def run(*arguments: object, **env: str) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)], env=env)


@pytest.mark.parametrize("name", [GROUP, "KH", "kata\u2019ib hezbollah", f"{NamedNode('urn:x').value}", "zzzz"])
def test_a_thing_is_shown_by_any_of_its_names_and_nothing_else_is(built: Path, name: str) -> None:
    result = run("show", name, "--build", built, "-f", "json")
    if name in ("urn:x", "zzzz"):
        assert isinstance(result.exception, Exception)
        assert name in str(result.exception)
    else:
        assert json.loads(result.stdout)["iri"].endswith("/actor/kataib-hezbollah")


def test_the_dossier_says_who_backs_it_and_on_whose_word(built: Path) -> None:
    shown = json.loads(run("show", GROUP, "--build", built, "-f", "json").stdout)
    groups = {group["heading"]: group["rows"]["shown"] for group in shown["groups"]}
    backing = next(tie for tie in groups["Who backs it"] if "iran-supports" in tie["thing"]["href"])
    assert ("sponsor", "Iran") in [(role, other["text"]) for role, other in backing["others"]]
    assert backing["accepted"]
    assert backing["sources"] >= 3
    assert backing["grade"] == "B2"
    assert "Money" in backing["details"]
    assert {"Listings", "What it did", "What was done to it", "What it is blamed for"} <= groups.keys()
    assert {tie["kind"] for tie in groups["Listings"]} == {"designation"}
    order = [*HEADINGS]
    headings = [group["heading"] for group in shown["groups"]]
    assert headings == sorted(headings, key=order.index)


def test_events_and_sources_have_dossiers(built: Path) -> None:
    event = run("show", "event:al-asad-missile-attack-2023-11", "--build", built).stdout
    assert "## What responds to it" in event
    assert "## Who says so" in event
    source = run("show", "source:seed-report", "--build", built).stdout
    assert "## Accounts of this source" in source


def test_every_role_of_an_actor_stands_under_a_heading() -> None:
    ontology, _ = ontology_and_schemes()
    roles = {
        name.value.removeprefix(CONFLICT.iri)
        for name, about in resources(ontology).items()
        if isinstance(name, NamedNode) and CONFLICT.term("hasParticipant") in about.get(RDFS.term("subPropertyOf"), ())
    }
    known = {role for roles in HEADINGS.values() for role in roles}
    assert roles
    assert roles <= known


def test_each_form_shows_the_same_ties(built: Path) -> None:
    texts = {form: run("show", GROUP, "--build", built, "-f", form).stdout for form in ("text", "md", "html", "json")}
    for form, text in texts.items():
        assert "relation:iran-supports-kataib-hezbollah" in text or "relation/iran-supports-kataib-hezbollah" in text, (
            form
        )
    links = re.findall(r'href="([^"]*)"', texts["html"])
    assert links
    assert all(link.startswith(("https://", "http://www.w3.org/")) for link in links)

    class Balanced(HTMLParser):
        depth = 0

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.depth += tag not in ("meta", "br")

        def handle_endtag(self, tag: str) -> None:
            self.depth -= 1

    parser = Balanced()
    parser.feed(texts["html"])
    assert parser.depth == 0


def test_tables_end_and_say_so(built: Path) -> None:
    text = run("show", "source:seed-report", "--build", built, "-k", 2).stdout
    assert re.search(r"The first 2 of at least \d+\.", text)


def test_a_wrong_form_is_named(built: Path) -> None:
    assert "there are: text, md, json, html" in str(run("show", GROUP, "--build", built, "-f", "pdf").exception)


def completed(built: Path, words: str, number: int) -> list[str]:
    result = run(_KG_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(number))
    return result.stdout.split()


def test_a_shell_completes_queries_analyses_policies_and_things(
    built: Path, shipped_graph: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built)
    (built / "build").symlink_to(built)
    assert "designation-steps" in completed(built, "kg query des", 2)
    assert "robustness" in completed(built, "kg analyse rob", 2)
    policies = completed(built, "kg build --policy ", 3)
    shipped = {*read_policies(ontology_and_schemes()[1])}
    assert {*policies} - {"only:"} == shipped
    assert "only:seed-report" in completed(built, "kg build --policy only:see", 3)
    assert "kataib-hezbollah" in completed(built, "kg show kataib-h", 2)
    assert GROUP in completed(built, "kg show actor:kataib-h", 2)


def test_where_there_is_no_build_nothing_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert completed(tmp_path, "kg show kataib", 2) == []


def test_a_query_can_stand_in_the_command(built: Path) -> None:
    result = run("query", "SELECT ?n { actor:iran skos:prefLabel ?n }", "--build", built, "-f", "tsv")
    assert result.stdout.splitlines() == ["n", "Iran"]


def test_kg_alone_says_what_to_try() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Three things to try" in result.stdout
    assert "kg show" in result.stdout
