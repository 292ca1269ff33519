"""What DESCRIBE gives, which SPARQL leaves open: all that is said of a thing, and names for what it touches."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode

from kg.rdf.terms import CONFLICT, DCT, RDFS, SKOS, TYPE
from kg.sparql.gate import Query, whole_iri

#: What tells a reader what a neighbour is.
NAMES = (
    TYPE,
    SKOS.term("prefLabel"),
    RDFS.term("label"),
    DCT.term("title"),
    CONFLICT.term("paraphrase"),
)


def subjects(query: Query) -> tuple[list[NamedNode], str | None]:
    """What a DESCRIBE names itself, and the SELECT that finds the rest, if there is a rest.

    >>> from kg.sparql.gate import gate
    >>> subjects(gate("DESCRIBE actor:iran ?x { ?x a conflict:Proxy }"))[1]
    'SELECT DISTINCT            ?x { ?x a conflict:Proxy }'
    """
    head, *body = query.outline.body
    constants = []
    text, variables = query.text, False
    for token in body:
        if token.kind in ("iri", "name"):
            constants.append(NamedNode(whole_iri(token, query.outline)))
            text = text[: token.start] + " " * len(token.text) + text[token.end :]
        elif token.kind == "variable" or token.text == "*":
            variables = True
        else:
            break
    return constants, f"{text[: head.start]}SELECT DISTINCT{text[head.end :]}" if variables else None


def portrait(things: Sequence[NamedNode]) -> str:
    """The CONSTRUCT of every triple that has one of ``things`` as subject or object, and of the names of the others in
    them (types, labels, titles, and our paraphrase where it is an account).
    """
    given = " ".join(map(str, dict.fromkeys(things)))
    names = " ".join(map(str, NAMES))
    return f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  VALUES ?thing {{ {given} }}
  {{ ?thing ?p ?o BIND(?thing AS ?s) }} UNION {{ ?s ?p ?thing BIND(?thing AS ?o) }} UNION
  {{ {{ ?thing ?out ?s }} UNION {{ ?s ?in ?thing }} VALUES ?p {{ {names} }} ?s ?p ?o }}
}}"""
