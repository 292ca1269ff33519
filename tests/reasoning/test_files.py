"""From file to file: the same closure as in process, whatever the syntax and however odd the lines."""

import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InputError, LimitError
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf, shipped
from kg.rdf.write import write_frames
from kg.reason import reasoner
from kg.reason.files import close_files
from kg.reason.reading import plain_frame
from reasoning.helpers import PREFIXES, texts

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from generate import write

A, B = "<http://example.org/a>", "<http://example.org/b>"
P, Q = "<http://example.org/p>", "<http://example.org/q>"
ONTOLOGY = PREFIXES + ":p rdfs:subPropertyOf :q . :q rdfs:domain :C . :s owl:inverseOf :t . :s rdfs:range :D .\n"
SHIPPED = shipped("ontology") / "conflict.ttl"


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    (tmp_path / "ontology.ttl").write_text(ONTOLOGY)
    return tmp_path / "ontology.ttl"


def closed(folder: Path, facts: list[Path], ontology: Path) -> list[str]:
    """The lines of the closure's file."""
    out = folder / "out.nt"
    write_frames(out, close_files(facts, [ontology]).texts)
    return out.read_bytes().decode().split("\n")[:-1]


def in_process(facts: Path, ontology: Path) -> list[str]:
    stated, axioms = ([t for file in read_rdf([path]) for t in parse_file(file)] for path in (facts, ontology))
    return [f"{text} ." for text in texts(reasoner("polars").closure(stated, axioms).inferred)]


def as_graph(lines: list[str]) -> ox.Dataset:
    """N-Triples as a graph whose blank nodes have canonical names."""
    graph = ox.Dataset(ox.parse("\n".join(lines), ox.RdfFormat.N_TRIPLES))
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return graph


