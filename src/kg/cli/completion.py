"""What a shell completes: names of things in the build, queries, policies, analyses. Never an error, never a wait.

``kg --install-completion`` sets it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import typer

from kg.errors import KgError

#: Candidates that are offered at most, and the kinds of things.
_MOST = 50
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
    from kg.rdf.terms import LABEL, shorten
    from kg.sparql.folder import open_folder

    folder, found = Path(ctx.params.get("build_folder") or "build"), 0
    with suppress(KgError):
        for quad in open_folder(folder / "store").quads_for_pattern(None, LABEL, None):
            name = shorten(getattr(quad.subject, "value", ""))
            kind, _, slug = name.partition(":")
            if kind in _KINDS and (name.startswith(incomplete) or slug.startswith(incomplete)):
                yield name, getattr(quad.object, "value", "")
                found += 1
            if found == _MOST:
                return
