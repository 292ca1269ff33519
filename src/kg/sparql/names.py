"""The names of the things that a backend knows, for those who ask it about a thing by name."""

from __future__ import annotations

from pyoxigraph import Triple

from kg.errors import LimitError
from kg.rdf.names import NAMES, Names, names_in
from kg.rdf.resources import resources
from kg.sparql.evaluate import Backend
from kg.sparql.query import ask


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
