"""Names of ontology 0.1.0: the migration rewrites them, a reader understands them, and a query learns the new name."""

import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from pyoxigraph import Store as OxigraphStore
from rdflib import DCTERMS, OWL, RDF, Graph, URIRef
from shape_examples import CONFLICT, ONTOLOGY, PROLOGUE

from kg.errors import DataError, DeprecatedNameWarning
from kg.pipeline import find_faults, load_data
from kg.rdf.deprecated import MIGRATION, current_names, deprecated_names
from kg.rdf.read import shipped
from kg.rdf.terms import CONFLICT as OURS
from kg.rdf.terms import PREFIXES, TYPE
from kg.rdf.terms import TOLD as TOLD_TERMS
from kg.read_build import read_graphs
from kg.sparql.backends import open_store
from kg.sparql.hints import unknown_terms
from kg.sparql.store import memory_store

FOLDER = shipped("ontology")
UPDATE = (FOLDER / "migrations" / MIGRATION).read_text("utf-8")
TABLE = Graph().parse(FOLDER / "deprecated.ttl")
TOLD = Graph().parse(FOLDER / "told.ttl")
OLD = """
place:p a conflict:Region ; skos:prefLabel "Place"@en ; conflict:latitude 33.5 ; conflict:longitude 44.25 ;
    conflict:coordinatePrecision 1.0 ; conflict:locatedIn place:q .
place:q a conflict:Country ; skos:prefLabel "Country"@en .
source:s a conflict:Source ; skos:prefLabel "Source"@en ; conflict:reliability reliability:B .
actor:a a conflict:Militia ; skos:prefLabel "Actor"@en .
event:e a conflict:Attack ; skos:prefLabel "Attack"@en .
act:c a conflict:Condemnation ; skos:prefLabel "Condemnation"@en .
account:e a conflict:Account ; conflict:accountOf event:e ; conflict:accordingTo source:s ; conflict:locator "1" ;
    conflict:paraphrase "It is told." ; conflict:credibility credibility:2 ;
    conflict:recordedAt "2026-11-22T00:00:00Z"^^xsd:dateTime ; told:weaponKind weapon:drone ; told:occurredAt place:p .
account:c a conflict:Account ; conflict:accountOf act:c ; conflict:accordingTo source:s ; conflict:locator "2" ;
    conflict:paraphrase "It is told." ; conflict:credibility credibility:2 ;
    conflict:recordedAt "2026-11-22T00:00:00Z"^^xsd:dateTime ; told:aboutMatter event:e ; told:declaredBy actor:a .
assessment:f a conflict:Assessment ; conflict:accordingTo source:s ; conflict:locator "3" ;
    conflict:paraphrase "More will follow." ; conflict:credibility credibility:2 ; conflict:horizon "not stated" ;
    conflict:recordedAt "2026-11-22T00:00:00Z"^^xsd:dateTime ; conflict:likelihood likelihood:likely ;
    conflict:aboutMatter event:e .
"""
NEW = (
    OLD.replace("conflict:aboutMatter", "conflict:assesses")
    .replace("told:aboutMatter", "told:isAboutMatter")
    .replace("conflict:accordingTo", "conflict:hasSource")
    .replace("conflict:accountOf", "conflict:isAccountOf")
    .replace("conflict:credibility ", "conflict:hasCredibility ")
    .replace("conflict:reliability ", "conflict:hasReliability ")
    .replace("conflict:likelihood ", "conflict:hasLikelihood ")
    .replace("conflict:locatedIn", "conflict:isLocatedIn")
    .replace("told:weaponKind", "told:hasWeaponKind")
    .replace("told:declaredBy", "told:isDeclaredBy")
)


def lines(graph: Graph) -> set[str]:
    return set(graph.serialize(format="nt").splitlines())


def parsed(turtle: str) -> Graph:
    return Graph().parse(data=PROLOGUE + turtle, format="turtle")


def migrated(turtle: str) -> Graph:
    graph = parsed(turtle)
    graph.update(UPDATE)
    return graph


def test_the_migration_renames_triple_by_triple_and_adds_the_points_of_places() -> None:
    added = lines(migrated(OLD)) - lines(parsed(NEW))
    assert lines(parsed(NEW)) <= lines(migrated(OLD))
    assert [line.split()[1:] for line in added] == [
        [f"<{PREFIXES['geo']}asWKT>", '"POINT(44.25', f'33.5)"^^<{PREFIXES["geo"]}wktLiteral>', "."]
    ]


def test_the_migration_says_the_same_in_oxigraph_and_changes_nothing_twice() -> None:
    store = OxigraphStore()
    store.load(parsed(OLD).serialize(format="nt").encode(), RdfFormat.N_TRIPLES)
    store.update(UPDATE)
    once = set(store)
    store.update(UPDATE)
    assert once == set(store)
    # Each writes numbers and moments in its own way.
    named = sorted((quad.subject.value, quad.predicate.value) for quad in once)
    assert named == sorted((str(s), str(p)) for s, p, _ in migrated(OLD))


def test_the_migration_tells_what_is_decided_and_drops_named_inverses() -> None:
    graph = migrated(
        "decision:d a conflict:Decision ; conflict:decidesProperty conflict:weaponKind , conflict:aboutMatter ;"
        " conflict:underPolicy policy:cautious . act:c conflict:aboutMatter event:e ."
        " event:r a conflict:RetaliatoryStrike . actor:a conflict:isSponsorIn relation:r ."
    )
    assert lines(graph) == lines(
        parsed(
            "decision:d a conflict:Decision ; conflict:followsPolicy policy:cautious ;"
            " conflict:decidesProperty conflict:hasWeaponKind , conflict:isAboutMatter ."
            " act:c conflict:isAboutMatter event:e . event:r a conflict:RetaliatoryUseOfForce ."
        )
    )


