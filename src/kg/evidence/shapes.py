"""SHACL validation: findings that say which resource, in which file, is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from kg.errors import UsageError
from kg.rdf.moments import unreadable
from kg.rdf.terms import XSD, shorten

_DATES = {XSD.term(name): name for name in ("dateTime", "date")}
COLUMNS = ("file", "line", "subject", "path", "value", "message")


@dataclass(frozen=True)
class Finding:
    """One violated shape: ``subject``, ``path`` and ``value`` as prefixed names, ``message`` says how to mend it.

    ``value`` is empty where it is the lack of one, and ``line`` None where the file has no lines to tell apart.
    """

    subject: str
    path: str
    message: str
    file: str
    value: str = ""
    line: int | None = None

    @property
    def row(self) -> tuple[str, str, str, str, str, str]:
        """The finding as text, in the order of :data:`COLUMNS`."""
        line = "" if self.line is None else str(self.line)
        return (self.file, line, self.subject, self.path, self.value, self.message)

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.subject}: {self.message}"


def shape_findings(
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
            subject=shorten(focus),
            path=shorten(path) if path else "",
            message=message,
            file=file_of.get(focus, ""),
            value="" if value == shorten(focus) else value,
        )
        for focus, path, value, message in ENGINES[engine](_text(data), _text(shapes))
    }
    return sorted(found, key=lambda f: (f.file, f.subject, f.path, f.message, f.value))


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
                found.append(Finding(shorten(subject), path, message, file_of.get(subject, ""), value.value))
    return found


#: A violation: focus node and path as IRIs (the path None where it is no single property), the value (an IRI prefixed,
#: empty where there is none), and the message.
_Violation = tuple[str, str | None, str, str]


def _by_shacl(data: str, shapes: str) -> Iterator[_Violation]:
    import shacl

    for result in shacl.Shapes.from_turtle(shapes).validate_turtle(data).results:
        path = result.path or ""
        single = path.startswith("<") and path.endswith(">")
        value = _plain(result.value or "")
        yield result.focus_node.strip("<>"), path[1:-1] if single else None, value, result.message or _NO_MESSAGE


def _by_pyshacl(data: str, shapes: str) -> Iterator[_Violation]:
    from pyshacl import validate as shacl
    from rdflib import SH, Graph, URIRef

    graphs = [Graph().parse(data=text, format="nt") for text in (data, shapes)]
    _, report, _ = shacl(graphs[0], shacl_graph=graphs[1], inference="none", advanced=False)
    assert isinstance(report, Graph)
    for result in report.objects(predicate=SH.result):
        path = report.value(result, SH.resultPath)
        message = report.value(result, SH.resultMessage) or _NO_MESSAGE
        value, focus = report.value(result, SH.value), str(report.value(result, SH.focusNode))
        text = shorten(str(value)) if isinstance(value, URIRef) else str(value or "")
        yield focus, str(path) if isinstance(path, URIRef) else None, text, str(message)


def _plain(value: str) -> str:
    """The text of a term that is written as in N-Triples; an IRI prefixed."""
    if value.startswith("<"):
        return shorten(value[1:-1])
    return value[1 : value.rindex('"')] if value.startswith('"') else value


_NO_MESSAGE = "violates a shape"
ENGINES: dict[str, Callable[[str, str], Iterator[_Violation]]] = {"shacl": _by_shacl, "pyshacl": _by_pyshacl}


def _text(triples: Iterable[Triple]) -> str:
    return "\n".join(f"{triple} ." for triple in triples)
