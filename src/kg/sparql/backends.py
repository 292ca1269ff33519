"""Where queries go: a store in memory, a store in a folder, or an endpoint, all asked in one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pyoxigraph import Store

from kg.limits import limits
from kg.manifest import STORE, check_build
from kg.sparql.endpoint import Endpoint
from kg.sparql.evaluate import Reply, Task, Term, evaluate
from kg.sparql.oxigraph import evaluate_here
from kg.sparql.workers import QueryPool


class Backend(Protocol):
    """What answers queries until it is closed."""

    def ask(
        self,
        text: str,
        media_type: str | None = None,
        *,
        bindings: Mapping[str, Term] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        seconds: float | None = None,
    ) -> Reply:
        """Answer the query ``text``: see :meth:`kg.sparql.workers.QueryPool.ask`."""

    def close(self) -> None:
        """End what it runs; nothing can be asked any more."""


class _Direct:
    """A backend that answers in this process, by a function of the task and its seconds."""

    def __init__(self, answer: Callable[[Task, float | None], Reply]) -> None:
        self._answer = answer

    def ask(
        self,
        text: str,
        media_type: str | None = None,
        *,
        bindings: Mapping[str, Term] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        seconds: float | None = None,
    ) -> Reply:
        task = Task(text, limits().result_rows, media_type, bindings, default_graphs, named_graphs)
        return self._answer(task, seconds)

    def close(self) -> None:
        pass


def open_store(where: Store | Path | str) -> Backend:
    """What answers queries from ``where``: a store in memory, the folder of a store, or an endpoint's address.

    Text is an address (``UsageError`` where it is none of HTTP); nothing is sent before the first query. A folder is
    opened read-only, in a process that ends at the limits of time and memory. A store in memory is asked in this
    process: its rows are limited, its time is not, since nothing can stop a query there.
    """
    if isinstance(where, Store):
        return _Direct(lambda task, _: evaluate_here(where, task))
    if isinstance(where, str):
        Endpoint(where)  # A wrong address is to be said at once.
        return _Direct(lambda task, seconds: evaluate(Endpoint(where, seconds), task))
    return QueryPool(where, size=1)


def open_built_store(folder: Path) -> Backend:
    """What answers queries from the store of the build ``folder``.

    ``InputError`` where there is no build, or a file of it is missing or differs: see
    :func:`kg.manifest.check_build`. The store is read through while the process that answers starts.
    """
    manifest = check_build(folder)
    pool = QueryPool(folder / STORE, size=1)
    try:
        manifest.check_content(folder, (f"{STORE}/",))
    except BaseException:
        pool.close()
        raise
    return pool
