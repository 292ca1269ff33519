"""SHACL validation: findings that say which resource, in which file, is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Triple

from kg.terms import shorten


@dataclass(frozen=True)
class Finding:
    """One violated shape: ``subject`` and ``path`` as prefixed names, ``message`` says how to mend it."""

    subject: str
    path: str
    message: str
    file: str

    @property
    def row(self) -> tuple[str, str, str, str]:
        """File, subject, path and message."""
        return (self.file, self.subject, self.path, self.message)

    def __str__(self) -> str:
        return f"{self.file}: {self.subject}: {self.message}"


def validate(data: Iterable[Triple], shapes: Iterable[Triple], file_of: Mapping[str, str]) -> list[Finding]:
    """Every violation of ``shapes`` in ``data``, sorted; ``file_of`` names the file that describes a subject.

    Subclass axioms must be among ``data`` for shapes that target a superclass.
    """
    from pyshacl import validate as shacl
    from rdflib import SH, Graph

    _, report, _ = shacl(_graph(data), shacl_graph=_graph(shapes), inference="none", advanced=False)
    findings = []
    assert isinstance(report, Graph)
    for result in report.objects(predicate=SH.result):
        focus = str(report.value(result, SH.focusNode))
        path = report.value(result, SH.resultPath)
        findings.append(
            Finding(
                subject=shorten(focus),
                path=shorten(str(path)) if path is not None else "",
                message=str(report.value(result, SH.resultMessage) or "violates a shape"),
                file=file_of.get(focus, ""),
            )
        )
    return sorted(set(findings), key=lambda f: (f.file, f.subject, f.path, f.message))


def _graph(triples: Iterable[Triple]):  # type: ignore[no-untyped-def]  # rdflib is imported late, for a quick start
    from rdflib import Graph

    graph = Graph()
    graph.parse(data="\n".join(f"{triple} ." for triple in triples), format="nt")
    return graph
