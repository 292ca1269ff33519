"""Contradictions and warnings that are too many to be listed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import LimitError
from kg.reason import reasoner
from reasoning.helpers import PREFIXES, turtle

DISJOINT = f"[] a owl:AllDisjointClasses ; owl:members ( {' '.join(f':C{n}' for n in range(20))} ) ."
IN_ALL = f":x a {', '.join(f':C{n}' for n in range(20))} ."


LOOPS = "".join(f":a{n} :p :a{n} ." for n in range(190))


@pytest.mark.parametrize(
    ("axioms", "facts"), [(DISJOINT, IN_ALL), (":p a owl:IrreflexiveProperty .", LOOPS)], ids=["pairs", "loops"]
)
def test_so_many_are_found_and_no_more(axioms: str, facts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(reasoner("polars").closure(turtle(facts), turtle(axioms)).clashes) == 190
    monkeypatch.setenv("KG_CLASHES", "189")
    with pytest.raises(LimitError, match=r"more than 189 contradictions \(KG_CLASHES\), such as (cax-adc|prp-irp): "):
        reasoner("auto").closure(turtle(facts), turtle(axioms))


def test_the_first_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    facts, ontology, out = tmp_path / "facts.ttl", tmp_path / "ontology.ttl", tmp_path / "out.nt"
    facts.write_text(PREFIXES + IN_ALL)
    ontology.write_text(PREFIXES + DISJOINT)
    done = CliRunner().invoke(app, ["reason", str(facts), "--ontology", str(ontology), "--out", str(out)])
    assert done.exit_code == 1
    assert done.output.count("cax-adc: ") == 100
    assert "… and 90 more contradictions" in done.output
    assert not out.exists()


def test_warnings_of_a_kind_are_counted(tmp_path: Path) -> None:
    facts, ontology, out = tmp_path / "facts.ttl", tmp_path / "ontology.ttl", tmp_path / "out.nt"
    facts.write_text(PREFIXES + ":x a :C0 .")
    ontology.write_text(PREFIXES + "".join(f":p{n} a owl:ReflexiveProperty ." for n in range(15)))
    done = CliRunner().invoke(app, ["reason", str(facts), "--ontology", str(ontology), "--out", str(out)])
    assert done.exit_code == 0
    assert done.output.count("warning: Reflexive(") == 10
    assert "warning: … and 5 more axioms: " in done.output
