"""``/questions``: the queries of the catalogue as questions, each with a page that answers it in labels and numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from kg.dossier.reading import Graph, Link
from kg.errors import meant
from kg.rdf.terms import XSD, shorten
from kg.rdf.text import clean
from kg.serve.answers import answer
from kg.serve.editor import with_values
from kg.serve.guard import CLOSED
from kg.serve.pages import HTML, made
from kg.serve.replies import RefusalError
from kg.serve.service import Service, service_of
from kg.serve.sparql import Operation, answered, replied
from kg.sparql.catalogue import CatalogueQuery, bind

JSON, CSV = "application/sparql-results+json", "text/csv"
#: Pages with a form, which may be sent to this server alone.
WITH_FORM = {"Content-Security-Policy": CLOSED.replace("form-action 'none'", "form-action 'self'")}
#: The folders of the catalogue whose queries are questions.
FOLDERS = ("competency", "analysis")
_NUMBERS = frozenset(XSD.iri + name for name in ("integer", "decimal", "double", "float", "nonNegativeInteger"))
_MIDNIGHT = "T00:00:00"


@dataclass(frozen=True)
class Question:
    """A query of the catalogue: what it asks in a few words, and what more is to be said."""

    name: str
    title: str
    more: str
    query: CatalogueQuery


@dataclass(frozen=True)
class Cell:
    """A value in an answer: a link by its label with its prefixed name beside it, or a text; ``number`` aligns it."""

    link: Link
    beside: str = ""
    number: bool = False


def question_of(query: CatalogueQuery) -> Question:
    """A query as a question: its summary up to the first colon or full stop, and the rest."""
    title, more, *_ = (*re.split(r"[:.] ", query.summary, maxsplit=1), "")
    return Question(query.name, title.rstrip("."), more[:1].upper() + more[1:], query)


def groups_of(queries: Iterable[CatalogueQuery]) -> list[tuple[str, list[Question]]]:
    """The questions by the first of their tags, the largest groups first; what is alone with its tag comes last."""
    groups: dict[str, list[Question]] = {}
    for query in queries:
        if query.folder in FOLDERS:
            groups.setdefault(query.tags[0], []).append(question_of(query))
    large = {tag: found for tag, found in groups.items() if len(found) > 1}
    other = [one for tag, found in sorted(groups.items()) if tag not in large for one in found]
    ordered = sorted(large.items(), key=lambda group: (-len(group[1]), group[0]))
    return [*ordered, ("other", other)] if other else ordered


async def listing(request: Request) -> Response:
    """``/questions``: every question, by what it is about."""
    service = service_of(request)
    body = service.kept(
        "questions", lambda: service.page("questions.html.j2", groups=groups_of(service.catalogue.values()))
    )
    return answer(request, body, HTML)


async def ask(request: Request) -> Response:
    """``/questions/<name>``: the answer, with the parameters that the address has; ``<name>.csv``: as a table."""
    service, name = service_of(request), request.path_params["name"]
    query = service.catalogue.get(name.removesuffix(".csv"))
    if query is None:
        raise RefusalError(404, f"no question is called {name[:100]!r}{meant(name[:100], service.catalogue)}")
    given = {key: value for key, value in request.query_params.items() if value}
    asked = {key: value for key, value in given.items() if key in {param.name for param in query.params}}
    missing = [param.name for param in query.params if param.default is None and param.name not in asked]
    if missing:
        return answer(request, _page(service, query, asked, "", [], [], cut=False), HTML, WITH_FORM)
    terms = await made(request, bind, query, asked, service.names.under)
    if name.endswith(".csv"):
        return await answered(request, Operation(query.text, bindings=terms), CSV)
    most = service.limits.serve_rows
    limited = f"{query.text}\nLIMIT {most + 1}" if _has_no_limit(query) else query.text
    reply = await replied(request, Operation(limited, bindings=terms), JSON)
    service = service_of(request)  # The next build may have answered.
    hidden = {param.name for param in query.params}
    columns, rows = await made(request, answer_rows, service.graph, json.loads(reply.body), hidden)
    body = _page(
        service, query, asked, with_values(query, terms), columns, rows[:most], cut=len(rows) > most or reply.truncated
    )
    return answer(request, body, HTML, WITH_FORM)


def _has_no_limit(query: CatalogueQuery) -> bool:
    return "LIMIT" not in query.text.rpartition("}")[2].upper()


def _page(
    service: Service,
    query: CatalogueQuery,
    given: Mapping[str, str],
    text: str,
    columns: list[str],
    rows: list[list[Cell]],
    *,
    cut: bool,
) -> bytes:
    values = {param.name: given.get(param.name, param.default or "") for param in query.params}
    return service.page(
        "answer.html.j2",
        question=question_of(query),
        values=values,
        given="&".join(f"{name}={quote(value, safe='')}" for name, value in given.items()),
        command=" ".join(f"--param {name}={json.dumps(value, ensure_ascii=False)}" for name, value in given.items()),
        text=text,
        columns=columns,
        rows=rows,
        cut=cut,
    )


def answer_rows(
    graph: Graph, found: Mapping[str, Any], hidden: Collection[str] = ()
) -> tuple[list[str], list[list[Cell]]]:
    """The columns, in words, and the rows of a SELECT's JSON answer.

    Left out are columns that are ``hidden``, those of labels beside what they are of, and those without any value.
    """
    given: list[str] = found["head"]["vars"]
    rows: list[Mapping[str, Mapping[str, str]]] = found["results"]["bindings"]
    columns = [
        name
        for name in given
        if name not in hidden
        and not (name.endswith("Label") and name.removesuffix("Label") in given)
        and any(name in row for row in rows)
    ]
    words = [re.sub("(?<=[a-z])(?=[A-Z])", " ", name).lower() for name in columns]
    return words, [[_cell(graph, row.get(name)) for name in columns] for row in rows]


def _cell(graph: Graph, term: Mapping[str, str] | None) -> Cell:
    if term is None:
        return Cell(Link(""))
    if term["type"] == "uri":
        link, name = graph.link(NamedNode(term["value"])), shorten(term["value"])
        return Cell(link, "" if name == link.text else clean(name))
    text = clean(term["value"])
    if term.get("datatype") in _NUMBERS:
        return Cell(Link(text), number=True)
    is_moment = term.get("datatype") == XSD.iri + "dateTime"
    return Cell(Link(text.partition(_MIDNIGHT)[0] if is_moment and _MIDNIGHT in text else text))
