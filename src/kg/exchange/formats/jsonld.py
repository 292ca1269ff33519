"""JSON-LD 1.1, compacted with ``ontology/context.jsonld`` and framed for people who read JSON and not RDF.

Each resource is one object of ``@graph``, and each account stands inside of what it tells about, under ``accounts``.
The context stands in the document, so that nobody has to fetch it. Every literal reads back exactly as it was: only
canonical integers and booleans are written as JSON numbers and booleans.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import DataError
from kg.rdf.json_ld import context
from kg.rdf.resources import Resource, Term, resources
from kg.rdf.terms import CONFLICT, PREFIXES, TYPE, XSD, shorten

ACCOUNT_OF = CONFLICT.term("isAccountOf")
_CANONICAL = re.compile("0|-?[1-9][0-9]*")

Object = dict[str, Any]


def jsonld(triples: Iterable[Triple]) -> Iterator[bytes]:
    """The document, one resource after the other, sorted by IRI."""
    objects = _framed(resources(set(triples)))
    yield f'{{\n"@context": {json.dumps(context(), ensure_ascii=False)},\n"@graph": ['.encode()
    for place, found in enumerate(objects):
        yield f"{',' if place else ''}\n{json.dumps(found, ensure_ascii=False, indent=1)}".encode()
    yield b"\n]\n}\n"


def _framed(things: Mapping[NamedNode, Resource]) -> list[Object]:
    """Every resource as an object; an account of a single other stands inside of it."""
    roots: dict[str, Object] = {}
    nested: dict[str, list[Object]] = defaultdict(list)
    for subject, about in things.items():
        others = about.get(ACCOUNT_OF, ())
        if len(others) == 1 and isinstance(others[0], NamedNode) and others[0] != subject:
            rest = {predicate: values for predicate, values in about.items() if predicate != ACCOUNT_OF}
            nested[others[0].value].append(_object(subject, rest))
        else:
            roots[subject.value] = _object(subject, about)
    for iri, accounts in nested.items():
        roots.setdefault(iri, _object(NamedNode(iri), {}))["accounts"] = accounts
    return [roots[iri] for iri in sorted(roots)]


def _object(subject: NamedNode, about: Resource) -> Object:
    found: Object = {"id": _iri(subject)}
    for predicate in sorted(about, key=lambda p: (p != TYPE, p.value)):
        classes = [value for value in about[predicate] if isinstance(value, NamedNode)] if predicate == TYPE else []
        if classes and len(classes) == len(about[predicate]):
            found["type"] = _one_or_all([_iri(value) for value in classes])
        else:
            found |= _property(predicate, about[predicate])
    return found


def _property(predicate: NamedNode, values: tuple[Term, ...]) -> Object:
    """A property's key and values; what its term in the context cannot hold stands under its full IRI."""
    name = _iri(predicate)
    term = context().get(name, {})
    if term.get("@container") != "@language":
        return {name: _one_or_all([_value(value, term.get("@type")) for value in values])}
    languages: dict[str, list[str]] = defaultdict(list)
    others = []
    for value in values:
        if isinstance(value, Literal) and value.language:
            languages[value.language].append(value.value)
        else:
            others.append(_value(value, None))
    found: Object = {name: {tag: _one_or_all(texts) for tag, texts in sorted(languages.items())}} if languages else {}
    return found | ({predicate.value: _one_or_all(others)} if others else {})


def _value(value: Term, kind: str | None) -> object:
    """A value, as short as the type that its term declares allows."""
    if isinstance(value, NamedNode):
        return _iri(value) if kind == "@id" else {"id": _iri(value)}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = shorten(value.datatype.value)
    if value.datatype == XSD.term("string") and kind is None:
        return value.value
    if datatype == kind:
        return _native(value)
    return {"@value": value.value, "@type": _iri(value.datatype)}


def _native(value: Literal) -> object:
    """A canonical integer or boolean as JSON has it, anything else as text."""
    if value.datatype == XSD.term("integer") and _CANONICAL.fullmatch(value.value):
        return int(value.value)
    if value.datatype == XSD.term("boolean") and value.value in {"true", "false"}:
        return value.value == "true"
    return value.value


def _iri(node: NamedNode) -> str:
    """A compact IRI where a prefix fits, else the IRI; ``DataError`` for one that would be read as a compact IRI."""
    short = shorten(node.value)
    if not short.startswith("<"):
        return short
    if node.value.partition(":")[0] in PREFIXES:
        raise DataError(f"<{node.value}>: JSON-LD would take the scheme for a prefix; take another format")
    return node.value


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values
