"""The limits of a closure: what they count, what they say, and that what is within them is not refused."""

import re
import resource
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from kg.errors import LimitError, UsageError
from kg.limits import limits
from kg.reason import Materialisation, reasoner
from kg.reason.files import close_files
from reasoning.helpers import PREFIXES, turtle

ENGINES = ["auto", "polars"]
SAME = "".join(f":n{i} owl:sameAs :n{i + 1} ." for i in range(300))
#: Ontology, facts, and what the message names: each closure has more than 20,000 triples, of fewer than 1,000 given.
GROWING = {
    "sameness": ("", SAME, "90601 of owl:sameAs, by rules eq-sym and eq-trans"),
    "a key": (
        ":C owl:hasKey ( :k ) .",
        "".join(f":n{i} a :C ; :k 1 ." for i in range(200)),
        "of owl:sameAs, by rule prp-key, <http://example.org/C> hasKey",
    ),
    "what is said of equals": (
        "",
        "".join(f":n{i} owl:sameAs :n{i + 1} . :n{i} :p :x{i}, :y{i} ." for i in range(130)),
        "34060 of <http://example.org/p>, by rules eq-sym and eq-trans",
    ),
    "a transitive property": (
        ":p a owl:TransitiveProperty .",
        "".join(f":n{i} :p :n{i + 1} ." for i in range(300)),
        "rule prp-trp, Transitive(<http://example.org/p>)",
    ),
    "a chain": (
        ":p owl:propertyChainAxiom ( :p :p ) .",
        "".join(f":n{i} :p :n{i + 1} ." for i in range(300)),
        "rule prp-spo2, <http://example.org/p> propertyChainAxiom",
    ),
    "a hierarchy": ("".join(f":C{i} rdfs:subClassOf :C{i + 1} ." for i in range(300)), ":a a :C0 .", "scm-sco"),
    "pairs by way of a hub": (
        ":q owl:propertyChainAxiom ( :p [ owl:inverseOf :p ] ) .",
        "".join(f":n{i} :p :hub ." for i in range(200)),
        "<http://example.org/q>, by rule prp-spo2",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("growing", GROWING)
def test_a_closure_past_the_limit_is_refused_and_what_grows_is_named(
    growing: str, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ontology, facts, named = GROWING[growing]
    monkeypatch.setenv("KG_CLOSURE_TRIPLES", "20000")
    with pytest.raises(LimitError) as caught:
        reasoner(engine).closure(turtle(facts), turtle(ontology))
    assert "past 20000 triples (KG_CLOSURE_TRIPLES)" in str(caught.value)
    assert named in str(caught.value)


@pytest.mark.parametrize(("setting", "most"), [("KG_CLOSURE_TRIPLES", "500"), ("KG_REASON_SECONDS", "1e-6")])
def test_owlrl_has_the_same_limits(setting: str, most: str, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = turtle("".join(f":n{i} :p :n{i + 1} ." for i in range(40)))
    monkeypatch.setenv(setting, most)
    with pytest.raises(LimitError, match=rf"{setting}.*rules of owlrl"):
        reasoner("owlrl").closure(facts, turtle(":p a owl:TransitiveProperty ."))


def test_one_budget_serves_the_making_of_the_rules_and_the_closure(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr("kg.reason.rules.compile.Budget", lambda: made.append(1))
    closure = reasoner("auto").closure(turtle(":a owl:sameAs :b . :b a :Unheard ."), turtle(":Unheard a owl:Class ."))
    assert (made, len(closure.inferred)) == ([], 2)


@pytest.mark.parametrize("growing", ["sameness", "a transitive property", "a chain"])
def test_a_change_past_the_limit_is_refused(growing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ontology, facts, _ = GROWING[growing]
    graph = Materialisation(turtle(":a :b :c ."), turtle(ontology))
    monkeypatch.setenv("KG_CLOSURE_TRIPLES", "20000")
    with pytest.raises(LimitError, match="KG_CLOSURE_TRIPLES"):
        graph.add(turtle(facts))
    assert graph.closure == reasoner("polars").closure(turtle(":a :b :c ."), turtle(ontology))


@pytest.mark.parametrize("axiom", [":p a owl:TransitiveProperty .", ":p owl:propertyChainAxiom ( :p :p ) ."])
def test_a_closure_just_within_the_limit_is_not_refused(
    axiom: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = 1_200
    (tmp_path / "o.ttl").write_text(PREFIXES + axiom)
    (tmp_path / "d.ttl").write_text(PREFIXES + "".join(f":n{i} :p :n{i + 1} ." for i in range(links)))
    # The axioms that hold always are fewer than 100.
    monkeypatch.setenv("KG_CLOSURE_TRIPLES", str(links * (links + 1) // 2 + 100))
    closed = close_files([tmp_path / "d.ttl"], [tmp_path / "o.ttl"])
    assert closed.inferred == links * (links - 1) // 2


def test_transitive_ways_closed_as_graphs_go_on_with_every_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.reason.transitive._FEW_ROWS", 0)
    monkeypatch.setattr("kg.reason.transitive._FEW_TIMES", 1)
    ring = turtle("".join(f":n{i} :p :n{i + 1} ." for i in range(30)))
    ontology = turtle(":p a owl:TransitiveProperty . :q rdfs:subPropertyOf :p . :p rdfs:subPropertyOf :r .")
    graph = Materialisation(ring, ontology)
    steps = [
        ":n30 :q :m0 .",
        ":m0 :q :m1 .",
        "".join(f":m{i} :q :m{i + 1} ." for i in range(1, 20)),
        ":m20 :q :n0 .",
    ]
    facts = list(ring)
    for step in steps:
        facts += turtle(step)
        graph.add(turtle(step))
        assert set(graph.closure.inferred) == set(reasoner("polars").closure(facts, ontology).inferred)
    graph.retract(turtle(":m20 :q :n0 . :n7 :p :n8 ."))
    left = [fact for fact in facts if fact not in turtle(":m20 :q :n0 . :n7 :p :n8 .")]
    assert set(graph.closure.inferred) == set(reasoner("polars").closure(left, ontology).inferred)


def test_ways_through_what_becomes_equal() -> None:
    facts = "".join(f":n{i} :p :n{i + 1} ." for i in range(250)) + ":x :k 1 . :n250 :k 1 . :x :p :y . :y :q :n0 ."
    ontology = ":p a owl:TransitiveProperty . :k a owl:InverseFunctionalProperty . :q rdfs:subPropertyOf :p ."
    inferred = set(reasoner("polars").closure(turtle(facts), turtle(ontology)).inferred)
    nodes = [f":n{i}" for i in range(251)] + [":x", ":y"]
    everything = set(turtle("".join(f"{one} :p {', '.join(nodes)} ." for one in nodes)))
    assert everything <= inferred | set(turtle(facts))


@pytest.mark.parametrize("growing", ["a transitive property", "sameness", "a hierarchy"])
def test_time_is_limited_and_the_work_under_way_is_named(growing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ontology, facts, _ = GROWING[growing]
    monkeypatch.setenv("KG_REASON_SECONDS", "1e-9")
    with pytest.raises(LimitError, match=r"longer than 1e-09 seconds \(KG_REASON_SECONDS\), at .+"):
        reasoner("polars").closure(turtle(facts), turtle(ontology))


@pytest.mark.parametrize("text", ["many", "-1", "nan", "inf", "1e400", ""])
@pytest.mark.parametrize("name", ["KG_REASON_SECONDS", "KG_CLOSURE_TRIPLES"])
def test_a_setting_that_is_no_number_is_named(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(UsageError, match=name):
        limits()


def limited(size: int) -> None:
    """Let this process write no file larger than ``size`` bytes, as on a disk that is full."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_is_named_and_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "o.ttl").write_text(PREFIXES + ":p a owl:TransitiveProperty .")
    (tmp_path / "d.ttl").write_text(PREFIXES + "".join(f":n{i} :p :n{i + 1} ." for i in range(100)))
    (tmp_path / "out.nt").write_text("earlier\n")
    command = [sys.executable, "-m", "kg.cli", "reason", "d.ttl", "--ontology", "o.ttl", "--out", "out.nt"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, preexec_fn=partial(limited, 1_000), check=False
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch(r"kg: .*out\.nt: cannot be written: .*File too large.*\n", done.stderr)
    assert (tmp_path / "out.nt").read_text() == "earlier\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.ttl", "o.ttl", "out.nt"]
