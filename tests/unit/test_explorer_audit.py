"""The records and rival values of the explorer's page are those of the analyses."""

from __future__ import annotations

from kg.analyse.rival_values import rival_values
from kg.analyse.source_record import source_record
from kg.explorer.audit import audit_values
from kg.explorer.packing import read_page
from kg.explorer.page import explorer_page
from kg.explorer.payload import short
from kg.rdf.terms import expand
from kg.workspace import Workspace


def test_records_are_those_of_the_analysis(shipped_graph: Workspace) -> None:
    sources = [{"iri": short(iri)} for iri in shipped_graph.evidence.sources]
    records = dict(
        zip(shipped_graph.evidence.sources, audit_values(shipped_graph, (), sources)["records"], strict=True)
    )
    analysis = source_record(shipped_graph)
    titles = {source.title: iri for iri, source in shipped_graph.evidence.sources.items()}
    single = [row for row in analysis.rows if row[2] == 1 and row[0] in titles]
    assert len(single) > 20
    for row in single:
        found = dict(zip(analysis.columns, row, strict=True))
        compared, corroborated, contradicted, low, high = records[titles[row[0]]]
        assert (compared, corroborated, contradicted) == tuple(
            found[name] for name in ("compared", "corroborated", "contradicted")
        )
        assert abs(low - found["lowest"]) < 0.006
        assert abs(high - found["highest"]) < 0.006


def test_rival_values_are_those_of_the_analysis(shipped_graph: Workspace) -> None:
    accounts = [{"iri": short(iri)} for iri in sorted(shipped_graph.evidence.accounts)]
    rivals = audit_values(shipped_graph, accounts, ())["rivals"]
    rows = rival_values(shipped_graph).rows
    facade = rivals[short(expand("actor:alwiyat-al-waad-al-haq"))]
    wanted = [row for row in rows if row[0] == "Alwiyat al Waad al Haq"]
    assert [(*one[:2], bool(one[2]), *one[3:5]) for one in facade] == [row[1:6] for row in wanted]
    assert all(place < len(accounts) for one in facade for place in one[5])


def test_the_page_holds_them(shipped_graph: Workspace) -> None:
    checks = read_page(explorer_page(shipped_graph))["model"]["checks"]
    assert len(checks["records"]) > 100
    assert any(checks["records"])
    assert checks["rivals"]
