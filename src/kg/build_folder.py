"""The main job: build a dataset and write all that people and programs use of it into one folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.analyse import ANALYSES, AnalysisResult
from kg.analyse.source_record import checks_on_record
from kg.build_answers import answering
from kg.errors import LimitError
from kg.exchange.crate import CRATE, ro_crate
from kg.exchange.describe import DATASET, LINKS, header, void
from kg.explorer.counted import dataset_counts
from kg.explorer.page import explorer_page
from kg.pipeline import ontology_and_schemes
from kg.rdf.load import parse_file
from kg.rdf.manifest import DATASETS, EVIDENCE, NAME_INDEX, STAGES
from kg.rdf.names import NAMES, names_in
from kg.rdf.read import read_rdf, shipped
from kg.rdf.resources import resources
from kg.rdf.statistics import Statistics
from kg.rdf.tables import present
from kg.rdf.terms import GRAPH, LAYERS, ONTOLOGY, shorten
from kg.rdf.write import ntriples, replacing, trig, turtle, write_chunks, write_text
from kg.report.analyses import render_analyses, render_analysis
from kg.report.markdown import render_markdown
from kg.report.page import Section, render_html, render_tables, report_of, source_section
from kg.review.check import Check
from kg.sparql.catalogue import CatalogueQuery, read_catalogue
from kg.sparql.query import Answer
from kg.stages import Stages
from kg.system import short_turns
from kg.workspace import Workspace

if TYPE_CHECKING:
    from kg.columns.job import AcceptedDatasets


def write_build(
    workspace: Workspace,
    out: Path,
    stages: Stages | None = None,
    *,
    ask_datasets: bool = False,
    evidence_table: bool = False,
) -> dict[str, object]:
    """Write ``workspace`` to the folder ``out``, all or nothing, and return its figures, those of ``summary.json``.

    What stands at ``out`` may be an earlier build only: see :func:`kg.rdf.write.replacing`, which adds the
    manifest.
    """
    with replacing(out) as folder:
        return fill_build(
            workspace, folder, stages or Stages(), ask_datasets=ask_datasets, evidence_table=evidence_table
        )


def fill_build(
    workspace: Workspace, folder: Path, stages: Stages, *, ask_datasets: bool = False, evidence_table: bool = False
) -> dict[str, object]:
    """Write the files of a build of ``workspace`` into the new folder ``folder``, and return its figures.

    ``graph.ttl`` (the four layers, flat), ``graph.trig`` (layers and decisions as named graphs), both with a header
    (:func:`kg.exchange.describe.header`), ``closure.nt`` (what was inferred), ``void.ttl`` (what the three hold),
    ``ro-crate-metadata.json`` (the files, for repositories), ``store/``, ``report.html``, ``report.md``,
    ``tables.html``, ``explorer.html``, ``summary.json``. What stays in columns (:mod:`kg.columns.load`) stands in
    ``datasets.nq`` and in the store, and not in ``graph.ttl`` and ``graph.trig``, which are for people;
    ``names.sqlite`` has its names (:mod:`kg.rdf.name_file`).
    ``stages.json`` says how long each of the ``stages`` took and how much memory the process had by its end.
    Every file but that and the store holds the same bytes for the same input, as long as no query runs into its time
    limit.
    Queries are answered from what people look at, and from datasets too with ``ask_datasets``. With ``evidence_table``,
    ``evidence.parquet`` has the evidence (:mod:`kg.columns.write_parquet`).
    An analysis or a query that hits a limit is left out: the report and ``left_out`` in the summary say which limit it
    was. ``cut_at_row_limit`` in the summary names the queries whose answers have more rows than are given.
    """
    catalogue = read_catalogue(shipped("queries"))
    # Oxigraph loads, answers and writes without holding the GIL, so it runs in parallel with all other work.
    with short_turns(), answering(workspace, catalogue, folder, stages, of_datasets=ask_datasets) as asked:
        with stages.stage("analyse"):
            results = analyses(workspace)
            checks = _checks(workspace)
        with stages.stage("write"):
            _write_data(workspace, folder)
            if evidence_table:
                write_chunks(folder / EVIDENCE, (_evidence(workspace),))
        with stages.stage("render"):
            write_text(folder / "explorer.html", explorer_page(workspace))
        # While the store is written: afterwards other work would wait for it.
        counted = workspace.datasets.statistics(workspace.graphs, DATASET.value) if workspace.datasets else None
        answers = asked.result()
        write_text(folder / "void.ttl", turtle(_description(workspace, folder, counted)))
        summary = _summary(workspace, answers, catalogue, ask_datasets=ask_datasets)
        if left_out := _left_out(results, checks, answers):
            summary["left_out"] = left_out
        if cut := sorted(n for n, a in answers.items() if isinstance(a, Answer) and a.truncated):
            summary["cut_at_row_limit"] = cut
        report = report_of(workspace, summary, checks)
        summary |= report.records
        sections = [
            source_section(workspace, checks),
            *_dataset_sections(workspace, folder),
            *(Section(r.title, "", r.columns, r.rows, r.notes) for r in results.values()),
            *(_query_section(catalogue[n], a) for n, a in answers.items() if catalogue[n].folder != "checks"),
        ]
        write_text(folder / "report.html", render_html(report))
        write_text(folder / "report.md", render_markdown(report))
        write_text(folder / "tables.html", render_tables(workspace, sections))
        write_text(folder / "summary.json", json.dumps(summary, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
        write_text(folder / CRATE, _crate(workspace, folder))
    write_text(folder / STAGES, json.dumps(stages.record(), indent=2) + "\n")
    return summary


def _write_data(workspace: Workspace, folder: Path) -> None:
    """The graph itself, in files."""
    flat = {triple for name, graph in LAYERS.items() for triple in workspace.graphs[graph.value]}
    (told,) = read_rdf((shipped("ontology") / "told.ttl",))
    first = header(workspace.graphs, workspace.policy.iri, workspace.provenance, parse_file(told))
    write_text(folder / "graph.ttl", turtle(flat, first))
    write_text(folder / "graph.trig", trig({n: t for n, t in workspace.graphs.items() if n != ONTOLOGY.value}, first))
    write_chunks(folder / "closure.nt", _closure(workspace))
    if workspace.datasets is not None:
        _write_names(workspace, workspace.datasets, folder)


def _write_names(workspace: Workspace, datasets: AcceptedDatasets, folder: Path) -> None:
    """The index of names, which are too many to be read from the store whenever one is sought."""
    from kg.columns.names import name_rows
    from kg.rdf.name_file import write_name_file

    others = {t for graph in workspace.graphs.values() for t in graph if t.predicate in NAMES}
    write_name_file(folder / NAME_INDEX, name_rows(datasets), names_in(resources(others)))


def _evidence(workspace: Workspace) -> bytes:
    """What :mod:`kg.columns.write_parquet` makes of the evidence, without the code lists, which ship."""
    from kg.columns.write_parquet import evidence_parquet

    inputs, (_, schemes) = workspace.inputs, ontology_and_schemes()
    reliability = {source.iri: source.reliability for source in inputs.evidence.sources.values()}
    identities = sorted(set(inputs.asserted) - set(schemes), key=str)
    accounts = sorted(inputs.accounts, key=str)
    return evidence_parquet(identities, accounts, inputs.account_records, reliability, workspace.datasets)


def _closure(workspace: Workspace) -> Iterator[bytes]:
    """What was inferred, as N-Triples: sorted, and then that of datasets."""
    name = LAYERS["inferred"].value
    yield ntriples(workspace.graphs[name]).encode()
    if workspace.datasets is not None:
        from kg.columns import text

        yield from text.ntriples(workspace.datasets.evidence.dictionary, workspace.datasets.layers[name])


def _crate(workspace: Workspace, folder: Path) -> str:
    """The description of ``folder`` as a research object."""
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.is_file()}
    recorded = max((account.recorded_at[:10] for account in workspace.evidence.accounts.values()), default="")
    return ro_crate(sizes, about=workspace.provenance, date=recorded)


def _dataset_sections(workspace: Workspace, folder: Path) -> list[Section]:
    """The report's tables of datasets, if there are any; as a whole they are written to ``folder``."""
    if workspace.datasets is None:
        return []
    from kg.report.datasets import BY_ACTOR, BY_MONTH, dataset_sections

    counts = dataset_counts(workspace)
    for name, table in ((BY_MONTH, counts.by_place_and_month), (BY_ACTOR, counts.by_actor)):
        write_text(folder / name, present(tuple(table.columns), table.rows(), "csv"))
    return dataset_sections(counts)


