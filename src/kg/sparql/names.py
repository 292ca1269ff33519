"""The names of the things that a backend knows, for those who ask it about a thing by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Triple

from kg.errors import LimitError
from kg.rdf.manifest import NAME_INDEX, check_build
from kg.rdf.names import NAMES, Names, names_in
from kg.rdf.resources import resources
from kg.sparql.evaluate import Backend
from kg.sparql.query import ask


def names_by_kind(backend: Backend, folder: Path | None = None) -> Callable[[str], Names]:
    """The names of the things whose IRIs begin with a text, as :func:`kg.sparql.catalogue.bind` asks for them.

    They are those of the index of names where the build in ``folder``, of which ``backend`` answers, has one, and else
    what ``backend`` answers: see :func:`names_at`. ``InputError`` where the index is damaged.
    """

    def under(namespace: str) -> Names:
        if folder is None or NAME_INDEX not in check_build(folder, (NAME_INDEX,)).by_path:
            return names_at(backend, namespace)
        from kg.rdf.stored_names import open_names  # Most builds have none.

        return open_names(folder / NAME_INDEX).under(namespace)

    return under


def names_at(backend: Backend, namespace: str = "") -> Names:
    """The names of the things that ``backend`` knows and whose IRIs begin with ``namespace``.

    Raises ``LimitError`` where there are more than the row limit.
    """
    text = f"""SELECT DISTINCT ?thing ?property ?name {{
      VALUES ?property {{ {" ".join(map(str, NAMES))} }}
      ?thing ?property ?name FILTER(isIRI(?thing) && STRSTARTS(STR(?thing), "{namespace}"))
    }}"""
    answer = ask(backend, text)
    if answer.truncated:
        raise LimitError(f"more than {len(answer.rows)} names (KG_RESULT_ROWS); 'kg find' gives the prefixed name")
    return Names(names_in(resources(Triple(*row) for row in answer.rows)))  # type: ignore[arg-type]
