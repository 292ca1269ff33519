"""The catalogue of queries: ``.rq`` files whose ``#+`` header says what they answer, need and return.

A header line is ``#+ key: value``. Every query has ``summary``, ``tags``, ``question`` (numbers of the competency
questions it answers, or ``none``), ``needs`` (layers beside the asserted one, or ``none``), ``layout``
(``named-graphs`` where it tells layers apart by GRAPH, else ``any``) and ``columns``; and one ``params`` line for
each parameter, ``name (type: iri) = default — meaning``, without ``= default`` where the caller must give it.
A query that compares pairs or goes through every statement may have ``largest``: a build asks it only of graphs of up
to so many triples.
A parameter is a plain variable of the query: it gets its value as an RDF term when the query runs, never as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from kg.errors import InputError, UsageError
from kg.rdf.names import Names, slug
from kg.rdf.read import read_bytes
from kg.rdf.resources import as_iri
from kg.rdf.terms import XSD, expand

KEYS = ("summary", "tags", "question", "needs", "layout", "columns")
OPTIONAL_KEYS = ("largest",)
FOLDERS = {
    "competency": "Questions that the graph answers.",
    "analysis": "Figures for the report.",
    "checks": "What must never be true of a build: a check passes with 0 rows.",
}
LAYERS = ("accounts", "accepted", "inferred", "decisions", "none")
LAYOUTS = ("any", "named-graphs")

_HEADER = re.compile(r"#\+\s*(?P<key>\w+):\s*(?P<value>\S.*?)\s*$")
_PARAM = re.compile(r"(?P<name>\w+)\s+\(type:\s*(?P<type>\w+)\)(?:\s*=\s*(?P<default>\S+))?\s+—\s+(?P<meaning>\S.*)$")


@dataclass(frozen=True)
class Param:
    """A parameter: variable name, type, default as text (None where the caller must give a value), meaning."""

    name: str
    type: str
    default: str | None
    meaning: str


@dataclass(frozen=True)
class CatalogueQuery:
    """One query: the name and folder that its path gives, the fields of its header, and its whole text."""

    name: str
    folder: str
    path: Path
    summary: str
    tags: tuple[str, ...]
    question: tuple[int, ...]
    needs: tuple[str, ...]
    layout: str
    columns: tuple[str, ...]
    params: tuple[Param, ...]
    text: str
    #: Triples that a graph may have for a build to ask the query; None where any number may.
    largest: int | None = None

    @property
    def runs_alone(self) -> bool:
        """Whether every parameter has a default, so that a build can answer it."""
        return all(param.default is not None for param in self.params)


def _iri(text: str) -> NamedNode:
    return NamedNode(expand(text))


def _integer(text: str) -> Literal:
    return Literal(str(int(text)), datatype=XSD.term("integer"))


def _moment(text: str) -> Literal:
    """A dateTime; what has no zone is taken as UTC, and a date as its first moment."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return Literal(moment.isoformat(), datatype=XSD.term("dateTime"))


#: Parameter type → the reader that makes a term of text, or raises ``ValueError``.
TYPES: dict[str, Callable[[str], NamedNode | Literal]] = {
    "iri": _iri,
    "string": Literal,
    "integer": _integer,
    "dateTime": _moment,
}


def parse_param(text: str) -> Param:
    """The parameter that the value of a ``#+ params`` line describes; ``ValueError`` where it does not.

    >>> parse_param("group (type: iri) = actor:iran — The group asked about.")
    Param(name='group', type='iri', default='actor:iran', meaning='The group asked about.')
    >>> parse_param("steps (type: integer) — How many.").default is None
    True
    """
    match = _PARAM.match(text)
    if match is None:
        raise ValueError("a parameter reads 'name (type: iri) = default — meaning'")
    param = Param(match["name"], match["type"], match["default"], match["meaning"])
    if param.type not in TYPES:
        raise ValueError(f"no parameter type {param.type!r}; there are: {', '.join(TYPES)}")
    if param.default is not None:
        TYPES[param.type](param.default)
    return param


