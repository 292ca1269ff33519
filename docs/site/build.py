"""Builds the documentation as a site: ``python docs/site/build.py FOLDER``.

The documents keep their paths in the repository, so that their links hold, beside the generated references. Any
warning ends the build: an unknown link or anchor, a page in no menu, an address from which a page would load something.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinx.cmd.build import main as sphinx

from references import notebook, references

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
#: The menu: heading → pages. The README is the first page.
MENU = {
    "Start": ("docs/questions", "docs/model", "docs/architecture"),
    "Ask": (
        "docs/ask", "docs/explorer", "docs/sparql", "docs/properties", "docs/python", "docs/explain", "docs/analyses",
        "docs/serve",
    ),
    "Data": (
        "docs/curation", "docs/sheet", "docs/draft", "docs/import", "docs/datasets", "docs/linked-data",
        "docs/double-check",
        "docs/seed-coverage", "docs/evidence-coverage", "data/DATASHEET",
    ),
    "Notebooks": (
        "notebooks/tour", "notebooks/proxies-and-sponsors", "notebooks/claims-and-double-check", "notebooks/escalation",
        "notebooks/bring-your-own-data",
    ),
    "Reference": (
        "reference/commands", "reference/python", "reference/ontology", "reference/queries", "queries/README",
        "queries/competency/QUESTIONS", "docs/explorer-data",
    ),
    "Reasoner": ("docs/reason", "docs/reasoner", "docs/spark"),
    "Project": ("CONTRIBUTING", "SECURITY", "CHANGELOG", "docs/benchmarks", "docs/release"),
}  # fmt: skip
#: Files that documents show or link to.
ASSETS = (
    "docs/*.png", "docs/*.svg", "docs/*.json", "queries/*/*.rq", "ontology/*.ttl", "data/sources.ttl", "CITATION.cff",
)  # fmt: skip
_LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?((?:https?:)?//[^"' >]+)"""
    r"""|<link\b[^>]*\brel=["']?(?:stylesheet|preload|preconnect|icon)[^>]*\bhref=["']?((?:https?:)?//[^"' >]+)"""
    r"""|(?:url\(|@import )["']?((?:https?:)?//[^"')]+)"""
)


def build(out: Path) -> int:
    """Build the site into ``out``; the exit code, 0 if nothing was wrong."""
    with TemporaryDirectory() as name:
        source = Path(name)
        put_together(source)
        failed = sphinx(["-b", "html", "-c", str(HERE), "-d", f"{name}/.doctrees", "-W", "--keep-going", "-q", "-E",
                         str(source), str(out)])  # fmt: skip
    loaded = [f"{path.relative_to(out)} loads {address}" for path in sorted(out.rglob("*")) for address in _loads(path)]
    print(*loaded, sep="\n", end="\n" * bool(loaded), file=sys.stderr)  # noqa: T201
    return failed or bool(loaded)


def put_together(folder: Path) -> None:
    """Write the pages of the menu, and what they show or link to, below ``folder``."""
    made = {f"reference/{name}": text for name, text in references(ROOT).items()}
    for page in (page for pages in MENU.values() for page in pages):
        if page.startswith("notebooks/"):
            text = notebook(ROOT / f"{page}.ipynb")
        else:
            text = made.get(page) or (ROOT / f"{page}.md").read_text("utf-8")
        _write(folder / f"{page}.md", text, "../" * page.count("/"))
    menu = "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n" + "\n".join(pages) + "\n```\n"
        for heading, pages in MENU.items()
    )
    _write(folder / "index.md", (ROOT / "README.md").read_text("utf-8") + menu, "")
    for pattern in ASSETS:
        for path in ROOT.glob(pattern):
            copy = folder / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _write(path: Path, text: str, up: str) -> None:
    """Write a page; links to the README, ``up`` from there, or to a notebook lead to the pages made of them."""
    text = text.replace(f"]({up}README.md", f"]({up}index.md")
    text = re.sub(r"(\]\([^):]*notebooks/[\w-]+)\.ipynb\)", r"\1.md)", text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _loads(path: Path) -> Iterator[str]:
    """The addresses from which a built page or style sheet would load something."""
    if path.suffix in {".html", ".css"}:
        for found in _LOADED.finditer(path.read_text("utf-8")):
            yield next(address for address in found.groups() if address)


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
