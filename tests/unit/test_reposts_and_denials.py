"""Reposts that have their origin's reliability, and denials beside what they answer, on made-up data."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kg.analyse.projection import project
from kg.dossier.portrait import portrait
from kg.dossier.reading import Graph
from kg.evidence.accept import EXISTENCE
from kg.explorer.payload import PolicyView, page_values
from kg.pipeline import build_workspace, find_faults, load_data
from kg.rdf.read import shipped
from kg.rdf.terms import CONFLICT, PREFIXES
from kg.review.leave_one_out import Variations
from kg.sparql.catalogue import read_catalogue
from kg.sparql.query import run
from kg.sparql.store import workspace_store
from kg.workspace import Workspace

PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def source(name: str, letter: str, more: str = "") -> str:
    about = f'skos:prefLabel "{name}"@en ; conflict:hasReliability reliability:{letter}'
    return f"source:{name} a conflict:Source ; {about} {more} .\n"


def account(name: str, about: str, of: str, stated: str) -> str:
    return (
        f"account:{name} a conflict:Account ; conflict:isAccountOf {about} ; conflict:hasSource source:{of} ;\n"
        '    conflict:locator "1" ; conflict:paraphrase "It is told." ; conflict:hasCredibility credibility:2 ;\n'
        f'    conflict:recordedAt "2024-01-01T00:00:00Z"^^xsd:dateTime ; {stated} .\n'
    )


DATA = (
    PROLOGUE
    + source("agency", "B")
    + source("copy", "D", "; conflict:derivesFrom source:agency ; conflict:reproduces source:agency")
    + source("digest", "D", "; conflict:derivesFrom source:agency")
    + "".join(
        f'{name} a conflict:{kind} ; skos:prefLabel "{name}"@en .\n'
        for name, kind in (
            ("actor:north", "State"), ("actor:band", "Militia"), ("event:raid", "Attack"), ("event:other", "Attack"),
            ("relation:backs", "Sponsorship"), ("act:denial", "Denial"), ("act:threat", "Threat"),
        )
    )
    + account("copy-raid", "event:raid", "copy", "told:hasPerpetrator actor:band")
    + account("digest-other", "event:other", "digest", "told:hasPerpetrator actor:band")
    + account("backs", "relation:backs", "agency", "told:hasSponsor actor:north ; told:hasBeneficiary actor:band")
    + account(
        "denial", "act:denial", "agency",
        "told:isDeclaredBy actor:north ; told:isAboutMatter relation:backs , event:raid",
    )
)  # fmt: skip


def named(prefix: str, name: str) -> NamedNode:
    return NamedNode(PREFIXES[prefix] + name)


def built(path: Path, text: str = DATA, **options: str) -> Workspace:
    file = path / "data.ttl"
    file.write_text(text, encoding="utf-8")
    return build_workspace([file], **options)  # type: ignore[arg-type]


def reason(workspace: Workspace, prefix: str, name: str, prop: NamedNode = EXISTENCE) -> str:
    [found] = [d for d in workspace.decisions if d.subject == named(prefix, name) and d.property == prop]
    return found.reason


def test_a_repost_of_the_whole_text_has_the_reliability_of_its_origin_and_a_digest_its_own(tmp_path: Path) -> None:
    workspace = built(tmp_path)
    copied = reason(workspace, "event", "raid")
    assert copied.startswith("reported by 1 account that the policy admits; source:copy reproduces source:agency")
    assert reason(workspace, "event", "other") == "no account remains: source graded D, below C"
    evidence = workspace.evidence
    grades = {iri.rsplit("/", 1)[-1]: evidence.grade(iri) for iri in evidence.accounts}
    assert (grades["copy-raid"], grades["digest-other"]) == ("B2", "D2")
    copy = evidence.sources[named("source", "copy").value]
    assert (copy.reliability, copy.letter, copy.text_of) == ("D", "B", "agency")
    assert Graph(workspace_store(workspace)).grade(named("account", "copy-raid")) == "B2"


def test_a_repost_is_found_wanting_where_it_does_not_derive_or_has_two_origins(tmp_path: Path) -> None:
    for old, new, words in (
        ("conflict:derivesFrom source:agency ; conflict:rep", "conflict:rep", "Give conflict:derivesFrom too"),
        (
            "conflict:reproduces source:agency",
            "conflict:reproduces source:agency , source:digest",
            "Let conflict:reproduces name the one source",
        ),
    ):
        file = tmp_path / "wrong.ttl"
        file.write_text(DATA.replace(old, new), encoding="utf-8")
        assert any(words in fault.message for fault in find_faults(load_data([file])))


def test_reasons_name_the_accepted_denial_and_nothing_else_changes(tmp_path: Path) -> None:
    workspace = built(tmp_path)
    words = "; denied by actor:north in act:denial"
    assert reason(workspace, "relation", "backs").endswith(words)
    assert reason(workspace, "event", "raid", CONFLICT.term("hasPerpetrator")).endswith(words)
    assert "denied" not in reason(workspace, "relation", "backs", CONFLICT.term("hasSponsor"))
    assert "denied" not in reason(workspace, "event", "other")
    threat = built(tmp_path, DATA.replace("isAccountOf act:denial", "isAccountOf act:threat"))
    assert not [d for d in threat.decisions if "denied" in d.reason]
    # A denial that is not accepted answers nothing.
    none = built(tmp_path, DATA, policy="only:digest")
    assert not [d for d in none.decisions if "denied" in d.reason]


def test_a_dossier_names_a_denial_as_one(tmp_path: Path) -> None:
    graph = Graph(workspace_store(built(tmp_path)))
    for thing in (named("relation", "backs"), named("event", "raid")):
        found = {group.heading: group.rows.shown for group in portrait(graph, thing, lambda _: None, 10).groups}
        [denial] = found["Who denies or doubts it, or a part in it"]
        assert denial.thing.text == "act:denial"
        assert "What is said of it" not in found


def test_the_explorers_panel_has_the_denials_of_an_event_and_of_a_relation(tmp_path: Path) -> None:
    workspace = built(tmp_path)
    values = page_values([PolicyView(project(workspace), workspace.evidence, workspace.provenance)], "Made up")
    [place] = [number for number, one in enumerate(values["accounts"]) if one["iri"].endswith("account/denial")]
    [raid] = [node for node in values["nodes"] if node["label"] == "event:raid"]
    [backs] = [edge for edge in values["edges"] if edge.get("relation", "").endswith("relation/backs")]
    assert raid["denials"] == backs["denials"] == [place]
    assert not [node for node in values["nodes"] if node["label"] == "event:other" and "denials" in node]
    copies = {one["title"]: one.get("text_of") for one in values["sources"]}
    assert copies["copy"] == "agency"


@pytest.mark.parametrize("policy", ["cautious", "permissive"])
def test_what_is_accepted_does_not_depend_on_a_denial(policy: str, tmp_path: Path) -> None:
    with_denial = built(tmp_path, policy=policy)
    without = built(tmp_path, DATA.replace("isAccountOf act:denial", "isAccountOf act:threat"), policy=policy)

    def accepted(workspace: Workspace) -> set[object]:
        return {(d.subject, d.property, d.values) for d in workspace.decisions if "act/" not in d.subject.value}

    assert accepted(with_denial) == accepted(without)


DOUBTED = (
    DATA
    + 'act:doubt a conflict:Doubt ; skos:prefLabel "act:doubt"@en .\n'
    + 'act:claim a conflict:ClaimOfResponsibility ; skos:prefLabel "act:claim"@en .\n'
    + account("doubt", "act:doubt", "agency", "told:isDeclaredBy actor:band ; told:isAboutMatter event:raid")
    + account(
        "claim", "act:claim", "agency",
        "told:isDeclaredBy actor:band ; told:claimsEvent event:raid"
        ' ; conflict:withdrawnAt "2024-02-01T00:00:00Z"^^xsd:dateTime',
    )
)  # fmt: skip


def test_reasons_name_doubts_and_claims_that_were_withdrawn(tmp_path: Path) -> None:
    workspace = built(tmp_path, DOUBTED)
    words = (
        "; denied by actor:north in act:denial; doubted by actor:band in act:doubt"
        "; claim withdrawn or superseded: act:claim of actor:band"
    )
    assert reason(workspace, "event", "raid").endswith(words)
    assert reason(workspace, "relation", "backs").endswith("; denied by actor:north in act:denial")
    assert "claim" not in reason(built(tmp_path, DOUBTED, as_of="2024-01-31T00:00:00Z"), "event", "raid")
    standing = DOUBTED + account("again", "act:claim", "digest", "told:claimsEvent event:raid")
    assert "claim" not in reason(built(tmp_path, standing), "event", "raid")


def test_doubts_and_withdrawn_claims_stand_beside_the_event(tmp_path: Path) -> None:
    workspace = built(tmp_path, DOUBTED)
    store = workspace_store(workspace)
    groups = portrait(Graph(store), named("event", "raid"), lambda _: None, 10).groups
    found = {group.heading: [tie.thing.text for tie in group.rows.shown] for group in groups}
    assert sorted(found["Who denies or doubts it, or a part in it"]) == ["act:denial", "act:doubt"]
    values = page_values([PolicyView(project(workspace), workspace.evidence, workspace.provenance)], "Made up")
    [raid] = [node for node in values["nodes"] if node["label"] == "event:raid"]
    beside = [values["accounts"][place]["iri"].rsplit("/", 1)[-1] for place in raid["denials"]]
    assert sorted(beside) == ["claim", "denial", "doubt"]
    query = read_catalogue(shipped("queries"))["claimed-and-blamed"]
    answer = run(store, query.text, {})
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    [claim] = [row for row in rows if getattr(row["said"], "value", None) == "claims"]
    assert [getattr(claim[name], "value", None) for name in ("withdrawn", "deniedBy", "doubtedBy")] == [
        "1",
        "actor:north",
        "actor:band",
    ]


def test_leaving_out_a_source_leaves_out_its_answers(tmp_path: Path) -> None:
    text = DOUBTED + account("raid-too", "event:raid", "other", "told:hasPerpetrator actor:band") + source("other", "B")
    workspace = built(tmp_path, text)
    variant = Variations(workspace).without({PREFIXES["account"] + name for name in ("denial", "doubt", "claim")})
    for decision in variant.decided[named("event", "raid")]:
        assert "denied" not in decision.reason
        assert "claim withdrawn" not in decision.reason
