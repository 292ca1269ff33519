"""Every format holds what it says it holds, reads back with programs that are not ours, and stays inert."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import csvw
import networkx as nx
import polars as pl
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rocrate.rocrate import ROCrate

from analyse_case import world
from hostile_label import HOSTILE, hostile_workspace
from kg.analyse.projection import project
from kg.api import KnowledgeGraph
from kg.errors import DataError, UsageError
from kg.exchange.formats import FORMATS, GRAPHS, exporter, of_build, of_dataset, rdf
from kg.exchange.formats.ftm import ftm_id
from kg.exchange.formats.jsonld import jsonld
from kg.exchange.formats.network import network
from kg.exchange.importers import ImportSettings, read_dataset
from kg.rdf.terms import CONFLICT, LABEL, LAYERS, ONTOLOGY, PREFIXES, TYPE, XSD
from kg.rdf.write import trig, write_manifest, write_parts, write_text
from kg.read_build import open_build
from kg.workspace import Workspace

RDF = {
    "turtle": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
}
QUADS = ("trig", "nquads")


def content(workspace: Workspace, form: str, *layers: str, part: str = "graph") -> bytes:
    return b"".join(of_dataset(form, workspace, layers or ("all",))[part])


def triples_of(data: bytes, form: str) -> set[Triple]:
    return {quad.triple for quad in parse(data, format=RDF[form])}


def flat(workspace: Workspace, *layers: str) -> set[Triple]:
    return {t for layer in layers or LAYERS for t in workspace.graphs[GRAPHS[layer].value]}


def digest(triples: set[Triple]) -> str:
    """A hash of the triples as sorted N-Triples, which is canonical where there are no blank nodes."""
    return hashlib.sha256("".join(sorted(f"{t} .\n" for t in triples)).encode()).hexdigest()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The seed report with an actor whose label is made to break out of every format."""
    return hostile_workspace(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def seed_build(seed: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What exports read of a build."""
    folder = tmp_path_factory.mktemp("built")
    write_text(folder / "graph.trig", trig({n: t for n, t in seed.graphs.items() if n != ONTOLOGY.value}))
    write_text(folder / "summary.json", json.dumps({"policy": seed.policy.label, "as_of": seed.as_of}))
    write_manifest(folder)
    return folder


@pytest.mark.parametrize("form", RDF)
def test_rdf_reads_back_the_same(shipped_graph: Workspace, form: str) -> None:
    back = triples_of(content(shipped_graph, form), form)
    assert digest(back) == digest(triples_of(content(shipped_graph, "turtle"), "turtle"))
    assert back == flat(shipped_graph)


@pytest.mark.parametrize(
    ("form", "syntax"), [("turtle", "turtle"), ("jsonld", "json-ld"), ("rdfxml", "xml"), ("ntriples", "nt")]
)
def test_rdflib_reads_the_same(hostile: Workspace, form: str, syntax: str) -> None:
    graph = rdflib.Graph().parse(data=content(hostile, form), format=syntax)
    assert set(graph) == set(rdflib.Graph().parse(data=content(hostile, "ntriples"), format="nt"))
    assert len(graph) == len(flat(hostile))
    assert (None, None, rdflib.Literal(HOSTILE, lang="en")) in graph


@pytest.mark.parametrize("form", QUADS)
def test_quads_keep_each_layer(seed: Workspace, form: str) -> None:
    found: dict[str, set[Triple]] = {}
    for quad in parse(content(seed, form, "all", "decisions"), format=RDF[form]):
        assert isinstance(quad.graph_name, NamedNode)
        found.setdefault(quad.graph_name.value, set()).add(quad.triple)
    assert found == {g.value: set(seed.graphs[g.value]) for g in GRAPHS.values()}


@pytest.mark.parametrize("form", RDF)
def test_layers_are_chosen(seed: Workspace, form: str) -> None:
    chosen = content(seed, form, "accepted", "inferred")
    assert triples_of(chosen, form) == flat(seed, "accepted", "inferred")


@pytest.mark.parametrize("form", FORMATS)
def test_a_build_read_back_gives_the_same_bytes(seed: Workspace, seed_build: Path, form: str) -> None:
    for name, chunks in of_build(form, seed_build).items():
        again = b"".join(of_dataset(form, seed)[name])
        if form in {"ntriples", "nquads"}:
            assert sorted(b"".join(chunks).splitlines()) == sorted(again.splitlines())
        else:
            assert b"".join(chunks) == again


def test_a_build_reads_back_as_the_dataset(seed: Workspace, seed_build: Path) -> None:
    opened = open_build(seed_build)
    assert (opened.graphs, opened.policy, opened.inputs) == (seed.graphs, seed.policy, seed.inputs)
    assert opened.evidence == seed.evidence
    assert any(d.disputed for d in opened.decisions)
    assert nx.utils.graphs_equal(project(opened), project(seed))


def test_python_writes_files_and_folders(seed: Workspace, tmp_path: Path) -> None:
    graph = KnowledgeGraph(seed)
    graph.export("trig", tmp_path / "graph.trig", layers=("accepted",))
    assert (tmp_path / "graph.trig").read_bytes() == content(seed, "trig", "accepted")
    graph.export("parquet", tmp_path / "tables")
    assert sorted(file.name for file in (tmp_path / "tables").iterdir()) == ["edges.parquet", "nodes.parquet"]


def test_lines_stream(seed: Workspace) -> None:
    taken = []

    def counted() -> Iterator[Triple]:
        for number in range(100_000):
            taken.append(number)
            yield Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal(number))

    first = next(iter(rdf.ntriples(counted())))
    assert first.startswith(b'<urn:s> <urn:p> "0"')
    assert len(taken) < 10_000


def test_json_objects_hold_their_accounts(seed: Workspace) -> None:
    document = json.loads(content(seed, "jsonld"))
    assert document["@context"]["accounts"] == {"@reverse": "conflict:isAccountOf"}
    things = {thing["id"]: thing for thing in document["@graph"]}
    attack = things["event:al-asad-attack-2023-11"]
    assert "conflict:Attack" in attack["type"]
    assert attack["skos:prefLabel"] == {"en": "Attack on Al Asad airbase, November 2023"}
    stated = {account["id"]: account for account in attack["accounts"]}
    assert stated["account:seed-report-al-asad-bullet"]["told:woundedAtLeast"] == 8
    assert not any(name.startswith("account:") for name in things)


def odd_triples() -> list[Triple]:
    subject, other = NamedNode("http://example.org/s"), NamedNode("urn:x-odd:1")
    integer = XSD.term("integer")
    return [
        Triple(subject, TYPE, Literal("no class")),
        Triple(subject, TYPE, other),
        Triple(subject, LABEL, Literal("plain")),
        Triple(subject, LABEL, Literal("one", language="en")),
        Triple(subject, LABEL, Literal("two", language="en")),
        Triple(subject, LABEL, other),
        Triple(subject, CONFLICT.term("isAccountOf"), subject),
        Triple(other, CONFLICT.term("isAccountOf"), Literal("x")),
        Triple(subject, CONFLICT.term("killedAtLeast"), Literal("007", datatype=integer)),
        Triple(subject, CONFLICT.term("killedAtLeast"), Literal("7", datatype=integer)),
        Triple(subject, CONFLICT.term("killedAtLeast"), Literal("7")),
        Triple(subject, CONFLICT.term("isDisputed"), Literal("1", datatype=XSD.term("boolean"))),
        Triple(subject, CONFLICT.term("hasSponsor"), Literal("actor:iran")),
        Triple(subject, NamedNode("http://example.org/id"), Literal("3.0", datatype=XSD.term("decimal"))),
    ]


def test_json_keeps_what_the_context_does_not_foresee() -> None:
    assert triples_of(b"".join(jsonld(odd_triples())), "jsonld") == set(odd_triples())


def test_an_iri_that_json_would_read_otherwise_is_refused() -> None:
    triple = Triple(NamedNode("actor:iran"), TYPE, CONFLICT.term("State"))
    with pytest.raises(DataError, match="would take the scheme for a prefix"):
        b"".join(jsonld([triple]))


def test_a_text_that_xml_cannot_hold_is_refused_by_rdf_xml() -> None:
    triple = Triple(NamedNode("urn:s"), LABEL, Literal("a\x01b"))
    with pytest.raises(DataError, match="XML cannot hold"):
        b"".join(rdf.rdfxml([triple]))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_networkx_reads_the_network(hostile: Workspace, form: str) -> None:
    file = io.BytesIO(content(hostile, form))
    back = nx.read_graphml(file) if form == "graphml" else nx.read_gexf(file, version="1.3")
    ours = project(hostile)
    assert set(back.nodes) == set(ours.nodes)
    assert {key for _, _, key in back.edges(keys=True)} == {key for _, _, key in ours.edges(keys=True)}
    assert back.nodes[PREFIXES["actor"] + "hostile"]["label"] == HOSTILE
    for source, target, key, stated in back.edges(keys=True, data=True):
        known = ours.edges[source, target, key]
        assert stated["accounts"].split() == list(known["accounts"])
        assert (stated.get("grade"), stated["inferred"], stated["family"]) == (
            known["grade"],
            known["inferred"],
            known["family"],
        )


def test_gephi_sees_edges_on_their_days(hostile: Workspace) -> None:
    back = nx.read_gexf(io.BytesIO(content(hostile, "gexf")), version="1.3")
    attack = back.nodes[PREFIXES["event"] + "al-asad-attack-2023-11"]
    assert (attack["start"], attack["from"]) == ("2023-11-15", "2023-11-15T00:00:00+03:00")
    assert back.graph["mode"] == "dynamic"


@pytest.mark.parametrize(("layers", "inferred"), [(("accepted",), {False}), (("inferred",), {True})])
def test_a_network_of_one_layer(layers: tuple[str, ...], inferred: set[bool]) -> None:
    edges = pl.read_parquet(content(world(), "parquet", *layers, part="edges"))
    nodes = pl.read_parquet(content(world(), "parquet", *layers, part="nodes"))
    assert set(edges["inferred"]) == inferred
    assert {*edges["source"], *edges["target"]} <= set(nodes["id"])
    assert (nodes["roles"].null_count() == len(nodes)) == (layers == ("accepted",))


def test_tables_hold_the_same_rows(hostile: Workspace) -> None:
    for part, size in (("nodes", len(project(hostile))), ("edges", project(hostile).number_of_edges())):
        frame = pl.read_parquet(content(hostile, "parquet", part=part))
        rows = list(csv.DictReader(io.StringIO(content(hostile, "csv", part=part).decode(), newline="")))
        assert len(frame) == len(rows) == size
        assert [row["accounts"].split() for row in rows] == frame["accounts"].to_list()
        assert list(rows[0]) == frame.columns


def test_no_cell_is_a_formula(hostile: Workspace) -> None:
    rows = list(csv.reader(io.StringIO(content(hostile, "csv", part="nodes").decode(), newline="")))
    (row,) = (row for row in rows if row[0].endswith("actor/hostile"))
    assert row[1] == "'" + HOSTILE
    assert "'@SUM(1)" in row
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_maps_hold_events_and_places(shipped_graph: Workspace) -> None:
    collection = json.loads(content(shipped_graph, "geojson"))
    assert collection["type"] == "FeatureCollection"
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        longitude, latitude = feature["geometry"]["coordinates"]
        assert feature["geometry"]["type"] == "Point"
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90
        stated = feature["properties"]
        assert (stated["group"] == "event") == bool(stated["accounts"]) == bool(stated["sources"])
        assert stated["precision_km"] > 0
    by_id = {feature["id"]: feature for feature in collection["features"]}
    attack = by_id[PREFIXES["event"] + "al-asad-missile-attack-2023-11"]
    assert attack["geometry"]["coordinates"] == [42.44, 33.79]
    assert attack["properties"]["place"] == PREFIXES["place"] + "al-asad-airbase"
    only = json.loads(content(shipped_graph, "geojson", "accepted"))["features"]
    assert {feature["properties"]["group"] for feature in only} == {"event"}


def test_an_event_in_dispute_stands_at_each_place_told(seed: Workspace) -> None:
    features = json.loads(content(seed, "geojson", "accepted"))["features"]
    disputed = [f["properties"] for f in features if f["id"].endswith("us-strikes-2023-11-20")]
    assert {stated["place"].removeprefix(PREFIXES["place"]) for stated in disputed} == {"iraq", "eastern-syria"}
    assert {stated["status"] for stated in disputed} == {"disputed"}


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_accepted_is_no_error(nothing: Workspace, form: str) -> None:
    for chunks in of_dataset(form, nothing).values():
        assert b"".join(chunks) or form == "ftm"  # Lines of entities, of which there are none.


def test_unknown_names_are_told_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"did you mean [a-z or]+\?\); there are: turtle, trig"):
        exporter("grafml")
    with pytest.raises(UsageError, match=r"there are: turtle"):
        exporter("zzz")


def test_accounts_reify_what_they_state(seed: Workspace) -> None:
    back = triples_of(content(seed, "reifiers"), "turtle")
    given = flat(seed, "asserted", "accounts")
    about = {t.subject: t.object for t in given if t.predicate == CONFLICT.term("isAccountOf")}
    reified = {(t.subject, t.object) for t in back if t.predicate.value.endswith("reifies")}
    told = {t for t in given if t.predicate.value.startswith(PREFIXES["told"]) and t.subject in about}
    expected = {
        (t.subject, Triple(about[t.subject], CONFLICT.term(t.predicate.value.removeprefix(PREFIXES["told"])), t.object))  # type: ignore[arg-type]
        for t in told
    }
    assert reified == expected
    assert len(expected) > 100
    assert {t for t in back if not isinstance(t.object, Triple)} == given - told


def test_csv_is_described_for_programs_of_csv_on_the_web(hostile: Workspace, tmp_path: Path) -> None:
    write_parts(of_dataset("csv", hostile), ".csv", tmp_path)
    group = csvw.TableGroup.from_file(tmp_path / "csv-metadata.json")
    nodes, edges = (list(table) for table in group.tables)
    assert [row["id"] for row in nodes] == [row["id"] for row in network(hostile, ("accepted", "inferred")).nodes]
    expected = network(hostile, ("accepted", "inferred")).edges
    assert [(row["sign"], row["inferred"], row["accounts"]) for row in edges] == [
        (row["sign"], row["inferred"], row["accounts"]) for row in expected
    ]
    assert group.check_referential_integrity() is True


def test_a_build_is_a_research_object(shipped_build: Path) -> None:
    crate = ROCrate(str(shipped_build))
    assert crate.root_dataset["license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    files = {entity.id for entity in crate.get_entities() if entity.type == "File"}
    assert {"graph.ttl", "graph.trig", "closure.nt", "void.ttl", "report.html", "explorer.html"} <= files
    for name in files:
        assert crate.get(name)["contentSize"] == str((shipped_build / name).stat().st_size)
    newest = max(a.recorded_at[:10] for a in open_build(shipped_build).evidence.accounts.values())
    assert str(crate.root_dataset["datePublished"]).startswith(newest)


#: The properties of FollowTheMoney's schemata that an export uses; those of ``Interval`` are in every link.
LINK = {"startDate", "endDate", "recordId", "summary", "sourceUrl", "publisher"}
THING = {"name", "alias", "summary", "notes", "wikidataId"}
SCHEMATA = {
    **dict.fromkeys(("Person", "PublicBody", "Organization", "LegalEntity"), THING),
    "Event": THING | {"startDate", "endDate", "location", "sourceUrl"},
    "Membership": LINK | {"member", "organization"},
    "Sanction": LINK | {"entity", "authority", "listingDate"},
    "UnknownLink": LINK | {"subject", "object", "role"},
}


def test_follow_the_money_holds_what_is_accepted_and_no_judgement(shipped_graph: Workspace, tmp_path: Path) -> None:
    lines = content(shipped_graph, "ftm").decode().splitlines()
    entities = {entity["id"]: entity for entity in map(json.loads, lines)}
    assert len(entities) == len(lines)
    for name, entity in entities.items():
        assert re.fullmatch(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?", name)
        assert set(entity["properties"]) <= SCHEMATA[entity["schema"]], entity
        for end in ("member", "organization", "entity", "subject", "object"):
            assert set(entity["properties"].get(end, ())) <= set(entities)
    links = [e["properties"] for e in entities.values() if e["schema"] == "UnknownLink"]
    sponsors = {(p["subject"][0], p["object"][0]) for p in links if p["role"] == ["sponsors"]}
    assert ("kg-actor-iran", "kg-actor-kataib-hezbollah") in sponsors
    assert not {"topics", "proof"} & {prop for e in entities.values() for prop in e["properties"]}
    file = tmp_path / "entities.ftm.json"
    file.write_text("\n".join(lines), encoding="utf-8")
    back = read_dataset("opensanctions", (file,), ImportSettings("2026-11-22"))
    actors = sum(SCHEMATA[e["schema"]] is THING for e in entities.values())
    assert back.actors["key"].n_unique() == actors


def test_identifiers_of_follow_the_money_are_its_own(hostile: Workspace) -> None:
    assert ftm_id("https://example.org/a b/ü") == ftm_id("https://example.org/a b/ü") != ftm_id("https://example.org/a")
    for line in content(hostile, "ftm").decode().splitlines():
        assert re.fullmatch(r"kg-[0-9a-zA-Z.-]*[0-9a-zA-Z]", json.loads(line)["id"])
