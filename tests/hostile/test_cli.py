"""The command line with good and bad input: exit codes, one clear line, nothing half-written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.rdf.manifest import MANIFEST, STAGES, read_manifest
from kg.rdf.read import shipped


def kg(*args: str | Path, cwd: Path | None = None, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg.cli", *map(str, args)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        env=os.environ | env,
        check=False,
    )


def one_line(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """The command ended with ``code`` and one last line that holds ``words``, and no traceback."""
    assert result.returncode == code, result.stderr
    last = result.stderr.strip().splitlines()[-1]
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in last, last


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ``kg build`` ran."""
    folder = tmp_path_factory.mktemp("work")
    result = kg("build", cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file()}


def test_a_build_writes_everything_and_says_where(built: Path) -> None:
    files = {p.name for p in (built / "build").iterdir()}
    assert files == {
        "closure.nt", "explorer.html", "graph.trig", "graph.ttl", "manifest.json", "report.html", "report.md",
        "ro-crate-metadata.json", "stages.json", "store", "summary.json", "tables.html", "void.ttl",
    }  # fmt: skip


def test_the_same_input_gives_the_same_bytes(built: Path) -> None:
    """But for the store, the stages, and the list, which has the hashes of all files and tells what is the same."""
    assert kg("build", "--out", "again", cwd=built).returncode == 0
    one, other = contents(built / "build"), contents(built / "again")
    for name in (MANIFEST, STAGES):
        one.pop(name), other.pop(name)
    assert one == other
    assert read_manifest(built / "build").build == read_manifest(built / "again").build


def test_a_query_by_name_in_every_format(built: Path) -> None:
    assert "support-paths" in kg("query", "--list", cwd=built).stdout
    for form in ("table", "json", "csv", "tsv", "md"):
        result = kg("query", "superseded-claims", "--format", form, cwd=built, COLUMNS="300")
        assert result.returncode == 0
        assert "Tashkil al-Waritheen" in result.stdout, form


def test_a_query_from_a_file_and_from_standard_input(built: Path) -> None:
    text = "SELECT ?x { actor:iran conflict:sponsors ?x } ORDER BY ?x"
    (built / "own.rq").write_text(text)
    assert kg("query", "-", "-f", "csv", cwd=built, stdin=text).stdout.splitlines()[1] == "actor:asaib-ahl-al-haq"
    assert kg("query", "own.rq", "-f", "csv", cwd=built).stdout.splitlines()[0] == "x"


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("query", "disputse"), 2, ("did you mean disputes",)),
        (("query", "missing.rq"), 3, ("missing.rq", "No such file")),
        (("query", "disputes", "--format", "xls"), 2, ("no format 'xls'", "csv")),
        (("query", "disputes", "--param", "x"), 2, ("name=value",)),
        (("query", "disputes", "--param", "x=1"), 2, ("x",)),
        (("query", "disputes", "--build", "nowhere"), 3, ("run 'kg build' first",)),
        (("analyse", "balanse"), 2, ("did you mean balance",)),
        (("analyse", "--all"), 2, ("--all needs --out FILE.html",)),
        (("analyse", "--out", "x.html"), 2, ("--out needs the name of an analysis",)),
        (("analyse", "balance", "--out", "x.html", "-f", "md"), 2, ("--out writes an HTML page",)),
        (("analyse", "balance", "--all", "--out", "x.html"), 2, ("takes no name",)),
        (("analyse", "balance", "--window", "3"), 2, ("window is for escalation and reciprocity",)),
        (("analyse", "--all", "--out", "no/such/folder.html"), 3, ("cannot be written",)),
        (("export", "json"), 2, ("no format 'json'", "did you mean jsonld", "graphml")),
        (("export", "csv"), 2, ("nodes, edges", "name a folder with --out")),
        (("export", "gexf", "--layer", "accounts"), 2, ("gexf cannot hold the layer 'accounts'", "accepted, inferred")),
        (("export", "turtle", "--layer", "facts"), 2, ("no layer 'facts'", "accepted")),
        (("export", "turtle", "--build", "own-folder"), 3, ("run 'kg build' first",)),
        (("export", "turtle", "--out", "no/such/folder.ttl"), 3, ("cannot be written",)),
        (("export", "csv", "--out", "notes.txt"), 3, ("notes.txt: cannot be written",)),
        (("build", "--policy", "bold"), 2, ("no policy 'bold'", "cautious, corroborated, permissive")),
        (("build", "--policy", "only:sed-report"), 2, ("did you mean source:seed-report",)),
        (("build", "--as-of", "soon"), 2, ("'soon' is no date",)),
        (("build", "--reasoner", "magic"), 2, ("no reasoner 'magic'", "owlrl")),
        (("build", "--data", "nowhere.ttl"), 3, ("nowhere.ttl",)),
        (("build", "--out", "own-folder"), 3, ("holds something that is no build",)),
        (("build", "--data", "notes.txt"), 3, ("unknown file type",)),
    ],
)
def test_bad_usage_gets_one_clear_line(built: Path, args: tuple[str, ...], code: int, words: tuple[str, ...]) -> None:
    (built / "own-folder").mkdir(exist_ok=True)
    (built / "own-folder" / "thesis.txt").write_text("mine")
    (built / "notes.txt").write_text("notes")
    before = contents(built / "build")
    one_line(kg(*args, cwd=built), code, *words)
    assert contents(built / "build") == before
    assert (built / "own-folder" / "thesis.txt").read_text() == "mine"


