"""``kg reason``: the reasoner alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import say
from kg.cli.options import ReasonerName


@app.command()
def reason(
    files: Annotated[list[Path], typer.Argument(help="RDF files with the facts.")],
    out: Annotated[Path, typer.Option("--out", help="N-Triples file for the conclusions.")],
    ontology: Annotated[
        Path | None, typer.Option("--ontology", help="RDF file; default: the ontology that ships.")
    ] = None,
    reasoner: ReasonerName = "auto",
    master: Annotated[
        str | None, typer.Option("--master", help="Spark's cluster, as spark://HOST:PORT; default: Spark's settings.")
    ] = None,
) -> None:
    """Infer with OWL 2 RL over any RDF files, and write the conclusions."""
    from kg.rdf.output_paths import check_file
    from kg.rdf.read import shipped
    from kg.rdf.write import write_frames
    from kg.reason.files import close_files

    axioms = [ontology or shipped("ontology") / "conflict.ttl"]
    check_file(out, [*files, *axioms])
    closure = close_files(files, axioms, reasoner, out=out, master=master)
    for warning in closure.warnings:
        say(f"warning: {warning.axiom}: {warning.consequence}")
    if closure.clashes:
        for clash in closure.clashes:
            say(f"{clash.rule}: {clash.axiom}: " + " ".join(f"{fact} ." for fact in clash.facts))
        raise typer.Exit(1)
    if closure.move is None:
        write_frames(out, closure.texts)
    else:
        closure.move(out)
    say(f"{closure.facts} triples read, {closure.inferred} inferred")
