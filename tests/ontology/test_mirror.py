"""The generated files are up to date and mean what they should."""

import json

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from shape_examples import CONFLICT, ONTOLOGY

from kg.generate import generated, generated_page, main
from kg.rdf.read import shipped
from kg.rdf.terms import PREFIXES

FOLDER = shipped("ontology")


@pytest.mark.parametrize("name", ["told.ttl", "shapes-generated.ttl", "context.jsonld"])
def test_generated_files_are_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == generated(FOLDER)[name], "run: python -m kg.generate"


def test_the_page_of_properties_is_up_to_date_and_has_every_property() -> None:
    page = (FOLDER.parent / "docs" / "properties.md").read_text(encoding="utf-8")
    assert page == generated_page(FOLDER), "run: python -m kg.generate"
    for name in (
        "claimsEvent",
        "isAboutActor",
        "underProgramme",
        "hasSuperior",
        "hasSubordinate",
        "periodStart",
        "countsWithin",
    ):
        assert f"| `conflict:{name}`" in page


def test_main_writes_every_file(tmp_path, monkeypatch) -> None:
    (tmp_path / "conflict.ttl").write_bytes((FOLDER / "conflict.ttl").read_bytes())
    monkeypatch.setattr("kg.generate.shipped", lambda _: tmp_path)
    main()
    assert {p.name for p in tmp_path.iterdir()} == {
        "conflict.ttl",
        "told.ttl",
        "shapes-generated.ttl",
        "context.jsonld",
    }
    assert (tmp_path / "told.ttl").read_bytes() == (FOLDER / "told.ttl").read_bytes()


def test_the_mirror_holds_every_slot_and_nothing_that_infers() -> None:
    mirror = Graph().parse(FOLDER / "told.ttl")
    slots = {s.removeprefix(CONFLICT) for s in ONTOLOGY.subjects(CONFLICT.slotKind)}
    told = {s.removeprefix(PREFIXES["told"]) for s in mirror.subjects(RDF.type, OWL.AnnotationProperty)}
    assert told == slots
    assert not {RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.equivalentProperty} & set(mirror.predicates())


def test_the_context_reads_values_by_their_kind() -> None:
    context = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    document = {
        "@context": context,
        "id": "account:a",
        "type": "conflict:Account",
        "conflict:hasCredibility": "credibility:6",
        "conflict:paraphrase": "It is told.",
        "told:killedAtLeast": 2,
        "told:earliestTime": "2023-11-20T00:00:00Z",
        "skos:prefLabel": {"en": "Name"},
    }
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    account = URIRef(PREFIXES["account"] + "a")
    told = PREFIXES["told"]
    assert graph.value(account, CONFLICT.hasCredibility) == URIRef(PREFIXES["credibility"] + "6")
    assert graph.value(account, CONFLICT.paraphrase) == Literal("It is told.")
    assert graph.value(account, URIRef(told + "killedAtLeast")) == Literal(2)
    assert graph.value(account, URIRef(told + "earliestTime")).datatype == URIRef(PREFIXES["xsd"] + "dateTime")
    assert Literal("Name", lang="en") in set(graph.objects(account))
