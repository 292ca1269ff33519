"""The double-check of a source, on a small graph made by hand."""

import json
from pathlib import Path

import pytest

from kg.cli import main
from kg.errors import UsageError
from kg.evidence.inputs import Inputs
from kg.pipeline import find_policy, load_data, prepare
from kg.rdf.terms import PREFIXES, shorten
from kg.review import check as checking
from kg.review.add import propose_changes
from kg.review.check import Check, check_record, check_source, check_summary, verdict_rows

PROLOGUE = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())


def source(name: str, grade: str, more: str = "") -> str:
    about = f'skos:prefLabel "{name}"@en ; conflict:hasReliability reliability:{grade}'
    return f"source:{name} a conflict:Source ; {about} {more} .\n"


def said(source_: str, credibility: int, more: str) -> str:
    return f"""conflict:hasSource source:{source_} ; conflict:locator "1" ; conflict:paraphrase "It is told." ;
        conflict:hasCredibility credibility:{credibility} ; conflict:recordedAt "2023-12-01T00:00:00Z"^^xsd:dateTime ;
        {more} .\n"""


def account(name: str, about: str, source_: str, stated: str, credibility: int = 2) -> str:
    return f"account:{name} a conflict:Account ; conflict:isAccountOf {about} ; " + said(source_, credibility, stated)


def day(number: int) -> str:
    return (
        f'told:earliestTime "2023-11-{number:02}T00:00:00Z"^^xsd:dateTime ;'
        f' told:latestTime "2023-11-{number:02}T23:59:59Z"^^xsd:dateTime'
    )


