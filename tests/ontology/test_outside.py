"""What other programs say of the ontology: the OWL API's profile check, HermiT's and Pellet's consistency."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from rdflib import Graph
from shape_examples import CONFLICT, ONTOLOGY, PROLOGUE

from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.rdf.terms import ACCEPTED, ASSERTED

JAVA = shutil.which("java")
OWLREADY = importlib.util.find_spec("owlready2")
JARS = Path(OWLREADY.origin).parent if OWLREADY and OWLREADY.origin else Path()
HERMIT = (str(JARS / "hermit" / "HermiT.jar"), "org.semanticweb.HermiT.cli.CommandLine")
PELLET = (os.pathsep.join(map(str, sorted((JARS / "pellet").glob("*.jar")))), "pellet.Pellet")

#: Short runs: do not compile hot code, do not start collector threads.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(JAVA is None, reason="needs Java (a java command on the path)"),
    pytest.mark.skipif(OWLREADY is None, reason="needs owlready2, which brings HermiT, Pellet and the OWL API"),
]


def java(classpath: str, *arguments: str) -> str:
    done = subprocess.run(
        [str(JAVA), *QUICK, "-cp", classpath, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


def as_file(graph: Graph, folder: Path) -> str:
    path = folder / "ontology.owl"
    graph.serialize(path, format="xml")
    return str(path)


@pytest.fixture(scope="module")
def with_facts() -> Graph:
    """The ontology with everything that the permissive policy accepts."""
    graphs = build_workspace(policy="permissive").graphs
    lines = "\n".join(f"{t} ." for name in (ASSERTED, ACCEPTED) for t in graphs[name.value])
    return ONTOLOGY + Graph().parse(data=lines, format="nt")


@pytest.fixture
def contradiction() -> Graph:
    return ONTOLOGY + Graph().parse(data=PROLOGUE + "actor:a a conflict:State , conflict:Person .", format="turtle")


def test_the_owl_api_finds_the_ontology_in_rl() -> None:
    program = str(Path(__file__).with_name("RlProfile.java"))
    lines = java(PELLET[0], program, str(shipped("ontology") / "conflict.ttl")).splitlines()
    axioms = next(int(line.split()[1]) for line in lines if line.startswith("axioms:"))
    assert axioms > 300
    assert [line for line in lines if line.startswith("violation:")] == []


def test_the_owl_api_sees_what_lies_outside(tmp_path) -> None:
    outside = """conflict:p a owl:ObjectProperty . conflict:A a owl:Class ; rdfs:subClassOf
        [ a owl:Restriction ; owl:onProperty conflict:p ; owl:someValuesFrom conflict:A ] ."""
    file = as_file(Graph().parse(data=PROLOGUE + outside, format="turtle"), tmp_path)
    assert "violation:" in java(PELLET[0], str(Path(__file__).with_name("RlProfile.java")), file)


def test_hermit_finds_every_class_satisfiable() -> None:
    output = java(*HERMIT, "-U", str(shipped("ontology") / "conflict.ttl"))
    assert "Nothing" in output
    assert str(CONFLICT) not in output


def test_hermit_names_an_unsatisfiable_class(tmp_path) -> None:
    empty = PROLOGUE + "conflict:Empty a owl:Class ; rdfs:subClassOf conflict:State , conflict:Person ."
    file = as_file(ONTOLOGY + Graph().parse(data=empty, format="turtle"), tmp_path)
    assert "Empty" in java(*HERMIT, "-U", file)


def test_hermit_finds_the_accepted_facts_consistent(with_facts: Graph, tmp_path) -> None:
    assert (None, CONFLICT.hasPerpetrator, None) in with_facts
    assert "Thing is satisfiable." in java(*HERMIT, "-k", as_file(with_facts, tmp_path))


def test_hermit_sees_a_contradiction(contradiction: Graph, tmp_path) -> None:
    assert "Thing is satisfiable." not in java(*HERMIT, "-k", as_file(contradiction, tmp_path))


def test_pellet_finds_the_accepted_facts_consistent(with_facts: Graph, tmp_path) -> None:
    assert "Consistent: Yes" in java(*PELLET, "consistency", as_file(with_facts, tmp_path))


def test_pellet_sees_a_contradiction(contradiction: Graph, tmp_path) -> None:
    assert "Consistent: No" in java(*PELLET, "consistency", as_file(contradiction, tmp_path))