def read_query(path: Path) -> CatalogueQuery:
    """The query in ``path``; ``InputError`` with file and line where the header is not as it must be."""
    try:
        text = read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", file=path) from error
    fields, params = _read_header(text, path)
    for key in KEYS:
        if key not in fields:
            raise InputError(f"the header has no '#+ {key}:'", file=path, line=1)
    question, line = fields["question"]
    if question != "none" and not all(number.isdigit() for number in _list(question)):
        raise InputError("question is a list of numbers, or 'none'", file=path, line=line)
    largest, line = fields.get("largest", ("1", 1))
    if not re.fullmatch("[1-9][0-9]{0,15}", largest):
        raise InputError("largest is a number of triples above 0", file=path, line=line)
    _one_of(_list(fields["needs"][0]), LAYERS, path, fields["needs"][1])
    _one_of([fields["layout"][0]], LAYOUTS, path, fields["layout"][1])
    return CatalogueQuery(
        name=path.stem,
        folder=path.parent.name,
        path=path,
        summary=fields["summary"][0],
        tags=tuple(_list(fields["tags"][0])),
        question=() if question == "none" else tuple(int(number) for number in _list(question)),
        needs=tuple(layer for layer in _list(fields["needs"][0]) if layer != "none"),
        layout=fields["layout"][0],
        columns=tuple(_list(fields["columns"][0])),
        params=tuple(params),
        text=text,
        largest=int(largest) if "largest" in fields else None,
    )


def _read_header(text: str, path: Path) -> tuple[dict[str, tuple[str, int]], list[Param]]:
    """The ``#+`` lines: value and line by key, and the parameters."""
    fields: dict[str, tuple[str, int]] = {}
    params: list[Param] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        match = _HEADER.match(line)
        if match is None:
            raise InputError("a header line reads '#+ key: value'", file=path, line=number)
        key, value = match["key"], match["value"]
        if key == "params":
            try:
                params.append(parse_param(value))
            except ValueError as error:
                raise InputError(str(error), file=path, line=number) from error
        elif key not in (*KEYS, *OPTIONAL_KEYS):
            known = ", ".join((*KEYS, "params", *OPTIONAL_KEYS))
            raise InputError(f"no header key {key!r}; there are: {known}", path, number)
        elif key in fields:
            raise InputError(f"'#+ {key}:' stands twice", file=path, line=number)
        else:
            fields[key] = (value, number)
    return fields, params


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",")]


def _one_of(values: Iterable[str], known: tuple[str, ...], path: Path, line: int) -> None:
    for value in values:
        if value not in known:
            raise InputError(f"{value!r} is none of: {', '.join(known)}", file=path, line=line)


def read_catalogue(folder: Path) -> dict[str, CatalogueQuery]:
    """The queries in the folders of ``folder`` by name, sorted; ``InputError`` where two have one name."""
    catalogue: dict[str, CatalogueQuery] = {}
    for path in sorted(folder.glob("*/*.rq"), key=lambda path: (path.stem, path.parent.name)):
        if path.stem in catalogue:
            raise InputError(f"{catalogue[path.stem].path} has the same name", file=path)
        catalogue[path.stem] = read_query(path)
    return catalogue


def parameters(pairs: Iterable[str]) -> dict[str, str]:
    """The parameters in texts ``name=value``; ``UsageError`` for a text that is none.

    >>> parameters(["group=actor:iran"])
    {'group': 'actor:iran'}
    """
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(f"--param {pair!r} is not of the form name=value")
        found[name] = value
    return found


def bind(
    query: CatalogueQuery, given: Mapping[str, str], names: Callable[[str], Names] | None = None
) -> dict[str, NamedNode | Literal]:
    """A term for every parameter of ``query``, from ``given`` or its default.

    Things may be given by name, where ``names`` gives the names of those whose IRIs begin with a text: of several that
    have it, one alone of the kind that the default is of is taken. Raises ``UsageError``, naming the parameters there
    are, for one that is unknown, missing, or not of its type.
    """
    known = {param.name: param for param in query.params}
    listing = ", ".join(f"{p.name} ({p.type})" for p in query.params) or "none"
    for name in given:
        if name not in known:
            raise UsageError(f"{query.name} has no parameter {name!r}; there are: {listing}")
    terms: dict[str, NamedNode | Literal] = {}
    for name, param in known.items():
        text = given.get(name, param.default)
        if text is None:
            raise UsageError(f"{query.name} needs the parameter {name!r}; there are: {listing}")
        try:
            by_name = names is not None and param.type == "iri" and as_iri(text) is None
            terms[name] = _named(param, text, names) if by_name and names else TYPES[param.type](text)
        except ValueError as error:
            raise UsageError(
                f"{query.name}: {name} is of type {param.type}, and {text!r} is not: {error}; there are: {listing}"
            ) from error
    return terms


