"""What differs between two policies, on a small graph made by hand."""

from pathlib import Path

import pytest

from kg.cli import main
from kg.pipeline import build_workspace
from kg.rdf.terms import PREFIXES
from kg.review.diff import differences
from kg.workspace import Workspace

PROLOGUE = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
DATA = (
    PROLOGUE
    + """
source:good a conflict:Source ; skos:prefLabel "Good"@en ; conflict:hasReliability reliability:B .
source:poor a conflict:Source ; skos:prefLabel "Poor"@en ; conflict:hasReliability reliability:E .
actor:s a conflict:State ; skos:prefLabel "S"@en .
actor:m a conflict:Militia ; skos:prefLabel "M"@en .
relation:r a conflict:Sponsorship ; skos:prefLabel "R"@en .
account:good a conflict:Account ; conflict:isAccountOf relation:r ; conflict:hasSource source:good ;
    conflict:locator "1" ; conflict:paraphrase "S supports somebody." ; conflict:hasCredibility credibility:2 ;
    conflict:recordedAt "2023-01-01T00:00:00Z"^^xsd:dateTime ; told:hasSponsor actor:s .
account:poor a conflict:Account ; conflict:isAccountOf relation:r ; conflict:hasSource source:poor ;
    conflict:locator "1" ; conflict:paraphrase "S supports M." ; conflict:hasCredibility credibility:6 ;
    conflict:recordedAt "2023-01-01T00:00:00Z"^^xsd:dateTime ; told:hasBeneficiary actor:m .
"""
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "all.ttl").write_text(DATA, encoding="utf-8")
    return folder


def built(data: Path, policy: str) -> Workspace:
    return build_workspace([data], policy=policy)


def test_a_policy_that_admits_less_loses_facts_and_what_follows(data: Path) -> None:
    changes = differences(built(data, "permissive").graphs, built(data, "cautious").graphs)
    rows = {(c.change, c.layer, c.row[2]): c.because for c in changes}
    lost = ("lost", "accepted", "relation:r conflict:hasBeneficiary actor:m")
    assert rows[lost] == "no account remains: source graded E, below C"
    assert rows["lost", "inferred", "actor:s conflict:sponsors actor:m"] == "relation:r conflict:hasBeneficiary actor:m"
    assert ("lost", "inferred", "actor:m rdf:type conflict:Proxy") in rows
    # The other policy accepts it too, under its own name: that is no difference.
    assert [row for row in rows if row[0] == "gained" or "isAcceptedUnder" in row[2]] == []


def test_the_same_policy_twice_differs_in_nothing(data: Path) -> None:
    assert differences(built(data, "permissive").graphs, built(data, "permissive").graphs) == []


def test_the_command_takes_policies_and_build_folders(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str) -> int:
        monkeypatch.setattr("sys.argv", ["kg", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    assert run("build", "--data", str(data), "--policy", "permissive", "--out", str(tmp_path / "b")) == 0
    capsys.readouterr()
    assert run("diff", str(tmp_path / "b"), "cautious", "--data", str(data), "--format", "tsv") == 0
    shown = capsys.readouterr()
    assert "lost\tinferred\tactor:s conflict:sponsors actor:m" in shown.out
    assert shown.err.endswith(" lost, 0 gained\n")
    assert run("diff", "cautious", "nothing-here", "--data", str(data)) == 2
    assert "no policy 'nothing-here'" in capsys.readouterr().err
