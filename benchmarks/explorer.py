"""The explorer compared with other tools on the same graphs: `python benchmarks/explorer.py [shipped 1000 5000 20000]`.

Every page is opened from disk in a fresh context of headless Chromium (the one on PATH), three times (`--rounds`), in
turn; medians are printed, and each tool's ratio to ours. Graphs are made up in the shape of the shipped one: three
relations a node, actors whose degrees follow a power law, dated events with who carried them out and whom they were
aimed at. gravis is measured where it is installed. The browser is one without a graphics card: canvases are painted by
the processor, WebGL by SwiftShader; `--gpu` asks for the machine's own graphics. An opening that takes more than
`--patience` seconds, with all that is measured, is cut off: pyvis lays out 1,000 nodes and more by a simulation.

- first draw: from the start of the navigation to the frame after the first shape is painted on a canvas, or stands in
  the vector drawing of the opening view, which is not to be dragged.
- filter: from a click on a family's box to the frame in which the picture without it has been painted; of pyvis and
  gravis, which offer none without the network, the same done through their data sets.
- slider: the same of a step of the slider that sets the least grade.
- pan: painted frames a second while the pointer drags the picture by 180 pixels in 30 steps.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import random
import shutil
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.async_api import async_playwright

import kg
from kg.evidence.records import AccountView, Evidence, Source
from kg.explorer.html import render_explorer
from kg.explorer.page import explorer_page

SEED = 20231120
#: What begins the messages of the graphics driver, which are not the page's.
DRIVER = "GL Driver Message"
SOFTWARE = ("--use-angle=swiftshader-webgl", "--enable-unsafe-swiftshader")
BASE = "https://w3id.org/conflict-kg/id"
ACTORS = ("State", "StateOrgan", "ArmedForce", "Militia", "ArmedGroup", "Brand", "Person")
SHARES = (1, 2, 4, 12, 8, 2, 11)
EVENTS = ("Attack", "Strike", "Killing")
FAMILIES = (("support", 1), ("structure", 1), ("cooperation", 1), ("force", -1))
#: Counts the frames in which a canvas or the opening view is painted, and notes when the first one was.
SPY = """
(() => {
  const seen = { first: null, last: 0, frames: 0, painted: false };
  window.__seen = seen;
  const note = (prototype, name) => {
    const own = prototype[name];
    prototype[name] = function (...given) {
      seen.painted ||= this.canvas?.isConnected;
      return own.apply(this, given);
    };
  };
  note(CanvasRenderingContext2D.prototype, 'fill');
  for (const type of [WebGLRenderingContext, WebGL2RenderingContext]) {
    for (const name of ['drawArrays', 'drawElements']) note(type.prototype, name);
  }
  note(WebGL2RenderingContext.prototype, 'drawArraysInstanced');
  const isDrawn = ({ target }) => target.closest?.('#sides')?.checkVisibility() && target.querySelector('path');
  new MutationObserver((changes) => (seen.painted ||= changes.some(isDrawn)))
    .observe(document, { childList: true, subtree: true, attributes: true });
  const frame = () => {
    if (seen.painted) {
      seen.painted = false;
      seen.frames += 1;
      seen.last = performance.now();
      seen.first ??= seen.last;
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
"""
#: Does something, in place of ACT, and waits for the first frame after it in which the picture has been painted.
UNTIL_PAINTED = """
() => new Promise((done) => {
  const { frames } = window.__seen;
  const start = performance.now();
  ACT;
  const wait = () => (window.__seen.frames > frames ? done(window.__seen.last - start) : requestAnimationFrame(wait));
  requestAnimationFrame(wait);
})
"""


def network(nodes: int, edges: int, seed: int = SEED) -> nx.MultiDiGraph:
    """A made-up graph of the shipped one's shape, with the attributes that `kg.analyse.projection.project` gives."""
    chance = random.Random(seed)
    graph = nx.MultiDiGraph(policy="made up")
    actors = [f"{BASE}/actor/g{n}" for n in range(nodes * 55 // 100)]
    events = [f"{BASE}/event/e{n}" for n in range(nodes - len(actors))]
    weights = [(n + 1) ** -0.6 for n in range(len(actors))]
    for n, (actor, kind) in enumerate(zip(actors, chance.choices(ACTORS, SHARES, k=len(actors)), strict=True)):
        graph.add_node(actor, **_node(f"Actor number {n}", kind, "actor", None, weights[n]))
    for n, event in enumerate(events):
        kind = chance.choice(EVENTS)
        graph.add_node(event, **_node(f"{kind} number {n}", kind, "event", _day(chance), 0.1))
    for number, (source, target, family, sign, date) in enumerate(
        _edges(chance, graph, actors, events, weights, edges)
    ):
        graph.add_edge(source, target, key=f"k{number}", **_edge(number, family, sign, date))
    return graph


def _node(label: str, kind: str, group: str, date: str | None, size: float) -> dict[str, Any]:
    return {
        "label": label, "kind": kind, "kind_label": kind.lower(), "group": group, "start": date, "end": date,
        "lat": None, "lon": None, "place": None, "accounts": (), "summary": "", "size": size,
    }  # fmt: skip


def _edge(number: int, family: str, sign: int, date: str) -> dict[str, Any]:
    return {
        "relation": f"{BASE}/relation/r{number}", "type": "", "label": family, "family": family, "sign": sign,
        "inferred": False, "status": "disputed" if number % 29 == 0 else "accepted", "start": date, "end": None,
        "grade": "B2", "accounts": (f"{BASE}/account/a{number}",), "proof": None,
    }  # fmt: skip


def _day(chance: random.Random) -> str:
    return f"20{chance.randint(10, 23)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T00:00:00+00:00"


def _edges(
    chance: random.Random,
    graph: nx.MultiDiGraph,
    actors: list[str],
    events: list[str],
    weights: list[float],
    count: int,
) -> Iterator[tuple[str, str, str, int, str]]:
    """Two edges of force for each event, and relations between actors up to ``count`` edges in all."""
    for event in events:
        by, at = chance.choices(actors, weights, k=2)
        yield by, event, "force", -1, graph.nodes[event]["start"]
        yield event, at, "force", -1, graph.nodes[event]["start"]
    for _ in range(count - 2 * len(events)):
        one, other = chance.choices(actors, weights, k=2)
        yield one, other, *chance.choice(FAMILIES), _day(chance)


def evidence(graph: nx.MultiDiGraph) -> Evidence:
    """One account behind every edge of ``graph``, all of one source."""
    source = Source(f"{BASE}/source/s", "A made-up source", "B")
    names = (edge["accounts"][0] for _, _, edge in graph.edges(data=True))
    accounts = {
        name: AccountView(
            name, name.replace("account", "relation"), source.iri, "table, row 3", "A made-up account.", "2", ""
        )
        for name in names
    }
    return Evidence(accounts, {source.iri: source})


def pyvis_page(graph: nx.MultiDiGraph) -> str:
    """The page of pyvis as it comes: its template, its options, its scripts in the page."""
    pyvis = importlib.import_module("pyvis.network")
    made = pyvis.Network(height="800px", directed=True, cdn_resources="in_line")
    # What `from_nx` does, without its search through all nodes for every edge.
    for name, data in graph.nodes(data=True):
        made.add_node(name, label=data["label"], title=data["kind_label"])
    made.edges = [
        {"from": source, "to": target, "title": data["label"], "arrows": "to", "id": key}
        for source, target, key, data in graph.edges(keys=True, data=True)
    ]
    return str(made.generate_html())


def gravis_page(graph: nx.MultiDiGraph) -> str:
    """The page of gravis with its vis.js drawing."""
    gravis = importlib.import_module("gravis")
    plain = nx.MultiDiGraph()
    plain.add_nodes_from((name, {"label": data["label"]}) for name, data in graph.nodes(data=True))
    plain.add_edges_from((source, target, {"label": data["label"]}) for source, target, data in graph.edges(data=True))
    return str(gravis.vis(plain).to_html_standalone())


OURS_FILTER = "document.querySelectorAll('#families input')[0].click()"
OURS_SLIDER = """
const slider = document.getElementById('belief-grade');
slider.value = Number(slider.value) + 1;
slider.dispatchEvent(new Event('input', { bubbles: true }))
"""
PYVIS_FILTER = "edges.update(edges.get().filter((_, at) => at % 4 === 0).map(({ id }) => ({ id, hidden: true })))"


async def measure(
    browser: Any, file: Path, hash_: str, actions: Mapping[str, str], pans: bool, patience: float
) -> dict[str, float]:
    """One opening of ``file``: milliseconds, frames a second, bytes, and what it asked for and said.

    What has not come after ``patience`` seconds is left out, with all that would follow.
    """
    context = await browser.new_context(viewport={"width": 1400, "height": 900})
    page = await context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text) if DRIVER not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    await page.add_init_script(SPY)
    found: dict[str, float] = {"bytes": file.stat().st_size}
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await page.goto(file.as_uri() + hash_, wait_until="commit")
            found["first draw ms"] = await painted(page)
            await page.wait_for_timeout(1000)
            for name, action in actions.items():
                found[name] = statistics.median([await acted(page, action) for _ in range(4)])
            if pans:
                found["pan frames/s"] = await panned(page)
    found |= {"requests": len(asked), "messages": len(said)}
    await context.close()
    return found


async def painted(page: Any) -> float:
    """When the first frame was painted. Playwright's own waiting evaluates text, which our page's policy forbids."""
    while (first := await page.evaluate("window.__seen?.first ?? null")) is None:
        await page.wait_for_timeout(20)
    return float(first)


async def acted(page: Any, action: str) -> float:
    """How long an action takes, with time for what follows it before the next one."""
    took = await page.evaluate(UNTIL_PAINTED.replace("ACT", action))
    await page.wait_for_timeout(500)
    return float(took)


async def panned(page: Any) -> float:
    """Painted frames a second while the picture is dragged."""
    await page.mouse.move(600, 400)
    await page.mouse.down()
    start, frames = await page.evaluate("[performance.now(), window.__seen.frames]")
    for step in range(30):
        await page.mouse.move(600 + 6 * step, 400 + 2 * step)
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    end, after = await page.evaluate("[performance.now(), window.__seen.frames]")
    await page.mouse.up()
    return float((after - frames) / (end - start) * 1000)


def pages(size: str) -> dict[str, tuple[Callable[[], str], str, dict[str, str]]]:
    """By tool: what makes its page, the address's hash, and the actions that are timed."""
    if size == "shipped":
        graph = kg.build().network()
        ours = lambda: explorer_page(kg.build().built)  # noqa: E731
    else:
        graph = network(int(size), 3 * int(size))
        ours = lambda: render_explorer(graph, evidence(graph), title="Benchmark")  # noqa: E731
    acts = {"filter ms": OURS_FILTER, "slider ms": OURS_SLIDER}
    found: dict[str, tuple[Callable[[], str], str, dict[str, str]]] = {
        OPENING: (ours, "", acts),
        OURS: (ours, "#view=network", acts),
        f"{OURS}, everything drawn": (ours, "#view=network&fold=0&layout=force", acts),
        "pyvis": (lambda: pyvis_page(graph), "", {"filter ms": PYVIS_FILTER}),
    }
    if importlib.util.find_spec("gravis"):
        found["gravis"] = (lambda: gravis_page(graph), "", {})
    return found


OPENING, OURS = "conflict-kg, opening view", "conflict-kg, network"
COLUMNS = ("first draw ms", "filter ms", "slider ms", "pan frames/s", "bytes", "requests", "messages")


def table(size: str, results: dict[str, list[dict[str, float]]], patience: float) -> None:
    """Print the medians of one graph, and how many times ours each first draw, filter and file is."""
    medians = {
        tool: {c: statistics.median(r[c] for r in runs if c in r) for c in COLUMNS if any(c in r for r in runs)}
        for tool, runs in results.items()
    }
    ours = medians[OURS]
    print(f"\n| {size} | {' | '.join(COLUMNS)} | first draw / ours | filter / ours | bytes / ours |")
    print("| --- " * (len(COLUMNS) + 4) + "|")
    for tool, median in medians.items():
        late = {"first draw ms": f"> {patience * 1000:,.0f}"}
        cells = [f"{median[c]:,.0f}" if c in median else late.get(c, "–") for c in COLUMNS]
        ratios = [f"{median[c] / ours[c]:.1f}" if c in median else "–" for c in ("first draw ms", "filter ms", "bytes")]
        print(f"| {tool} | {' | '.join(cells + ratios)} |", flush=True)


async def compare(size: str, browser: Any, folder: Path, options: argparse.Namespace) -> None:
    """Measure the tools on one graph, in turn; a tool that was not drawn in time is not tried again."""
    results: dict[str, list[dict[str, float]]] = {}
    tools = {t: p for t, p in pages(size).items() if t.startswith("conflict") or not options.only_ours}
    files = {}
    for number, (tool, (make, _, _)) in enumerate(tools.items()):
        files[tool] = folder / f"{size}-{number}.html"
        files[tool].write_text(make(), encoding="utf-8")
    for _ in range(options.rounds):
        for tool, (_, hash_, actions) in tools.items():
            if all("first draw ms" in run for run in results.get(tool, [])):
                pans = tool != OPENING
                found = await measure(browser, files[tool], hash_, actions, pans, options.patience)
                results.setdefault(tool, []).append(found)
    table(size, results, options.patience)


async def run(options: argparse.Namespace) -> None:
    """Measure every tool on every graph asked for."""
    arguments = ["--no-sandbox", *(() if options.gpu else SOFTWARE)]
    with tempfile.TemporaryDirectory() as folder:
        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
            for size in options.sizes:
                await compare(size, browser, Path(folder), options)
            await browser.close()


def main() -> None:
    """Read what is asked for, and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["shipped", "1000", "5000", "20000"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-ours", action="store_true")
    parser.add_argument("--patience", type=float, default=60, help="seconds for one opening with all that is measured")
    parser.add_argument("--gpu", action="store_true", help="the machine's own graphics instead of none")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
