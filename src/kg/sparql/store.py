"""The layers in an embedded Oxigraph store: in memory, or in a folder that opens in milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from kg.errors import OutputError
from kg.reason import DEFAULT_ENGINE, Closure, reasoner
from kg.workspace import Workspace

#: Pieces that a store is given at the same time: it reads and sorts each in one thread.
_AT_ONCE = 2


@dataclass(frozen=True)
class StoreText:
    """What a store is to hold, as N-Quads, which other threads and processes read without taking a turn of Python's.

    Apart are the graphs with blank nodes: these keep their labels, and what reads text in bulk gives them new ones.
    """

    plain: bytes
    labelled: bytes

    @classmethod
    def of(cls, graphs: Mapping[str, Iterable[Triple]]) -> StoreText:
        """The triples of ``graphs``, each with the graph that it stands in."""
        plain: list[bytes] = []
        labelled: list[bytes] = []
        for name, triples in graphs.items():
            text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
            # A line's end stands nowhere in N-Triples but at the end of a statement.
            quads = text.replace(b" .\n", f" {NamedNode(name)} .\n".encode())
            (labelled if b"_:" in text else plain).append(quads)
        return cls(b"".join(plain), b"".join(labelled))

    def load(self, store: Store) -> None:
        """Add it to ``store``."""
        store.bulk_load(self.plain, format=RdfFormat.N_QUADS, lenient=True)
        store.bulk_extend(parse(self.labelled, RdfFormat.N_QUADS, lenient=True))

    def in_memory(self) -> Store:
        """A store in memory that holds it."""
        store = Store()
        self.load(store)
        return store


def quads(graphs: Mapping[str, Iterable[Triple]]) -> Iterable[Quad]:
    """Every triple with the graph that it stands in."""
    for name, triples in graphs.items():
        graph = NamedNode(name)
        for triple in triples:
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def memory_store(graphs: Mapping[str, Iterable[Triple]]) -> Store:
    """A store in memory that holds ``graphs``."""
    return StoreText.of(graphs).in_memory()


def workspace_store(workspace: Workspace) -> Store:
    """A store in memory that holds the layers of ``workspace``, those of datasets too."""
    store = memory_store(workspace.graphs)
    if workspace.datasets is not None:
        from kg.columns import text

        pieces = text.nquads(workspace.datasets.evidence.dictionary, workspace.datasets.layers)
        _load_pieces(store, pieces, loaded=lambda _: None)
    return store


def write_store(
    graphs: Mapping[str, Iterable[Triple]] | StoreText,
    folder: Path,
    pieces: Iterable[bytes] = (),
    loaded: Callable[[int], None] = lambda _: None,
) -> None:
    """Write ``graphs`` as a store into the new folder ``folder``; ``OutputError`` where it cannot be written.

    ``pieces`` are N-Quads without blank nodes that it is to hold as well; ``loaded`` is called with the number of quads
    of each piece that it holds.

    The log of the writing goes: it names this machine and its folders, and nothing reads it.
    """
    text = graphs if isinstance(graphs, StoreText) else StoreText.of(graphs)
    try:
        store = Store(str(folder))
        text.load(store)
        _load_pieces(store, pieces, loaded)
        store.optimize()
        store.flush()
        del store  # Closed, it writes to its log no more.
        for log in folder.glob("LOG*"):
            log.unlink()
    except (OSError, RuntimeError) as error:
        raise OutputError(f"{folder}: cannot be written: {error}") from error


def _load_pieces(store: Store, pieces: Iterable[bytes], loaded: Callable[[int], None]) -> None:
    """Load all ``pieces`` into ``store``, some at the same time, and tell ``loaded`` of each.

    The next piece is made while these are loaded, and no more: a store holds a piece several times in memory.
    """

    def load(lines: bytes) -> int:
        store.bulk_load(lines, format=RdfFormat.N_QUADS, lenient=True)
        return lines.count(b"\n")

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        loading: set[Future[int]] = set()
        for lines in pieces:
            while len(loading) >= _AT_ONCE:
                done, loading = wait(loading, return_when=FIRST_COMPLETED)
                for piece in done:
                    loaded(piece.result())
            loading.add(threads.submit(load, lines))
        for piece in loading:
            loaded(piece.result())


def infer_in_store(
    store: Store, facts: Iterable[str], ontology: str, into: str, engine: str = DEFAULT_ENGINE
) -> Closure:
    """Add what follows from the graphs ``facts`` under the graph ``ontology`` to the graph ``into``, all by their IRIs.

    What is already in ``into`` stays. Where the facts contradict the ontology nothing is added: the closure that is
    returned has the clashes.
    """
    given = [triple for name in facts for triple in _graph_triples(store, name)]
    closure = reasoner(engine).closure(given, _graph_triples(store, ontology))
    if not closure.clashes:
        store.bulk_extend(quads({into: closure.inferred}))
    return closure


def _graph_triples(store: Store, name: str) -> list[Triple]:
    return [quad.triple for quad in store.quads_for_pattern(None, None, None, NamedNode(name))]
