"""What a shell completes: names of things in the build, queries, policies, analyses. Never an error, never a wait.

``kg --install-completion`` sets it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

from kg.errors import KgError

#: Candidates that are offered at most, names of datasets that are looked at for them, and the kinds of things.
_MOST, _BEGUN = 50, 1_000
_KINDS = ("actor", "event", "place", "source")


def queries(incomplete: str) -> Iterator[tuple[str, str]]:
    """The queries of the catalogue whose names begin so, with what they ask."""
    from kg.rdf.read import shipped
    from kg.sparql.catalogue import read_catalogue

    found = read_catalogue(shipped("queries")).values()
    yield from ((query.name, query.summary) for query in found if query.name.startswith(incomplete))


def analyses(incomplete: str) -> Iterator[str]:
    """The analyses whose names begin so."""
    from kg.analyse import ANALYSES, SENSITIVITY

    yield from (name for name in (*ANALYSES, *SENSITIVITY) if name.startswith(incomplete))


def terms(incomplete: str) -> Iterator[tuple[str, str]]:
    """The classes and properties whose names begin so, with the kind of each."""
    from kg.dossier.schema import vocabulary

    names = ((term.term.partition(":")[2], term.kind) for term in vocabulary())
    yield from ((name, kind) for name, kind in names if name.startswith(incomplete))


def policies(ctx: typer.Context, incomplete: str) -> Iterator[str]:
    """The policies whose names begin so, and after ``only:`` the sources of the build."""
    if incomplete.startswith("only:"):
        sources = (name.partition(":") for name, _ in _things(ctx, incomplete[5:]))
        yield from (f"only:{slug}" for kind, _, slug in sources if kind == "source")
    else:
        yield from (name for name in ("cautious", "corroborated", "permissive", "only:") if name.startswith(incomplete))


def things(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Actors, events, places and sources of the build with their labels: by prefixed name where one is begun (a shell
    may take a colon for the end of a word), else by the last part of it."""
    found = _things(ctx, incomplete)
    return list(found if ":" in incomplete else ((name.partition(":")[2], label) for name, label in found))


def _things(ctx: typer.Context, incomplete: str) -> Iterator[tuple[str, str]]:
    from kg.rdf.manifest import NAME_INDEX
    from kg.rdf.terms import shorten

    folder, found = Path(ctx.params.get("build_folder") or "build"), 0
    with suppress(KgError):
        indexed = (folder / NAME_INDEX).is_file()
        for iri, label in _indexed(folder / NAME_INDEX, incomplete) if indexed else _stored(folder / "store"):
            name = shorten(iri)
            kind, _, slug = name.partition(":")
            if kind in _KINDS and (name.startswith(incomplete) or slug.startswith(incomplete)):
                yield name, label
                found += 1
            if found == _MOST:
                return


def _stored(store: Path) -> Iterator[tuple[str, str]]:
    """Everything in a store with its label."""
    from kg.rdf.terms import LABEL
    from kg.sparql.folder import open_folder

    for quad in open_folder(store).quads_for_pattern(None, LABEL, None):
        yield getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")


def _indexed(file: Path, incomplete: str) -> Iterator[tuple[str, str]]:
    """Everything that an index of names has in memory, and what of datasets has a name that begins so, with labels."""
    from kg.rdf.stored_names import open_names
    from kg.rdf.terms import PREFIXES

    names = open_names(file)
    prefix, colon, rest = incomplete.partition(":")
    begun = names.begun(rest, _BEGUN, PREFIXES.get(prefix, "")) if colon else names.begun(incomplete, _BEGUN)
    yield from ((iri, names.label(iri)) for iri in (*names.things, *begun))
