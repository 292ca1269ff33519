"""The explorer's page as text: deterministic, bounded, and escaped."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import networkx as nx
import pytest

from browser.sample import EDGES, node, sample_evidence, sample_graph
from kg.errors import InputError
from kg.evidence.records import Evidence
from kg.explorer.html import LARGE, SMALL, STATIC, render_explorer
from kg.explorer.packing import read_page, take_apart
from kg.explorer.payload import PolicyView, page_values
from kg.explorer.style import DASHES, FAMILIES, KINDS, kind_style
from kg.rdf.text import clean, script_json, web_address

NOTHING = Evidence({}, {})


def page(graph: nx.MultiDiGraph | None = None) -> str:
    """The sample's page, or that of a graph without evidence."""
    if graph is not None:
        return render_explorer(graph, NOTHING, title="T")
    sample = sample_graph()
    return render_explorer(sample, sample_evidence(sample), title="T")


def test_same_graph_in_another_order_gives_the_same_bytes() -> None:
    graph = sample_graph()
    turned = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert render_explorer(graph, NOTHING, title="T") == render_explorer(turned, NOTHING, title="T")


def test_page_is_small_and_names_no_address_to_load() -> None:
    html = page()
    assert len(html.encode()) < 1_500_000
    assert not re.search(r'\b(?:src|href)="(?!#|data:)', html)
    assert "sourceMappingURL" not in html


def test_policy_names_every_script_and_style_by_hash() -> None:
    html = page()
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found is not None
    policy = found[1]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    inline = [*re.findall(r"<script>(.*?)</script>", html, re.S), *re.findall(r"<style>(.*?)</style>", html, re.S)]
    assert len(inline) == 3
    for text in inline:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_scripts_are_short_used_and_use_no_markup() -> None:
    texts = {path: path.read_text("utf-8") for path in STATIC.rglob("*.js")}
    used = {STATIC / SMALL.entry, STATIC / LARGE.entry}
    for path, text in texts.items():
        assert text.count("\n") < 300
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function", text)
        used |= {(path.parent / name).resolve() for name in re.findall(r"^import .*'(.*)';$", text, re.MULTILINE)}
    assert used == texts.keys()


def test_scripts_are_strict_and_name_nothing_for_all_scripts() -> None:
    app = re.findall(r"<script>(.*?)</script>", page(), re.S)[-1]
    assert app.startswith("(() => {\n'use strict';\n")
    assert app.endswith("})();\n")
    assert re.findall(r"window\.(\w+) = ", app) == ["__kg"]


def test_page_holds_its_data_whole() -> None:
    graph = sample_graph()
    made = page_values([PolicyView(graph, sample_evidence(graph))], "T")
    held = read_page(page())
    assert held["nodes"] == json.loads(json.dumps(made.pop("nodes")))
    assert held["edges"] == json.loads(json.dumps(made.pop("edges")))
    assert held["model"] == json.loads(json.dumps(made))
    assert len(made["accounts"]) > 40


def test_first_part_of_the_data_has_no_words_of_accounts_and_says_whose_they_are() -> None:
    graph = sample_graph()
    made = page_values([PolicyView(graph, sample_evidence(graph))], "T")
    first, evidence = take_apart(made)
    assert not {"accounts", "sources", "steps"} & first.keys()
    assert first["cited"]["sources"] == [source["iri"] for source in evidence["sources"]]
    assert first["cited"]["accounts"] == [account["source"] for account in evidence["accounts"]]


@pytest.mark.parametrize("text", ["", "<p>", '<script type="application/json" id="data">{}</script>'])
def test_what_is_no_page_has_no_data(text: str) -> None:
    with pytest.raises(InputError, match="no page of the explorer"):
        read_page(text)


def test_data_cannot_end_its_script_element() -> None:
    graph = nx.MultiDiGraph(policy="p")
    graph.add_node("a", **node("</script><script>alert(1)</script>\u2028"))
    html = page(graph)
    assert html.count("</script>") == 5
    assert "alert(1)" in str(read_page(html)["nodes"])


def test_title_is_escaped() -> None:
    html = render_explorer(nx.MultiDiGraph(), NOTHING, title="<b>\u202eT\x00</b>", provenance="<i>")
    assert "<title>&lt;b&gt;T&lt;/b&gt;</title>" in html
    assert '<bdi id="provenance">&lt;i&gt;</bdi>' in html


@pytest.mark.parametrize("title", ["{{ 7 * 7 }}", "{% for %}"])
def test_title_is_no_template(title: str) -> None:
    assert f"<title>{title}</title>" in render_explorer(nx.MultiDiGraph(), NOTHING, title=title)


def test_no_two_kinds_look_the_same() -> None:
    looks = [(kind.shape, kind.color) for kind in KINDS.values()]
    assert len(set(looks)) == len(looks)
    assert len({family.light for family in FAMILIES.values()}) == len(FAMILIES)
    assert kind_style("Unheard", "event") != kind_style("Unheard", "actor")


def test_line_patterns_differ() -> None:
    assert len({str(pattern) for pattern in DASHES.values()}) == 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "ab"),
        ("a\tb\r\nc", "a b c"),
        ("\u202eabc\u2066", "abc"),
        ("a\u2029b", "a b"),
        ("\ud800x", "x"),
        (None, "None"),
    ],
)
def test_clean(text: object, shown: str) -> None:
    assert clean(text) == shown


def test_clean_is_bounded() -> None:
    assert clean("x" * 10_000, 160) == "x" * 159 + "…"


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "//example.org",
     "https://user:word@example.org/", "https://example.org/\u202e", "http://[broken"],
)  # fmt: skip
def test_addresses_that_are_no_links(url: str | None) -> None:
    assert web_address(url) is None


def test_script_json_is_ascii_and_reads_back() -> None:
    value = {"b": "<&>\u2028é", "a": [1, None]}
    text = str(script_json(value))
    assert text.isascii()
    assert not set("<>&") & set(text)
    assert json.loads(text) == value


def test_sample_has_the_shipped_size() -> None:
    graph = sample_graph()
    assert (len(graph), graph.number_of_edges()) == (40, len(EDGES))