ODD = {
    "plain": f"{A} {P} {B} .\n",
    "literals": f'{A} {P} "x" .\n{A} {P} "a b . c"@en .\n{A} {P} "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    "escapes needed": f'{A} {P} "tab\\t line\\n quote\\" slash\\\\ return\\r" .\n',
    "escapes not needed": f'{A} {P} "\\u00E9\\U0001F600 \\\'" .\n<http://example.org/\\u00E9> {P} {B} .\n',
    "characters beyond ASCII": f'<http://example.org/é> {P} "é😀\u2028\u0085" .\n',
    "tags in capitals": f'{A} {P} "x"@EN-gb .\n{A} {P} "x"@en-GB .\n',
    "tags with a direction": f'{A} {P} "x"@ar--rtl .\n',
    "strings typed as such": f'{A} {P} "x"^^<http://www.w3.org/2001/XMLSchema#string> .\n{A} {P} "x" .\n',
    "comments and blank lines": f"# one\n\n{A} {P} {B} . # two\n   \n",
    "spaces": f"  {A}\t{P}   {B}.\n{B} {P} {A} .  \n",
    "no space at all": f"{A}{P}{B}.\n",
    "CRLF": f"{A} {P} {B} .\r\n{B} {P} {A} .\r\n",
    "CR alone": f"{A} {P} {B} .\r{B} {P} {A} .\r",
    "no newline at the end": f"{A} {P} {B} .\n{B} {P} {A} .",
    "repeated lines": f"{A} {P} {B} .\n" * 3,
    "blank nodes": f"_:x {P} _:y .\n_:y {P} _:x .\n_:z9 {P} _:y .\n_:x {Q} {A} .\n",
    "blank nodes with dots and dashes": f"_:x.y-z {P} _:x-y .\n_:x-y {Q} _:x.y-z .\n",
    "literals that look like blank nodes": f'{A} {P} "_:x" .\n_:x {P} "_:x {B} ." .\n',
    "triple terms": f'{A} {P} <<( {A} {P} "x y" )>> .\n_:n {P} <<( _:n {P} <<( {A} {P} _:m )>> )>> .\n_:m {P} _:n .\n',
    "percent and query": f"<http://example.org/%20a?b=c&d#e> {P} <urn:x:y> .\n<mailto:a@b.c> {P} <tag:a,b:c/d?e#f> .\n",
    "hosts": f"<http://user:pw@example.org:80/> {P} <http://[::1]/> .\n<file:///a/b> {P} <http://example.org> .\n",
    "nothing": "",
    "only a comment": "# nothing\n",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_lines_close_as_in_process(name: str, tmp_path: Path, ontology: Path) -> None:
    facts = tmp_path / "facts.nt"
    facts.write_bytes(ODD[name].encode())
    expected = in_process(facts, ontology)
    assert as_graph(closed(tmp_path, [facts], ontology)) == as_graph(expected)
    assert bool(expected) == (name not in ("nothing", "only a comment"))


@pytest.mark.parametrize(
    "line",
    [
        f"{A} {P} .",
        f"{A} {P} {B} {B} .",
        f'"x" {P} {B} .',
        f"{A} _:p {B} .",
        f'{A} "p" {B} .',
        f"<a> {P} {B} .",
        f"<http://example.org/a b> {P} {B} .",
        f"<http://example.org/%zz> {P} {B} .",
        f"<http://example.org/{{a}}> {P} {B} .",
        f"<http://example.org/#a#b> {P} {B} .",
        f'{A} {P} "x .',
        f'{A} {P} "x"@ .',
        f'{A} {P} "x"@en-toolongatag .',
        f'{A} {P} "x"^^<integer> .',
        f'{A} {P} "\\x" .',
        f'{A} {P} "x"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> .',
        f"{A} a {B} .",
        f"{A} {P} {B} . {B} {P} {A} .\u00a0",
        f"{A} {P} {B} . garbage",
    ],
)
def test_a_line_that_is_wrong_is_refused_with_its_number(line: str, tmp_path: Path, ontology: Path) -> None:
    facts = tmp_path / "facts.nt"
    facts.write_text(f"{A} {P} {B} .\n{line}\n{B} {P} {A} .\n")
    with pytest.raises(InputError) as caught:
        close_files([facts], [ontology])
    assert (caught.value.file, caught.value.line) == (facts, 2)
    assert plain_frame(f"{line}\n".encode()) is None


def test_bytes_that_are_no_text_are_refused(tmp_path: Path, ontology: Path) -> None:
    facts = tmp_path / "facts.nt"
    facts.write_bytes(f"{A} {P} {B} .\n".encode() + b"\xff\n")
    with pytest.raises(InputError):
        close_files([facts], [ontology])


def test_lines_count_on_from_block_to_block(tmp_path: Path, ontology: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.rdf.read.BLOCK_BYTES", 100)
    facts = tmp_path / "facts.nt"
    facts.write_text(f"{A} {P} {B} .\n" * 20 + "wrong\n")
    with pytest.raises(InputError) as caught:
        close_files([facts], [ontology])
    assert caught.value.line == 21


def test_blocks_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = tmp_path / "facts.nt"
    write(2_000, facts)
    whole = closed(tmp_path, [facts], SHIPPED)
    monkeypatch.setattr("kg.rdf.read.BLOCK_BYTES", 1_000)
    assert sorted(closed(tmp_path, [facts], SHIPPED)) == sorted(whole)


def test_made_up_data_close_as_in_process(tmp_path: Path) -> None:
    facts = tmp_path / "facts.nt"
    write(3_000, facts)
    found = closed(tmp_path, [facts], SHIPPED)
    assert sorted(found) == sorted(in_process(facts, SHIPPED))
    assert len(found) == len(set(found)) > 3_000


def test_the_same_bytes_on_each_run(tmp_path: Path) -> None:
    facts = tmp_path / "facts.nt"
    write(20_000, facts)
    assert closed(tmp_path, [facts], SHIPPED) == closed(tmp_path, [facts], SHIPPED)


def test_any_syntax_will_do(tmp_path: Path, ontology: Path) -> None:
    facts = tmp_path / "facts.nt"
    facts.write_text(f'{A} {P} {B} .\n{A} {P} "x"@en .\n')
    expected = closed(tmp_path, [facts], ontology)
    for ending, syntax in (
        (".ttl", ox.RdfFormat.TURTLE),
        (".rdf", ox.RdfFormat.RDF_XML),
        (".nq", ox.RdfFormat.N_QUADS),
    ):
        other = tmp_path / f"facts{ending}"
        other.write_bytes(ox.serialize(ox.parse(facts.read_bytes(), ox.RdfFormat.N_TRIPLES), format=syntax))
        assert sorted(closed(tmp_path, [other], ontology)) == sorted(expected)
    lines = tmp_path / "ontology.nt"
    lines.write_bytes(ox.serialize(ox.parse(ontology.read_bytes(), ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES))
    assert closed(tmp_path, [facts], lines) == expected


def test_blank_nodes_of_two_files_are_two(tmp_path: Path, ontology: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "facts.nt").write_text(f"_:x {P} {B} .\n")
    found = closed(tmp_path, [tmp_path / "one" / "facts.nt", tmp_path / "two" / "facts.nt"], ontology)
    assert found == [
        f"_:f1b0 {Q} {B} .",
        f"_:f2b0 {Q} {B} .",
        "_:f1b0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/C> .",
        "_:f2b0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/C> .",
    ]


def test_other_engines_answer_the_same(tmp_path: Path, ontology: Path) -> None:
    facts = tmp_path / "facts.nt"
    facts.write_text(f"_:x {P} {B} .\n{A} <http://example.org/s> _:x .\n")
    ours, theirs = (close_files([facts], [ontology], engine) for engine in ("polars", "owlrl"))
    rows = [sorted(row for frame in closure.texts for row in frame.rows()) for closure in (ours, theirs)]
    assert (ours.facts, ours.inferred, rows[0]) == (theirs.facts, theirs.inferred, rows[1])


def test_a_file_past_the_limit_is_not_read(tmp_path: Path, ontology: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = tmp_path / "facts.nt"
    facts.write_text(f"{A} {P} {B} .\n" * 100)
    monkeypatch.setenv("KG_REASON_BYTES", "1000")
    with pytest.raises(LimitError, match="KG_REASON_BYTES"):
        close_files([facts], [ontology])


@pytest.mark.parametrize(
    ("axioms", "count"),
    [
        (":p a owl:TransitiveProperty .", 400),
        (":near owl:propertyChainAxiom (:p :p) . :p rdfs:subPropertyOf :near . :near rdfs:subPropertyOf :p .", 400),
        (":met owl:propertyChainAxiom (:at [ owl:inverseOf :at ]) . :r rdfs:subPropertyOf :at .", 2_000),
        (
            ":C owl:equivalentClass [ owl:onProperty :p ; owl:hasValue :hub ] . :r owl:propertyChainAxiom (:r :r) .",
            2_000,
        ),
    ],
)
def test_a_closure_past_the_limit_ends(
    axioms: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "o.ttl").write_text(PREFIXES + axioms)
    chain = "".join(f":n{i} :p :n{i + 1} ; :r :hub . :hub :r :n{i} .\n" for i in range(count))
    (tmp_path / "d.ttl").write_text(PREFIXES + chain)
    monkeypatch.setenv("KG_CLOSURE_TRIPLES", "50000")
    with pytest.raises(LimitError, match="KG_CLOSURE_TRIPLES"):
        close_files([tmp_path / "d.ttl"], [tmp_path / "o.ttl"])
