"""``kg build``: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app
from kg.cli.options import AsOf, DataPaths, PolicyName, ReasonerName, ValidAt, read_files
from kg.console import put, say

if TYPE_CHECKING:
    from kg.pipeline import Inputs


@app.command()
def build(
    data: DataPaths = None,
    policy: PolicyName = "cautious",
    as_of: AsOf = None,
    valid_at: ValidAt = None,
    reasoner: ReasonerName = "auto",
    out: Annotated[Path, typer.Option("--out", help="Folder to write; replaced only as a whole.")] = Path("build"),
) -> None:
    """Load, validate, accept, reason, query, analyse and draw: the main job."""
    from kg.build import fill_build
    from kg.export import replacing
    from kg.pipeline import accept_and_infer, find_policy

    with replacing(out, read_files(data, policy), say) as folder:
        inputs = _read(data or [])
        say(f"accept under {policy}, reason with {reasoner}")
        chosen, described = find_policy(inputs, policy)
        dataset = accept_and_infer(inputs, chosen, described, as_of=as_of, valid_at=valid_at, engine=reasoner)
        summary = fill_build(dataset, folder, say)
    triples = summary["triples"]
    assert isinstance(triples, dict)
    say("triples: " + ", ".join(f"{layer} {count}" for layer, count in triples.items()))
    if dataset.policy.label == "permissive":
        say("policy permissive: every account is taken as told; 'disputed' in the report lists what differs")
    for name in ("explorer.html", "report.html"):
        put(f"{name.removesuffix('.html')}: {out / name}\n")
    if summary["failed_checks"]:
        raise typer.Exit(1)


def _read(data: list[Path]) -> Inputs:
    """What is known before anything is accepted; the command ends where there are findings."""
    from kg.pipeline import load_data, read_inputs, validate_data

    say("load and validate")
    loaded = load_data(data)
    findings = validate_data(loaded)
    for finding in findings:
        say(str(finding))
    if findings:
        raise typer.Exit(1)
    return read_inputs(loaded)
