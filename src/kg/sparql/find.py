"""The actors, events, places and sources that a text may name, in a build or in a workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pyoxigraph import NamedNode

from kg.rdf.manifest import NAME_INDEX, STORE, Manifest, check_build
from kg.rdf.names import ALIKE, NAMES, Hits, Names, names_in
from kg.rdf.resources import Term, resources
from kg.rdf.terms import CONFLICT, LAYERS, TYPE, shorten
from kg.sparql.folder import open_folder

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.workspace import Workspace

#: What is listed: the kinds by their classes, in the order in which equally good ones are.
KINDS = {CONFLICT.term(name): name.lower() for name in ("Actor", "Event", "Place", "Source")}
COLUMNS = ("score", "kind", "thing", "name", "label")
#: A row of :data:`COLUMNS`.
Row = tuple[int, str, str, str, str]
#: The classes of a thing, by its IRI.
Types = Callable[[NamedNode], Iterable[Term]]


def find_in_build(folder: Path, text: str, alike: float = ALIKE) -> Hits[Row]:
    """What ``text`` may name in the build ``folder``: see :func:`find`; ``InputError`` where it is none or damaged."""
    manifest = check_build(folder, (f"{STORE}/", NAME_INDEX))
    store = open_folder(folder / STORE)

    def types(thing: NamedNode) -> Iterable[Term]:
        return (cast(Term, quad.object) for quad in store.quads_for_pattern(thing, TYPE, None))

    return find(names_in_build(folder, manifest, store), types, text, alike)


def names_in_build(folder: Path, manifest: Manifest | None, store: Store) -> Names:
    """The names of everything in a build: from its index of names, if ``manifest`` lists one, else from its ``store``.

    ``InputError`` where the index is damaged.
    """
    if manifest is None or NAME_INDEX not in manifest.by_path:
        return names_in_store(store)
    from kg.rdf.stored_names import open_names  # Most builds have none.

    return open_names(folder / NAME_INDEX)


def names_in_store(store: Store) -> Names:
    """The names of everything in an open store, all read from it."""
    return Names(names_in(resources(q.triple for name in NAMES for q in store.quads_for_pattern(None, name, None))))


def find_in_workspace(workspace: Workspace, text: str, alike: float = ALIKE) -> Hits[Row]:
    """What ``text`` may name in ``workspace``: see :func:`find`."""
    layers = [workspace.graphs[graph.value].resources for graph in LAYERS.values()]

    def types(thing: NamedNode) -> Iterable[Term]:
        return (one for layer in layers for one in layer.get(thing, {}).get(TYPE, ()))

    return find(workspace.inputs.names, types, text, alike)


def find(names: Names, types: Types, text: str, alike: float = ALIKE) -> Hits[Row]:
    """The actors, events, places and sources that ``text`` may name, the best first.

    Columns: ``score`` (0 to 100, as :meth:`kg.rdf.names.Names.search` defines it), ``kind``, ``thing`` (prefixed name
    or IRI), ``name`` (the one that fitted) and ``label``. Where none is as similar as ``alike``, there are no rows.
    Names of datasets beyond those that fit best are ``left_out``.
    """
    order = list(KINDS.values())
    hits = names.search(text, alike=alike)
    rows = [
        (found.score, kind, shorten(found.iri), found.name, names.label(found.iri))
        for found in hits
        if (kind := _kind(types(NamedNode(found.iri))))
    ]
    return Hits(sorted(rows, key=lambda row: (-row[0], order.index(row[1]))), hits.left_out)


def near(rows: Iterable[Row], most: int = 3) -> str:
    """The first of ``rows`` as the end of a sentence; nothing where there are none."""
    shown = [f"{thing} ({label})" for _, _, thing, _, label in rows][:most]
    return f"; did you mean {', '.join(shown)}?" if shown else ""


def _kind(types: Iterable[Term]) -> str | None:
    classes = set(types)
    return next((kind for name, kind in KINDS.items() if name in classes), None)
