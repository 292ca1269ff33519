"""SHACL validation: findings that say which resource, in which file, is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from kg.errors import UsageError
from kg.moments import unreadable
from kg.terms import XSD, shorten

_DATES = {XSD.term(name): name for name in ("dateTime", "date")}
COLUMNS = ("file", "subject", "path", "message")


@dataclass(frozen=True)
class Finding:
    """One violated shape: ``subject`` and ``path`` as prefixed names, ``message`` says how to mend it."""

    subject: str
    path: str
    message: str
    file: str

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The finding as text, in the order of :data:`COLUMNS`."""
        return (self.file, self.subject, self.path, self.message)

    def __str__(self) -> str:
        return f"{self.file}: {self.subject}: {self.message}"


def validate(
    data: Iterable[Triple], shapes: Iterable[Triple], file_of: Mapping[str, str], engine: str = "shacl"
) -> list[Finding]:
    """Every violation of ``shapes`` in ``data``, sorted; ``file_of`` names the file that describes a subject.

    Subclass axioms must be among ``data`` for shapes that target a superclass. ``engine`` is ``shacl`` (written in
    Rust, fast) or ``pyshacl`` (slow, the reference that tests compare with); ``UsageError`` for another.
    """
    if engine not in ENGINES:
        raise UsageError(f"no SHACL engine {engine!r}; there are: {', '.join(ENGINES)}")
    found = {
        Finding(
            subject=shorten(focus), path=shorten(path) if path else "", message=message, file=file_of.get(focus, "")
        )
        for focus, path, message in ENGINES[engine](_text(data), _text(shapes))
    }
    return sorted(found, key=lambda f: (f.file, f.subject, f.path, f.message))


def date_findings(data: Iterable[Triple], file_of: Mapping[str, str]) -> list[Finding]:
    """A finding for each date of XML Schema that cannot be read; what is no date at all is for the shapes to find."""
    found = []
    for triple in data:
        value = triple.object
        if isinstance(value, Literal) and value.datatype in _DATES:
            message = unreadable(_DATES[value.datatype], value.value)
            subject = str(getattr(triple.subject, "value", triple.subject))
            if message:
                path = shorten(triple.predicate.value)
                found.append(Finding(shorten(subject), path, message, file_of.get(subject, "")))
    return found


#: A violation: focus node and path as IRIs (the path None where it is no single property), and the message.
_Violation = tuple[str, str | None, str]


def _by_shacl(data: str, shapes: str) -> Iterator[_Violation]:
    import shacl

    for result in shacl.Shapes.from_turtle(shapes).validate_turtle(data).results:
        path = result.path or ""
        single = path.startswith("<") and path.endswith(">")
        yield result.focus_node.strip("<>"), path[1:-1] if single else None, result.message or _NO_MESSAGE


def _by_pyshacl(data: str, shapes: str) -> Iterator[_Violation]:
    from pyshacl import validate as shacl
    from rdflib import SH, Graph, URIRef

    graphs = [Graph().parse(data=text, format="nt") for text in (data, shapes)]
    _, report, _ = shacl(graphs[0], shacl_graph=graphs[1], inference="none", advanced=False)
    assert isinstance(report, Graph)
    for result in report.objects(predicate=SH.result):
        path = report.value(result, SH.resultPath)
        message = report.value(result, SH.resultMessage) or _NO_MESSAGE
        yield str(report.value(result, SH.focusNode)), str(path) if isinstance(path, URIRef) else None, str(message)


_NO_MESSAGE = "violates a shape"
ENGINES: dict[str, Callable[[str, str], Iterator[_Violation]]] = {"shacl": _by_shacl, "pyshacl": _by_pyshacl}


def _text(triples: Iterable[Triple]) -> str:
    return "\n".join(f"{triple} ." for triple in triples)
