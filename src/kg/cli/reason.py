"""``kg reason``: the reasoner alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.options import ReasonerName
from kg.console import say


@app.command()
def reason(
    files: Annotated[list[Path], typer.Argument(help="RDF files: the facts.")],
    out: Annotated[Path, typer.Option("--out", help="N-Triples file for what follows.")],
    ontology: Annotated[
        Path | None, typer.Option("--ontology", help="RDF file; default: the ontology that ships.")
    ] = None,
    reasoner: ReasonerName = "auto",
) -> None:
    """Infer with OWL 2 RL over any RDF files, and write what follows."""
    from kg.export import write_frames
    from kg.outputs import check_file
    from kg.reason.files import close_files
    from kg.sources import shipped

    axioms = [ontology or shipped("ontology") / "conflict.ttl"]
    check_file(out, [*files, *axioms])
    closure = close_files(files, axioms, reasoner)
    for warning in closure.warnings:
        say(f"warning: {warning.axiom}: {warning.consequence}")
    if closure.clashes:
        for clash in closure.clashes:
            say(f"{clash.rule}: {clash.axiom}: " + " ".join(f"{fact} ." for fact in clash.facts))
        raise typer.Exit(1)
    write_frames(out, closure.texts)
    say(f"{closure.facts} triples read, {closure.inferred} inferred")
