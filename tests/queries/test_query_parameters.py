"""Parameters: text becomes a term of the declared type, or an error; never a piece of the query."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from kg.errors import UsageError
from kg.rdf.terms import XSD
from kg.sparql.catalogue import CatalogueQuery, Param, bind
from kg.sparql.query import run

HOSTILE = [
    "x> } DROP",
    "<x> } DROP>",
    "actor:x> } DROP ALL #",
    "http://example.org/> ?p ?o } ; DROP ALL #",
    '" } DROP ALL #',
    "?s",
    "actor:iran actor:iraq",
    "",
    "\x00",
    "{{kind}}",
]


def query(kind: str, default: str | None = None) -> CatalogueQuery:
    """A query that shows the value of its one parameter, on every triple whose object it is."""
    return CatalogueQuery(
        name="shown",
        folder="competency",
        path=Path("shown.rq"),
        summary="",
        tags=(),
        question=(),
        needs=(),
        layout="any",
        columns=("value", "s"),
        params=(Param("value", kind, default, "A value."),),
        text="SELECT ?value ?s WHERE { ?s ?p ?value }",
    )


@pytest.mark.parametrize(
    ("kind", "text", "term"),
    [
        ("iri", "actor:iran", NamedNode("https://w3id.org/conflict-kg/id/actor/iran")),
        ("iri", "<http://example.org/x>", NamedNode("http://example.org/x")),
        ("string", 'a "quoted" word', Literal('a "quoted" word')),
        ("integer", "-7", Literal("-7", datatype=XSD.term("integer"))),
        ("dateTime", "2023-11-21", Literal("2023-11-21T00:00:00+00:00", datatype=XSD.term("dateTime"))),
        (
            "dateTime",
            "2023-11-21T10:00:00+03:00",
            Literal("2023-11-21T10:00:00+03:00", datatype=XSD.term("dateTime")),
        ),
    ],
)
def test_text_becomes_a_term_of_its_type(kind: str, text: str, term: NamedNode | Literal) -> None:
    assert bind(query(kind), {"value": text}) == {"value": term}


@pytest.mark.parametrize("kind", ["iri", "integer", "dateTime"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_where_it_is_no_term(kind: str, text: str) -> None:
    with pytest.raises(UsageError, match="value is of type"):
        bind(query(kind), {"value": text})


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_string_is_one_literal(text: str, store: Store) -> None:
    before = len(store)
    assert bind(query("string"), {"value": text}) == {"value": Literal(text)}
    assert run(store, query("string").text, {"value": Literal(text)}).rows == ()
    assert len(store) == before


def test_a_given_value_goes_before_the_default() -> None:
    assert bind(query("integer", "3"), {"value": "4"})["value"].value == "4"
    assert bind(query("integer", "3"), {})["value"].value == "3"


@pytest.mark.parametrize(
    ("given", "reason"),
    [({}, "needs the parameter 'value'"), ({"value": "1", "other": "2"}, "has no parameter 'other'")],
)
def test_a_missing_or_unknown_parameter_names_the_known_ones(given: dict[str, str], reason: str) -> None:
    with pytest.raises(UsageError, match=rf"{reason}; there are: value \(integer\)"):
        bind(query("integer"), given)


def test_every_default_of_the_catalogue_is_a_term(catalogue: dict[str, CatalogueQuery]) -> None:
    for found in catalogue.values():
        assert bind(found, {}).keys() == {param.name for param in found.params}
