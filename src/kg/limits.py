"""Every limit of the package, in one place; each can be set by an environment variable ``KG_<NAME>``."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, fields

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
    #: Largest store of a build that is read through before a query; of larger ones sizes and small files are compared.
    store_check_bytes: int = 256 * 2**20
    #: Time that a pipe given as an input may stay silent, in seconds.
    pipe_seconds: float = 10.0
    #: Triples that a closure may grow to: those that are given and those that follow.
    closure_triples: int = 100_000_000
    #: Time that the reasoner may take to close a graph, in seconds.
    reason_seconds: float = 600.0
    #: Time a query may run.
    query_seconds: float = 30.0
    #: Memory that a query may take, in bytes.
    query_bytes: int = 2 * 2**30
    #: Characters of a query's text.
    query_chars: int = 100_000
    #: Rows an answer may have; more are cut and the answer says so.
    result_rows: int = 100_000
    #: Bytes that are taken of an endpoint's answer.
    result_bytes: int = 256 * 2**20
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


def limits() -> Limits:
    """The limits, with those that the environment sets; ``UsageError`` for a setting that is no number above 0."""
    defaults = Limits()
    chosen = {
        field.name: _read(f"KG_{field.name.upper()}", isinstance(getattr(defaults, field.name), int))
        for field in fields(Limits)
        if f"KG_{field.name.upper()}" in os.environ
    }
    return Limits(**chosen)  # type: ignore[arg-type]


def _read(setting: str, whole: bool) -> int | float:
    text = os.environ[setting]
    form, most, kind = (_WHOLE, MOST_WHOLE, "a whole number") if whole else (_DECIMAL, MOST_SECONDS, "a number")
    number = (int(text) if whole else float(text)) if form.fullmatch(text) else 0
    if not 0 < number <= most:
        raise UsageError(f"{setting}={text!r}: must be {kind} above 0, up to {most:.0f}")
    return number


class Deadline:
    """When reasoning that begins now must end."""

    def __init__(self) -> None:
        self._seconds = limits().reason_seconds
        self._end = time.monotonic() + self._seconds

    def check(self, work: str) -> None:
        """``LimitError``, which names the ``work`` under way, where the time is over."""
        if time.monotonic() > self._end:
            raise LimitError(f"reasoning takes longer than {self._seconds:g} seconds (KG_REASON_SECONDS), at {work}")
