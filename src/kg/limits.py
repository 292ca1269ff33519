"""Every limit of the package, in one place; each can be set by an environment variable ``KG_<NAME>``."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """The limits in force.

    ``file_bytes``: largest input file, in bytes. ``reason_bytes``: largest of the files that ``kg reason``, ``kg
    export`` and ``kg import`` read block by block. ``closure_triples``: triples that a closure may grow to.
    ``query_seconds``: time a query may run. ``query_bytes``: memory that a query may take. ``query_chars``: characters
    of a query's text.
    ``result_rows``: rows an answer may have; more are cut and the answer says so. ``result_bytes``: bytes that are
    taken of an endpoint's answer. ``proofs``: minimal proofs that an explanation gives of one statement; where there
    are more it says "at least".

    Of ``kg serve``: ``serve_workers``: processes that answer queries. ``serve_slice_seconds``: time after which a query
    makes room for others; ``serve_long``: queries that may go on beyond it at once. ``serve_queue``: queries that may
    be under way, waiting ones too; ``serve_client_queries``: those of one address. ``serve_connections``: connections
    at once. ``serve_body_bytes``: body of a request. ``serve_client_seconds``: time a client may take to send a
    request, and to take each part of an answer. ``serve_stop_seconds``: time that answers under way have at the end.
    ``serve_rows``: rows of one table on a page. ``serve_proof_bytes``: largest ``graph.trig`` whose proofs are shown on
    pages, for which the whole graph is held in memory.
    """

    file_bytes: int = 256 * 2**20
    reason_bytes: int = 8 * 2**30
    closure_triples: int = 100_000_000
    query_seconds: float = 30.0
    query_bytes: int = 2 * 2**30
    query_chars: int = 100_000
    result_rows: int = 100_000
    result_bytes: int = 256 * 2**20
    proofs: int = 100
    serve_workers: int = 2
    serve_slice_seconds: float = 1.0
    serve_long: int = 2
    serve_queue: int = 64
    serve_client_queries: int = 32
    serve_connections: int = 512
    serve_body_bytes: int = 2**20
    serve_client_seconds: float = 10.0
    serve_stop_seconds: float = 10.0
    serve_rows: int = 500
    serve_proof_bytes: int = 64 * 2**20


def limits() -> Limits:
    """The limits, with those that the environment sets."""
    defaults = Limits()
    chosen = {
        field.name: type(getattr(defaults, field.name))(os.environ[f"KG_{field.name.upper()}"])
        for field in fields(Limits)
        if f"KG_{field.name.upper()}" in os.environ
    }
    return Limits(**chosen)
