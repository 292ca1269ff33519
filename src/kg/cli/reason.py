"""``kg reason``: the reasoner alone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app
from kg.cli.console import put, say
from kg.cli.options import Master, ReasonerName
from kg.errors import UsageError, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import RdfFormat

    from kg.reason.inputs import InputFiles
    from kg.reason.rules import RuleWarning


#: Contradictions that are listed, and axioms with the same warning.
_SHOWN, _ALIKE = 100, 10


@app.command()
def reason(
    files: Annotated[list[Path], typer.Argument(help="RDF files or folders with the facts; - is standard input.")],
    out: Annotated[Path | None, typer.Option("--out", help="N-Triples file for the conclusions.")] = None,
    ontology: Annotated[
        list[Path] | None,
        typer.Option("--ontology", help="RDF file or folder; may be repeated. Default: the ontology that ships."),
    ] = None,
    imports: Annotated[
        list[Path] | None,
        typer.Option("--imports", help="Folder or XML catalogue with imported ontologies; may be repeated."),
    ] = None,
    reasoner: ReasonerName = "auto",
    master: Master = None,
    input_format: Annotated[
        str | None,
        typer.Option("--input-format", help="Syntax of standard input and of unknown names: ttl, nt, trig, nq or rdf."),
    ] = None,
    despite_clashes: Annotated[
        bool, typer.Option("--despite-clashes", help="Write what does not rest on contradictions; exit 1 if any.")
    ] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", help="Show why this statement follows, e.g. '<urn:a> a <urn:C>'.")
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="Of an explanation: text or ttl (PROV-O).")] = "text",
) -> None:
    """Infer with OWL 2 RL over any RDF files, and write the conclusions, or explain one.

    \b
    kg reason facts.ttl --out inferred.nt
    kg reason facts.ttl --ontology my.owl --imports catalog.xml --out inferred.nt
    """
    from kg.rdf.imports import searched_files
    from kg.rdf.output_paths import check_file
    from kg.rdf.read import shipped
    from kg.rdf.text import few
    from kg.rdf.write import write_frames
    from kg.reason.files import close_files
    from kg.reason.inputs import InputFiles

    axioms, syntax = ontology or [shipped("ontology") / "conflict.ttl"], _syntax(input_format)
    if explain is not None:
        put(explained(InputFiles(files, axioms, imports or (), syntax), explain, form))
        return
    if out is None:
        raise UsageError("nothing to do: name a file with --out, or a statement with --explain")
    check_file(out, [*files, *axioms, *searched_files(imports or ())])
    closure = close_files(
        files,
        axioms,
        reasoner,
        imports=imports or (),
        input_format=syntax,
        despite_clashes=despite_clashes,
        out=out,
        master=master,
    )
    _warn(closure.warnings)
    for clash in closure.clashes[:_SHOWN]:
        say(f"{clash.rule}: {clash.axiom}: " + " ".join(f"{fact} ." for fact in clash.facts))
    if len(closure.clashes) > _SHOWN:
        say(f"… and {len(closure.clashes) - _SHOWN} more contradictions")
    if closure.clashes and not despite_clashes:
        say("nothing was written; --despite-clashes writes what does not rest on these contradictions")
        raise typer.Exit(1)
    check_file(out, closure.files)
    if closure.move is None:
        write_frames(out, closure.texts)
    else:
        closure.move(out)
    say(f"{closure.facts} triples read, {closure.inferred} inferred")
    if closure.clashes:
        left_out = few([str(triple) for triple in closure.left_out])
        say(f"{len(closure.left_out)} triples left out, on which contradictions rest: {left_out}")
        raise typer.Exit(1)


def _warn(warnings: Iterable[RuleWarning]) -> None:
    """Say what the rules do not cover: the first axioms of each kind, and how many more there are."""
    counted: Counter[str] = Counter()
    for warning in warnings:
        counted[warning.consequence] += 1
        if counted[warning.consequence] <= _ALIKE:
            say(f"warning: {warning.axiom}: {warning.consequence}")
    for consequence, number in counted.items():
        if number > _ALIKE:
            say(f"warning: … and {number - _ALIKE} more axioms: {consequence}")


def _syntax(name: str | None) -> RdfFormat | None:
    from kg.rdf.syntaxes import INPUT_FORMATS

    if name is not None and name.lower() not in INPUT_FORMATS:
        raise UsageError(f"no input format {name!r}{suggest(name, INPUT_FORMATS)}")
    return INPUT_FORMATS[name.lower()] if name else None


def explained(files: InputFiles, statement: str, form: str) -> str:
    """The proof of a statement in a format; ``UsageError`` for an unknown one."""
    from kg.proofs.file_proofs import explain_files

    if form not in ("text", "ttl"):
        raise UsageError(f"no format {form!r}; there are: text, ttl")
    found = explain_files(files, statement)
    return found.steps() if form == "text" else found.prov()
