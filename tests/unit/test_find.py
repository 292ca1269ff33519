"""Things by name in commands and in Python: ``kg find``, and wherever else a thing is asked for."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple
from typer.testing import CliRunner, Result

import kg
from kg.api import KnowledgeGraph
from kg.cli import app
from kg.errors import KgError, LimitError, UsageError
from kg.rdf.read import shipped
from kg.rdf.terms import ASSERTED, CONFLICT, PREFIXES, SKOS, TYPE
from kg.rdf.write import write_manifest
from kg.sparql.backends import open_store
from kg.sparql.catalogue import bind, read_catalogue
from kg.sparql.find import COLUMNS
from kg.sparql.names import names_at
from kg.sparql.store import memory_store, write_store
from kg.workspace import Workspace

GROUP = "actor:kataib-hezbollah"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def built(shipped_graph: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("build")
    write_store(shipped_graph.graphs, place / "store")
    write_manifest(place)
    return place


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.mark.parametrize("text", ["KH", "kata\u2019ib hezbollah", "KATAIB-HEZBOLLAH", "Kataeb Hezbolah"])
def test_any_name_finds_the_thing(built: Path, text: str) -> None:
    result = run("find", text, "--build", built, "--format", "json")
    first = json.loads(result.stdout)[0]
    assert (result.exit_code, first["kind"], first["thing"], first["label"]) == (0, "actor", GROUP, "Kataib Hezbollah")


def test_all_kinds_are_found_and_nothing_else(built: Path) -> None:
    rows = json.loads(run("find", "al asad", "--build", built, "-k", 100, "-f", "json").stdout)
    assert {row["kind"] for row in rows} == {"event", "place", "source"}
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert not [row for row in rows if row["thing"].startswith(("relation:", "account:"))]


def test_what_is_not_found_is_said_with_what_is_near(built: Path) -> None:
    result = run("find", "Iram", "--build", built)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nothing is called 'Iram'; did you mean actor:iran (Iran)" in result.stderr
    assert run("find", "zzzz", "--build", built).stderr == "nothing is called 'zzzz'\n"


def test_the_list_is_cut_and_says_so(built: Path) -> None:
    result = run("find", "us", "--build", built, "-k", 2, "-f", "tsv")
    assert len(result.stdout.splitlines()) == 3
    assert result.stderr.endswith("more; --limit shows them\n")


def test_data_are_searched_without_a_build(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="no build"):
        CliRunner().invoke(app, ["find", "x", "--build", str(tmp_path)], catch_exceptions=False)
    (tmp_path / "a.ttl").write_text(
        f"""@prefix skos: <{SKOS.iri}> . @prefix conflict: <{CONFLICT.iri}> .
        <urn:cedar> a conflict:Militia ; skos:prefLabel "Cedar Brigade"@en ;
          skos:hiddenLabel "\u0627\u0644\u0623\u0631\u0632"@ar ."""
    )
    result = run("find", "\u0627\u0644\u0627\u0631\u0632", "--data", tmp_path, "-f", "csv")
    assert result.stdout.splitlines()[1:] == ["100,actor,<urn:cedar>,\u0627\u0644\u0623\u0631\u0632,Cedar Brigade"]


def test_parameters_of_queries_are_names(built: Path) -> None:
    by_iri = run("query", "members-of", "-p", f"group={GROUP}", "--build", built).stdout
    assert by_iri.count("\n") > 1
    assert run("query", "members-of", "-p", "group=Kata'ib Hezbollah", "--build", built).stdout == by_iri
    with kg.connect(built) as graph:
        assert graph.query("members-of", group="kh").height == by_iri.count("\n") - 1
        with pytest.raises(UsageError, match=f"did you mean {GROUP}"):
            graph.query("members-of", group="Kataib Hizballa")


def test_a_parameter_is_first_sought_among_its_kind_and_never_guessed() -> None:
    kinds = (("actor", "north"), ("place", "north"), ("actor", "a"), ("actor", "b"))
    labels = ("North", "North", "AB", "AB")
    things = [NamedNode(PREFIXES[kind] + slug) for kind, slug in kinds]
    named = [Triple(one, SKOS.term("prefLabel"), Literal(label)) for one, label in zip(things, labels, strict=True)]
    typed = [Triple(one, TYPE, CONFLICT.term("Actor")) for one in things]
    store = memory_store({ASSERTED.value: [*named, *typed]})
    query, backend = read_catalogue(shipped("queries"))["members-of"], open_store(store)
    assert bind(query, {"group": "north"}, lambda kind: names_at(backend, kind))["group"] == things[0]
    with pytest.raises(UsageError, match=r"several: actor:a \(AB\), actor:b \(AB\)"):
        bind(query, {"group": "ab"}, lambda kind: names_at(backend, kind))


def test_names_beyond_the_row_limit_are_not_guessed_from(
    shipped_graph: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_RESULT_ROWS", "10")
    with pytest.raises(LimitError, match="more than 10 names"):
        names_at(open_store(memory_store(shipped_graph.graphs)))


def test_python_takes_names_wherever_it_takes_a_thing(shipped_graph: Workspace) -> None:
    graph = KnowledgeGraph(shipped_graph)
    assert graph.find("K.H.").rows[0][2] == GROUP
    assert graph.find("K.H.").columns == COLUMNS
    assert "did you mean" in graph.find("Iram").notes[0]
    assert graph.path("IRAN", "KH", limit=1).rows == graph.path("actor:iran", GROUP, limit=1).rows
    by_name = graph.explain("iran", "sponsors", "Kata'ib Hezbollah")
    assert by_name.triple == graph.explain("actor:iran", "conflict:sponsors", GROUP).triple
    assert graph.explain("Qasem Soleimani", "a", "person").triple.object == CONFLICT.term("Person")
    source = "source:964media-haaa-designation"
    title = shipped_graph.evidence.sources[PREFIXES["source"] + "964media-haaa-designation"].title
    assert graph.check(title.upper()).rows == graph.check(source).rows
    assert graph.withdraw(title).rows == graph.withdraw(source).rows
    for ask in (graph.check, graph.withdraw):
        with pytest.raises(UsageError, match="did you mean source:964media"):
            ask("964 media US designates an Iraqi armed fraction")


def test_a_policy_of_one_source_takes_its_name() -> None:
    named = kg.build(policy="only:964media US designates an Iraqi armed faction 2024").built.policy
    assert named == kg.build(policy="only:964media-haaa-designation").built.policy
