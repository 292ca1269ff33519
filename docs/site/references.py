"""The generated references: commands, Python, ontology and queries, each read from where it is defined."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import typer.main
from pyoxigraph import NamedNode

import kg
from kg import answers, errors
from kg.cli import app
from kg.limits import Limits
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf
from kg.rdf.resources import Resource, first, resources
from kg.rdf.terms import CONFLICT, LABEL, OWL, RDFS, SKOS, TYPE, shorten
from kg.sparql.catalogue import FOLDERS, CatalogueQuery, read_catalogue


def references(root: Path) -> dict[str, str]:
    """Name → Markdown of each reference."""
    return {
        "commands": commands(),
        "python": python(),
        "ontology": ontology(root / "ontology" / "conflict.ttl"),
        "queries": queries(root / "queries"),
    }


def commands() -> str:
    """Each command with its arguments and options, as ``kg COMMAND --help`` prints them."""
    group = typer.main.get_command(app)
    context = typer.Context(group, info_name="kg", terminal_width=90)
    parts = ["# Commands\n\nWhat `kg COMMAND --help` prints. Exit codes: 0 ok, 1 findings, 2 usage, 3 bad input or an"
             " output that cannot be written, 4 limit hit.\n"]  # fmt: skip
    for name in group.list_commands(context):  # type: ignore[attr-defined]
        command = group.get_command(context, name)  # type: ignore[attr-defined]
        text = command.get_help(typer.Context(command, info_name=name, parent=context))
        parts.append(f"## kg {name}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def python() -> str:
    """The public functions and classes, and the errors, with their docstrings."""
    parts = ["# Python\n\nThe public names of the package. [From Python](../docs/python.md) shows them at work.\n"]
    for name in kg.__all__:
        parts.extend(_documented(f"kg.{name}", getattr(kg, name), 2))
    for kind in (answers.Table, answers.Proposed):
        parts.extend(_documented(f"kg.answers.{kind.__name__}", kind, 2))
    parts.append("## Errors\n")
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if kind.__module__ == errors.__name__:
            code = f"Exit code {kind.exit_code}.\n" if issubclass(kind, errors.KgError) else ""
            parts.append(f"### kg.errors.{kind.__name__}\n\n{_docstring(kind)}\n\n{code}")
    parts.append(f"## Limits\n\n{_docstring(Limits)}\n\n| variable | default |\n| --- | --- |")
    parts.extend(f"| `KG_{name.upper()}` | {value:,} |" for name, value in vars(Limits()).items())
    return "\n".join(parts) + "\n"


def _documented(name: str, thing: type | Callable[..., object], level: int) -> Iterator[str]:
    kind = "class " * inspect.isclass(thing)
    call = f"{kind}{name.rpartition('.')[2]}{_signature(thing)}"
    yield f"{'#' * level} {name}\n\n```text\n{call}\n```\n\n{_docstring(thing)}\n"
    if inspect.isclass(thing):
        for member, value in vars(thing).items():
            if not member.startswith("_") and inspect.getdoc(getattr(thing, member, None)):
                if isinstance(value, property) and value.fget:
                    yield f"{'#' * (level + 1)} {name}.{member}\n\n{_docstring(value)}\n"
                elif inspect.isfunction(value):
                    yield from _documented(f"{name}.{member}", value, level + 1)


def _signature(thing: Callable[..., object]) -> str:
    """The signature, a parameter a line where it is long."""
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(thing)))
    text = re.sub(r"\(self(, )?", "(", text)
    return text if len(text) < 90 else re.sub(r", (?=\*|\w+:)", ",\n    ", text.replace("(", "(\n    ", 1))


def _docstring(thing: object) -> str:
    """The docstring as Markdown: roles and double backticks of reStructuredText become code, examples a block."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", inspect.getdoc(thing) or "")
    text = re.sub(r"``([^`]+)``", r"`\1`", text)
    prose, found, examples = text.partition(">>> ")
    return f"{prose.rstrip()}\n\n```pycon\n{found}{examples}\n```" if found else text


def ontology(path: Path) -> str:
    """Every term of the ontology, classes first, with definition, place in the hierarchy, scope note and example."""
    (file,) = read_rdf((path,))
    terms = {
        node: about
        for node, about in resources(parse_file(file)).items()
        if isinstance(node, NamedNode) and node.value.startswith(CONFLICT.iri)
    }
    parts = [
        f"# Terms of the ontology\n\nNamespace `{CONFLICT.iri}`. [The file](../ontology/conflict.ttl) has the axioms.\n"
    ]
    for title, kind in (
        ("Classes", "Class"),
        ("Properties between resources", "ObjectProperty"),
        ("Properties with values", "DatatypeProperty"),
        ("Annotations", "AnnotationProperty"),
    ):
        parts.append(f"## {title}\n")
        for node in sorted(terms, key=lambda node: node.value.lower()):
            if OWL.term(kind) in terms[node].get(TYPE, ()):
                parts.append(_term(node, terms[node]))
    return "\n".join(parts)


def _term(node: NamedNode, about: Resource) -> str:
    lines = [f"### {shorten(node.value)}", "", f"**{first(about, LABEL)}.** {_text(about, 'definition')}", ""]
    for title, prop in (
        ("Subclass of", RDFS.term("subClassOf")),
        ("Subproperty of", RDFS.term("subPropertyOf")),
        ("Domain", RDFS.term("domain")),
        ("Range", RDFS.term("range")),
        ("Inverse of", OWL.term("inverseOf")),
    ):
        named = sorted(shorten(value.value) for value in about.get(prop, ()) if isinstance(value, NamedNode))
        if named:
            lines.append(f"- {title}: {', '.join(f'`{name}`' for name in named)}")
    lines.extend(f"- {title}: {_text(about, name)}" for title, name in (("Note", "scopeNote"), ("Example", "example"))
                 if first(about, SKOS.term(name)))  # fmt: skip
    return "\n".join(lines) + "\n"


def _text(about: Resource, name: str) -> str:
    """A text of SKOS in one line, with what Markdown would read as markup taken literally."""
    return re.sub(r"([*_<>\[\]`])", r"\\\1", first(about, SKOS.term(name)) or "")


def queries(folder: Path) -> str:
    """The catalogue with every query's text."""
    parts = ["# Query catalogue\n\nRun a query with `kg query NAME`, or with `kg query NAME --param key=value`.\n"]
    catalogue = read_catalogue(folder).values()
    for name, about in FOLDERS.items():
        parts.append(f"## {name.capitalize()}\n\n{about}\n")
        parts.extend(_query(query) for query in catalogue if query.folder == name)
    return "\n".join(parts)


def _query(query: CatalogueQuery) -> str:
    lines = [f"### {query.name}", "", query.summary, ""]
    lines.append(f"- Columns: {', '.join(f'`{column}`' for column in query.columns)}")
    for param in query.params:
        default = f"`{param.default}`" if param.default is not None else "required"
        lines.append(f"- Parameter `{param.name}` ({param.type}, {default}): {param.meaning}")
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#+")).strip()
    return "\n".join([*lines, "", "```sparql", body, "```", ""])


def notebook(path: Path) -> str:
    """The text and the code of a notebook; its outputs come when it is run."""
    parts = []
    for found in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(found["source"])
        parts.append(source if found["cell_type"] == "markdown" else f"```python\n{source}\n```")
    return "\n\n".join(parts) + "\n"
