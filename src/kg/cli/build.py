"""``kg build``: the main job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from kg.cli.app import app
from kg.cli.console import put, say
from kg.cli.options import AsOf, DataPaths, ExtraPaths, Master, PolicyName, ReasonerName, ValidAt, all_data, read_files

if TYPE_CHECKING:
    from kg.columns.files import LoadedData
    from kg.stages import Stages


@app.command()
def build(
    data: DataPaths = None,
    extra: ExtraPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    valid_at: ValidAt = None,
    reasoner: ReasonerName = "auto",
    master: Master = None,
    out: Annotated[
        Path, typer.Option("--out", help="Folder to write; an earlier build in it is replaced as a whole.")
    ] = Path("build"),
    ask_datasets: Annotated[
        bool, typer.Option("--ask-datasets", help="Ask the report's queries of datasets too, which can take minutes.")
    ] = False,
    evidence_table: Annotated[
        bool, typer.Option("--evidence-table", help="Write the evidence as evidence.parquet, which --data can read.")
    ] = False,
) -> None:
    """Build the graph and write the folder with explorer, report, graph files and store.

    \b
    kg build
    kg build --policy corroborated --extra my-report.ttl --out build-2
    """
    from kg.build_folder import fill_build
    from kg.pipeline import accept_and_infer, check_engine, find_policy, prepare, with_datasets
    from kg.rdf.write import replacing
    from kg.reason.spark_session import ready
    from kg.stages import Stages

    files = all_data(data, extra)
    with replacing(out, read_files(files, policy), say) as folder:
        stages = Stages(say, every=5 if sys.stderr.isatty() else None)
        loaded = _read(files, stages)
        check_engine(loaded.datasets, reasoner)
        on_spark = ready(reasoner, master, folder.absolute().parent)
        with stages.stage(f"accept under {policy}, reason with {reasoner}"), on_spark:
            inputs = prepare(loaded)
            chosen, described = find_policy(inputs, policy)
            dataset = accept_and_infer(inputs, chosen, described, as_of=as_of, valid_at=valid_at, engine=reasoner)
            dataset = with_datasets(dataset, loaded.datasets, reasoner)
        summary = fill_build(dataset, folder, stages, ask_datasets=ask_datasets, evidence_table=evidence_table)
    triples = summary["triples"]
    assert isinstance(triples, dict)
    say("triples: " + ", ".join(f"{layer} {count}" for layer, count in triples.items()))
    if dataset.policy.label == "permissive":
        say("policy permissive accepts every account; 'disputed' in the report lists where accounts differ")
    if "left_out" in summary:
        say(f"left out at a limit, see the report: {', '.join(cast(list[str], summary['left_out']))}")
    for name in ("explorer.html", "report.html"):
        put(f"{name.removesuffix('.html')}: {out / name}\n")
    if summary["failed_checks"]:
        raise typer.Exit(1)


def _read(data: list[Path], stages: Stages) -> LoadedData:
    """The loaded data; ends the command if there are findings."""
    from kg.evidence.coverage import in_short
    from kg.pipeline import find_faults, load_data, vocabulary_of

    with stages.stage("load"):
        loaded = load_data(data)
    with stages.stage("validate"):
        findings = find_faults(loaded)
    for finding in findings:
        say(str(finding))
    if findings:
        raise typer.Exit(1)
    if unknown := in_short(vocabulary_of(loaded.asserted | loaded.accounts)):
        say(f"{unknown}; 'kg validate' says what may be meant")
    return loaded
