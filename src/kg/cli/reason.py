"""``kg reason``: the reasoner alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import put, say
from kg.cli.options import ReasonerName
from kg.errors import UsageError


@app.command()
def reason(
    files: Annotated[list[Path], typer.Argument(help="RDF files with the facts.")],
    out: Annotated[Path | None, typer.Option("--out", help="N-Triples file for the conclusions.")] = None,
    ontology: Annotated[
        Path | None, typer.Option("--ontology", help="RDF file; default: the ontology that ships.")
    ] = None,
    reasoner: ReasonerName = "auto",
    explain: Annotated[
        str | None, typer.Option("--explain", help="Show why this statement follows, e.g. '<urn:a> a <urn:C>'.")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="Of an explanation: text or ttl (PROV-O).")] = "text",
) -> None:
    """Infer with OWL 2 RL over any RDF files, and write the conclusions, or explain one."""
    from kg.rdf.output_paths import check_file
    from kg.rdf.read import shipped
    from kg.rdf.write import write_frames
    from kg.reason.files import close_files

    axioms = [ontology or shipped("ontology") / "conflict.ttl"]
    if explain is not None:
        put(explained(files, axioms, explain, form))
        return
    if out is None:
        raise UsageError("nothing to do: name a file with --out, or a statement with --explain")
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


def explained(files: list[Path], ontology: list[Path], statement: str, form: str) -> str:
    """The proof of a statement in a format; ``UsageError`` for an unknown one."""
    from kg.proofs.file_proofs import explain_files

    if form not in ("text", "ttl"):
        raise UsageError(f"no format {form!r}; there are: text, ttl")
    found = explain_files(files, ontology, statement)
    return found.steps() if form == "text" else found.prov()
