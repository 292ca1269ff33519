"""The Spark engine gives what the default engine gives: on all rule cases, made-up facts, and the shipped graph."""

import os
import shutil
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
from generate import facts as generated
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import InputError, LimitError, OutputError, UsageError
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf, shipped
from kg.rdf.resources import about_the_world
from kg.rdf.terms import LAYERS
from kg.reason import Closure, reasoner
from kg.reason.spark_session import chosen_settings
from reasoning.helpers import PREFIXES, texts, turtle
from reasoning.literal_cases import CASES as LITERAL_CASES
from reasoning.literal_cases import OUTSIDE, WITHIN
from reasoning.rule_cases import CASES, Case
from reasoning.test_anonymous import CLASHES as ANONYMOUS
from reasoning.test_literal_equality import CLASHES, THROUGH
from reasoning.test_long_axioms import LISTS, MEMBERS
from reasoning.test_values import DIFFERENT, SAME

missing = [name for name, found in (("pyspark", find_spec("pyspark")), ("java", shutil.which("java"))) if not found]
pytestmark = pytest.mark.outside
needs_spark = pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


@pytest.fixture(scope="module")
def session():
    from kg.reason.spark_session import start_session

    started = start_session({"spark.master": "local[2]", "spark.sql.shuffle.partitions": "1"})
    yield started
    started.stop()


def ontology() -> list[ox.Triple]:
    return [t for file in read_rdf([shipped("ontology") / "conflict.ttl"]) for t in parse_file(file)]


def both(session, facts: list[ox.Triple], axioms: list[ox.Triple]) -> tuple[Closure, Closure]:
    from kg.reason.spark import SparkReasoner

    return SparkReasoner(session, few=0).closure(facts, axioms), reasoner("polars").closure(facts, axioms)


def apart(text: str, number: str) -> list[ox.Triple]:
    """Turtle whose names are in a namespace of their own."""
    prefixes = PREFIXES.replace("http://example.org/", f"http://example.org/{number}/")
    return [quad.triple for quad in ox.parse(prefixes + text, ox.RdfFormat.TURTLE)]


LITERALS = """
:a :code "01"^^xsd:integer, "2"^^xsd:integer ; :born "soon"^^xsd:dateTime ; :says "it's $x \\\\ \\"é\\"" .
:b :code "1"^^xsd:integer, "01"^^xsd:integer ; :says "it's $x \\\\ \\"é\\"" .
:b :born "2023-11-20T00:00:00Z"^^xsd:dateTime .
"""
KEYS = """
:code a owl:FunctionalProperty . :says rdfs:domain :Speaker .
[ a owl:Restriction ; owl:onProperty :says ; owl:hasValue "it's $x \\\\ \\"é\\"" ] rdfs:subClassOf :Quoted .
"""


#: Rules that conclude axioms: every rule is compiled and run anew after them, so their cases are closed apart.
AXIOMS = ("scm-", "eq-rep-")
PLAIN = [case for case in (*CASES, *LITERAL_CASES) if not case.rule.startswith(AXIOMS)]

World = tuple[str, str, str | None]
#: Groups in which cases with the same literals are closed.
_GROUPS = 3


def stated(cases: Iterable[Case]) -> Iterator[World]:
    """Ontologies and facts, and what follows: closed at once, each in a namespace of its own."""
    for case in cases:
        yield case.ontology, case.fires, case.inferred


def literals() -> Iterator[World]:
    """The same of every kind of literal; None where the engines are only compared."""
    for case in LITERAL_CASES:
        yield case.ontology, case.silent, ""
    ranges = "".join(f":{name} rdfs:range xsd:{name} ." for name in sorted({name for name, _ in (*WITHIN, *OUTSIDE)}))
    yield ranges, "".join(f":a{n} :{name} {values} ." for n, (name, values) in enumerate((*WITHIN, *OUTSIDE))), ""
    pairs = list(enumerate((*SAME, *DIFFERENT)))
    yield ":p a owl:FunctionalProperty .", "".join(f":a{n} :p {one}, {other} ." for n, (one, other) in pairs), ""
    either = "".join(f":a{n} :p {one} . :b{n} :p {other} ." for n, (one, other) in pairs)
    yield ":p a owl:InverseFunctionalProperty .", either, None
    yield KEYS, LITERALS, ":a a :Speaker, :Quoted . :b a :Speaker, :Quoted ."


