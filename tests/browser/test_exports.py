"""Exports hold what is shown, and other programs read them."""

from __future__ import annotations

import csv
import io
import struct
from itertools import chain
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph
import pytest

from browser.conftest import Visit
from browser.looks import counts
from browser.sample import EDGES, EVENTS, ID, ONTOLOGY, edge, node
from kg.explorer.style import KINDS
from kg.rdf.terms import RDF
from kg.workspace import Workspace

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def export(page: Any, name: str) -> str:
    text: str = page.evaluate(f"__kg.exports.{name}()")
    return text


def test_csv_holds_the_shown_relations(visit: Visit) -> None:
    page = visit()
    page.locator("#families label", has_text="speech").locator("input").uncheck()
    rows = list(csv.DictReader(io.StringIO(export(page, "csv"))))
    assert len(rows) == counts(page)[1] == sum(row[3] != "speech" for row in EDGES)
    first = next(row for row in rows if row["id"] == "e00")
    assert (first["from"], first["from_label"], first["label"]) == (f"{ID}actor/iran", "Iran", "commands")
    assert (first["accounts"], first["sign"], first["grade"]) == (f"{ID}account/e00", "1", "E6")


def test_graphml_is_read_back(visit: Visit) -> None:
    page = visit()
    graph = nx.read_graphml(io.BytesIO(export(page, "graphml").encode()), force_multigraph=True)
    assert (len(graph), graph.number_of_edges()) == counts(page)
    stated = graph.nodes[f"{ID}event/jurf"]
    assert (stated["label"], stated["kind"], stated["latitude"]) == ("Jurf al-Sakhar strikes", "strike", 32.87)
    assert isinstance(stated["x"], float)
    assert graph.edges[f"{ID}actor/iran", f"{ID}actor/irgc", "e00"]["sign"] == 1
    assert {inferred for *_, inferred in graph.edges(data="inferred")} == {True, False}


def test_gexf_is_read_back_with_places_colours_and_dates(visit: Visit) -> None:
    page = visit()
    text = export(page, "gexf")
    graph = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    assert (len(graph), graph.number_of_edges()) == counts(page)
    stated = graph.nodes[f"{ID}event/jurf"]
    colour = stated["viz"]["color"]
    assert "#{r:02X}{g:02X}{b:02X}".format(**colour) == KINDS["Strike"].color
    assert {"x", "y", "z"} == stated["viz"]["position"].keys()
    assert stated["spells"] == [("2023-11-22", "2023-11-22")]
    root = ElementTree.fromstring(text)
    assert root.attrib["version"] == "1.3"
    space = "{http://gexf.net/1.3}"
    assert root.find(f"{space}graph").attrib["timeformat"] == "date"
    spells = root.findall(f".//{space}edge//{space}spell")
    assert len(spells) == sum(bool(row[5] or row[6]) for row in EDGES)
    places = {(n["viz"]["position"]["x"], n["viz"]["position"]["y"]) for _, n in graph.nodes(data=True)}
    assert len(places) == len(graph)


def triples(text: str) -> set[pyoxigraph.Triple]:
    """What strict Turtle holds."""
    read = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    return {quad.triple for quad in read}


def test_turtle_says_relations_in_the_ontologys_words(visit: Visit) -> None:
    page = visit(address_hash="#selected=e09")
    stated = triples(export(page, "turtle"))
    name = pyoxigraph.NamedNode
    inferred = name(f"{ONTOLOGY}sponsors")
    assert pyoxigraph.Triple(name(f"{ID}actor/iran"), inferred, name(f"{ID}actor/kh")) in stated
    sponsorship = name(f"{ID}relation/e09")
    assert pyoxigraph.Triple(sponsorship, name(f"{ONTOLOGY}hasSponsor"), name(f"{ID}actor/quds")) in stated
    assert pyoxigraph.Triple(sponsorship, name(f"{RDF.iri}type"), name(f"{ONTOLOGY}Sponsorship")) in stated
    accounts = {t.subject.value for t in stated if t.predicate.value == f"{ONTOLOGY}isAccountOf"}
    assert accounts == {f"{ID}account/e{n:02}" for n, row in enumerate(EDGES) if "i" not in row[7]}
    disputed = [t.object.value for t in stated if t.predicate.value == f"{RDFS}comment"]
    assert "Disputed: Quds Force sponsors Badr Organization." in disputed
    assert not any(t.object == name(f"{ID}actor/badr") and t.predicate.value.endswith("hasBeneficiary") for t in stated)
    times = {t.object.value for t in stated if t.predicate.value == f"{ONTOLOGY}earliestTime"}
    assert len(times) == len({date for *_, date, _, _, _ in EVENTS})


