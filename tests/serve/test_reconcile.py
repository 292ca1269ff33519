"""The reconciliation service, as OpenRefine and other clients of the API 0.2 ask it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from served import Server

GROUP = "actor/kataib-hezbollah"
FORM = "application/x-www-form-urlencoded"


def asked(server: Server, **given: object) -> Any:
    body = urlencode({name: json.dumps(value) for name, value in given.items()})
    answer = server.ask("/reconcile", method="POST", body=body.encode(), Content_Type=FORM)
    assert answer.status == 200, answer.text
    return json.loads(answer.text)


def one(server: Server, query: str, **more: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(server, queries={"q": {"query": query, **more}})["q"]["result"]
    return found


def test_the_manifest_names_what_there_is(server: Server) -> None:
    manifest = json.loads(server.ask("/reconcile").text)
    assert "0.2" in manifest["versions"]
    assert manifest["identifierSpace"].endswith("/id/")
    view = manifest["view"]["url"].replace("{{id}}", GROUP)
    assert server.ask(view[view.index("/page/") :]).status == 200
    for kind, place in manifest["suggest"].items():
        assert server.ask(f"{place['service_path']}?prefix=a").status == 200, kind
    assert server.ask(manifest["extend"]["propose_properties"]["service_path"] + "?type=Actor").status == 200


def test_a_name_in_any_spelling_is_matched(server: Server) -> None:
    first = one(server, "Kata\u2019ib Hezbollah", type="Actor")[0]
    assert (first["id"], first["match"], first["score"]) == (GROUP, True, 100)
    assert {"Militia", "Actor"} <= {kind["id"] for kind in first["type"]}
    like = one(server, "Kataeb Hezbolah")[0]
    assert (like["id"], like["match"]) == (GROUP, False)
    assert one(server, "zzzz") == []
    assert not [found for found in one(server, "al asad", type=["Place"]) if not found["id"].startswith("place/")]


def test_properties_speak_for_and_against_a_candidate(server: Server) -> None:
    fits = {"pid": "isMemberOf", "v": "Popular Mobilization Forces"}
    by_id = {"pid": "isMemberOf", "v": {"id": "actor/popular-mobilization-forces"}}
    wrong = {"pid": "isMemberOf", "v": "Hamas"}
    assert [one(server, "KH", properties=[prop])[0]["score"] for prop in (fits, by_id, wrong)] == [100, 100, 80]
    assert one(server, "KH", properties=[wrong])[0]["features"] == [{"id": "isMemberOf", "value": False}]


def test_columns_are_extended(server: Server) -> None:
    wanted = [
        {"id": "names"},
        {"id": "isMemberOf", "settings": {"limit": 1}},
        {"id": "woundedAtLeast"},
        {"id": "no"},
    ]
    ids = [GROUP, "event/al-asad-missile-attack-2023-11", "a b", "<>"]
    found = asked(server, extend={"ids": ids, "properties": wanted})
    assert [one["id"] for one in found["meta"]] == [prop["id"] for prop in wanted]
    assert found["meta"][1]["type"] == {"id": "Actor", "name": "actor"}
    group = found["rows"][GROUP]
    assert {"str": "KH"} in group["names"]
    assert (len(group["isMemberOf"]), group["no"]) == (1, [])
    assert group["isMemberOf"][0]["id"].startswith("actor/")
    assert all(isinstance(value["int"], int) for value in found["rows"][ids[1]]["woundedAtLeast"])
    assert found["rows"]["a b"] == found["rows"]["<>"] == {prop["id"]: [] for prop in wanted}


def test_what_is_begun_is_suggested(server: Server) -> None:
    def ids(kind: str, prefix: str) -> list[str]:
        answer = server.ask(f"/reconcile/suggest/{kind}?prefix={quote(prefix)}")
        return [found["id"] for found in json.loads(answer.text)["result"]]

    assert GROUP in ids("entity", "kataib hez")
    assert "Event" in ids("type", "eve")
    assert "hasTarget" in ids("property", "target")
    assert "Actor" in ids("type", "")
    proposed = json.loads(server.ask("/reconcile/properties?type=Event").text)["properties"]
    assert {"label", "names", "hasTarget"} <= {prop["id"] for prop in proposed}
    assert "validFrom" not in {prop["id"] for prop in proposed}


@pytest.mark.parametrize(
    ("body", "kind", "status", "said"),
    [
        (b"queries=%7B", FORM, 400, "queries is no JSON"),
        (b"queries=[]", FORM, 400, "object of queries"),
        (b"extend=%7B%7D", FORM, 400, "ids and properties"),
        (b"queries=\xff", FORM, 400, "UTF-8"),
        (b"{}", "application/json", 415, "a POST carries"),
        (urlencode({"queries": json.dumps({str(n): {"query": "a"} for n in range(51)})}).encode(), FORM, 413, "50 are"),
        (urlencode({"queries": "[" * 9000}).encode(), FORM, 400, "no JSON"),
    ],
)
def test_what_is_wrong_is_said(server: Server, body: bytes, kind: str, status: int, said: str) -> None:
    answer = server.ask("/reconcile", method="POST", body=body, Content_Type=kind)
    assert (answer.status, said in answer.text) == (status, True), answer.text


def test_odd_queries_are_answered_as_far_as_they_can_be(server: Server) -> None:
    for odd in (
        {},
        {"query": 5},
        {"query": "KH", "limit": -1},
        {"query": "KH", "limit": "x"},
        {"query": "KH", "type": "<"},
    ):
        assert isinstance(asked(server, queries={"q": odd})["q"]["result"], list)
