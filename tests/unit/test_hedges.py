"""A source's words of reserve are shown wherever its account is: in explanations and in the report."""

import json
from pathlib import Path

import pytest

from analyse_case import turtle
from kg.pipeline import build_workspace
from kg.proofs.explanations import Explanation, as_json, as_markdown, as_tree, explain, read_statement
from kg.report.disputes import disputes
from kg.report.page import sentences
from kg.report.timeline import timeline
from kg.workspace import Workspace

HOUR = 'told:earliestTime "2023-01-01T00:00:00Z"^^xsd:dateTime ; told:latestTime "2023-01-01T06:00:00Z"^^xsd:dateTime'
TOLD = (
    ("event:raid", "Attack", f'told:hasTarget actor:south ; {HOUR} ; conflict:hedge "believed to be"', "a"),
    ("event:clash", "Attack", f'told:hasTarget actor:north ; {HOUR} ; conflict:hedge "reportedly"', "a"),
    ("event:clash", "Attack", "told:hasTarget actor:north", "c"),
    ("event:shots", "Attack", f'told:occurredAt place:camp ; {HOUR} ; conflict:hedge "unconfirmed"', "a"),
    ("event:shots", "Attack", "told:occurredAt place:elsewhere", "c"),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("world") / "world.ttl"
    file.write_text(turtle(TOLD), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def built(file: Path) -> Workspace:
    return build_workspace([file], policy="permissive")


@pytest.fixture(scope="module")
def explanation(built: Workspace) -> Explanation:
    return explain(built, read_statement(built, "event:raid", "conflict:hasTarget", "actor:south"))


def test_every_form_of_an_explanation_has_the_hedge(explanation: Explanation) -> None:
    for text in (as_tree(explanation), as_markdown(explanation)):
        assert "It is told. (hedged: believed to be)" in text
    (proof,) = json.loads(as_json(explanation))["proofs"]
    assert [account["hedge"] for account in proof["accounts"]] == ["believed to be"]


def test_an_account_without_a_hedge_has_none(built: Workspace) -> None:
    clash = explain(built, read_statement(built, "event:clash", "conflict:hasTarget", "actor:north"))
    (proof,) = json.loads(as_json(clash))["proofs"]
    assert sorted(str(account["hedge"]) for account in proof["accounts"]) == ["None", "reportedly"]
    assert as_tree(clash).count("(hedged: ") == 1


def test_the_timeline_marks_what_hedged_accounts_alone_report(built: Workspace) -> None:
    details = {mark.label: mark.detail for mark in timeline(built).marks}
    assert details["raid"] == "aimed at south (hedged: believed to be)"
    assert details["clash"] == "aimed at north"


def test_disputed_values_have_the_hedge(built: Workspace) -> None:
    (dispute,) = disputes(built)
    assert [value for _, _, value in dispute.accounts] == ["camp (hedged: unconfirmed)", "elsewhere"]


@pytest.mark.parametrize(("policy", "said"), [("permissive", "admits"), ("cautious", "does not accept")])
def test_the_report_says_what_the_policy_makes_of_hedges(file: Path, policy: str, said: str) -> None:
    text = " ".join(sentences(build_workspace([file], policy=policy), {"disputed": 0}))
    assert f"Accounts that their source words with reserve (hedged): 3; the policy {said} them." in text