def test_shipped_turtle_says_nothing_that_the_graph_does_not(visit: Visit, shipped_graph: Workspace) -> None:
    page = visit(shipped=True)
    layers = ("asserted", "accounts", "accepted", "inferred")
    known = set(chain.from_iterable(g for iri, g in shipped_graph.graphs.items() if iri.endswith(layers)))
    stated = triples(export(page, "turtle"))
    ours = {t for t in stated if not t.predicate.value.startswith(RDFS)}
    assert len(ours) > 2000
    assert ours - known == set()
    kinds = {t.object.value.removeprefix(ONTOLOGY) for t in stated if t.predicate.value == f"{RDF.iri}type"}
    assert {"Sponsorship", "Strike", "Account", "Source", "ClaimOfResponsibility"} <= kinds


@pytest.mark.parametrize("view", ["network", "lanes", "map"])
def test_svg_is_a_drawing_with_names_and_legend(visit: Visit, view: str) -> None:
    page = visit(address_hash=f"#view={view}&fold=0")
    root = ElementTree.fromstring(export(page, "svg"))
    assert root.tag == f"{SVG}svg"
    assert root.find(f".//{SVG}image") is None
    texts = [" ".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    assert texts[0] == "Sample explorer"
    assert "var(--" not in ElementTree.tostring(root, encoding="unicode")
    assert {"strike", "attack"} <= set(texts)
    if view == "network":
        assert {"militia", "support", "harms, opposes", "inferred"} <= set(texts)
        assert len([e for e in root.iter(f"{SVG}title") if e.text and " sponsors " in e.text]) >= 10
        assert "Iran" in texts


@pytest.mark.parametrize("view", ["network", "lanes", "map"])
def test_png_is_a_picture_with_colours(visit: Visit, view: str) -> None:
    page = visit(address_hash=f"#view={view}")
    page.click("#take summary")
    with page.expect_download() as download:
        page.click("#png")
    assert download.value.suggested_filename == f"{view}.png"
    content = download.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert (width > 1000, height > 500) == (True, True)
    assert len(content) > 20_000, "a blank picture is smaller"


@pytest.mark.parametrize("name", ["svg", "csv", "graphml", "gexf", "turtle"])
def test_each_file_can_be_taken_away(visit: Visit, name: str) -> None:
    page = visit()
    page.click("#take summary")
    with page.expect_download() as download:
        page.click(f"#{name}")
    suffix = {"turtle": "ttl"}.get(name, name)
    assert download.value.suggested_filename.endswith(f".{suffix}")
    assert download.value.path().read_bytes().decode() == export(page, name)
    assert page.locator("#take").get_attribute("open") is None


def test_empty_graph_exports(visit: Visit) -> None:
    page = visit(nx.MultiDiGraph(policy="p"))
    assert len(nx.read_graphml(io.BytesIO(export(page, "graphml").encode()))) == 0
    assert len(nx.read_gexf(io.BytesIO(export(page, "gexf").encode()), version="1.3")) == 0
    assert triples(export(page, "turtle")) == set()
    ElementTree.fromstring(export(page, "svg"))


def test_numbers_stay_numbers_and_formulas_do_not(visit: Visit) -> None:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_nodes_from([("urn:a", node("=1+1")), ("urn:b", node("@B"))])
    graph.add_edge("urn:a", "urn:b", key="-e", **edge("+v", sign=-1))
    (row,) = csv.DictReader(io.StringIO(export(visit(graph), "csv")))
    assert (row["id"], row["from_label"], row["to_label"], row["label"], row["sign"]) == (
        "'-e", "'=1+1", "'@B", "'+v", "-1",
    )  # fmt: skip


@pytest.mark.parametrize("view", ["network", "lanes", "map"])
def test_every_text_of_a_drawing_lies_inside_of_it(visit: Visit, view: str) -> None:
    page = visit(address_hash=f"#view={view}&fold=0")
    outside = page.evaluate(
        """() => {
          for (const node of __kg.model.nodes.values()) if (node.kind === 'State') node.name = 'WWWW'.repeat(12);
          for (const kind of __kg.model.kinds) kind.label = 'WWWW '.repeat(12).trim();
          __kg.model.title = __kg.model.policies[0].provenance = 'WWWW '.repeat(90).trim();
          const frame = document.createElement('iframe');
          document.body.append(frame);
          const drawing = new DOMParser().parseFromString(__kg.exports.svg(), 'image/svg+xml').documentElement;
          const shown = frame.contentDocument.importNode(drawing, true);
          frame.contentDocument.body.replaceChildren(shown);
          const { x, y, width, height } = shown.viewBox.baseVal;
          const far = (element) => {
            const box = element.getBBox();
            const place = shown.getScreenCTM().inverse().multiply(element.getScreenCTM());
            const [left, top] = [box.x * place.a + place.e, box.y * place.d + place.f];
            return left < x - 1 || top < y - 1 || left + box.width > x + width + 1 || top + box.height > y + height + 1;
          };
          return [...shown.querySelectorAll('text')].filter(far).map((element) => element.textContent);
        }"""
    )
    assert outside == []
