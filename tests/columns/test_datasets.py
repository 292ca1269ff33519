"""A dataset in columns makes the same graph as its triples do, and only what datasets alone name stays in columns."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kg.api import KnowledgeGraph
from kg.build_folder import write_build
from kg.columns.alike import representatives
from kg.columns.files import load_files, taken_out
from kg.columns.text import nquads
from kg.dossier.portrait import _grades, _standing
from kg.dossier.reading import Graph
from kg.errors import DataError, DatasetWarning, InconsistentGraphError, InputError, UsageError
from kg.exchange.formats import of_build, of_dataset
from kg.pipeline import build_workspace, find_faults, load_data, look_at
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf_file, shipped
from kg.rdf.terms import DECISIONS, PREFIXES, VOID
from kg.read_build import open_build
from kg.sparql.store import StoreText, workspace_store
from made_up_dataset import dataset, judgement

Write = Callable[..., list[Path]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes texts to files of their own; the shipped data come first."""

    def written(*texts: str) -> list[Path]:
        paths = [tmp_path / f"part-{number}.ttl" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, encoding="utf-8")
        return [shipped("data"), *paths]

    return written


@pytest.fixture
def in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of 5,000 bytes are large, sources of eleven accounts are datasets."""
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")


def graph(paths: list[Path], **options: str) -> tuple[set[str], set[str]]:
    """The quads of a build, and apart those of its decisions."""
    workspace = build_workspace(paths, **options)  # type: ignore[arg-type]
    lines = set(StoreText.of(workspace.graphs).plain.decode().splitlines())
    if workspace.datasets is not None:
        text = b"".join(nquads(workspace.datasets.evidence.dictionary, workspace.datasets.layers))
        assert not lines & set(text.decode().splitlines()), "no quad stands in both"
        lines |= set(text.decode().splitlines())
    decisions = {line for line in lines if line.endswith(f"{DECISIONS} .")}
    return lines - decisions, decisions


HELD = ("SupportedIn>", "SponsoredBy>", "ProxyAttack>")
OPTIONS: list[dict[str, str]] = [
    {"policy": "cautious"},
    {"policy": "permissive"},
    {"policy": "corroborated"},
    {"policy": "only:made-up-2"},
    {"policy": "permissive", "as_of": "2024-02-15"},
    {"policy": "permissive", "as_of": "2024-03-15", "valid_at": "2023-11-12"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "-".join(options.values()))
def test_the_graph_is_that_of_the_triples(
    options: dict[str, str], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = judgement("made-up", "actor:kataib-hezbollah", "actor:made-up-1")
    paths = write(dataset(), same, judgement("made-up-2", "event:made-up-0", "event:made-up-2"))
    facts, decisions = graph(paths, **options)
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")
    facts_in_columns, decisions_in_columns = graph(paths, **options)
    # Which support held when an event happened is not decided of what stays in columns.
    assert {line for line in facts - facts_in_columns if not any(word in line for word in HELD)} == set()
    assert facts_in_columns <= facts
    assert decisions_in_columns <= decisions
    assert any("event-made-up" in line for line in decisions_in_columns)
    # What is not written out is where nothing was to be decided.
    left_out = {line.split()[0] for line in decisions - decisions_in_columns}
    assert not [d for d in decisions if d.split()[0] in left_out and "#rejectsAccount>" in d]
    assert not [d for d in decisions if d.split()[0] in left_out and '#isDisputed> "true"' in d]


def test_reposts_in_columns_have_the_reliability_of_their_origin(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    derives = "conflict:derivesFrom source:made-up-1"
    paths = write(dataset().replace(derives, f"{derives} ; conflict:reproduces source:made-up-1"))
    facts, decisions = graph(paths)
    assert facts - graph(write(dataset()))[0], "their reliability of their own is too low for the policy"
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")
    paths = write(dataset().replace(derives, f"{derives} ; conflict:reproduces source:made-up-1"))
    facts_in_columns, decisions_in_columns = graph(paths)
    assert {line for line in facts - facts_in_columns if not any(word in line for word in HELD)} == set()
    assert facts_in_columns <= facts
    assert decisions_in_columns <= decisions


@pytest.mark.usefixtures("in_columns")
def test_what_other_data_name_does_not_stay_in_columns(write: Write) -> None:
    paths = write(dataset(), judgement("one", "event:made-up-0", "event:made-up-2"))
    loaded = load_files(paths, [NamedNode(PREFIXES["event"] + "made-up-5")])
    assert loaded.datasets is not None
    looked_at = {triple.subject.value for triple in loaded.accounts if "made-up" in triple.subject.value}  # type: ignore[union-attr]
    named = {f"{PREFIXES['account']}made-up-{name}" for name in ("1-0", "2-0", "3-0", "1-2", "2-2", "1-5")}
    assert looked_at == named
    dictionary = loaded.datasets.dictionary
    in_columns = set(dictionary.texts(loaded.datasets.accounts["s"].unique()))
    made_up = {text for text in in_columns if "made-up" in text}
    assert len(made_up) == 60 + 30 + 20 - len(named)
    assert f"<{PREFIXES['account']}made-up-1-7>" in in_columns
    assert not {f"<{iri}>" for iri in looked_at} & in_columns


@pytest.mark.usefixtures("in_columns")
def test_sources_with_few_accounts_are_looked_at(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "1000")
    loaded = load_files(write(dataset()))
    assert loaded.datasets is None
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "100000000")
    assert load_files(write(dataset())) == loaded


FAULTS = {
    "a source that is not described": ("conflict:hasSource source:made-up-1", "conflict:hasSource source:nobody"),
    "no locator": ('conflict:locator "row 14" ;', ""),
    "a long paraphrase": ('The row says that \\"14\\" happened.', "x" * 301),
    "bounds that cross": ("told:killedAtLeast 4 ; told:killedAtMost 6", "told:killedAtLeast 9 ; told:killedAtMost 6"),
    "a month that is none": ('told:latestTime "2023-11-15', 'told:latestTime "2023-13-15'),
    "an unknown property": ("told:killedAtMost 6", "told:killedAtMost 6 ; told:killedByMany 6"),
    "a number that is a word": ("told:killedAtMost 6", 'told:killedAtMost "six"'),
    "no time zone": ('"2024-01-01T00:00:00Z"', '"2024-01-01T00:00:00"'),
    "an event as a place": ("told:occurredAt place:made-up-0", "told:occurredAt event:made-up-3"),
    "a name without a language": ('"Attack 14"@en', '"Attack 14"'),
    "a class that follows": ("event:made-up-14 a conflict:Attack", "event:made-up-14 a conflict:ProxyAttack"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_finds_what_the_shapes_find_in_triples(fault: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    text = dataset(40).replace("@prefix weapon", "#\n@prefix weapon")
    assert FAULTS[fault][0] in text
    paths = write(text.replace(*FAULTS[fault]))[1:]
    expected = {(f.subject, f.path, f.message) for f in find_faults(load_data([shipped("data"), *paths]))}
    assert expected
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")
    loaded = load_data([shipped("data"), *paths])
    assert loaded.datasets is not None
    found = find_faults(loaded)
    assert {(f.path, f.message.partition(" (")[0]) for f in found} == {
        (p, m.partition(" (")[0]) for _, p, m in expected
    }
    alike = sum(
        1 + int(f.message.rpartition(" (")[2].split()[0]) if f.message.endswith("like this one)") else 1 for f in found
    )
    assert alike == len(expected)
    assert {f.file for f in found} == {str(paths[0])}


@pytest.mark.usefixtures("in_columns")
@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("place:made-up-land a", "_:land a", "a blank node at rdf:type"),
        ('"2023-11-15T00', '"999999999999999999999-11-15T00', "a time has no number this long"),
    ],
)
def test_refuses_what_small_files_refuse(old: str, new: str, error: str, write: Write) -> None:
    with pytest.raises(InputError, match=error):
        load_files(write(dataset().replace(old, new, 1)))


@pytest.mark.usefixtures("in_columns")
def test_says_which_account_lacks_what_it_needs(write: Write) -> None:
    paths = write(dataset().replace("conflict:hasCredibility credibility:3 ;", "", 1))
    with pytest.raises(DataError, match="account:made-up-2-0 must have exactly one conflict:hasCredibility"):
        build_workspace(paths)


@pytest.mark.usefixtures("in_columns")
def test_names_the_clashes_of_a_dataset(write: Write) -> None:
    twice = "event:made-up-7 a conflict:Militia ; skos:prefLabel"
    with pytest.raises(InconsistentGraphError, match=r"contradict the ontology (once|\d+ times; the first):\n  cax-"):
        build_workspace(write(dataset().replace("event:made-up-7 a conflict:Attack ; skos:prefLabel", twice)))


@pytest.mark.usefixtures("in_columns")
def test_engines_without_columns_say_so(write: Write) -> None:
    with pytest.raises(UsageError, match="--reasoner owlrl has none"):
        build_workspace(write(dataset()), engine="owlrl")


@pytest.mark.usefixtures("in_columns")
def test_a_build_with_datasets_is_whole(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(dataset())
    summary = write_build(build_workspace(paths), tmp_path / "columns", ask_datasets=True)
    assert summary["datasets"]["source:made-up-1"] == 60  # type: ignore[index]
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "100000000")
    small = write_build(build_workspace(paths), tmp_path / "triples")
    for figure in ("accounts", "decisions", "disputed", "sources", "counts_and_assessments"):
        assert summary[figure] == small[figure], figure
    # Queries answer the same from both stores, but for those about decisions that are not written out.
    rows, rows_of_triples = summary["queries"], small["queries"]
    assert isinstance(rows, dict)
    assert isinstance(rows_of_triples, dict)
    different = {name for name in rows if rows[name] != rows_of_triples[name]}
    assert different <= {"decisions-by-property", "instances-by-layer"}
    described = [
        parse_file(read_rdf_file(tmp_path / name / "void.ttl", RdfFormat.TURTLE)) for name in ("columns", "triples")
    ]
    counted = [{str(t) for t in triples if t.predicate == VOID.term("triples")} for triples in described]
    assert len(counted[0]) > 10
    assert counted[0] - counted[1] == set()
    assert "datasets.nq" in (tmp_path / "columns" / "void.ttl").read_text()
    again = open_build(tmp_path / "columns")
    assert {t for graph in again.graphs.values() for t in graph} < {
        t for graph in open_build(tmp_path / "triples").graphs.values() for t in graph
    }


@pytest.mark.usefixtures("in_columns")
def test_no_limit_holds_for_what_a_build_writes_itself(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = build_workspace(write(dataset()))
    monkeypatch.setenv("KG_REASON_BYTES", "100000")
    write_build(workspace, tmp_path / "build")
    assert (tmp_path / "build" / "datasets.nq").stat().st_size > 100_000


@pytest.mark.usefixtures("in_columns")
def test_exports_and_stores_in_memory_hold_datasets(write: Write, tmp_path: Path) -> None:
    workspace = build_workspace(write(dataset()))
    write_build(workspace, tmp_path / "build")
    lines = {
        tuple(sorted(b"".join(parts["graph"]).decode().splitlines()))
        for parts in (of_build("nquads", tmp_path / "build"), of_dataset("nquads", workspace))
    }
    assert len(lines) == 1
    graph = KnowledgeGraph(workspace)
    told = graph.query("SELECT ?e WHERE { ?e a conflict:Attack FILTER(CONTAINS(STR(?e), 'made-up')) }")
    assert told.height == 60


@pytest.mark.usefixtures("in_columns")
def test_what_is_looked_at_leaves_datasets_out_with_a_word(write: Write) -> None:
    event = NamedNode(PREFIXES["event"] + "made-up-7")
    with pytest.warns(DatasetWarning, match=r"left out here: .*source:made-up-1 59"):
        looked_at = look_at(write(dataset()), about=[event.value])
    assert looked_at.datasets is None
    stated = {account.about for account in looked_at.evidence.accounts.values() if "made-up" in account.about}
    assert stated == {event.value}


@pytest.mark.usefixtures("in_columns")
@pytest.mark.filterwarnings("ignore::kg.errors.DatasetWarning")
def test_what_a_name_stands_for_is_taken_out_of_what_was_read(write: Write) -> None:
    paths = write(dataset())
    loaded, things = load_files(paths), [NamedNode(PREFIXES["event"] + f"made-up-{number}") for number in (7, 8)]
    taken, read_again = taken_out(loaded, things), load_files(paths, things)
    assert (taken.asserted, taken.accounts) == (read_again.asserted, read_again.accounts)
    assert len(taken.accounts) > len(loaded.accounts)
    assert taken.datasets is not None
    assert read_again.datasets is not None
    assert taken.datasets.sources() == read_again.datasets.sources()
    subjects = [thing.value for thing in things]
    assert set(map(taken.file_of.get, subjects)) == {str(paths[1])}
    assert taken.datasets.files_of(subjects) == {}


def test_standard_input_is_read_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(dataset(12).encode())))
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")
    with pytest.warns(DatasetWarning):
        workspace = look_at([*write(dataset()), Path("-")], about=["Iran", "made-up-7"])
    assert workspace.inputs.account_records


def test_a_pattern_of_words_tells_subjects_apart(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")
    loaded = load_data(write(dataset()))
    assert loaded.datasets is not None
    shape, sh = NamedNode("urn:shape"), "http://www.w3.org/ns/shacl#"
    pattern = Triple(shape, NamedNode(f"{sh}pattern"), Literal("^row [0-4]$"))
    of_dates = Triple(shape, NamedNode(f"{sh}datatype"), NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"))
    without, of_values, of_words = (
        len(representatives(loaded.datasets, loaded.asserted, shapes).count)
        for shapes in ([], [pattern, of_dates], [pattern])
    )
    assert without == of_values < of_words


def test_pages_say_the_same_of_accounts_without_decisions(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = write(dataset())
    policies = ("permissive", "only:made-up-2")
    accounts = [NamedNode(f"{PREFIXES['account']}made-up-{source}-{n}") for source in (1, 2) for n in range(0, 60, 2)]
    events = [NamedNode(f"{PREFIXES['event']}made-up-{number}") for number in range(60)]

    def shown() -> list[object]:
        graphs = [Graph(workspace_store(build_workspace(paths, policy=policy)), "/") for policy in policies]
        standing: list[object] = [_standing(graph, account) for graph in graphs for account in accounts]
        return standing + [_grades(graph, event) for graph in graphs for event in events]

    expected = shown()
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")
    assert shown() == expected
