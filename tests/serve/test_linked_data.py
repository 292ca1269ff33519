"""Identifiers lead to pages and data; pages show what the graph holds; dumps and descriptions can be taken."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
from contextlib import closing
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.rdf.read import shipped
from kg.rdf.terms import ASSERTED, BASE, LAYERS, PREFIXES
from kg.serve.editor import with_defaults
from kg.sparql.catalogue import read_catalogue
from kg.sparql.evaluate import GRAPH_TYPES
from kg.sparql.gate import gate
from kg.workspace import Workspace
from served import Server

IRAN = ox.NamedNode(PREFIXES["actor"] + "iran")
EVENT = "event/al-asad-missile-attack-2023-11"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("name", "accept", "place"),
    [
        ("actor/iran", HTML, "/page/actor/iran"),
        ("actor/iran", "", "/page/actor/iran"),
        ("actor/iran", "text/turtle", "/data/actor/iran.ttl"),
        ("actor/iran", "application/ld+json, text/html;q=0.5", "/data/actor/iran.jsonld"),
        ("actor/iran", "application/n-triples", "/data/actor/iran.nt"),
        ("actor/iran", "application/rdf+xml", "/data/actor/iran.rdf"),
        ("actor/iran.ttl", HTML, "/data/actor/iran.ttl"),
        ("actor/iran.html", "text/turtle", "/page/actor/iran"),
    ],
)
def test_an_identifier_leads_to_what_is_liked_best(server: Server, name: str, accept: str, place: str) -> None:
    answer = server.ask(f"/id/{name}", Accept=accept)
    assert (answer.status, answer.headers["location"], answer.headers["vary"]) == (303, place, "Accept")
    assert server.ask(place).status == 200


def test_every_named_thing_and_every_link_on_its_page_can_be_followed(server: Server) -> None:
    local: set[str] = set()
    for name in (
        "actor/iran",
        EVENT,
        "account/seed-report-al-asad-table",
        "source/seed-report",
        "place/al-asad-airbase",
    ):
        page = server.ask(f"/page/{name}").text
        local |= {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page)}
    assert len(local) > 100
    with closing(http.client.HTTPConnection(server.host, server.port, timeout=30)) as kept:
        assert {link: status for link in sorted(local) if (status := asked(kept, link)) != 200} == {}


def asked(kept: http.client.HTTPConnection, path: str) -> int:
    """The status of one of many requests on one connection."""
    kept.request("GET", path)
    answer = kept.getresponse()
    answer.read()
    return answer.status


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [(".ttl", "text/turtle"), (".jsonld", "application/ld+json"), (".nt", "application/n-triples")],
)
def test_data_of_a_thing_says_all_that_the_graph_says_of_it(
    server: Server, shipped_graph: Workspace, suffix: str, media_type: str
) -> None:
    answer = server.ask(f"/data/actor/iran{suffix}")
    assert answer.headers["content-type"].startswith(media_type)
    got = {quad.triple for quad in ox.parse(answer.body, GRAPH_TYPES[media_type])}
    layers = [shipped_graph.graphs[graph.value] for graph in LAYERS.values()]
    assert {t for layer in layers for t in layer if IRAN in (t.subject, t.object)} <= got
    links = answer.headers["link"]
    assert 'rel="alternate"; type="text/html"' in links
    assert '</.well-known/void>; rel="describedby"' in links


def test_an_unknown_name_is_404_with_a_near_one(server: Server) -> None:
    for path in ("/id/actor/irn", "/page/actor/irn", "/data/actor/irn.ttl"):
        answer = server.ask(path)
        assert answer.status == 404
        assert "did you mean iran?" in answer.text
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    for path in ("/page/actor/irn", "/nothing/<script>"):
        page = server.ask(path, Accept=HTML)
        assert (page.status, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert 'href="/page/"' in page.text
        assert "<script" not in page.text
    assert "did you mean actor?" in server.ask("/id/actr/iran").text
    assert server.ask("/id/actor/iran", Accept="image/png").status == 406


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/query",
        "/questions/casualties",
        "/report",
        f"/page/{EVENT}",
        "/data/actor/iran.nt",
        "/ontology",
        "/ontology.ttl",
        "/data/graph.ttl",
        "/explore",
        "/.well-known/void",
    ],
)
def test_what_a_client_has_is_not_sent_again(server: Server, path: str) -> None:
    first = server.ask(path)
    again = server.ask(path, If_None_Match=first.headers["etag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert server.ask(path, If_None_Match='"other"').status == 200


class Text(HTMLParser):
    """The text of a page, one line a table row or paragraph."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines = [""]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("tr", "p", "h1", "h2", "li"):
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += " " + data.strip()


def lines_of(server: Server, name: str) -> list[str]:
    return [" ".join(line.split()) for line in Text(server.ask(f"/page/{name}").text).lines]


def holds(lines: list[str], *words: str) -> bool:
    return any(all(word in line for word in words) for line in lines)


