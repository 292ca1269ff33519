"""What a build answers to the queries of the catalogue, while its store is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic

from kg.errors import LimitError
from kg.limits import limits
from kg.rdf.manifest import DATASETS, STORE
from kg.rdf.write import chunks_written
from kg.sparql.catalogue import CatalogueQuery, bind
from kg.sparql.query import Answer, ask
from kg.sparql.store import StoreText, write_store
from kg.sparql.workers import EarlyStart, ProcessPool, QueryPool
from kg.stages import Stages
from kg.workspace import Workspace


@contextmanager
def answering(
    workspace: Workspace,
    catalogue: Mapping[str, CatalogueQuery],
    folder: Path,
    stages: Stages,
    *,
    of_datasets: bool = False,
) -> Iterator[Future[dict[str, Answer | LimitError]]]:
    """What a graph answers to each query that needs no parameter, while it is written to the ``store`` in ``folder``.

    The limits are those of ``kg query``, that of all queries together, and the size in the header of a query; what one
    hits stands in place of its answer. No query goes on after the block. What people look at is held in memory by the
    process that answers, while the store is written. Where queries are to be asked ``of_datasets`` too, the store is
    written first. Once there are answers, ``datasets.nq`` stands in the folder.
    """
    over, start = Event(), EarlyStart()
    pools: list[ProcessPool] = []
    alone = {name: query for name, query in catalogue.items() if query.runs_alone}
    held = StoreText.of(workspace.graphs)
    also = workspace.datasets.sizes.values() if of_datasets and workspace.datasets is not None else ()
    size = sum(map(len, workspace.graphs.values())) + sum(also)

    def answers(open_pool: Callable[[], ProcessPool]) -> dict[str, Answer | LimitError]:
        with stages.stage("query"), open_pool() as pool:
            pools.append(pool)
            end = monotonic() + limits().build_query_seconds
            return {name: _answer(pool, query, size, end) for name, query in alone.items() if not over.is_set()}

    def stored() -> None:
        with stages.stage("store"):
            _write(workspace, held, folder, stages)

    def asked() -> dict[str, Answer | LimitError]:
        if also:
            written.result()
            return answers(lambda: QueryPool(folder / STORE, size=1))
        found = answers(lambda: ProcessPool(partial(start, held), size=1))
        if workspace.datasets is not None:
            written.result()
        return found

    with ThreadPoolExecutor(max_workers=2) as threads:
        try:
            written = threads.submit(stored)
            yield threads.submit(asked)
            written.result()
        finally:
            over.set()
            start.close()
            for pool in pools:
                pool.close()


def _write(workspace: Workspace, held: StoreText, folder: Path, stages: Stages) -> None:
    """Write the store of what is ``held`` and of datasets, and these to ``datasets.nq``, if there are any."""
    if workspace.datasets is None:
        write_store(held, folder / STORE)
        return
    from kg.columns import text

    pieces = text.nquads(workspace.datasets.evidence.dictionary, workspace.datasets.layers)
    meter = stages.meter("store", sum(workspace.datasets.sizes.values()))
    write_store(held, folder / STORE, chunks_written(folder / DATASETS, pieces), meter)


def _answer(pool: ProcessPool, query: CatalogueQuery, size: int, end: float) -> Answer | LimitError:
    """The answer over a graph of ``size`` triples, or the limit that the query or, at ``end``, all queries hit."""
    if query.largest is not None and size > query.largest:
        return LimitError(f"a build asks it of graphs of up to {query.largest} triples, and this one has {size}")
    left, most = end - monotonic(), limits().query_seconds
    spent = LimitError("the queries of a build have taken all the time that they have (KG_BUILD_QUERY_SECONDS)")
    if left <= 0:
        return spent
    try:
        return ask(pool, query.text, bind(query, {}), min(left, most))
    except LimitError as error:
        return spent if left < most and monotonic() >= end else error
