"""The embedded engine: a query over an open Oxigraph store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from pyoxigraph import NamedNode, Store, Variable

from kg.errors import InputError, KgError, LimitError
from kg.sparql.evaluate import Graphs, Reply, Result, Task, Term, evaluate
from kg.sparql.faults import explained
from kg.sparql.gate import Query, inert
from kg.sparql.sandbox import close_network
from kg.terms import PREFIXES


class Oxigraph:
    """An open store as an engine: see :class:`kg.sparql.evaluate.Engine`."""

    stops_at_limit = True

    def __init__(self, store: Store) -> None:
        self._store = store

    def execute(self, query: Query, text: str, bindings: Mapping[str, Term], graphs: Graphs | None) -> Result:
        """The result; ``InputError`` with line and column where the store cannot read the query."""
        default, named = graphs or ((), ())
        try:
            return self._store.query(
                inert(text),
                prefixes=PREFIXES,
                use_default_graph_as_union=graphs is None,
                default_graph=None if graphs is None else [NamedNode(iri) for iri in default],
                named_graphs=None if graphs is None else [NamedNode(iri) for iri in named],
                substitutions={Variable(name): term for name, term in bindings.items()},
            )
        except SyntaxError as error:
            if text != query.text:  # The place is to be that in the text as it was given.
                self.execute(query, query.text, bindings, graphs)
            raise explained(query.text, str(error)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(str(error), file="query") from error

    def holds(self, graph: str) -> bool:
        """Whether the store has this named graph."""
        return graph in self.graph_names()

    def graph_names(self) -> Iterable[str]:
        """The IRIs of the store's named graphs."""
        return {graph.value for graph in self._store.named_graphs() if isinstance(graph, NamedNode)}


def evaluate_here(store: Store, task: Task) -> Reply:
    """The answer of ``store`` to ``task``, from a thread of this process that can open no socket.

    A filter of system calls holds for a thread. Raises as :func:`kg.sparql.evaluate.evaluate` does.
    """
    with ThreadPoolExecutor(1, "query", close_network) as thread:
        return thread.submit(evaluate, Oxigraph(store), task).result()


def evaluated(store: Store, task: Task) -> Reply | KgError:
    """The answer of ``store`` to ``task``, with errors as values, so that a process can pass them on."""
    try:
        return evaluate(Oxigraph(store), task)
    except KgError as error:
        return error
    except MemoryError:
        return LimitError("the query needed more memory than it may have (KG_QUERY_BYTES)")
    except (OSError, ValueError, RuntimeError) as error:
        return InputError(str(error), file="query")
