"""The documents name things that exist, and their answers are those of the commands."""

import importlib
import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from kg.pipeline import build_workspace
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf, shipped
from kg.rdf.tables import cell
from kg.rdf.terms import expand
from kg.sparql.catalogue import bind, read_catalogue
from kg.sparql.query import run
from kg.sparql.store import memory_store
from kg.workspace import Workspace

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "DATASHEET.md"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_relative_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def prose(document: Path) -> list[str]:
    """The lines of a document that are neither code nor rows of a table."""
    text = re.sub(r"^ *```.*?^ *```$", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [line for line in text.splitlines() if not line.startswith("|")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_lines_of_prose_are_short(document: Path) -> None:
    """Code, tables and images may be wider."""
    long = [line for line in prose(document) if len(line) > 120 and not line.startswith("![")]
    assert long == [] or document.name in WIDE


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_terms_that_are_named_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    # The changes name what is gone.
    names = ("conflict.ttl", "told.ttl", *(("deprecated.ttl",) if document.name == "CHANGELOG.md" else ()))
    files = read_rdf(tuple(shipped("ontology") / name for name in names))
    defined = {
        triple.subject.value for file in files for triple in parse_file(file) if type(triple.subject) is NamedNode
    }
    named = set(re.findall(r"\b(?:conflict|told):[A-Za-z]+", text)) - MISSPELT
    assert sorted(name for name in named if expand(name) not in defined) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_modules_and_files_that_are_named_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    paths = re.findall(r"(?<![\w/.])((?:src|tests|benchmarks|ontology|queries|requirements)/[\w./-]*[\w/])", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    names = re.findall(r"\bkg(?:\.[A-Za-z_]\w*)+", text)
    assert [name for name in names if name.split(".")[1] not in OUTSIDE and not resolves(name)] == []


#: Documents that were written in wider lines.
WIDE = {"CHANGELOG.md", "SECURITY.md", "serve.md", "benchmarks.md"}
#: Shown as a mistake, and as "any property".
MISSPELT = {"conflict:sponsorz", "conflict:x", "told:x"}


#: Parts of names of files and hosts that look like a module's.
OUTSIDE = {"toml", "example"}


def resolves(name: str) -> bool:
    """Whether ``kg.x.y`` is a module, or an attribute of one."""
    found: object = importlib.import_module("kg")
    for at, part in enumerate(name.split(".")[1:], start=2):
        if not hasattr(found, part):
            try:
                importlib.import_module(".".join(name.split(".")[:at]))
            except ImportError:
                return False
        found = getattr(found, part)
    return True


def test_contributing_names_every_room() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    top = (ROOT / "src" / "kg").iterdir()
    rooms = [path.name + "/" * path.is_dir() for path in top if path.suffix == ".py" or (path / "__init__.py").exists()]
    assert [room for room in sorted(rooms) if room != "__init__.py" and f"`{room}`" not in text] == []


def test_the_readme_is_short() -> None:
    before, _, after = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Where to read on")
    assert after
    assert len(before.split()) <= 700


def test_every_limit_is_documented() -> None:
    from dataclasses import asdict

    from kg.limits import Limits

    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for name, value in asdict(Limits()).items():
        assert f"`KG_{name.upper()}` ({value:g})" in text or f"`KG_{name.upper()}` ({value})" in text


#: What the documents answer: document, query, parameters, moment of knowledge, columns shown, and what
#: the rows are about.
ANSWERS: list[tuple[str, str, dict[str, str], str | None, tuple[str, ...], str]] = [
    (
        "README.md",
        "contradicted-statements",
        {"source": "source:seed-report"},
        None,
        ("subjectLabel", "property", "value", "instead", "against", "agreeing"),
        "Al Asad",
    ),
    (
        "docs/questions.md",
        "contradicted-statements",
        {"source": "source:seed-report"},
        None,
        ("subjectLabel", "property", "value", "instead", "against", "agreeing"),
        "",
    ),
    (
        "docs/questions.md",
        "brands-and-facades",
        {},
        None,
        ("standing", "behindLabel", "source", "reliability", "credibility", "hedge"),
        "actor:alwiyat-al-waad-al-haq",
    ),
    (
        "docs/questions.md",
        "designations-on",
        {"on": "2023-11-21"},
        None,
        ("actorLabel", "programme", "byLabel", "since"),
        "FTO",
    ),
    (
        "docs/questions.md",
        "superseded-claims",
        {},
        None,
        ("claimantLabel", "event", "ending", "at", "laterClaimantLabel"),
        "",
    ),
    (
        "docs/questions.md",
        "casualties",
        {},
        "2023-11-21T23:59:59Z",
        ("eventLabel", "ofLabel", "killedAtLeast", "killedAtMost", "woundedAtLeast", "woundedAtMost"),
        "-2023-11",
    ),
]


def answer(store: Store, name: str, given: dict[str, str], shown: tuple[str, ...], about: str) -> str:
    """The Markdown table of the columns ``shown``, of the rows with ``about`` in one of their cells, each once."""
    query = read_catalogue(shipped("queries"))[name]
    found = run(store, query.text, bind(query, given))
    cells = [[cell(value) for value in row] for row in found.rows]
    places = [found.columns.index(column) for column in shown]
    rows = dict.fromkeys(
        " | ".join(row[place] for place in places) for row in cells if any(about in value for value in row)
    )
    return "\n".join(f"| {line} |" for line in (" | ".join(shown), " | ".join("---" for _ in shown), *rows))


@pytest.mark.parametrize(
    ("document", "name", "given", "as_of", "shown", "about"),
    ANSWERS,
    ids=[f"{document}-{name}" for document, name, *_ in ANSWERS],
)
def test_answers_are_those_of_the_commands(
    document: str,
    name: str,
    given: dict[str, str],
    as_of: str | None,
    shown: tuple[str, ...],
    about: str,
    shipped_graph: Workspace,
) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    workspace = build_workspace(as_of=as_of) if as_of else shipped_graph
    words = [f"--param {key}={value}" for key, value in given.items()] + (["--build known"] if as_of else [])
    assert f"`{' '.join(['kg query', name, *words])}`" in text
    assert as_of is None or f"`kg build --as-of {as_of} --out known`" in text
    assert f"\n{answer(memory_store(workspace.graphs), name, given, shown, about)}\n" in text
