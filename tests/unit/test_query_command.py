"""``kg query``: formats, hints, what an answer that was cut says, the algebra, and errors of one line."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.errors import KgError
from kg.rdf.write import write_manifest
from kg.sparql.store import write_store
from kg.workspace import Workspace

SPONSORS = "SELECT ?who ?whom { ?who conflict:sponsors ?whom } ORDER BY ?who ?whom"
GRAPH = "CONSTRUCT { ?who conflict:sponsors ?whom } WHERE { ?who conflict:sponsors ?whom }"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def run(seed: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Run:
    place = tmp_path_factory.mktemp("build")
    write_store(seed.graphs, place / "store")
    write_manifest(place)

    def query(*arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(app, ["query", *arguments, "--build", str(place)], input=text)

    return query


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("csv", "who,whom\nactor:"),
        ("tsv", "who\twhom\nactor:"),
        ("md", "| who | whom |\n| --- | --- |\n| actor:"),
        ("table", "who"),
        ("json", '[\n  {\n    "who": "actor:'),
        ("srj", '{"head":{"vars":["who","whom"]}'),
        ("xml", '<?xml version="1.0"?><sparql'),
    ],
)
def test_tables_are_written_in_every_format(run: Run, form: str, begins: str) -> None:
    result = run("-", "--format", form, text=SPONSORS)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(begins)
    assert result.stdout.endswith("\n")


def test_srj_and_xml_are_what_sparql_defines(run: Run) -> None:
    kinds = {"srj": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML}
    read = [
        [tuple(row) for row in parse_query_results(run("-", "-f", form, text=SPONSORS).stdout, kind)]  # type: ignore[union-attr]
        for form, kind in kinds.items()
    ]
    assert read[0] == read[1]
    assert len(read[0]) > 3


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (None, RdfFormat.TURTLE),
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("xml", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
def test_graphs_are_written_in_every_format(run: Run, form: str | None, kind: RdfFormat) -> None:
    result = run("-", *([] if form is None else ["-f", form]), text=GRAPH)
    assert {quad.triple for quad in parse(result.stdout, kind)} == {
        quad.triple for quad in parse(run("-", "-f", "nt", text=GRAPH).stdout, RdfFormat.N_TRIPLES)
    }


@pytest.mark.parametrize(
    ("text", "form", "ends"),
    [
        (SPONSORS, "md", "Cut at 2 rows.\n"),
        (SPONSORS, "xml", "<!-- Cut at 2 results. -->\n"),
        (GRAPH, "ttl", "# Cut at 2 triples.\n"),
        (GRAPH, "nt", "# Cut at 2 triples.\n"),
        (SPONSORS, "csv", "\n"),
    ],
)
def test_an_answer_that_was_cut_says_so(
    run: Run, text: str, form: str, ends: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_RESULT_ROWS", "2")
    result = run("-", "-f", form, text=text)
    assert result.stdout.endswith(ends)
    assert result.stderr == "cut at 2 rows (KG_RESULT_ROWS)\n"


def test_a_query_of_the_catalogue_takes_parameters(run: Run) -> None:
    result = run("sponsors-of", "--param", "group=actor:iraqi-forces", "-f", "json")
    assert {record["sponsor"] for record in json.loads(result.stdout)} == {"actor:united-states"}


def test_names_that_stand_nowhere_are_said_on_standard_error(run: Run) -> None:
    result = run("-", text="SELECT * { ?x conflict:sponsorz ?y }")
    assert result.exit_code == 0
    assert result.stderr == "conflict:sponsorz stands nowhere in the data (did you mean conflict:sponsors?)\n"
    given = run("sponsors-of", "--param", "group=actor:iraqi-force")
    assert given.stderr == "actor:iraqi-force stands nowhere in the data (did you mean actor:iraqi-forces?)\n"


def test_ways_of_asking_that_mislead_are_said_on_standard_error(run: Run) -> None:
    result = run("-", text="SELECT (SUM(?k) AS ?n) { ?e conflict:killedAtLeast ?k }")
    assert result.exit_code == 0
    assert result.stderr.startswith("SUM over killed or wounded counts an event and its parts twice")
    assert "'kg query deaths-by-group'" in result.stderr
    assert run("deaths-by-group").stderr == ""


def test_an_unknown_property_is_likened_to_properties_alone(run: Run) -> None:
    said = run("-", text="SELECT * { ?x conflict:hasCommander ?y ; conflict:qqqqqqqqqqqqqqqq ?z }").stderr.splitlines()
    assert said == [
        "conflict:hasCommander stands nowhere in the data (did you mean conflict:commands?)",
        "conflict:qqqqqqqqqqqqqqqq stands nowhere in the data; 'kg schema' lists classes and properties",
    ]


def test_the_algebra_has_the_matches_of_each_pattern(run: Run) -> None:
    text = """SELECT ?x { ?x conflict:isMemberOf*/conflict:isHostileTo _:b
      OPTIONAL { GRAPH graph:inferred { ?x a ?c ; conflict:sponsors actor:isis } } }"""
    lines = [line.split() for line in run("-", "--explain", text=text).stdout.splitlines()]
    assert ["Project", "?x"] in lines
    assert ["Graph", "graph:inferred"] in lines
    assert ["?x", "conflict:sponsors", "actor:isis", "0"] in lines
    assert any(line[0] == "?x" and "conflict:isMemberOf*" in line[1] and line[-1].isdigit() for line in lines)
    parameters = run("sponsors-of", "--explain", "-p", "group=actor:isis").stdout
    assert any(line.split()[1:] == ["conflict:hasBeneficiary", "?group", "0"] for line in parameters.splitlines())


@pytest.mark.parametrize(
    ("arguments", "text", "said"),
    [
        (["-", "-f", "ttl"], SPONSORS, "no format 'ttl' for SELECT; there are: table, json, csv, tsv, md, srj, xml"),
        (["-", "-f", "srj"], GRAPH, "no format 'srj' for CONSTRUCT"),
        (["sponsorsof"], None, "did you mean sponsors-of"),
        (["-", "-p", "a=b"], SPONSORS, "for queries of the catalogue"),
        (["sponsors-of", "-p", "group"], None, "not of the form name=value"),
        (["sponsors-of", "--endpoint", "localhost:7878"], None, "no address of an endpoint"),
        ([], None, "name a query"),
    ],
)
def test_errors_are_clear(run: Run, arguments: list[str], text: str | None, said: str) -> None:
    result = run(*arguments, text=text)
    assert isinstance(result.exception, KgError)
    assert said in str(result.exception)


def test_a_limit_ends_with_its_exit_code_and_one_line(run: Run, tmp_path: Path, seed: Workspace) -> None:
    write_store(seed.graphs, tmp_path / "store")
    write_manifest(tmp_path)
    command = [sys.executable, "-m", "kg.cli", "query", "-", "--build", str(tmp_path)]
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    env = os.environ | {"KG_QUERY_SECONDS": "0.5"}
    ended = subprocess.run(command, input=endless, capture_output=True, text=True, env=env, check=False)
    assert (ended.returncode, ended.stdout) == (4, "")
    assert ended.stderr == "kg: the query ran longer than 0.5 s (KG_QUERY_SECONDS) and was stopped\n"
