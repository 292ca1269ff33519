"""Headers: what they promise holds of the query, and a wrong one is refused with its file and line."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.errors import InputError
from kg.rdf.read import shipped
from kg.rdf.terms import LAYERS, PREFIXES
from kg.sparql.catalogue import CatalogueQuery, index_markdown, read_catalogue, read_query

QUERIES = read_catalogue(shipped("queries"))
HEADER = """\
#+ summary: Everything.
#+ tags: a, b
#+ question: 1, 2
#+ needs: accepted
#+ layout: any
#+ columns: s
#+ params: kind (type: iri) = conflict:Actor — A class.

SELECT ?s WHERE { ?s ?p ?o }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "competency" / "everything.rq"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_columns_are_those_of_the_select_clause(query: CatalogueQuery) -> None:
    solutions = Store().query(query.text)
    assert tuple(variable.value for variable in solutions.variables) == query.columns


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_parameters_are_columns(query: CatalogueQuery) -> None:
    assert {param.name for param in query.params} <= set(query.columns)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_layout_says_whether_layers_are_told_apart(query: CatalogueQuery) -> None:
    assert (query.layout == "named-graphs") == ("GRAPH " in query.text)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_prefixes_are_the_projects_own_and_all_are_used(query: CatalogueQuery) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", query.text, re.MULTILINE))
    body = query.text.split("SELECT", 1)[1]
    assert declared == {prefix: PREFIXES[prefix] for prefix in declared}
    assert [prefix for prefix in declared if f"{prefix}:" not in body] == []


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_rows_are_ordered(query: CatalogueQuery) -> None:
    assert "\nORDER BY " in query.text


def test_a_query_needs_the_accounts_if_it_reads_them() -> None:
    for query in QUERIES.values():
        reads = "told:" in query.text.split("SELECT", 1)[1] or "conflict:isAccountOf" in query.text
        assert not reads or "accounts" in query.needs, query.name


def test_every_term_of_the_queries_is_in_the_ontology(seed_terms: set[str]) -> None:
    for query in QUERIES.values():
        body = re.sub(r'"[^"]*"|#.*', "", query.text.split("SELECT", 1)[1])
        used = set(re.findall(r"\b(?:conflict|told):(\w+)", body))
        assert used <= seed_terms, f"{query.name}: {used - seed_terms}"


def test_the_index_is_up_to_date() -> None:
    page = (shipped("queries") / "README.md").read_text(encoding="utf-8")
    assert page == index_markdown(QUERIES), "run python -m kg.sparql.catalogue"


def test_every_question_has_a_query_or_a_reason() -> None:
    page = (shipped("queries") / "competency" / "QUESTIONS.md").read_text(encoding="utf-8")
    questions, _, without = page.partition("## Without a query")
    asked = {int(number) for number in re.findall(r"^(\d+)\. ", questions, re.MULTILINE)}
    excused = {int(number) for number in re.findall(r"^- (\d+): ", without, re.MULTILINE)}
    answered = {number for query in QUERIES.values() for number in query.question}
    assert asked == set(range(1, 31))
    assert answered | excused == asked
    assert not answered & excused


def test_a_header_is_read(tmp_path: Path) -> None:
    query = read_query(written(tmp_path, HEADER))
    assert (query.name, query.folder, query.question) == ("everything", "competency", (1, 2))
    assert (query.tags, query.needs, query.columns) == (("a", "b"), ("accepted",), ("s",))
    assert query.params[0].default == "conflict:Actor"
    assert query.largest is None
    assert read_query(written(tmp_path, "#+ largest: 5\n" + HEADER)).largest == 5
    assert list(read_catalogue(tmp_path)) == ["everything"]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("#+ layout: any\n", "", 1, "no '#+ layout:'"),
        ("#+ tags: a, b", "#+ tags a, b", 2, "key: value"),
        ("#+ tags: a, b", "#+ tag: a, b", 2, "no header key 'tag'"),
        ("#+ tags: a, b", "#+ summary: Again.", 2, "stands twice"),
        ("question: 1, 2", "question: one", 3, "list of numbers"),
        ("needs: accepted", "needs: facts", 4, "'facts' is none of"),
        ("layout: any", "layout: flat", 5, "'flat' is none of"),
        ("#+ params:", "#+ largest: some\n#+ params:", 7, "a number of triples"),
        ("(type: iri)", "(type: uri)", 7, "no parameter type 'uri'"),
        ("(type: iri)", "", 7, "a parameter reads"),
        ("conflict:Actor —", "konflikt:Actor —", 7, "neither a known prefixed name nor an IRI"),
    ],
)
def test_a_wrong_header_is_refused_with_file_and_line(
    old: str, new: str, line: int, reason: str, tmp_path: Path
) -> None:
    path = written(tmp_path, HEADER.replace(old, new))
    with pytest.raises(InputError, match=re.escape(reason)) as caught:
        read_query(path)
    assert (caught.value.file, caught.value.line) == (path, line)


def test_two_queries_of_one_name_are_refused(tmp_path: Path) -> None:
    written(tmp_path, HEADER)
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "everything.rq").write_text(HEADER, encoding="utf-8")
    with pytest.raises(InputError, match="has the same name"):
        read_catalogue(tmp_path)


def test_what_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER)
    path.write_bytes(b"#+ summary: \xff")
    with pytest.raises(InputError, match="not UTF-8"):
        read_query(path)


def test_the_layers_a_query_may_need_are_those_of_the_store() -> None:
    needed = {layer for query in QUERIES.values() for layer in query.needs}
    assert needed == (set(LAYERS) - {"asserted"}) | {"decisions"}