def test_an_export_goes_to_a_file_a_folder_or_standard_output(built: Path) -> None:
    listed = kg("export", cwd=built).stdout.splitlines()
    assert listed[0].split("\t") == ["format", "media type", "suffix", "layers", "for"]
    assert {line.split("\t")[0] for line in listed[1:]} >= {"turtle", "stix"}
    printed = kg("export", "turtle", cwd=built).stdout
    # The build's own file has a header before the same triples.
    assert (built / "build" / "graph.ttl").read_text(encoding="utf-8").endswith(printed.partition("\n\n")[2])
    assert kg("export", "turtle", "--out", "all.ttl", cwd=built).returncode == 0
    assert (built / "all.ttl").read_text(encoding="utf-8") == printed
    assert kg("export", "csv", "--out", "tables", cwd=built).returncode == 0
    assert sorted(p.name for p in (built / "tables").iterdir()) == ["csv-metadata.json", "edges.csv", "nodes.csv"]


def test_an_export_that_fails_leaves_what_stood_there(built: Path) -> None:
    shutil.copytree(built / "build", built / "odd")
    cut = (built / "build" / "graph.trig").read_bytes()[:-50_000]
    (built / "odd" / "graph.trig").write_bytes(cut)
    (built / "mine.nt").write_text("mine")
    one_line(kg("export", "ntriples", "--build", "odd", "--out", "mine.nt", cwd=built), 3, "odd/graph.trig:")
    assert (built / "mine.nt").read_text() == "mine"
    assert [p.name for p in built.iterdir() if ".part" in p.name] == []


def test_all_analyses_go_to_one_page(built: Path) -> None:
    done = kg("analyse", "--all", "--out", "all.html", cwd=built)
    assert (done.returncode, done.stdout) == (0, "analyses: all.html\n")
    assert (built / "all.html").read_text(encoding="utf-8").startswith("<!doctype html>")