def _description(workspace: Workspace, folder: Path, counted: Mapping[str, Statistics] | None) -> list[Triple]:
    """The description of what stands in ``folder``; where it has datasets, they are ``counted`` with the rest."""
    bridges = [t for file in read_rdf((shipped("ontology") / "alignments",)) for t in parse_file(file)]
    names = ("graph.ttl", "graph.trig", "closure.nt", DATASETS)
    dumps = {name: (folder / name).stat().st_size for name in names if (folder / name).exists()}
    linked = workspace.datasets.stated(LINKS) if workspace.datasets else ()
    return void(workspace.graphs, bridges=bridges, dumps=dumps, counted=counted, linked=linked)


def write_analysis(workspace: Workspace, name: str, result: AnalysisResult, out: Path) -> None:
    """Write the ``result`` of the analysis ``name`` with its figure to one HTML file."""
    write_text(out, render_analysis(workspace, name, result))


def write_analyses(workspace: Workspace, out: Path) -> None:
    """Write all analyses but those of sensitivity, which are slow, to one HTML file."""
    write_text(out, render_analyses(workspace, analyses(workspace)))


def analyses(workspace: Workspace) -> dict[str, AnalysisResult]:
    """All analyses but those of sensitivity; of one that hits a limit, a table without rows whose note says so."""
    results = {}
    for name, analysis in ANALYSES.items():
        try:
            results[name] = analysis(workspace)
        except LimitError as error:
            results[name] = AnalysisResult(name, name.replace("-", " ").capitalize(), (), (), (f"Left out: {error}.",))
    return results


