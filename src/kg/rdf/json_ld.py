"""JSON-LD as input: with the contexts that stand in the file and the one that ships, and with no other.

Nothing is fetched: the parser has no way to, and a context that is named and does not ship is an error.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.errors import InputError, LeftOutWarning
from kg.rdf.read import read_bytes, shipped
from kg.rdf.terms import BASE
from kg.rdf.text import few

#: The IRI by which a file names the context that ships.
CONTEXT = BASE + "context.jsonld"
#: Relative IRIs are resolved against this, and then found: the parser leaves them out without a word.
_NOWHERE = "https://relative.invalid/"
_RELATIVE = 'the IRI {!r} is relative, and the file gives no base: add "@base" to its context or write the IRI in full'
_REMOTE = "the context {!r} is not in the file, and nothing is fetched; write the context out, or name {}, which ships"
_CONTEXT, _IMPORT, _VOCABULARY = "@context", "@import", "@vocab"
#: The containers whose keys are values: languages, indexes and so on.
_MAPS = frozenset({"@language", "@index", "@id", "@type", "@graph"})


@cache
def context() -> dict[str, Any]:
    """The context that ships; nobody may change it."""
    document = json.loads(read_bytes(shipped("ontology") / "context.jsonld"))
    return document[_CONTEXT]  # type: ignore[no-any-return]


def json_quads(content: bytes, path: Path | str) -> Iterator[Quad]:
    """The quads of a file of JSON-LD.

    Raises ``InputError``, with the line where it is known, for what is no JSON-LD, for a context that is not at hand
    and for relative IRIs without a base; ``SyntaxError`` is the parser's own. A ``LeftOutWarning`` names keys that no
    context defines: by the rules of JSON-LD they say nothing.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", file=path) from error
    except json.JSONDecodeError as error:
        raise InputError(f"not well-formed: {error.msg}", file=path, line=error.lineno) from error
    named = list(_named_contexts(document))
    for name in named:
        if name != CONTEXT:
            raise InputError(_REMOTE.format(name, CONTEXT), file=path)
    if named:
        document = _with_context(document)
        content = json.dumps(document).encode()
    if undefined := _undefined_keys(document):
        shown = few(undefined)
        warnings.warn(
            LeftOutWarning(f"{path}: no context defines these keys, which are left out: {shown}"), stacklevel=2
        )
    for quad in parse(content, format=RdfFormat.JSON_LD, base_iri=_NOWHERE):
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(_NOWHERE):
                raise InputError(_RELATIVE.format(term.value.removeprefix(_NOWHERE)), file=path)
        yield quad


def _contexts(node: object) -> Iterator[object]:
    """Each context of a document, those within contexts too; what is in a list comes one by one."""
    if isinstance(node, list):
        for one in node:
            yield from _contexts(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == _CONTEXT:
                yield from _listed(value)
            if key != "@value":
                yield from _contexts(value)


def _named_contexts(document: object) -> Iterator[str]:
    """The contexts that a document names instead of writing them out."""
    for one in _contexts(document):
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict) and isinstance(one.get(_IMPORT), str):
            yield one[_IMPORT]


def _with_context(node: Any) -> Any:
    """The document with the context that ships in each place that names it."""
    if isinstance(node, list):
        return [_with_context(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {}
    for key, value in node.items():
        if key == _CONTEXT:
            several = [context() if one == CONTEXT else _with_context(one) for one in _listed(value)]
            made[key] = several if isinstance(value, list) else several[0]
        elif key == _IMPORT and value == CONTEXT:
            made |= {name: term for name, term in context().items() if name not in node}
        else:
            made[key] = _with_context(value)
    return made


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _undefined_keys(document: object) -> list[str]:
    """The keys of a document that no context of it defines, sorted; none where a context has a vocabulary."""
    contexts = [one for one in _contexts(document) if isinstance(one, dict)]
    if any(one.get(_VOCABULARY) is not None for one in contexts):
        return []
    defined = {name: term for one in contexts for name, term in one.items()}
    found: set[str] = set()
    _collect(document, defined, found)
    return sorted(found)


def _collect(node: object, defined: dict[str, object], found: set[str]) -> None:
    if isinstance(node, list):
        for one in node:
            _collect(one, defined, found)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in (_CONTEXT, "@value"):
                continue
            term = defined.get(key)
            if not key.startswith("@") and ":" not in key and key not in defined:
                found.add(key)
            elif isinstance(term, dict) and term.get("@type") == "@json":
                continue
            elif isinstance(term, dict) and _MAPS.intersection(map(str, _listed(term.get("@container")))):
                _collect(list(value.values()) if isinstance(value, dict) else value, defined, found)
            else:
                _collect(value, defined, found)