BAD = {
    "broken.ttl": (b"@prefix a: <http://a/> .\na:b a:c .\n", 3, ("broken.ttl:2", "not well-formed")),
    "half.ttl": (b"<http://a/b> <http://a/c> <http://a/d", 3, ("half.ttl:1", "not well-formed")),
    "latin.ttl": (b'<http://a/b> <http://a/c> "\xff" .', 3, ("latin.ttl",)),
    "blank.ttl": (b"<http://a/b> <http://a/c> [] .", 3, ("blank.ttl", "give the resource an IRI")),
    "bomb.rdf": (
        b'<!DOCTYPE r [<!ENTITY a "%b"><!ENTITY b "%b">]><r>&b;</r>' % (b"a" * 20_000, b"&a;" * 20_000),
        4,
        ("bomb.rdf", "KG_ENTITY_CHARS"),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_data_is_named_with_file_and_line_and_the_build_stays(built: Path, name: str) -> None:
    content, code, words = BAD[name]
    (built / name).write_bytes(content)
    before = contents(built / "build")
    one_line(kg("build", "--data", shipped("data"), "--data", name, cwd=built), code, *words)
    assert contents(built / "build") == before


def test_a_file_over_the_size_limit(built: Path) -> None:
    one_line(kg("build", cwd=built, KG_FILE_BYTES="100"), 4, "KG_FILE_BYTES")


def test_a_query_over_the_time_limit(built: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    one_line(kg("query", "-", cwd=built, stdin=text, KG_QUERY_SECONDS="1"), 4, "KG_QUERY_SECONDS")


def test_a_cut_answer_says_so(built: Path) -> None:
    result = kg("query", "-", cwd=built, stdin="SELECT * { ?s ?p ?o }", KG_RESULT_ROWS="3")
    assert len(result.stdout.splitlines()) == 4
    assert "cut at 3 rows" in result.stderr


PREFIXES = """
@prefix account: <https://w3id.org/conflict-kg/id/account/> .
@prefix actor: <https://w3id.org/conflict-kg/id/actor/> .
@prefix conflict: <https://w3id.org/conflict-kg/ontology#> .
@prefix credibility: <https://w3id.org/conflict-kg/id/credibility/> .
@prefix relation: <https://w3id.org/conflict-kg/id/relation/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/conflict-kg/id/source/> .
@prefix told: <https://w3id.org/conflict-kg/told#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ACCOUNT = """
    conflict:hasSource source:seed-report ; conflict:locator "x" ; conflict:paraphrase "x" ;
    conflict:hasCredibility credibility:6 ; conflict:recordedAt "2026-11-22T00:00:00Z"^^xsd:dateTime ;
"""


def test_findings_say_file_subject_and_how_to_mend(built: Path) -> None:
    (built / "bare.ttl").write_text(PREFIXES + "account:bare a conflict:Account ; conflict:locator 'here' .")
    result = kg("validate", shipped("data"), "bare.ttl", "-f", "csv", cwd=built)
    assert result.returncode == 1
    assert re.search(r"bare\.ttl,\d+,account:bare,", result.stdout)
    before = contents(built / "build")
    result = kg("build", "--data", shipped("data"), "--data", "bare.ttl", cwd=built)
    assert result.returncode == 1
    assert re.search(r"bare\.ttl:\d+: account:bare: ", result.stderr)
    assert contents(built / "build") == before


def test_the_shipped_data_has_no_findings(built: Path) -> None:
    result = kg("validate", cwd=built)
    assert (result.returncode, result.stdout) == (0, "")


def test_an_inconsistent_graph_names_rule_facts_and_accounts(built: Path) -> None:
    (built / "clash.ttl").write_text(
        PREFIXES
        + "relation:odd a conflict:Sponsorship ; skos:prefLabel 'odd'@en .\n"
        + f"account:odd a conflict:Account ; conflict:isAccountOf relation:odd ;{ACCOUNT}"
        + "    told:hasSponsor actor:iran ; told:hasBeneficiary relation:iraq-us-alliance .\n"
    )
    before = contents(built / "build")
    result = kg("build", "--data", shipped("data"), "--data", "clash.ttl", cwd=built)
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr
    assert contents(built / "build") == before


def test_reason_on_files_that_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "o.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . <urn:A> rdfs:subClassOf <urn:B> ."
    )
    (tmp_path / "d.ttl").write_text("<urn:x> a <urn:A> .")
    result = kg("reason", "d.ttl", "--ontology", "o.ttl", "--out", "out.nt", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out.nt").read_text() == (
        "<urn:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:B> .\n"
    )


def test_help_and_unknown_commands() -> None:
    assert "build" in kg("--help").stdout
    assert kg("nonsense").returncode == 2


def test_a_told_property_that_mirrors_nothing_is_a_finding(built: Path) -> None:
    (built / "odd.ttl").write_text(
        PREFIXES
        + f"account:odd a conflict:Account ; conflict:isAccountOf relation:iraq-us-alliance ;{ACCOUNT}"
        + "    told:hasSecondAlly actor:iraq ; told:hasSecret 'x' .\n"
    )
    result = kg("validate", shipped("data"), "odd.ttl", "-f", "csv", cwd=built)
    assert result.returncode == 1
    assert re.search(r"odd\.ttl,\d+,account:odd,told:hasSecret,told:hasSecret,Unknown told: property", result.stdout)


def test_the_version_is_told() -> None:
    assert kg("--version").stdout.startswith("conflict-kg ")


def test_axioms_outside_the_profile_are_named(tmp_path: Path) -> None:
    (tmp_path / "o.ttl").write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<urn:A> rdfs:subClassOf [ a owl:Restriction ; owl:onProperty <urn:p> ; owl:someValuesFrom <urn:B> ] ."
    )
    (tmp_path / "d.ttl").write_text("<urn:x> a <urn:A> .")
    result = kg("reason", "d.ttl", "--ontology", "o.ttl", "--out", "out.nt", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "warning: " in result.stderr
    assert "urn:B" in result.stderr


def test_why_a_statement_holds() -> None:
    result = kg("explain", "actor:iran", "conflict:sponsors", "actor:kataib-hezbollah")
    assert result.returncode == 0
    assert "prp-spo2" in result.stdout
    assert "section Kataeb Hezbollah, paragraph 1" in result.stdout
    one_line(kg("explain", "actor:iran", "conflict:sponsors", "nonsense"), 2, "neither a known prefixed name")
    one_line(kg("explain", "actor:iran", "conflict:commands", "actor:isis"), 2, "neither a fact nor a conclusion")
    one_line(kg("explain", "actr:iran", "a", "conflict:State"), 2, "did you mean actor:iran?")
    one_line(kg("explain", "actor:iran", '"a"', "conflict:State"), 2, "is a literal, which can only be an object")
    one_line(kg("explain", "actor:iran", "a", '"open'), 2, "is no literal as Turtle writes it")
    one_line(kg("explain", "actor:iran", "a", "conflict:State", "-f", "xml"), 2, "no format 'xml'", "ttl")


SEED = ("--policy", "only:seed-report")


def test_every_proof_up_to_the_limit() -> None:
    asked = ("explain", "actor:iran", "a", "conflict:Sponsor", "--all", *SEED)
    assert kg(*asked).stdout.startswith("3 minimal proofs of actor:iran rdf:type conflict:Sponsor")
    cut = kg(*asked, KG_PROOFS="2")
    assert (cut.returncode, cut.stdout.splitlines()[1]) == (0, "cut at the limit on proofs (KG_PROOFS)")
    assert cut.stdout.startswith("at least 2 minimal proofs")


def test_a_proof_as_turtle_and_of_a_number() -> None:
    result = kg("explain", "event:al-asad-attack-2023-11", "conflict:woundedAtLeast", "8", *SEED, "-f", "ttl")
    assert result.returncode == 0
    assert "prov:wasDerivedFrom account:seed-report-al-asad-bullet" in result.stdout


def test_what_falls_without_an_account() -> None:
    result = kg("withdraw", "account:seed-report-al-asad-bullet", *SEED, "-f", "tsv")
    assert result.returncode == 0
    assert "changed\tevent:al-asad-attack-2023-11 conflict:woundedAtLeast 8\t1\t" in result.stdout
    one_line(kg("withdraw", "account:nobody"), 2, "no account and no source account:nobody")
    one_line(kg("withdraw", "source:seed-report", "-f", "xml"), 2, "no format 'xml'", "tree")