IDENTITIES = "".join(
    f'{name} a conflict:{cls} ; skos:prefLabel "{name}"@en .\n'
    for name, cls in (
        ("actor:kh", "Militia"), ("actor:kss", "Militia"), ("actor:us", "State"), ("place:iraq", "Country"),
        ("place:syria", "Country"), ("event:a", "Attack"), ("event:b", "Attack"), ("event:c", "Strike"),
        ("event:d", "Strike"), ("event:e", "Strike"), ("event:series", "AttackSeries"),
    )
)  # fmt: skip
DATA = (
    PROLOGUE
    + source("report", "E")
    + source("agency", "B")
    + source("agency-repost", "C", "; conflict:derivesFrom source:agency")
    + source("report-repost", "B", "; conflict:derivesFrom source:report")
    + source("rag", "D")
    + source("curators", "B")
    + IDENTITIES
    + account("r-a", "event:a", "report", f"{day(15)} ; told:occurredAt place:iraq", 6)
    + account("b-b", "event:b", "agency", f"{day(20)} ; told:occurredAt place:iraq")
    + "judgement:ab a conflict:SameJudgement ; conflict:judges event:a , event:b ; conflict:keeps event:b ; "
    + said("curators", 2, "")
    + account("r-c", "event:c", "report", "told:harmedMembersOf actor:kss ; told:killedAtMost 8", 6)
    + account("b-c", "event:c", "agency", "told:harmedMembersOf actor:kss ; told:killedAtLeast 8 ; told:killedAtMost 8")
    + account("d-c", "event:c", "rag", "told:harmedMembersOf actor:kh")
    + account("r-d", "event:d", "report", "told:occurredAt place:iraq", 6)
    + account("rr-d", "event:d", "report-repost", "told:occurredAt place:iraq")
    + account("r-e", "event:e", "report", f"{day(20)}", 6)
    + account("b-e", "event:e", "agency", "told:earliestTime \"2023-11-01T00:00:00Z\"^^xsd:dateTime ;"
              " told:latestTime \"2023-11-30T00:00:00Z\"^^xsd:dateTime")
    + account("r-s", "event:series", "report", "told:occurredAt place:iraq", 6)
    + "count:none a conflict:CountObservation ; conflict:countsSeries event:series ; conflict:countAtLeast 0 ;"
    ' conflict:countAtMost 0 ; conflict:countingRule "attacks" ;'
    ' conflict:periodStart "2023-01-01T00:00:00Z"^^xsd:dateTime ; '
    + said("agency", 2, 'conflict:periodEnd "2023-12-01T00:00:00Z"^^xsd:dateTime')
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data")
    (path / "all.ttl").write_text(DATA, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def inputs(folder: Path) -> Inputs:
    return prepare(load_data([folder]))


@pytest.fixture(scope="module")
def checked(inputs: Inputs) -> Check:
    return check_source(inputs, "report", find_policy(inputs, "cautious")[0])


def test_each_statement_has_its_verdict(checked: Check) -> None:
    assert {shorten(v.statement): v.verdict for v in checked.verdicts} == {
        "account:r-a": "contradicted",  # the day, by the event that it is judged to be
        "account:r-c": "corroborated",  # the poor source that differs is not heard
        "account:r-d": "alone",  # told again only by what copies the report
        "account:r-e": "partly",  # a month is too vague to confirm a day
        "account:r-s": "contradicted",  # a count of none
    }


def test_a_verdict_names_what_it_rests_on(checked: Check) -> None:
    verdict = checked.verdicts[0]
    assert shorten(verdict.about.value) == "event:b"
    assert (verdict.dimensions("agrees"), verdict.dimensions("differs")) == (("event", "place"), ("date",))
    assert verdict.others("differs") == ("account:b-b B2",)
    assert verdict_rows(checked.verdicts)[0][:2] == ("contradicted", "account:r-a")


def test_scores(checked: Check) -> None:
    assert checked.support == (1 + 0.5) / 4
    assert checked.reach == 4 / 5
    assert check_summary(checked) == (
        "source:report under cautious: 2 contradicted, 0 related, 1 partly, 1 corroborated, 1 alone;"
        " support 0.38; reach 0.80"
    )


def test_under_another_policy_others_are_heard(inputs: Inputs) -> None:
    everybody = check_source(inputs, "source:report", find_policy(inputs, "permissive")[0])
    toll = next(v for v in everybody.verdicts if shorten(v.statement) == "account:r-c")
    assert (toll.verdict, toll.others("differs")) == ("partly", ("account:d-c D2",))
    alone = find_policy(inputs, "only:report")[0]
    assert {v.verdict for v in check_source(inputs, "report", alone).verdicts} == {"alone"}


def test_a_worse_graded_source_contradicts_nobody(inputs: Inputs) -> None:
    agency = check_source(inputs, "agency", find_policy(inputs, "permissive")[0])
    assert "contradicted" not in {v.verdict for v in agency.verdicts}


def test_one_verdict_for_each_thing_told_of(checked: Check) -> None:
    assert {shorten(s.value): v for s, v in checked.by_subject().items()}["event:b"] == "contradicted"


def test_the_record_holds_every_comparison(checked: Check) -> None:
    plain = json.loads(json.dumps(check_record(checked)))
    first = plain["verdicts"][0]["comparisons"]
    assert {(b["dimension"], b["outcome"]) for b in first} == {
        ("event", "agrees"),
        ("date", "differs"),
        ("place", "agrees"),
    }


def test_a_source_without_statements_is_an_error(inputs: Inputs) -> None:
    with pytest.raises(UsageError, match=r"did you mean source:agency or source:report"):
        check_source(inputs, "nobody", find_policy(inputs, "cautious")[0])


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["kg", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "check", "report", "--data", str(folder), "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["tally"]["contradicted"] == 2
    assert run(monkeypatch, "check", "nobody", "--data", str(folder)) == 2
    assert capsys.readouterr().err.startswith("kg: source 'nobody' is unknown or has no accounts")


NEW = (
    PROLOGUE
    + source("paper", "A")
    + account("p-a", "event:b", "paper", "told:occurredAt place:syria")
    + account("p-d", "event:d", "paper", "told:occurredAt place:iraq")
)


def test_a_new_report_shows_what_it_would_change(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.ttl"
    file.write_text(NEW, encoding="utf-8")
    known, new = load_data([folder]), load_data([file])
    policy, _ = find_policy(prepare(known), "cautious")
    proposal = propose_changes(known, new, policy)
    verdicts = {shorten(v.statement): v.verdict for v in proposal.verdicts}
    assert verdicts == {"account:p-a": "corroborated", "account:p-d": "corroborated"}
    flipped = [change.row[:3] for change in proposal.changes if change.layer == "accepted"]
    assert ("lost", "accepted", "event:b conflict:occurredAt place:iraq") in flipped
    assert ("gained", "accepted", "event:b conflict:occurredAt place:syria") in flipped
    assert run(monkeypatch, "add", str(file), "--data", str(folder), "--format", "tsv") == 0
    shown = capsys.readouterr()
    assert "gained\taccepted\tevent:b conflict:occurredAt place:syria" in shown.out
    assert "2 corroborates" in shown.err


def test_a_new_report_with_findings_changes_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.ttl"
    file.write_text(NEW.replace('conflict:locator "1" ;', "", 1), encoding="utf-8")
    assert run(monkeypatch, "add", str(file), "--data", str(folder), "--format", "tsv") == 1
    assert "account:p-a" in capsys.readouterr().out


BLAMED = (
    PROLOGUE
    + "".join(source(name, "B") for name in ("agency", "paper", "curators"))
    + IDENTITIES
    + 'actor:name a conflict:Brand ; skos:prefLabel "The name"@en .\n'
    + 'actor:front a conflict:Militia ; skos:prefLabel "The front"@en .\n'
    + 'actor:umbrella a conflict:Coalition ; skos:prefLabel "The umbrella"@en .\n'
    + 'actor:state a conflict:State ; skos:prefLabel "The state"@en .\n'
    + 'actor:force a conflict:ArmedForce ; skos:prefLabel "The force"@en .\n'
    + "".join(
        f'relation:{name} a conflict:{cls} ; skos:prefLabel "{name}"@en .\n'
        + account(name, f"relation:{name}", "paper", stated)
        for name, cls, stated in (
            ("command", "Command", "told:hasSuperior actor:force ; told:hasSubordinate actor:kh"),
            ("force", "Membership", "told:hasMember actor:force ; told:hasGroup actor:state"),
            ("name", "Membership", "told:hasMember actor:kh ; told:hasGroup actor:name"),
            ("front", "FacadeRelation", "told:hasFacade actor:front ; told:hasPrincipal actor:kh"),
            ("umbrella", "Membership", "told:hasMember actor:kh ; told:hasGroup actor:umbrella"),
            ("other", "Membership", "told:hasMember actor:kh ; told:hasGroup actor:kss"),
        )
    )
    + "judgement:two a conflict:DistinctJudgement ; conflict:judges actor:kh , actor:kss ; "
    + said("curators", 2, "")
    + account("b-a", "event:a", "agency", "told:hasPerpetrator actor:kh")
)  # fmt: skip


@pytest.mark.parametrize(
    ("named", "verdict", "relation"),
    [
        ("kh", "corroborated", ""),
        ("umbrella", "corroborated", ""),  # of which the group is a part
        ("force", "related", "actor:force commands actor:kh"),
        ("state", "related", "actor:force commands actor:kh"),  # of which the force is a part
        ("name", "related", "actor:kh is part of actor:name"),  # nothing is part of a brand
        ("front", "related", "actor:front is a façade of actor:kh"),
        ("kss", "related", "actor:kh is part of actor:kss"),  # judged to be different, so never the same
        ("us", "contradicted", ""),
    ],
)
def test_an_actor_that_commands_or_fronts_another_neither_agrees_nor_contradicts(
    tmp_path: Path, named: str, verdict: str, relation: str
) -> None:
    checked = account("n-a", "event:a", "paper", f"told:hasPerpetrator actor:{named}")
    (tmp_path / "all.ttl").write_text(BLAMED + checked, encoding="utf-8")
    inputs = prepare(load_data([tmp_path]))
    (found,) = (
        v
        for v in check_source(inputs, "paper", find_policy(inputs, "cautious")[0]).verdicts
        if shorten(v.statement) == "account:n-a"
    )
    assert (found.verdict, ", ".join(found.relations)) == (verdict, relation)
    # The other way round too.
    other = check_source(inputs, "agency", find_policy(inputs, "cautious")[0]).verdicts[0]
    assert other.verdict == ("partly" if named == "umbrella" else verdict)


def test_verdicts_are_ordered_from_the_gravest() -> None:
    assert checking.VERDICTS == ("contradicted", "related", "partly", "corroborated", "alone")
