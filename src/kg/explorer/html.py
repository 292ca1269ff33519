"""The explorer: one HTML page that shows a graph and the evidence behind it, offline.

pyvis holds the nodes, edges and options and fills the template; the template, the style and the scripts are this
package's own. The page's content security policy admits only these scripts and styles, by hash, and no request.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kg.evidence.records import Count, Evidence
from kg.explorer.belief import belief_values
from kg.explorer.formulas import Formulas
from kg.explorer.layout_large import is_large
from kg.explorer.packing import pack, take_apart
from kg.explorer.payload import PolicyView, Values, page_values
from kg.explorer.scripts import join_modules, without_comments
from kg.rdf.text import LABEL_LIMIT, clean, script_json
from kg.review.check import Check

if TYPE_CHECKING:
    from pyvis.network import Network

HERE = Path(__file__).parent
STATIC = HERE / "static"
TEMPLATE = "explorer.html.j2"
WEBGL = "['webgl2', 'webgl'].some((name) => document.createElement('canvas').getContext(name))"


@dataclass(frozen=True)
class Drawing:
    """What draws the network: vendored libraries by file, and the module that starts the page with them."""

    libraries: tuple[str, ...]
    entry: str
    #: What the layout is called that spreads nodes by their links.
    spread: str
    #: What must hold for the libraries to be run, in JavaScript, where they fail as they load if it does not.
    needs: str = ""


#: vis-network's build for today's browsers, and what that takes from other packages (but for uuid: what has no name of
#: its own would get one from it). Its build that holds them all runs polyfills first and is twice as large.
VIS = (
    "component-emitter.js",
    "hammer.min.js",
    "keycharm.js",
    "vis-util.min.js",
    "vis-data.min.js",
    "vis-network.min.js",
)
SMALL = Drawing(VIS, "small.js", "force")
LARGE = Drawing(("graphology.umd.min.js", "sigma.min.js"), "large.js", "clusters", WEBGL)

STYLES = ("explorer", "controls", "tools", "sides", "dossier", "belief", "replay", "small")

OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"selectionWidth": 1.6, "hoverWidth": 0.6, "arrowStrikethrough": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 4},
    "interaction": {
        "hover": True,
        "multiselect": False,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
}  # fmt: skip


@dataclass(frozen=True)
class Page:
    """The parts that the template puts together."""

    title: str
    provenance: str
    policy: str
    csp: Markup
    style: Markup
    library: Markup
    app: Markup
    outlines: Markup
    spread: str
    model: dict[str, Any]
    evidence: str


def render_explorer(
    graph: nx.MultiDiGraph,
    evidence: Evidence,
    *,
    title: str,
    provenance: str = "",
    others: Sequence[PolicyView] = (),
    counted: Values | None = None,
    checked: Check | None = None,
    counts: tuple[Count, ...] = (),
    formulas: Formulas | None = None,
    checks: Callable[[Sequence[Values], Sequence[Values]], Values | None] = lambda _accounts, _sources: None,
) -> str:
    """The whole page for ``graph``; the same input gives the same text.

    ``others`` are the networks of the same data under other policies: the page switches between them and compares.
    ``counted`` are events that are counted and not drawn (:func:`kg.explorer.counted.counted_values`). ``checked`` are
    the verdicts on a source under review, and ``counts`` the counts that the policy of ``graph`` admits. ``formulas``
    of the same data under all these policies let the page say what holds if less is believed, and ``checks`` gives what
    independent sources say of the page's accounts (:func:`kg.explorer.checks.check_values`), and of its sources
    (:func:`kg.explorer.audit.audit_values`).
    """
    own = PolicyView(graph, evidence, provenance, counts)
    values = page_values([own, *others], clean(title, LABEL_LIMIT), checked)
    if counted is not None:
        values["counted"] = counted
    if formulas is not None:
        values["belief"] = belief_values(formulas, values)
    if (verdicts := checks(values["accounts"], values["sources"])) is not None:
        values["checks"] = verdicts
    model, packed = take_apart(values)
    network = _network(model.pop("nodes"), model.pop("edges"))
    network.set_template_dir(str(HERE / "templates"), TEMPLATE)
    network.templateEnv = _environment(_page(model, packed, LARGE if is_large(len(network.nodes)) else SMALL))
    html: str = network.generate_html()
    return html


def _network(nodes: Sequence[Values], edges: Sequence[Values]) -> Network:
    """Nodes and edges as a pyvis network; given whole, since adding each looks through all that went before."""
    from pyvis.network import Network  # It brings IPython and jsonpickle: only a process that renders pays for them.

    network = Network(height="100%", directed=True, cdn_resources="in_line")
    network.nodes, network.edges, network.options = list(nodes), list(edges), OPTIONS
    return network


def _environment(page: Page) -> Environment:
    """An autoescaping environment that knows ``page``."""
    environment = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    environment.filters["script_json"] = script_json
    environment.globals["page"] = page
    return environment


def _page(model: Values, evidence: Values, drawing: Drawing) -> Page:
    """The page's parts, with a policy that admits exactly its scripts and styles."""
    library = ";\n".join(map(_vendored, drawing.libraries))
    library = f"if ({drawing.needs}) {{\n{library}\n}}" if drawing.needs else library
    app, style = join_modules(STATIC, drawing.entry), _style()
    scripts = " ".join(map(_hash_source, (library, app)))
    csp = (
        f"default-src 'none'; script-src {scripts}; style-src {_hash_source(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {"csp": csp, "style": style, "library": library, "app": app, "outlines": _outlines()}
    trusted = {name: _trusted(text) for name, text in parts.items()}
    shown = model["policies"][0]
    words = {"title": model["title"], "provenance": shown["provenance"], "policy": shown["label"]}
    return Page(**words, spread=drawing.spread, model=model, evidence=pack(evidence), **trusted)


def _trusted(text: str) -> Markup:
    """``text`` of this package, not of any data, as markup."""
    return Markup(text)  # noqa: S704 - the package's own files and their hashes


def _hash_source(text: str) -> str:
    """The content security policy's source expression for an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _vendored(file: str) -> str:
    """A vendored library's text without its source map reference."""
    text = (HERE / "vendor" / file).read_text("utf-8")
    return re.sub(r"\n//# sourceMappingURL=\S*\s*\Z", "\n", text)


@cache
def _outlines() -> str:
    """The map's outlines of countries, as JSON."""
    return (HERE / "vendor" / "outlines.json").read_text("utf-8")


@cache
def _style() -> str:
    """The package's own style sheets, one after the other."""
    return without_comments("\n".join((STATIC / f"{name}.css").read_text("utf-8") for name in STYLES))
