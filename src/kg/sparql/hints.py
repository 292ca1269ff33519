"""Names and texts in a query that stand nowhere in the data: they give no rows, so that a slip looks like a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from kg.errors import KgError, meant
from kg.rdf.deprecated import deprecated_names
from kg.rdf.resources import read_term
from kg.rdf.terms import BASE, CONFLICT, TOLD, shorten
from kg.sparql.evaluate import Backend, Term
from kg.sparql.gate import Query, gate, whole_iri
from kg.sparql.query import ask
from kg.sparql.syntax import Token

#: How many names of a namespace are compared with the unknown one.
CANDIDATES = 50_000
#: Tags under which a text without one is looked up: those of names in the data, and of languages in the region.
LANGUAGES = (
    "en", "ar", "ar-Latn", "fa", "fa-Latn", "ckb", "ku", "kmr", "he", "tr", "ur", "ps", "hy", "az", "ru", "fr", "de",
    "es", "und",
)  # fmt: skip


def unknown_terms(backend: Backend, text: str | None, bindings: Mapping[str, Term] | None = None) -> list[str]:
    """A line for each of the project's names, and each text, that stands nowhere in the data, and what was meant.

    Looked at are the names in ``text`` (None: a query that needs no look) and those bound to its variables, and texts
    without a language tag that literals have to be equal to: there is a line where the data have the text with a tag
    of :data:`LANGUAGES` only. Names of other namespaces are not. Gives nothing where the backend refuses to look.
    """
    try:
        bound = [term.value for term in (bindings or {}).values() if isinstance(term, NamedNode)]
        query = None if text is None else gate(text)
        named = [] if query is None else _names(query)
        # A namespace alone is compared with, as text, and no term.
        asked = sorted({iri for iri in (*bound, *named) if iri.startswith(BASE) and iri[-1] not in "#/"})
        plain = [] if query is None else sorted(set(_plain_texts(query)), key=str)
        if not asked and not plain:
            return []
        tagged = [Literal(one.value, language=tag) for one in plain for tag in LANGUAGES]
        known = {row[0] for row in ask(backend, _known((*map(NamedNode, asked), *plain, *tagged))).rows}
        lines = [_line(backend, iri) for iri in asked if NamedNode(iri) not in known]
        return lines + [line for one in plain if one not in known and (line := _tags(one, tagged, known))]
    except (KgError, ValueError):  # The query itself is answered, or refused with a better word, elsewhere.
        return []


def _names(query: Query) -> Iterator[str]:
    """The IRIs in the query's body, graphs of FROM left out: they are refused where there are none."""
    for before, token in zip((None, *query.outline.body), query.outline.body, strict=False):
        if token.kind in ("iri", "name") and not (before and before.is_word("FROM", "NAMED")):
            yield whole_iri(token, query.outline)


def _plain_texts(query: Query) -> Iterator[Literal]:
    """The literals without tag and datatype that patterns have, or that a variable is compared with by ``=``."""
    opened: list[Token] = []
    body = query.outline.body
    for place, token in enumerate(body):
        if token.kind == "mark" and token.text in "{[(":
            opened.append(token)
        elif token.kind == "mark" and token.text in "}])":
            opened.pop()
        elif token.kind == "string" and opened and not _is_typed(body[place + 1 : place + 2]):
            compared = place > 1 and body[place - 1].text in ("=", "!=") and body[place - 2].kind == "variable"
            if opened[-1].text != "(" or compared:
                yield Literal(read_term(token.text).value)


def _is_typed(after: Sequence[Token]) -> bool:
    """Whether what stands after a string is a language tag or begins a datatype."""
    return any(token.text == "^^" or token.text.startswith("@") for token in after)


def _tags(plain: Literal, tagged: Iterable[Literal], known: Collection[Term | None]) -> str | None:
    """What to write for a text that the data have with a language tag only; None where they do not have it."""
    found = [str(one) for one in tagged if one.value == plain.value and one in known]
    if not found:
        return None
    return f"{plain} has a language in the data: write {' or '.join(found)}, or FILTER(STR(?label) = {plain})"


def _known(terms: Iterable[Term]) -> str:
    """The SELECT of those of ``terms`` that stand anywhere."""
    values = " ".join(map(str, terms))
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
    names = {term.value.removeprefix(declared) for term in terms if isinstance(term, NamedNode)}
    of_ontology = declared == CONFLICT.iri
    if of_ontology:  # Names of classes begin with a capital letter, those of properties with a small one.
        capital = iri.removeprefix(namespace)[:1].isupper()
        names = {name for name in names if name[:1].isupper() == capital}
    near = meant(shorten(iri), sorted(shorten(namespace + name) for name in names))
    lists = "; 'kg schema' lists classes and properties" if of_ontology and not near else ""
    return f"{shorten(iri)} stands nowhere in the data{near}{lists}"
