"""The dossier of a thing that is asked for by name or IRI, in a build's folder."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Store

from kg.dossier.portrait import Portrait, portrait
from kg.dossier.reading import Graph
from kg.errors import UsageError
from kg.rdf.manifest import NAME_INDEX, STORE, check_build
from kg.rdf.names import Names
from kg.sparql.find import names_in_build, names_in_store
from kg.sparql.folder import open_folder


def show_in_build(folder: Path, name: str, most: int) -> Portrait:
    """The dossier of a thing in the build ``folder``: see :func:`show_in_store`.

    Raises ``InputError`` where the folder holds no build or a damaged one.
    """
    manifest = check_build(folder, (f"{STORE}/", NAME_INDEX))
    store = open_folder(folder / STORE)
    return dossier(Graph(store), names_in_build(folder, manifest, store), name, most)


def show_in_store(store: Store, name: str, most: int) -> Portrait:
    """The dossier of what ``name`` (a prefixed name, an IRI or a name in any script) stands for, as plain data.

    No table has more than ``most`` rows. Raises ``UsageError``, which names what is near, where nothing or several
    things are called so.
    """
    return dossier(Graph(store), names_in_store(store), name, most)


def dossier(graph: Graph, names: Names, name: str, most: int) -> Portrait:
    """As :func:`show_in_store`, of an open store whose ``names`` are known."""
    iri = names.resolve(name)
    if not graph.holds(iri):
        raise UsageError(f"this build says nothing of {name!r}{names.meant(name)}")
    return portrait(graph, iri, lambda _: None, most)
