"""Pages of other sites may link to pages, and send no queries."""

from __future__ import annotations

import pytest

from kg.serve.site import is_foreign
from served import Server

QUERY = "/sparql?query=ASK%7B%7D"
FOLLOWED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.mark.parametrize(
    ("path", "headers", "cors", "foreign"),
    [
        ("/sparql", {}, (), False),
        ("/sparql", {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, (), False),
        ("/sparql", {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, (), False),
        ("/sparql", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, (), True),
        ("/sparql", {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, (), True),
        ("/sparql", FOLLOWED, (), True),
        ("/sparql/", FOLLOWED, (), True),
        ("/page/actor/iran", FOLLOWED, (), False),
        ("/page/actor/iran", FOLLOWED | {"sec-fetch-dest": "iframe"}, (), True),
        ("/page/actor/iran", FOLLOWED | {"sec-fetch-site": "strange"}, (), False),
        ("/sparql", {"origin": "https://other.example"}, (), True),
        ("/sparql", {"origin": "null"}, (), True),
        ("/sparql", {"origin": "http://[x"}, (), True),
        ("/sparql", {"origin": "http://localhost:8000"}, (), False),
        ("/sparql", {"origin": "http://localhost:8001"}, (), True),
        ("/sparql", {"sec-fetch-site": "cross-site", "origin": "https://a.example"}, ("https://a.example",), False),
        ("/sparql", {"sec-fetch-site": "cross-site", "origin": "https://b.example"}, ("https://a.example",), True),
        ("/sparql", {"sec-fetch-site": "cross-site"}, ("*",), False),
    ],
)
def test_who_may_ask(path: str, headers: dict[str, str], cors: tuple[str, ...], foreign: bool) -> None:
    assert is_foreign("GET", path, b"query=ASK{}", headers, ("localhost:8000",), cors) is foreign


def test_a_post_is_never_a_link() -> None:
    assert is_foreign("POST", "/page/", b"", FOLLOWED, (), ())


def test_the_server_refuses_queries_of_other_sites(server: Server) -> None:
    foreign = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"}
    answer = server.ask(QUERY, **foreign)
    assert (answer.status, "Sec-Fetch-Site" in answer.headers["vary"]) == (403, True)
    form = {"Content_Type": "application/x-www-form-urlencoded", "Origin": "https://other.example"}
    assert server.ask("/sparql", "POST", "query=ASK%7B%7D", **form).status == 403
    assert server.ask(QUERY, Origin=server.base.rstrip("/")).status == 200
    assert (
        server.ask("/page/actor/iran", **foreign | {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}).status
        == 200
    )
