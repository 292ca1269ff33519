"""Ask a build, or an endpoint, from Python: answers as frames."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.rdf.read import shipped
from kg.sparql.backends import Backend, open_built_store, open_store
from kg.sparql.catalogue import bind, read_catalogue
from kg.sparql.frames import Kind, as_frame
from kg.sparql.hints import unknown_terms
from kg.sparql.names import names_by_kind
from kg.sparql.pitfalls import pitfalls
from kg.sparql.query import ask

if TYPE_CHECKING:
    import pandas
    import polars


class Connection:
    """A build's folder, or an endpoint's address, to be asked; closed at the end of a ``with`` block."""

    def __init__(self, where: str | Path) -> None:
        self._folder = None if isinstance(where, str) else where
        self._backend = open_store(where) if isinstance(where, str) else open_built_store(where)

    def query(self, text: str, *, frame: Kind = "polars", **params: str) -> polars.DataFrame | pandas.DataFrame:
        """The answer as a frame, within the documented limits of time, memory and rows: see :func:`queried`."""
        return queried(self._backend, text, params, frame, self._folder)

    def close(self) -> None:
        """End what answers."""
        self._backend.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(where: str | Path = "build") -> Connection:
    """Ask a folder that ``kg build`` wrote, or the SPARQL 1.1 endpoint at an address.

    Raises ``InputError`` where there is no build or it is damaged, ``UsageError`` for what is no address.
    """
    return Connection(str(where) if "://" in str(where) else Path(where))


def queried(
    backend: Backend, text: str, params: Mapping[str, str], kind: Kind, folder: Path | None = None
) -> polars.DataFrame | pandas.DataFrame:
    """The answer of ``backend`` to a catalogue query by name, with its parameters, or to SPARQL text, as a frame.

    ``folder`` is the build that ``backend`` answers from, if it does.

    Parameters that are things are IRIs, prefixed names or names (:mod:`kg.rdf.names`).

    Warns where the answer was cut at the row limit, of names in the text or the parameters that stand nowhere in
    the data, and of ways of asking that mislead (:mod:`kg.sparql.pitfalls`). Raises ``UsageError`` for parameters that
    the query does not declare and for queries that would reach out of the store, ``InputError`` with line and column
    for text that is no query, ``LimitError`` at a limit.
    """
    catalogue = read_catalogue(shipped("queries"))
    if text in catalogue:
        bindings = bind(catalogue[text], params, names_by_kind(backend, folder))
        answer, hints = ask(backend, catalogue[text].text, bindings), unknown_terms(backend, None, bindings)
    elif params:
        raise UsageError("parameters are for queries of the catalogue, whose headers declare them")
    else:
        answer, hints = ask(backend, text), [*unknown_terms(backend, text), *pitfalls(text)]
    for hint in hints:
        warnings.warn(hint, stacklevel=3)
    if answer.truncated:
        warnings.warn(f"the answer was cut at {len(answer.rows)} rows (KG_RESULT_ROWS)", stacklevel=3)
    return as_frame(answer, kind)
