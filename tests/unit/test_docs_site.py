"""The documentation as a site: every page is built, and no page loads anything from the network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(package, reason="needs the extra docs")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(ROOT / "docs" / "site" / "build.py"), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return out


def test_every_document_is_a_page(site: Path) -> None:
    documents = [*ROOT.glob("docs/*.md"), *(path for path in ROOT.glob("*.md") if path.name != "README.md")]
    pages = [path.relative_to(ROOT).with_suffix(".html") for path in documents]
    assert [str(page) for page in [Path("index.html"), *pages] if not (site / page).exists()] == []


def test_the_references_are_complete(site: Path) -> None:
    def reference(name: str) -> str:
        return re.sub("<[^>]*>", "", (site / "reference" / f"{name}.html").read_text("utf-8"))

    assert "kg withdraw" in reference("commands")
    assert "kg.KnowledgeGraph.explain" in reference("python")
    assert "conflict:Sponsorship" in reference("ontology")
    assert "SELECT" in reference("queries")
    assert "superseded-claims" in reference("queries")


def test_the_search_needs_no_server(site: Path) -> None:
    assert (site / "searchindex.js").read_text("utf-8").startswith("Search.setIndex(")