def _query_section(query: CatalogueQuery, answer: Answer | LimitError) -> Section:
    title, stop, more = query.summary.partition(". ")
    notes = (more,) if stop else ()
    if isinstance(answer, LimitError):
        return Section(title, query.name, (), (), (*notes, f"Left out: {answer}."))
    cut = ("The answer was cut at the row limit (KG_RESULT_ROWS).",) if answer.truncated else ()
    return Section(title.removesuffix("."), query.name, answer.columns, answer.rows, (*notes, *cut))


def _left_out(
    results: Mapping[str, AnalysisResult],
    checks: list[Check] | LimitError,
    answers: Mapping[str, Answer | LimitError],
) -> dict[str, str]:
    """What hit a limit, by the name of the analysis or query, sorted: the report's note on it, or the limit."""
    reasons = {name: " ".join(result.notes) for name, result in results.items() if not result.columns}
    reasons |= {name: str(answer) for name, answer in answers.items() if isinstance(answer, LimitError)}
    if isinstance(checks, LimitError):
        reasons["double-check"] = str(checks)
    return dict(sorted(reasons.items()))


def _checks(workspace: Workspace) -> list[Check] | LimitError:
    """The double-check of all sources, or the limit that it hits."""
    try:
        return checks_on_record(workspace)
    except LimitError as error:
        return error


def _summary(
    workspace: Workspace,
    answers: Mapping[str, Answer | LimitError],
    catalogue: Mapping[str, CatalogueQuery],
    *,
    ask_datasets: bool,
) -> dict[str, object]:
    accounts = [a for a in workspace.evidence.accounts.values() if a.status != "stated"]
    statuses = Counter(account.status for account in accounts)
    triples = Counter({name: len(graph) for name, graph in workspace.graphs.items()})
    decisions, disputed = len(workspace.decisions), sum(d.disputed for d in workspace.decisions)
    if (datasets := workspace.datasets) is not None:
        statuses.update(datasets.decisions.accounts)
        triples.update(datasets.sizes)
        decisions, disputed = decisions + datasets.decisions.slots, disputed + datasets.decisions.disputed
    whole = {name: answer for name, answer in answers.items() if isinstance(answer, Answer)}
    summary: dict[str, object] = {
        "policy": workspace.policy.label,
        "provenance": workspace.provenance,
        "as_of": workspace.as_of,
        "triples": {name.removeprefix(GRAPH.iri): count for name, count in triples.items()},
        "sources": len(workspace.evidence.sources),
        "accounts": {status: statuses[status] for status in ("accepted", "partly", "rejected")},
        "counts_and_assessments": len(workspace.evidence.accounts) - len(accounts),
        "decisions": decisions,
        "disputed": disputed,
        "queries": {name: len(answer.rows) for name, answer in sorted(whole.items())},
        "failed_checks": sorted(n for n, answer in whole.items() if catalogue[n].folder == "checks" and answer.rows),
    }
    if datasets is not None:
        summary["queries_of_datasets"] = ask_datasets
        summary["datasets"] = {shorten(source): count for source, count in datasets.sources.items()}
    return summary
