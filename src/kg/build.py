"""The main job: build a dataset and write all that people and programs use of it into one folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Triple

from kg.analyse import ANALYSES, AnalysisResult
from kg.catalogue import CatalogueQuery, bind, read_catalogue
from kg.check import COLUMNS, VERDICTS, check_all
from kg.check import rows as verdict_rows
from kg.check import summary as scores
from kg.describe import void
from kg.explore import explorer_page
from kg.export import ntriples, replacing, trig, turtle, write_text
from kg.load import parse_file
from kg.pipeline import Dataset
from kg.render.analyses import render_analyses, render_analysis
from kg.render.report import Section, render_html, render_markdown
from kg.sources import read_rdf, shipped
from kg.sparql.query import Answer, run
from kg.sparql.store import memory_store, write_store
from kg.terms import GRAPH, LAYERS, ONTOLOGY

#: Seconds a thread of a build keeps Python to itself while another waits for it. Oxigraph asks for Python once for
#: each row of an answer; at Python's own 5 ms a build waits as long as it works.
TURN = 1e-4


def write_build(dataset: Dataset, out: Path, progress: Callable[[str], None] = lambda _: None) -> dict[str, object]:
    """Write ``dataset`` to the folder ``out``, all or nothing, and return its figures, those of ``summary.json``.

    What stands at ``out`` may be an earlier build only: see :func:`kg.export.replacing`, which adds ``manifest.json``.
    """
    with replacing(out) as folder:
        return fill_build(dataset, folder, progress)


def fill_build(dataset: Dataset, folder: Path, progress: Callable[[str], None]) -> dict[str, object]:
    """Write the files of a build of ``dataset`` into the new folder ``folder``, and return its figures.

    ``graph.ttl`` (the four layers, flat), ``graph.trig`` (layers and decisions as named graphs), ``closure.nt``
    (what was inferred), ``void.ttl`` (what the three hold), ``store/``, ``report.html``, ``report.md``,
    ``explorer.html``, ``summary.json``.
    Every file but the store holds the same bytes for the same input.
    """
    catalogue = read_catalogue(shipped("queries"))
    # Oxigraph loads, answers and writes without holding Python up, so it does so beside all other work.
    with _short_turns(), ThreadPoolExecutor(max_workers=2) as beside:
        progress("query")
        asked = beside.submit(_answers, dataset.graphs, catalogue)
        stored = beside.submit(write_store, dataset.graphs, folder / "store")
        progress("analyse")
        results = [analysis(dataset) for analysis in ANALYSES.values()]
        double_check = _double_check(dataset)
        progress("write")
        _write_data(dataset, folder)
        progress("render")
        write_text(folder / "explorer.html", explorer_page(dataset))
        answers = asked.result()
        summary = _summary(dataset, answers, catalogue)
        sections = [
            *(Section(r.title, "", r.columns, r.rows, r.notes) for r in results),
            *(_query_section(catalogue[n], a) for n, a in answers.items() if catalogue[n].folder != "checks"),
        ]
        write_text(folder / "report.html", render_html(dataset, summary, sections, double_check))
        write_text(folder / "report.md", render_markdown(dataset, summary, [*double_check, *sections]))
        stored.result()
        write_text(folder / "summary.json", json.dumps(summary, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    return summary


@contextmanager
def _short_turns() -> Iterator[None]:
    """Threads take turns of ``TURN`` seconds until the block ends."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _write_data(dataset: Dataset, folder: Path) -> None:
    """The graph itself, in files."""
    flat = {triple for name, graph in LAYERS.items() for triple in dataset.graphs[graph.value]}
    write_text(folder / "graph.ttl", turtle(flat))
    write_text(folder / "graph.trig", trig({n: t for n, t in dataset.graphs.items() if n != ONTOLOGY.value}))
    write_text(folder / "closure.nt", ntriples(dataset.graphs[LAYERS["inferred"].value]))
    write_text(folder / "void.ttl", turtle(_description(dataset, folder)))


def _description(dataset: Dataset, folder: Path) -> list[Triple]:
    """The description of what stands in ``folder``."""
    bridges = [t for file in read_rdf((shipped("ontology") / "alignments",)) for t in parse_file(file)]
    dumps = {name: (folder / name).stat().st_size for name in ("graph.ttl", "graph.trig", "closure.nt")}
    return void(dataset.graphs, bridges=bridges, dumps=dumps)


def write_analysis(dataset: Dataset, name: str, result: AnalysisResult, out: Path) -> None:
    """Write the ``result`` of the analysis ``name`` with its figure to one HTML file."""
    write_text(out, render_analysis(dataset, name, result))


def write_analyses(dataset: Dataset, out: Path) -> None:
    """Write all analyses but those of sensitivity, which are slow, to one HTML file."""
    write_text(out, render_analyses(dataset, {name: analysis(dataset) for name, analysis in ANALYSES.items()}))


def _runs_alone(query: CatalogueQuery) -> bool:
    """Whether every parameter has a default, so that a build can answer the query."""
    return all(param.default is not None for param in query.params)


def _answers(graphs: Mapping[str, Iterable[Triple]], catalogue: Mapping[str, CatalogueQuery]) -> dict[str, Answer]:
    """What a store of ``graphs`` answers to each query that needs no parameter."""
    store = memory_store(graphs)
    return {name: run(store, query.text, bind(query, {})) for name, query in catalogue.items() if _runs_alone(query)}


def _query_section(query: CatalogueQuery, answer: Answer) -> Section:
    notes = ("The answer was cut at the row limit.",) if answer.truncated else ()
    return Section(query.summary, query.name, answer.columns, answer.rows, notes)


def _double_check(dataset: Dataset) -> list[Section]:
    """Every source beside the others, and in full each source graded E: those that ask most to be checked."""
    checks = check_all(dataset.inputs, dataset.policy)
    sources = dataset.evidence.sources
    columns = ("source", "reliability", *VERDICTS, "support", "reach")
    rows = [
        (sources[c.source].title, sources[c.source].reliability, *c.tally().values(), c.support, c.reach)
        for c in checks
    ]
    notes = (
        "Support: the share corroborated, half of 'partly' counted, among tellings that others tell of too."
        " Reach: the share that others tell of.",
    )
    doubtful = [c for c in checks if sources[c.source].reliability == "E"]
    return [
        Section("Each source beside independent ones", "", columns, rows, notes),
        *(
            Section(
                f"What others make of: {sources[c.source].title}", "", COLUMNS, verdict_rows(c.verdicts), (scores(c),)
            )
            for c in doubtful
        ),
    ]


def _summary(
    dataset: Dataset, answers: Mapping[str, Answer], catalogue: Mapping[str, CatalogueQuery]
) -> dict[str, object]:
    accounts = [a for a in dataset.evidence.accounts.values() if a.status != "told"]
    return {
        "policy": dataset.policy.label,
        "as_of": dataset.as_of,
        "triples": {name.removeprefix(GRAPH.iri): len(triples) for name, triples in dataset.graphs.items()},
        "sources": len(dataset.evidence.sources),
        "accounts": {
            status: sum(a.status == status for a in accounts) for status in ("accepted", "partly", "rejected")
        },
        "counts_and_assessments": len(dataset.evidence.accounts) - len(accounts),
        "decisions": len(dataset.decisions),
        "disputed": sum(d.disputed for d in dataset.decisions),
        "queries": {name: len(answer.rows) for name, answer in sorted(answers.items())},
        "failed_checks": sorted(n for n, answer in answers.items() if catalogue[n].folder == "checks" and answer.rows),
    }
