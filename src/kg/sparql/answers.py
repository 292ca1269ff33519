"""Answers in the formats of the command line: tables for people, SPARQL's own formats and RDF for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DataError, UsageError, meant
from kg.limits import limits
from kg.rdf.names import Names
from kg.rdf.read import read_bytes, read_standard_input
from kg.rdf.tables import FORMATS, NOT_XML, kept_returns, present
from kg.sparql.catalogue import CatalogueQuery, bind
from kg.sparql.evaluate import Backend, Term
from kg.sparql.gate import gate
from kg.sparql.query import ask

#: Format → media type, for tables and for graphs; the formats of :mod:`kg.rdf.tables` write both.
TABLE_FORMATS = {"srj": "application/sparql-results+json", "xml": "application/sparql-results+xml"}
GRAPH_FORMATS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "xml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
#: How a format says that an answer was cut; the others have no place for it.
_CUT = {
    "md": "\nCut at {} rows.\n",
    "ttl": "# Cut at {} triples.\n",
    "nt": "# Cut at {} triples.\n",
    "xml": "<!-- Cut at {} results. -->\n",
}


@dataclass(frozen=True)
class Written:
    """An answer as text, and whether it was cut at the row limit."""

    text: str
    truncated: bool


def choose(
    catalogue: Mapping[str, CatalogueQuery],
    name: str | None,
    given: Mapping[str, str],
    names: Callable[[str], Names] | None = None,
) -> tuple[str, Mapping[str, Term]]:
    """The text and the bindings of a query: of the catalogue, SPARQL itself, of a file, or ``-`` of standard input.

    ``names`` gives the names that parameters may have. Raises ``UsageError`` for a query that does not exist,
    and for parameters that no header declares.
    """
    if name is not None and name in catalogue:
        return catalogue[name].text, bind(catalogue[name], given, names)
    if name is None:
        raise UsageError("name a query, SPARQL in quotes, a file or -; 'kg query --list' lists the catalogue")
    is_text = "{" in name
    if not is_text and name != "-" and not Path(name).suffix:
        raise UsageError(f"no query {name!r}{meant(name, catalogue)}; 'kg query --list' lists them")
    if given:
        raise UsageError("--param is for queries of the catalogue, whose headers declare parameters")
    if is_text:
        return name, {}
    raw = read_standard_input() if name == "-" else read_bytes(Path(name))
    return raw.decode("utf-8", "replace"), {}


def write_answer(backend: Backend, text: str, bindings: Mapping[str, Term], form: str | None, default: str) -> Written:
    """The answer to ``text`` in the format ``form``; else Turtle for a graph, and ``default`` for a table.

    ``srj`` is SPARQL 1.1 Query Results JSON, and ``xml`` its XML or RDF/XML. Raises ``UsageError`` for a format that
    the form of query does not have.
    """
    graph = gate(text).form in ("CONSTRUCT", "DESCRIBE")
    own = GRAPH_FORMATS if graph else TABLE_FORMATS
    form = form or ("ttl" if graph else default)
    if form in FORMATS:
        answer = ask(backend, text, bindings)
        return _marked(present(answer.columns, answer.rows, form), form, answer.truncated)
    if form not in own:
        raise UsageError(f"no format {form!r} for {gate(text).form}; there are: {', '.join([*FORMATS, *own])}")
    reply = backend.ask(text, own[form], bindings=bindings)
    body = _xml(reply.body).decode() if form == "xml" else reply.body.decode()
    return _marked(body if body.endswith("\n") else body + "\n", form, reply.truncated)


def _xml(body: bytes) -> bytes:
    """``body`` as a reader of XML gets it whole; ``DataError`` where it has a character that XML cannot hold."""
    if NOT_XML.search(body.decode()):
        raise DataError("XML cannot hold a control character of this answer; take another format")
    return kept_returns(body)


def _marked(text: str, form: str, truncated: bool) -> Written:
    cut = _CUT.get(form, "").format(limits().result_rows) if truncated else ""
    return Written(text + cut, truncated)
