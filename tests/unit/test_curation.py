"""The examples of docs/curation.md do what the page says."""

import re
from pathlib import Path

import pytest

from kg.pipeline import accept_and_infer, find_faults, find_policy, load_data, prepare
from kg.rdf.terms import shorten
from kg.review.add import propose_changes
from kg.review.validate import together

PAGE = Path(__file__).parents[2] / "docs" / "curation.md"
BLOCKS = re.findall(r"^```turtle\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "my-report.ttl"
    file.write_text(next(block for block in BLOCKS if "conflict:Source" in block), encoding="utf-8")
    return file


def test_the_template_validates_and_is_new(template: Path) -> None:
    known, report = load_data(), load_data([template])
    assert [f for f in find_faults(together(known, report)) if f.file == str(template)] == []
    policy, _ = find_policy(prepare(known), "cautious")
    proposal = propose_changes(known, report, policy)
    assert {shorten(v.statement): v.verdict for v in proposal.verdicts} == {"account:my-report-attack": "alone"}
    gained = {change.row[2] for change in proposal.changes if change.change == "gained"}
    assert "event:attack-on-a-base-2023-12-01 conflict:occurredAt place:al-asad-airbase" in gained
    assert "event:attack-on-a-base-2023-12-01 rdf:type conflict:DroneAttack" in gained
    assert not [change for change in proposal.changes if change.change == "lost"]


def test_a_policy_of_ones_own_decides(tmp_path: Path) -> None:
    file = tmp_path / "mine.ttl"
    file.write_text(next(block for block in BLOCKS if "AcceptancePolicy" in block), encoding="utf-8")
    inputs = prepare(load_data())
    policy, described = find_policy(inputs, str(file))
    assert (policy.reliability, policy.minimum_sources, len(policy.excluded)) == ("B", 2, 1)
    dataset = accept_and_infer(inputs, policy, described)
    accepted = {iri for decision in dataset.decisions for iri in decision.accepted}
    assert accepted
    assert not [iri for iri in accepted if "seed-report" in iri]
