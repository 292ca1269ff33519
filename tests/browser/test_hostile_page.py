"""Hostile texts in every place of the data: none runs, loads, links, or breaks the page or what it exports."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph
import pytest

from browser.conftest import Opened, watched
from browser.driving import wait_for_page
from browser.looks import counts
from browser.sample import edge, node, proof
from kg.evidence.records import AccountView, Evidence, Source
from kg.explorer.html import render_explorer

pytestmark = pytest.mark.browser

HOSTILE = [
    "</script><script>window.intruder=1</script>",
    "<img src=https://example.invalid/x onerror=window.intruder=1>",
    "<svg onload=window.intruder=1><style>@import 'https://example.invalid/'</style>",
    "javascript:window.intruder=1",
    "data:text/html,<script>window.intruder=1</script>",
    "\u202egnikcatta\u202c\u2066",
    "a\u2028b\u2029c",
    "NUL\x00 and bell\x07 and \ufffe",
    "lone \ud800 surrogate",
    "x" * 10_000,
    "word " * 2_000,
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "<!--<script>",
    "]]>&amp;&#0;",
    "=cmd|' /C calc'!A0",
    "__proto__",
    "constructor",
    "toString",
    'quote" onfocus="window.intruder=1',
    "\\u0022 \\ back\\slash ' \" \n new\tline",
    "%zz [broken] <iri>",
    "",
]
DATES = ["2023-11-20", "0000-00-00", "<b>", "9" * 400, "-271821-04-20", "+275760-09-13T00:00:00Z", "__proto__", None]


def hostile_proof(text: str) -> dict[str, object]:
    return proof(text, proof(text, accounts=(f"account {text}",)), note=text, rule=text[:80], axiom=text, grade="E6")


def hostile_graph() -> nx.MultiDiGraph:
    """Every hostile text as label, kind, place, type and IRI of a node, and as those of a told and an inferred edge."""
    graph = nx.MultiDiGraph(policy=HOSTILE[0], roles={text: ("a b", text, "javascript:x", "<>") for text in HOSTILE})
    graph.add_node("hub", **node("hub"))
    for number, text in enumerate(HOSTILE):
        name, date = f"n{number}{text[:300]}", DATES[number % len(DATES)]
        group = "event" if number % 2 else "actor"
        graph.add_node(
            name,
            **node(
                text, text[:80], kind_label=text, summary=text, place=text or None, group=group, start=date, end=date,
                lat=33.0 + number / 4, lon=44.0, names=(text,),
                disputed_places=((text, 34.0, 40.0),), accounts=(f"account {text}",),
            ),
        )  # fmt: skip
        stated = edge(text, type=text[:80], relation=text, start=date, end=date, accounts=(f"account {text}",))
        graph.add_edge(
            "hub", name, key=f"t{number}{text[:60]}", **stated | {"family": "force" if number % 3 else "speech"}
        )
        graph.add_edge(
            name, "hub", key=f"i{number}{text[:60]}",
            **stated | {"family": text[:80], "inferred": True, "proof": hostile_proof(text), "status": "disputed"},
        )  # fmt: skip
    return graph


def hostile_evidence() -> Evidence:
    """An account of a source in every hostile text."""
    accounts = {
        f"account {text}": AccountView(
            f"account {text}",
            text,
            f"source {text}",
            text,
            text,
            "6",
            text,
            "partly",
            text,
            text,
            text,
            ((text, text),),
        )
        for text in HOSTILE
    }
    sources = {
        f"source {text}": Source(f"source {text}", text, "E", text, text, url)
        for text, url in zip(HOSTILE, [*HOSTILE[1:], "https://example.org/a?b=<c>"], strict=True)
    }
    return Evidence(accounts, sources)


@pytest.fixture(scope="module")
def attacked(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("hostile") / "explorer.html"
    html = render_explorer(hostile_graph(), hostile_evidence(), title=HOSTILE[0], provenance=HOSTILE[1])
    file.write_text(html, encoding="utf-8")
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    opened = watched(context.new_page(), file.as_uri())
    opened.page.goto(file.as_uri())
    wait_for_page(opened.page)
    yield opened
    context.close()


def assert_inert(opened: Opened) -> None:
    """No script ran, nothing was loaded or said, and no link leads anywhere but to the web."""
    page = opened.page
    assert page.evaluate("typeof window.intruder + typeof {}.intruder") == "undefinedundefined"
    assert page.evaluate("document.querySelectorAll('img, iframe, object, embed, link:not([rel=icon])').length") == 0
    assert page.evaluate("document.querySelectorAll('script').length") == 5
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.href)")
    own = page.url.split("#")[0]
    assert all(link.startswith(("https://", "http://", own)) for link in links)
    handlers = (
        "[...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => /^on/i.test(a.name))).length"
    )
    assert page.evaluate(handlers) == 0
    assert opened.messages == []
    assert opened.outside() == []


#: Select every so manyth node and relation, so that its panel is built.
SELECT = """(every) => [...__kg.model.nodes.keys(), ...__kg.model.edges.keys()]
    .filter((_, at) => at % every === 0).forEach((id) => __kg.select(id))"""


def test_nothing_of_a_hostile_text_runs_in_any_view(attacked: Opened) -> None:
    page = attacked.page
    size = (len(HOSTILE) + 1, 2 * len(HOSTILE))
    assert page.evaluate("[__kg.model.nodes.size, __kg.model.edges.size]") == list(size)
    page.evaluate("document.getElementById('table-box').open = true")
    for view, every in (("lanes", 9), ("map", 9), ("network", 1)):
        page.click(f"#tab-{view}")
        page.evaluate(SELECT, every)
        assert_inert(attacked)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the layout holds"
    for text in HOSTILE:
        for field in ("search", "table-search", "path-from", "path-to"):
            written = [field, text.replace("\ud800", "")]
            page.evaluate("([field, text]) => { document.getElementById(field).value = text; }", written)
        page.evaluate("document.getElementById('search-form').requestSubmit()")
        page.evaluate("document.getElementById('path-form').requestSubmit()")
        page.locator("#table-search").dispatch_event("input")
    assert_inert(attacked)


@pytest.mark.parametrize(
    "address",
    [
        "#selected=__proto__&source=constructor&grade=toString&layout=__proto__&view=constructor",
        "#policy=__proto__&compare=constructor&around=toString&hide=__proto__&without=constructor",
        "#path=__proto__&path-to=constructor&path-by=%3Cimg%3E&path-limit=1e9&path-grade=%00",
        "#from=-1&to=99999999999-99-99&open=%F0%9F&centre=</script>",
        "#%E0%A4%A&selected=%",
    ],
)
def test_hostile_address_is_left_out(attacked: Opened, address: str) -> None:
    page = attacked.page
    page.goto("about:blank")
    attacked.requests.clear()
    page.goto(attacked.address + address)
    wait_for_page(page)
    assert counts(page)[0] == len(HOSTILE) + 1 or "hide" in address
    assert_inert(attacked)


def test_exports_of_hostile_texts_can_be_read(attacked: Opened) -> None:
    page = attacked.page
    page.goto("about:blank")
    page.goto(attacked.address)
    wait_for_page(page)
    size = counts(page)
    rows = list(csv.reader(io.StringIO(page.evaluate("__kg.exports.csv()"))))
    assert len(rows) == size[1] + 1
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "\t"))]
    graph = nx.read_graphml(io.BytesIO(page.evaluate("__kg.exports.graphml()").encode()), force_multigraph=True)
    assert (len(graph), graph.number_of_edges()) == size
    graph = nx.read_gexf(io.BytesIO(page.evaluate("__kg.exports.gexf()").encode()), version="1.3")
    assert (len(graph), graph.number_of_edges()) == size
    turtle = page.evaluate("__kg.exports.turtle()")
    assert len(list(pyoxigraph.parse(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE))) > len(HOSTILE)
    for view in ("network", "lanes", "map"):
        page.click(f"#tab-{view}")
        root = ElementTree.fromstring(page.evaluate("__kg.exports.svg()"))
        names = {element.tag.rsplit("}", 1)[1] for element in root.iter()}
        assert names <= {"svg", "g", "path", "polygon", "circle", "rect", "line", "text", "title"}
    assert_inert(attacked)


def test_long_labels_leave_the_layout_intact(attacked: Opened) -> None:
    page = attacked.page
    longest = page.evaluate("Math.max(...[...__kg.model.nodes.values()].map((node) => node.name.length))")
    assert longest <= 160
    for width, height in ((1400, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("(id) => __kg.select(id)", f"n9{'x' * 300}")
        parts = page.evaluate(
            "[...document.querySelectorAll('#side, #legend, #details, header, #viewbar')]"
            ".map((one) => [one.id, one.scrollWidth, one.clientWidth])"
        )
        assert [name for name, needed, given in parts if needed > given + 1] == []
    page.set_viewport_size({"width": 1400, "height": 900})
