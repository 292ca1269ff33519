"""Where queries go: a store in memory, a store in a folder, or an endpoint, all asked in one way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Store

from kg.rdf.manifest import STORE, check_build
from kg.sparql.endpoint import Endpoint
from kg.sparql.evaluate import Backend, Reply, Task, evaluate
from kg.sparql.oxigraph import evaluate_here
from kg.sparql.workers import QueryPool

__all__ = ["Backend", "open_built_store", "open_store"]


class _Direct(Backend):
    """A backend that answers in this process, by a function of the task and its seconds."""

    def __init__(self, answer: Callable[[Task, float | None], Reply]) -> None:
        self._answer = answer

    def _reply(self, task: Task, seconds: float | None) -> Reply:
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
    :func:`kg.rdf.manifest.check_build`. The store is read through while the process that answers starts.
    """
    manifest = check_build(folder)
    pool = QueryPool(folder / STORE, size=1)
    try:
        manifest.check_content(folder, (f"{STORE}/",))
    except BaseException:
        pool.close()
        raise
    return pool