def test_the_page_of_an_actor(server: Server) -> None:
    lines = lines_of(server, "actor/kataib-hezbollah")
    assert "Kataib Hezbollah" in lines
    assert holds(lines, "sponsorship", "beneficiary", "sponsor: Iran", "accepted")
    assert holds(lines, "2024-02-07", "Killing of Abu Baqir al-Saadi", "accepted")
    assert holds(lines, "reported only"), "what is reported and not accepted is marked"
    assert holds(lines, "is a proxy", "why: B2")
    assert holds(lines, "prp-spo2"), "the proof of a conclusion, with its rule"
    events = lines[lines.index("What was done to it") : lines.index("Its killed and wounded, and whose they were")]
    days = [line[:10] for line in events if re.match(r"20\d\d-\d\d-\d\d ", line)]
    assert len(days) > 5
    assert days == sorted(days)


def test_the_page_of_an_event(server: Server) -> None:
    lines = lines_of(server, EVENT)
    assert holds(lines, "2023-11-20 to 2023-11-21")
    assert holds(lines, "has weapon kind", "Ballistic missile", "accepted")
    assert holds(lines, "E", "Seed report", "Rocket", "rockets"), "who tells another weapon"
    assert holds(lines, "B2", "accepted", "paragraph")
    assert holds(lines, "not accepted")


def test_the_page_of_an_account_and_of_one_held_to_be_another(server: Server) -> None:
    lines = lines_of(server, "account/seed-report-al-asad-table")
    assert holds(lines, "has weapon kind Rocket not accepted")
    assert holds(lines, "occurred at Al Asad airbase accepted from others")
    assert holds(lines, "locator", "Recent attacks, table, row 3")
    assert holds(
        lines_of(server, "event/al-asad-attack-2023-11"), "Held to be another event", "Ballistic missile attack"
    )


def test_kinds_and_their_things_can_be_browsed(server: Server, shipped_graph: Workspace) -> None:
    asserted = {subject.value for subject in shipped_graph.graphs[ASSERTED.value].resources}
    actors = sum(iri.startswith(PREFIXES["actor"]) for iri in asserted)
    assert re.search(rf"actor</a> <span[^>]*>\({actors}\)", server.ask("/page/").text)
    assert "Kataib Hezbollah" in server.ask("/page/actor/").text
    assert server.ask("/page/nothing/").status == 404


def test_the_ontology_has_an_anchor_for_each_term(server: Server, shipped_graph: Workspace) -> None:
    page = server.ask("/ontology", Accept=HTML).text
    ids = set(re.findall(r'id="([^"]+)"', page))
    terms = {
        t.subject.value.rpartition("#")[2]
        for t in shipped_graph.inputs.ontology
        if isinstance(t.subject, ox.NamedNode) and t.subject.value.startswith(PREFIXES["conflict"])
    }
    assert terms <= ids
    assert "Relates an actor to an actor that it supports." in page
    assert "(inverse conflict:hasSponsor) then conflict:hasBeneficiary" in page
    assert {"shape-Statement", "scheme-weapon"} <= ids
    turtle = server.ask("/ontology", Accept="text/turtle")
    assert turtle.body == (shipped("ontology") / "conflict.ttl").read_bytes()
    assert 'id="sponsors"' not in server.ask("/told", Accept=HTML).text
    assert 'id="hasSponsor"' in server.ask("/told", Accept=HTML).text
    assert server.ask("/shapes", Accept=HTML).headers["location"] == "/ontology#shapes"


def test_dumps_are_the_files_of_the_build_whole_or_in_part(server: Server, shipped_build: Path) -> None:
    for name in ("graph.ttl", "graph.trig", "closure.nt"):
        answer = server.ask(f"/data/{name}")
        content = (shipped_build / name).read_bytes()
        assert (answer.body == content, int(answer.headers["content-length"])) == (True, len(content))
        part = server.ask(f"/data/{name}", Range="bytes=10-19")
        assert (part.status, part.body) == (206, content[10:20])
    void = server.ask("/.well-known/void").text
    assert f"<{BASE}data/graph.ttl>" in void
    assert server.ask("/graph/accepted").headers["location"] == "/.well-known/void"


def test_health_report_and_explorer(server: Server) -> None:
    assert json.loads(server.ask("/health").body) == {"status": "ok", "queries": 0}
    for path in ("/explore", "/explorer.html", "/report", "/report.html", "/tables", "/tables.html"):
        assert server.ask(path).text.startswith("<!doctype html>")


def test_the_examples_are_the_catalogue_and_each_can_be_asked(server: Server) -> None:
    page = server.ask("/query").text
    stated = json.loads(re.search(r'id="settings">(.*?)</script>', page, re.DOTALL)[1])
    catalogue = read_catalogue(shipped("queries"))
    assert stated["examples"].keys() == catalogue.keys()
    assert all(f'<option value="{name}">' in page for name in catalogue)
    for query in catalogue.values():
        text = with_defaults(query)
        assert gate(text).form == "SELECT", query.name
        assert all(f" AS ?{param.name})" in text for param in query.params), query.name
    answer = server.query(stated["examples"]["members-of"], Accept="text/csv")
    assert "islamic-resistance-in-iraq" in answer.text


def test_vendored_files_match_their_manifest() -> None:
    vendor = Path(str(files("kg.serve"))) / "vendor"
    entries = json.loads((vendor / "manifest.json").read_text("utf-8"))["files"]
    assert {path.name for path in vendor.iterdir()} == {
        "manifest.json", *(e["file"] for e in entries), *(name for e in entries for name in e["licence_files"]),
    }  # fmt: skip
    for entry in entries:
        assert hashlib.sha256((vendor / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