def anonymous() -> Iterator[World]:
    """Contradictions of anonymous properties, and of lists whose pairs are one rule: the engines are only compared."""
    for ontology, facts, _ in ANONYMOUS.values():
        yield ontology, facts, None
    for axiom, facts, _ in LISTS.values():
        yield f"[] a owl:{axiom} ( {MEMBERS} ) .", facts, None


def closed(session, worlds: Iterable[World]) -> set[str]:
    """Close worlds with both engines, compare, and give the rules of the clashes."""
    facts, axioms, expected, known = [], [], [], set()
    for number, (ontology, given, inferred) in enumerate(worlds):
        facts += apart(given, f"{number}")
        axioms += apart(ontology, f"{number}")
        if inferred is not None:
            expected += texts(apart(inferred, f"{number}"))
            known.add(f"{number}")
    ours, theirs = both(session, facts, axioms)
    assert [text for text in texts(ours.inferred) if text.split("/")[3] in known] == sorted(expected)
    assert texts(ours.inferred) == texts(theirs.inferred)
    assert ours == theirs
    return {clash.rule for clash in ours.clashes}


@needs_spark
def test_every_rule_and_every_kind_of_literal(session) -> None:
    # All at once would fill the memory of the driver with plans.
    rules = closed(session, stated(PLAIN)) | closed(session, chain(literals(), anonymous()))
    assert rules == {case.clash for case in (*CASES, *LITERAL_CASES) if case.clash} | {"dt-diff"}


@needs_spark
def test_rules_that_conclude_axioms(session) -> None:
    cases = [case for case in CASES if case not in PLAIN]
    assert {case.rule.split("-")[0] for case in cases} == {"eq", "scm"}
    assert closed(session, stated(cases)) == set()


@needs_spark
@pytest.mark.parametrize("cases", [THROUGH, CLASHES], ids=["conclusions", "contradictions"])
def test_resources_that_are_literals(session, cases) -> None:
    # A literal is the same in each, so that they have to do with one another: not all at once.
    for start in range(_GROUPS):
        some = [(ontology, facts, None) for ontology, facts, *_ in list(cases.values())[start::_GROUPS]]
        closed(session, some)


@needs_spark
def test_made_up_facts(session) -> None:
    facts = [ox.Triple(*map(ox.NamedNode, fact)) for fact in generated(10_000)]
    ours, theirs = both(session, facts, ontology())
    assert len(ours.inferred) > 10_000
    assert ours == theirs


