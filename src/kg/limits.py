"""Every limit of the package, in one place; each can be set by an environment variable ``KG_<NAME>``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields, replace
from typing import Any

from kg.errors import LimitError, UsageError

#: What a setting may be, at most: more is no limit, and overflows where the system takes it.
MOST_WHOLE, MOST_SECONDS = 2**53, 1e9
_WHOLE, _DECIMAL = (
    re.compile("[0-9]{1,16}"),
    re.compile(r"[0-9]{1,16}(\.[0-9]{1,16})?(e[+-]?[0-9]{1,3})?", re.IGNORECASE),
)


@dataclass(frozen=True)
class Limits:
    """The limits in force."""

    #: Largest input file, in bytes.
    file_bytes: int = 256 * 2**20
    #: Largest of the files that ``kg reason``, ``kg export`` and ``kg import`` read block by block.
    reason_bytes: int = 8 * 2**30
    #: Data files larger than this are read in columns, in bytes.
    dataset_file_bytes: int = 2**20
    #: Accounts of one source in such files beyond which it is a dataset, whose events are counted rather than drawn.
    dataset_accounts: int = 2_000
    #: Largest table that ``kg import`` unpacks or reads as a whole, in bytes.
    table_bytes: int = 2 * 2**30
    #: Text that the entities of one RDF/XML file may stand for together, in characters.
    entity_chars: int = 100_000_000
    #: Largest store of a build that is read through before a query; of larger ones sizes and small files are compared.
    store_check_bytes: int = 256 * 2**20
    #: Time that a pipe given as an input may stay silent, in seconds.
    pipe_seconds: float = 10.0
    #: Triples that a closure may grow to: those that are given and those that follow.
    closure_triples: int = 100_000_000
    #: Contradictions of a graph; where there are more, the first that was found is named.
    clashes: int = 10_000
    #: Time that the reasoner may take to close a graph, in seconds.
    reason_seconds: float = 600.0
    #: Time that a Spark cluster may be without any executor while work waits for one, in seconds.
    spark_idle_seconds: float = 120.0
    #: Time a query may run.
    query_seconds: float = 30.0
    #: Time that the queries of a build may take together.
    build_query_seconds: float = 600.0
    #: Memory that a query may take, in bytes.
    query_bytes: int = 2 * 2**30
    #: Characters of a query's text.
    query_chars: int = 100_000
    #: Rows an answer may have; more are cut and the answer says so.
    result_rows: int = 100_000
    #: Bytes that are taken of an endpoint's answer.
    result_bytes: int = 256 * 2**20
    #: Pairs of accounts of one thing, or groups of three actors, that an analysis goes through at most.
    analysis_pairs: int = 250_000
    #: Minimal proofs that an explanation gives of one statement; where there are more it says "at least".
    proofs: int = 100
    #: Largest page that a notebook's cell shows, in bytes.
    notebook_bytes: int = 8 * 2**20
    #: Of ``kg serve``: processes that answer queries.
    serve_workers: int = 2
    #: Processes that wait beyond those, so that none has to be started while a query waits.
    serve_spare: int = 2
    #: Time after which a query makes room for others, in seconds.
    serve_slice_seconds: float = 1.0
    #: Queries that may go on beyond that time at once.
    serve_long: int = 2
    #: Queries that may be under way, waiting ones too, and those of one address.
    serve_queue: int = 64
    serve_client_queries: int = 32
    #: Processes a second that the queries of one address may use up, by crashes or by clients that leave.
    serve_client_stops: int = 20
    #: Connections at once, and those of one address.
    serve_connections: int = 512
    serve_client_connections: int = 64
    #: Body of a request, in bytes.
    serve_body_bytes: int = 2**20
    #: Time a client may take to send a request, and to take each part of an answer, in seconds.
    serve_client_seconds: float = 10.0
    #: Answers that are held until their clients have taken them, in bytes; one address has half.
    serve_answer_bytes: int = 256 * 2**20
    #: Bytes a second that a client must take of an answer on average.
    serve_client_rate: int = 64 * 2**10
    #: Time that answers under way have when the server stops, in seconds.
    serve_stop_seconds: float = 10.0
    #: Rows of one table on a page.
    serve_rows: int = 500
    #: Largest ``graph.trig`` whose proofs are shown on pages, for which the whole graph is held in memory.
    serve_proof_bytes: int = 64 * 2**20
    #: Largest answer of ``kg mcp``, in bytes.
    assistant_bytes: int = 64 * 2**10


_DEFAULTS = Limits()
#: By environment variable: the field, and whether it is a whole number.
SETTINGS = {
    f"KG_{field.name.upper()}": (field.name, isinstance(getattr(_DEFAULTS, field.name), int))
    for field in fields(Limits)
}


def limits() -> Limits:
    """The limits, with those that the environment sets; ``UsageError`` for a setting that is no number above 0."""
    chosen = sorted(SETTINGS.keys() & set(os.environ))
    if not chosen:
        return _DEFAULTS
    return replace(_DEFAULTS, **{SETTINGS[name][0]: setting_value(name, os.environ[name]) for name in chosen})


def setting_value(setting: str, text: str) -> Any:
    """The number that ``text`` gives the environment variable ``setting``; ``UsageError`` where it is none above 0."""
    _, whole = SETTINGS[setting]
    form, most, kind = (_WHOLE, MOST_WHOLE, "a whole number") if whole else (_DECIMAL, MOST_SECONDS, "a number")
    number = (int(text) if whole else float(text)) if form.fullmatch(text) else 0
    if not 0 < number <= most:
        raise UsageError(f"{setting}={text!r}: must be {kind} above 0, up to {most:.0f}")
    return number


def check_pairs(count: int, what: str) -> None:
    """``LimitError`` where an analysis would go through more than ``analysis_pairs``: ``count`` of ``what``."""
    most = limits().analysis_pairs
    if count > most:
        raise LimitError(f"{count} {what}; an analysis goes through {most} at most (KG_ANALYSIS_PAIRS)")