def _named(param: Param, text: str, names: Callable[[str], Names]) -> NamedNode:
    """The thing that is called ``text``, first sought among those of the default's kind."""
    default = expand(param.default) if param.default is not None else ""
    of_kind = names(default.removesuffix(slug(default)))
    found = of_kind.find(text)
    if len(found) == 1:
        return NamedNode(found[0])
    everything = names("")
    # What is offered for a name that nothing has is of the kind, if anything of it is near.
    return (everything if everything.find(text) or not of_kind.meant(text) else of_kind).resolve(text)


def index_markdown(catalogue: Mapping[str, CatalogueQuery]) -> str:
    """The page that lists ``catalogue``: a section a folder, a table row a query, then questions and parameters."""
    lines = [
        "# Queries",
        "",
        "Generated from the headers of the queries by `python -m kg.sparql.catalogue`.",
        "",
        _GUIDE,
    ]
    for folder, meaning in FOLDERS.items():
        queries = [query for query in catalogue.values() if query.folder == folder]
        lines += ["", f"## {folder}", "", meaning, ""]
        lines += _table(("query", "summary", "question", "needs", "layout"), map(_index_row, queries))
    answered = sorted({number for query in catalogue.values() for number in query.question})
    lines += ["", "## Which query answers which competency question", ""]
    lines += ["The questions stand in [competency/QUESTIONS.md](competency/QUESTIONS.md).", ""]
    lines += _table(
        ("question", "queries"),
        ((str(n), ", ".join(_link(q) for q in catalogue.values() if n in q.question)) for n in answered),
    )
    lines += ["", "## Parameters", ""]
    lines += _table(
        ("query", "parameter", "type", "default", "meaning"),
        (
            (_link(query), p.name, p.type, f"`{p.default}`" if p.default is not None else "", p.meaning)
            for query in catalogue.values()
            for p in query.params
        ),
    )
    return "\n".join(lines) + "\n"


_GUIDE = """\
`kg query NAME` runs one over the build, `kg query NAME --param key=value` with a parameter.

The store holds each layer in a named graph, and its default graph is the union of them. A query with the layout
`any` gives the same rows over the flat Turtle file of a build, or over any store that the file was loaded into; one
with the layout `named-graphs` needs the TriG file or the store, and so do queries that need `decisions`, which the flat
file leaves out. Elsewhere than in `kg`, give a parameter by a line `VALUES ?name { … }` at the beginning of the
WHERE clause.

A parameter is a plain variable that stands among the query's columns and is used in patterns and filters.

A query with `#+ largest: N` goes through every statement, or compares pairs, so that its work may grow with the square
of the data. `kg build` asks it only of graphs of up to N triples, and names it in the report and in `summary.json`
where it is left out; `kg query` always asks it."""


def _index_row(query: CatalogueQuery) -> tuple[str, ...]:
    numbers = ", ".join(str(number) for number in query.question)
    return (_link(query), query.summary, numbers, ", ".join(query.needs), query.layout)


def _link(query: CatalogueQuery) -> str:
    return f"[{query.name}]({query.folder}/{query.name}.rq)"


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    escaped = [tuple(cell.replace("|", "\\|") for cell in row) for row in rows]
    return [f"| {' | '.join(row)} |" for row in (columns, ("---",) * len(columns), *escaped)]


def main() -> None:
    """Rewrite the page that lists the shipped queries."""
    from kg.rdf.read import shipped
    from kg.rdf.write import write_text

    folder = shipped("queries")
    write_text(folder / "README.md", index_markdown(read_catalogue(folder)))


if __name__ == "__main__":
    main()