@needs_spark
def test_files_in_and_files_out(session, tmp_path: Path) -> None:
    import polars as pl

    from kg.reason.spark import close_parquet

    facts = tmp_path / "facts.nt"
    facts.write_text('<a:x> <a:p> <a:y> .\n<a:x> <a:q> "caf\\u00E9" .\n', encoding="utf-8")
    axioms = turtle("<a:p> rdfs:range <a:C> .")
    findings = close_parquet(facts, axioms, tmp_path / "out", session)
    found = pl.read_parquet(tmp_path / "out" / "*.parquet")
    assert found.columns == ["s", "p", "o"]
    assert found.rows() == [("<a:y>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<a:C>")]
    assert (findings.clashes, findings.warnings) == ((), ())
    with pytest.raises(OutputError, match="cannot be written"):
        close_parquet(facts, axioms, tmp_path / "out", session)
    with pytest.raises(InputError):
        close_parquet(tmp_path / "absent.parquet", axioms, tmp_path / "out2", session)
    facts.write_text("<a:x> <a:p .\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"facts\.nt"):
        close_parquet(facts, axioms, tmp_path / "out3", session)


@needs_spark
def test_reason_goes_from_files_to_a_file(session, tmp_path: Path) -> None:
    facts, ontology = tmp_path / "facts.ttl", tmp_path / "ontology.ttl"
    facts.write_text(PREFIXES + ':a :p :b, "x" . _:n :p :a .')
    ontology.write_text(PREFIXES + ":p rdfs:subPropertyOf :q . :q rdfs:domain :C ; rdfs:range :D .")
    lines = []
    for engine in ("spark", "polars"):
        out = tmp_path / f"{engine}.nt"
        command = ["reason", str(facts), "--ontology", str(ontology), "--reasoner", engine, "--out", str(out)]
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 0, done.output
        lines.append(sorted(out.read_text().splitlines()))
        assert "3 triples read, 7 inferred" in done.output
    assert lines[0] == lines[1]
    assert len(lines[0]) == 7


@needs_spark
@pytest.mark.parametrize("facts", [":a :p :b, :c, :d .", "".join(f":a owl:sameAs :b{n} ." for n in range(50))])
def test_a_closure_past_the_limit_is_refused(session, facts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.reason.spark import SparkReasoner

    monkeypatch.setenv("KG_CLOSURE_TRIPLES", "20")
    named = "owl:sameAs" if "sameAs" in facts else "rdf-syntax-ns#type"
    with pytest.raises(LimitError, match=rf"past 20 triples \(KG_CLOSURE_TRIPLES\): \d+ of .*({named})"):
        SparkReasoner(session, few=0).closure(turtle(facts), turtle(":p rdfs:domain :C . :C rdfs:subClassOf :D ."))


@needs_spark
def test_the_shipped_graph(session, shipped_graph) -> None:
    known = [shipped_graph.graphs[LAYERS[name].value] for name in ("asserted", "accepted")]
    ours, theirs = both(session, about_the_world(chain(*known)), ontology())
    assert len(ours.inferred) > 500
    assert ours == theirs


@needs_spark
def test_a_folder_of_parts_is_read_and_written(session, tmp_path: Path) -> None:
    facts, ontology, out = tmp_path / "the facts", tmp_path / "ontology.ttl", tmp_path / "inferred"
    facts.mkdir()
    for number, line in enumerate(("<a:x> <a:p> <a:y> .", "_:b <a:p> <a:x> .")):
        (facts / f"part-{number}.nt").write_text(f"{line}\n")
    ontology.write_text(PREFIXES + "<a:p> rdfs:range <a:C> .")
    command = ["reason", str(facts), "--ontology", str(ontology), "--reasoner", "spark", "--out", str(out)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "2 triples read, 2 inferred" in done.output
    found = "".join(part.read_text() for part in sorted(out.iterdir())).split("\n")
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <a:C> ."
    assert [line for line in found if line] == [f"<a:x> {kind}", f"<a:y> {kind}"]
    before = sorted(out.iterdir())
    again = CliRunner().invoke(app, command)
    assert again.exit_code != 0
    assert "cannot be written: is a folder" in str(again.exception)
    assert sorted(out.iterdir()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inferred", "ontology.ttl", "the facts"]


@needs_spark
def test_the_time_of_a_closure_is_limited(session, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.reason.spark import SparkReasoner

    monkeypatch.setenv("KG_REASON_SECONDS", "1e-3")
    with pytest.raises(LimitError, match="KG_REASON_SECONDS"):
        SparkReasoner(session, few=0).closure(turtle(":a :p :b ."), turtle(":p rdfs:domain :C ."))


SETTINGS = {
    "nothing is set": ({}, {}, {}, "local[*]"),
    "Spark's own file names a cluster": ({"spark.master": "yarn"}, {}, {}, "yarn"),
    "the environment names one": ({"spark.master": "yarn"}, {}, {"KG_SPARK_MASTER": "spark://a:7077"}, "spark://a:7077"),
    "the command names one": (
        {"spark.master": "yarn"}, {"spark.master": "spark://b:7077"}, {"KG_SPARK_MASTER": "spark://a:7077"},
        "spark://b:7077",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SETTINGS)
def test_which_cluster_is_taken(case: str) -> None:
    configured, options, environment, master = SETTINGS[case]
    chosen = configured | chosen_settings(configured, options, environment)
    assert chosen["spark.master"] == master
    assert ("spark.driver.host" in chosen) == (master == "local[*]")


def test_what_the_user_set_stays() -> None:
    mine = {"spark.ui.enabled": "true", "spark.app.name": "mine", "spark.master": "local[1]"}
    assert not set(mine) & set(chosen_settings(mine, {}, {}))
    assert chosen_settings(mine | {"spark.app.name": "pyspark-shell"}, {}, {})["spark.app.name"] == "conflict-kg"


@pytest.mark.parametrize("master", ["spark://", "spark://host", "spark://host:x", "spark://host:99999999"])
def test_an_address_that_is_none_is_refused(master: str) -> None:
    with pytest.raises(UsageError, match="no address of a Spark master"):
        chosen_settings({}, {"spark.master": master}, {})


@pytest.mark.parametrize(("name", "stated"), [("pyspark", "pip install"), ("java", "Java 17")])
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, name: str, stated: str, tmp_path: Path) -> None:
    monkeypatch.setattr("kg.reason.spark_session.find_spec", lambda module: None if module == name else object())
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path) if name == "java" else os.environ["PATH"])
    with pytest.raises(UsageError, match=stated):
        reasoner("spark")
