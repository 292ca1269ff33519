"""Turtle to triples, with the prefixes that the tests of this folder share."""

import pyoxigraph as ox

from kg.reason.budget import Budget
from kg.reason.encoding import text_frame, triples_of
from kg.reason.polars import materialise

PREFIXES = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def turtle(text: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PREFIXES + text, ox.RdfFormat.TURTLE)]


def texts(triples) -> list[str]:
    return sorted(str(triple) for triple in triples)


def closed_state(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Everything that the default engine knows of triples that are closed, conclusions about the schema included."""
    state, _ = materialise(text_frame(triples), Budget())
    return triples_of(state.dictionary.decode(state.everything()))
