"""What every part of the server says and logs: refusals, sentences, the log, and what counts as one address."""

from __future__ import annotations

import ipaddress
import logging
from functools import lru_cache

from starlette.responses import PlainTextResponse, Response

from kg.errors import KgError

log = logging.getLogger("kg.serve")
#: Characters of what is said to a mistake, which may quote it.
SENTENCE = 1_000


class RefusalError(KgError):
    """A request that is not answered, with the HTTP status that says so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def sentence(status: int, text: str, **headers: str) -> Response:
    """An answer that is one sentence in plain text, cut where it is long; ``headers`` with ``_`` for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return PlainTextResponse(shortened(text).rstrip() + "\n", status, named)


def shortened(text: str) -> str:
    """``text``, cut where it is longer than a sentence may be."""
    return text if len(text) <= SENTENCE else text[:SENTENCE] + "…"


@lru_cache(maxsize=4096)
def address_of(host: str) -> str:
    """What counts as one address where clients share out what there is: of IPv6 the 64 bits that name a network."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, ipaddress.IPv6Address):
        return host
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def log_to_stderr() -> None:
    """Write the lines of the server's log to standard error, each with its time."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
