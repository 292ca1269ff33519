"""Labels, texts and addresses that nobody vetted are inert on pages."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.rdf.terms import ACCEPTED, ACCOUNTS, ASSERTED, CONFLICT, DCT, LABEL, PREFIXES, SKOS, TOLD, TYPE
from kg.serve.pages import pages_of
from kg.serve.service import Service
from kg.serve.settings import Settings
from kg.sparql.store import write_store

HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}", "javascript:alert(1)",
    "a\u202eb\u2066c\x00d", "</title><svg/onload=alert(1)>", "&lt;b&gt;", "' onmouseover='alert(1)", "x" * 100_000,
)  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The pages over a store in which every text is hostile."""
    iri = ox.NamedNode
    triples: dict[str, list[ox.Triple]] = {ASSERTED.value: [], ACCOUNTS.value: [], ACCEPTED.value: []}
    for n, text in enumerate(HOSTILE):
        stated = ox.Literal(text)
        event, actor, account, source = (iri(f"{PREFIXES[k]}h{n}") for k in ("event", "actor", "account", "source"))
        triples[ASSERTED.value] += [
            ox.Triple(event, TYPE, CONFLICT.term("Event")),
            ox.Triple(actor, TYPE, CONFLICT.term("Actor")),
            *(
                ox.Triple(one, p, stated)
                for one in (event, actor)
                for p in (LABEL, SKOS.term("altLabel"), SKOS.term("note"))
            ),
            ox.Triple(source, DCT.term("title"), stated),
            ox.Triple(source, DCT.term("source"), iri("javascript:alert(1)")),
            ox.Triple(source, DCT.term("relation"), iri("https://user@evil.example/%22%3E")),
        ]
        triples[ACCEPTED.value] += [
            ox.Triple(event, CONFLICT.term("hasPerpetrator"), actor),
            ox.Triple(event, CONFLICT.term("earliestTime"), stated),
        ]
        triples[ACCOUNTS.value] += [
            ox.Triple(account, TYPE, CONFLICT.term("Account")),
            ox.Triple(account, CONFLICT.term("isAccountOf"), event),
            ox.Triple(account, CONFLICT.term("hasSource"), source),
            ox.Triple(account, TOLD.term("hasWeaponKind"), stated),
            *(ox.Triple(account, CONFLICT.term(p), stated) for p in ("paraphrase", "locator", "hedge", "recordedAt")),
        ]
    folder = tmp_path_factory.mktemp("hostile")
    write_store(triples, folder / "store")
    return Service(Settings(Path(folder)))


@pytest.mark.parametrize("kind", ["event", "actor", "account", "source"])
@pytest.mark.parametrize("n", range(len(HOSTILE)))
def test_hostile_texts_are_inert(service: Service, kind: str, n: int) -> None:
    html = pages_of(service)(f"{kind}/h{n}").decode()
    inside = html.split("<main", 1)[1]
    assert not re.search(r"<(script|img|svg|iframe|object|embed|form|style)\b", inside)
    assert not re.search(r"<[^>]*\son\w+\s*=", inside)
    assert not re.search(r'href="(?!/|https?:|#)', inside)
    assert "user@evil" not in "".join(re.findall(r'href="([^"]*)"', inside))
    assert not set(html) & set("\u202e\u2066\x00")
    assert "49" not in re.sub(r"h\d", "", html) or "7 * 7" in html
    assert len(html) < 200_000
    if n == 0:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_page_has_no_more_rows_than_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_SERVE_ROWS", "10")
    hub = ox.NamedNode(PREFIXES["actor"] + "hub")
    events = [ox.NamedNode(f"{PREFIXES['event']}e{n}") for n in range(50)]
    said = [
        ox.Triple(e, p, o)
        for e in events
        for p, o in ((TYPE, CONFLICT.term("Event")), (CONFLICT.term("hasTarget"), hub))
    ]
    write_store({ACCEPTED.value: said}, tmp_path / "store")
    html = pages_of(Service(Settings(tmp_path)))("actor/hub").decode()
    assert html.count("<tr><td") == 10
    assert "The first 10 of at least 50 are shown" in html
