"""Names in a query that stand nowhere in the data: they give no rows, so that a slip looks like a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode

from kg.errors import KgError, meant
from kg.rdf.deprecated import deprecated_names
from kg.rdf.terms import BASE, CONFLICT, TOLD, shorten
from kg.sparql.evaluate import Backend, Term
from kg.sparql.gate import Query, gate, whole_iri
from kg.sparql.query import ask

#: How many names of a namespace are compared with the unknown one.
CANDIDATES = 50_000


def unknown_terms(backend: Backend, text: str | None, bindings: Mapping[str, Term] | None = None) -> list[str]:
    """A line for each of the project's names that stands nowhere in the data, and what was probably meant.

    Looked at are the names in ``text`` (None: a query whose names need no look) and those bound to its variables.
    Names of other namespaces are not. Gives nothing where the backend refuses to look.
    """
    try:
        bound = [term.value for term in (bindings or {}).values() if isinstance(term, NamedNode)]
        named = [] if text is None else _names(gate(text))
        # A namespace alone is compared with, as text, and no term.
        asked = sorted({iri for iri in (*bound, *named) if iri.startswith(BASE) and iri[-1] not in "#/"})
        if not asked:
            return []
        known = {str(row[0]) for row in ask(backend, _known(asked)).rows}
        return [_line(backend, iri) for iri in asked if str(NamedNode(iri)) not in known]
    except KgError:  # The query itself is answered, or refused with a better word, elsewhere.
        return []


def _names(query: Query) -> Iterator[str]:
    """The IRIs in the query's body, graphs of FROM left out: they are refused where there are none."""
    for before, token in zip((None, *query.outline.body), query.outline.body, strict=False):
        if token.kind in ("iri", "name") and not (before and before.is_word("FROM", "NAMED")):
            yield whole_iri(token, query.outline)


def _known(iris: Iterable[str]) -> str:
    """The SELECT of those of ``iris`` that stand anywhere."""
    values = " ".join(str(NamedNode(iri)) for iri in iris)
    places = ("?term ?a ?b", "?a ?term ?b", "?a ?b ?term", "GRAPH ?term { ?a ?b ?c }")
    anywhere = " || ".join(f"EXISTS {{ {place} }}" for place in places)
    return f"SELECT ?term {{ VALUES ?term {{ {values} }} FILTER({anywhere}) }}"


def _line(backend: Backend, iri: str) -> str:
    advice = deprecated_names().advice(NamedNode(iri))
    if advice:
        return f"{shorten(iri)} is a name of an earlier version of the ontology: write {advice}"
    namespace = iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
    # The properties of told: mirror those of the ontology by local name.
    declared = CONFLICT.iri if namespace == TOLD.iri else namespace
    text = f"""SELECT DISTINCT ?term {{
      {{ ?term a ?class }} UNION {{ ?thing ?term ?value }} UNION {{ GRAPH ?term {{ ?s ?p ?o }} }}
      FILTER(STRSTARTS(STR(?term), "{declared}"))
    }} LIMIT {CANDIDATES}"""
    terms = [row[0] for row in ask(backend, text).rows]
    found = {shorten(namespace + term.value.removeprefix(declared)) for term in terms if isinstance(term, NamedNode)}
    return f"{shorten(iri)} stands nowhere in the data{meant(shorten(iri), sorted(found))}"