def test_the_migration_has_every_name_of_the_table_and_no_other() -> None:
    rows = set(re.findall(r"\( ((?:conflict|told):\w+) ((?:conflict|told):\w+) \)", UPDATE))
    names = TABLE.namespace_manager
    listed = {(old.n3(names), new.n3(names)) for old, new in TABLE.subject_objects(DCTERMS.isReplacedBy)}
    assert rows | {("conflict:aboutMatter", "conflict:assesses")} == listed
    assert set(re.findall(r"^    (conflict:\w+)$", UPDATE, re.M)) == {
        old.n3(names) for old in TABLE.subjects(OWL.inverseOf)
    }


def test_replacements_exist_and_deprecated_names_do_not() -> None:
    terms = {s for graph in (ONTOLOGY, TOLD) for s in graph.subjects(RDF.type)}
    new = {*TABLE.objects(predicate=DCTERMS.isReplacedBy), *TABLE.objects(predicate=OWL.inverseOf)}
    assert {term for term in new if term not in terms} == set()
    assert {term for term in TABLE.subjects(OWL.deprecated) if term in terms} == set()


def test_old_data_are_read_as_new_with_one_warning_a_file(tmp_path: Path) -> None:
    (tmp_path / "old.ttl").write_text(PROLOGUE + OLD, encoding="utf-8")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "new.ttl").write_text(PROLOGUE + NEW, encoding="utf-8")
    with pytest.warns(DeprecatedNameWarning) as caught:
        old = load_data((tmp_path / "old.ttl",))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        new = load_data((tmp_path / "new",))
    assert (old.asserted, old.accounts) == (new.asserted, new.accounts)
    assert find_faults(old) == []
    (warning,) = caught
    message = str(warning.message)
    assert message.startswith(f"{tmp_path / 'old.ttl'}: uses names of ontology 0.1.0")
    assert "conflict:accordingTo (now conflict:hasSource)" in message
    assert str(FOLDER / "migrations" / MIGRATION) in message


def test_the_command_line_says_it_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "old.ttl"
    file.write_text(PROLOGUE + OLD, encoding="utf-8")
    command = [sys.executable, "-m", "kg.cli", "validate", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    (line,) = (line for line in done.stderr.splitlines() if "0.1.0" in line)
    assert done.returncode == 0
    assert line.startswith(f"kg: {file}: uses names of ontology 0.1.0")


def test_an_inverse_is_turned_round_and_a_name_of_two_things_goes_by_the_class() -> None:
    a, r, event = (NamedNode(f"http://e.org/{name}") for name in "are")
    said = [
        Triple(a, OURS.term("isSponsorIn"), r),
        Triple(r, TYPE, OURS.term("Telling")),
        Triple(event, OURS.term("aboutMatter"), a),
        Triple(event, OURS.term("locator"), Literal("x")),
    ]
    found, names = current_names(said)
    assert list(found) == [
        Triple(r, OURS.term("hasSponsor"), a),
        Triple(r, TYPE, OURS.term("Statement")),
        Triple(event, OURS.term("isAboutMatter"), a),
        Triple(event, OURS.term("locator"), Literal("x")),
    ]
    assert [name.value.removeprefix(OURS.iri) for name in names] == ["Telling", "aboutMatter", "isSponsorIn"]


def test_what_is_current_is_left_as_it_is() -> None:
    said = [Triple(OURS.term("x"), OURS.term("hasSource"), OURS.term("y"))]
    assert current_names(said) == (said, [])


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        (OURS.term("weaponKind"), "conflict:hasWeaponKind"),
        (TOLD_TERMS.term("weaponKind"), "told:hasWeaponKind"),
        (OURS.term("aboutMatter"), "conflict:assesses or conflict:isAboutMatter"),
        (OURS.term("isSponsorIn"), "^conflict:hasSponsor"),
        (OURS.term("hasSponsor"), None),
    ],
)
def test_advice(name: NamedNode, advice: str | None) -> None:
    assert deprecated_names().advice(name) == advice


def test_a_query_with_a_deprecated_name_learns_the_new_one() -> None:
    store = open_store(memory_store({}))
    text = f"PREFIX conflict: <{OURS.iri}> SELECT * {{ ?x conflict:weaponKind ?kind ; ^conflict:isSponsorIn ?r }}"
    assert unknown_terms(store, text) == [
        "conflict:isSponsorIn is a name of an earlier version of the ontology: write ^conflict:hasSponsor",
        "conflict:weaponKind is a name of an earlier version of the ontology: write conflict:hasWeaponKind",
    ]


def test_a_build_of_an_earlier_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.read_build.check_build", lambda *_: None)
    layer = f"<{PREFIXES['graph']}accounts> {{ {OLD} }}"
    (tmp_path / "graph.trig").write_text(PROLOGUE + layer, encoding="utf-8")
    with pytest.raises(DataError, match="earlier version of the ontology; build again"):
        read_graphs(tmp_path)


def test_the_version_says_where_it_comes_from() -> None:
    header = URIRef(str(CONFLICT).removesuffix("#"))
    assert str(ONTOLOGY.value(header, OWL.versionInfo)) == "0.2.0"
    assert str(ONTOLOGY.value(header, OWL.priorVersion)).endswith("/0.1.0")
