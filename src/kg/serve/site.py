"""From which site a request comes, as the browser says: pages of other sites may link here, and send no queries.

The resource isolation policy of Fetch Metadata (W3C), with ``Origin`` for browsers that do not send those headers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

#: Values of ``Sec-Fetch-Site`` for what a page of this server, or the user, asked for.
OWN = ("same-origin", "none")


def is_foreign(
    method: str, path: str, query: bytes, headers: Mapping[str, str], own: Collection[str], cors: Collection[str]
) -> bool:
    """Whether a page of another site sent a request that only this server's own pages may send.

    ``headers`` by their names in small letters. ``own`` are the names and ports under which the server is known,
    ``cors`` the origins whose pages may ask it. A link to a page may be followed from anywhere; a link to a query not.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if "*" in cors or (origin is not None and origin in cors):
        return False
    if site is None:
        return origin is not None and not _is_own(origin, own)
    if site in OWN:
        return False
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    asks = path.rstrip("/") == "/sparql" and bool(query)
    return not (followed and method in ("GET", "HEAD") and not asks)


def _is_own(origin: str, own: Collection[str]) -> bool:
    try:
        return urlsplit(origin).netloc.lower() in own
    except ValueError:
        return False
