"""The home page, the search and the questions: what there is, by name, in labels and numbers."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from kg.rdf.read import shipped
from kg.serve.questions import answer_rows, groups_of, question_of
from kg.sparql.catalogue import read_catalogue
from served import Server

CATALOGUE = read_catalogue(shipped("queries"))


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", "", page)).split())


def test_home_begins_with_the_findings_of_the_build(server: Server, shipped_build: Path) -> None:
    page = server.ask("/").text
    summary = json.loads((shipped_build / "summary.json").read_text("utf-8"))
    assert summary["provenance"] in text_of(page)
    for words in (summary["story"][0], summary["findings"][0]["words"]):
        assert "".join(part if isinstance(part, str) else part[0] for part in words) in text_of(page)
    assert 'href="/explorer.html#selected=story%3Abacked"' in page
    named = {part[1] for f in summary["findings"][:6] for part in f["words"] if not isinstance(part, str)}
    for iri in named:
        assert f'href="/page/{iri.partition("/id/")[2]}"' in page
    for way in ("report", "explore", "tables", "questions", "page/", "query", "ontology", "search"):
        assert f'href="/{way}"' in page
        assert server.ask(f"/{way}").status == 200


def test_home_names_every_question_and_no_check(server: Server) -> None:
    page = server.ask("/").text
    asked = {name for name, query in CATALOGUE.items() if query.folder != "checks"}
    assert set(re.findall(r'href="/questions/([a-z-]+)"', page)) == asked
    assert sum(len(found) for _, found in groups_of(CATALOGUE.values())) == len(asked)


@pytest.mark.parametrize("text", ["قاسم سليماني", "solemani", "Qasem Soleimani", "SOLEIMANI"])
def test_search_finds_a_person_by_any_name(server: Server, text: str) -> None:
    page = server.ask(f"/search?q={quote(text)}").text
    first = re.search(r'<ul class="found">\s*<li><a href="([^"]+)"', page)
    assert first is not None
    assert first[1] == "/page/actor/qasem-soleimani"


def test_search_without_a_match_offers_names_like_it(server: Server) -> None:
    assert "Names like it" in server.ask("/search?q=Kxtxb%20Hzblxh").text
    nothing = server.ask("/search?q=%3Cscript%3Exqzw").text
    assert "no name is like it" in nothing
    assert "<script" not in nothing


def test_an_answer_has_labels_beside_identifiers_and_numbers_as_numbers(server: Server) -> None:
    page = server.ask("/questions/casualties").text
    assert re.search(r'<td><a href="/page/event/[^"]+">[^<:]+</a><br><span class="iri note">event:', page)
    numbers = re.findall(r'<td class="number">([^<]*)</td>', page)
    assert numbers
    assert all(re.fullmatch(r"[0-9.]+", number) for number in numbers)


def test_a_question_takes_a_name_and_says_what_it_could_not_find(server: Server) -> None:
    by_name = server.ask("/questions/sponsors-of?group=Kata%27ib%20Hizballah")
    by_slug = server.ask("/questions/sponsors-of?group=actor:kataib-hezbollah")
    table = re.compile("<tbody>.*</tbody>", re.DOTALL)
    assert table.findall(by_name.text) == table.findall(by_slug.text) != []
    wrong = server.ask("/questions/sponsors-of?group=Kataib%20Hezbolah")
    assert (wrong.status, "did you mean" in wrong.text) == (400, True)
    assert server.ask("/questions/no-such-question").status == 404
    assert "did you mean sponsors-of" in server.ask("/questions/sponsors-off", Accept="text/plain").text


def test_an_answer_as_csv_has_every_column(server: Server) -> None:
    answer = server.ask("/questions/sponsors-of.csv?group=actor:kataib-hezbollah")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.splitlines()[0].split(",") == list(CATALOGUE["sponsors-of"].columns)


@pytest.mark.parametrize("given", ["group=%3Curn:x%3E%20%7D%20DROP%20ALL", "group=%22x%22", "group=urn:a%3E%7D"])
def test_a_parameter_is_a_term_and_never_text_of_the_query(server: Server, given: str) -> None:
    answer = server.ask(f"/questions/sponsors-of?{given}")
    assert answer.status == 400
    assert "Traceback" not in answer.text


def test_questions_are_answered_with_their_defaults(server: Server) -> None:
    for name in ("answered-attacks", "members-of", "force-by-month", "sponsors-of", "names-and-bearers"):
        answer = server.ask(f"/questions/{name}")
        assert (answer.status, question_of(CATALOGUE[name]).title in html.unescape(answer.text)) == (200, True), name


def test_columns_of_labels_and_without_values_are_left_out() -> None:
    class Shown:
        def link(self, term: object) -> str:
            return str(term)

    found = {
        "head": {"vars": ["group", "sponsor", "sponsorLabel", "validFrom", "killedAtLeast"]},
        "results": {"bindings": [{
            "sponsor": {"type": "literal", "value": "x"},
            "sponsorLabel": {"type": "literal", "value": "X"},
            "killedAtLeast": {
                "type": "literal", "value": "8", "datatype": "http://www.w3.org/2001/XMLSchema#integer"
            },
        }]},
    }  # fmt: skip
    columns, ((sponsor, killed),) = answer_rows(Shown(), found, {"group"})  # type: ignore[arg-type]
    assert columns == ["sponsor", "killed at least"]
    assert (sponsor.number, killed.number) == (False, True)
