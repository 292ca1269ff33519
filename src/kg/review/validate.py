"""What the shapes find wrong in some files that stand beside data that they refer to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.columns.files import LoadedData
from kg.errors import InputError
from kg.evidence.locate import in_file
from kg.evidence.shapes import Finding
from kg.pipeline import body_findings, find_faults, load_data
from kg.rdf.load import Loaded, parse_file
from kg.rdf.read import STANDARD_INPUT, read_rdf
from kg.rdf.releases import without_earlier
from kg.rdf.terms import TYPE, expand


def validate_beside(
    files: Sequence[Path], data: Sequence[Path] = (), engine: str = "shacl"
) -> tuple[LoadedData, list[Finding]]:
    """The loaded ``files``, and the findings about them beside ``data`` (default: what ships), to which they refer.

    A resource whose class the files state is judged by what the files say of it; ``data`` supply the others. So a copy
    of the data that was changed is judged as it stands, and a report may name what is in the data.
    """
    checked = load_data(files)
    named = {term for t in (*checked.asserted, *checked.accounts) for term in (t.subject, t.object)}
    around = load_data(data, {term for term in named if isinstance(term, NamedNode)})
    own = {t.subject for t in (*checked.asserted, *checked.accounts) if t.predicate == TYPE}
    asserted, accounts = (
        frozenset(t for t in layer if t.subject not in own) for layer in (around.asserted, around.accounts)
    )
    found = new_findings(Loaded(asserted, accounts, around.file_of), checked, engine)
    # A class that a file adds to those that the data state can exclude them.
    both = set(body_findings(together(around, checked))) - set(body_findings(around))
    found += (f for f in both if (f.subject, f.path, f.message) not in {(g.subject, g.path, g.message) for g in found})
    return checked, found


def new_findings(known: Loaded, report: Loaded, engine: str = "shacl") -> list[Finding]:
    """What the shapes find wrong where ``report`` is added to what is ``known``, but not in what is known alone."""
    found = find_faults(together(known, report), engine)
    about = set(report.file_of.values())
    if isinstance(report, LoadedData) and report.datasets is not None:
        about |= {str(path) for path, _ in report.datasets.files}
    found = [in_file(finding, report.file_of.get(expand(finding.subject), finding.file)) for finding in found]
    if all(finding.file in about for finding in found):
        return found
    before = {(f.subject, f.path, f.message) for f in find_faults(known, engine)}
    return [f for f in found if f.file in about or (f.subject, f.path, f.message) not in before]


def together(known: Loaded, report: Loaded) -> LoadedData:
    """The two as if loaded at once; a file is named by the one that describes a subject first, ``known`` before.

    Of two releases of one dataset the later counts: see :mod:`kg.rdf.releases`.
    """
    named = Path(next(iter(report.file_of.values()), "the report"))
    both = [(Path("the data"), known), (named, report)]
    kept = [frozenset(t) for t in without_earlier([(path, [*one.asserted, *one.accounts]) for path, one in both])]
    datasets = report.datasets if isinstance(report, LoadedData) else None
    return LoadedData(
        known.asserted & kept[0] | report.asserted & kept[1],
        known.accounts & kept[0] | report.accounts & kept[1],
        report.file_of | known.file_of,
        datasets,
    )


def well_formed(files: Iterable[Path]) -> list[Triple]:
    """The triples of those of ``files`` that are RDF, whether or not they can be data; standard input is left out."""
    triples: list[Triple] = []
    for path in files:
        with suppress(InputError):
            if path != STANDARD_INPUT:
                triples += (triple for file in read_rdf([path]) for triple in parse_file(file))
    return triples
