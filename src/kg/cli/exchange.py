"""The commands that exchange data with other programs: ``kg export`` and ``kg import``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.options import BuildFolder
from kg.console import show


@app.command()
def export(
    name: Annotated[str | None, typer.Argument(metavar="FORMAT", help="Leave out to list the formats.")] = None,
    build_folder: BuildFolder = Path("build"),
    out: Annotated[Path | None, typer.Option("--out", help="File, or folder for several; default: stdout.")] = None,
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="asserted, accounts, accepted, inferred, decisions or all.")
    ] = None,
) -> None:
    """Write the build in another format: RDF, network programs, tables, maps, STIX 2.1."""
    from kg.export import write_parts
    from kg.exports import ALL, FORMATS, exporter, of_build
    from kg.outputs import check_file, check_files

    if name is None:
        rows = [(form, e.media_type, e.suffix, " ".join(e.layers), e.about) for form, e in FORMATS.items()]
        show(("format", "media type", "suffix", "layers", "for"), rows, None)
        return
    if out is not None:
        (check_files if exporter(name).several else check_file)(out, build=build_folder)
    parts = of_build(name, build_folder, layer or [ALL])
    write_parts(parts, FORMATS[name].suffix, out)


@app.command("import")
def import_(
    name: Annotated[str, typer.Argument(metavar="DATASET", help="ucdp, acled, ofac or gdelt.")],
    files: Annotated[list[Path], typer.Argument(help="The dataset's CSV tables.")],
    out: Annotated[Path, typer.Option("--out", help="Turtle file to write.")],
    recorded: Annotated[str, typer.Option("--recorded", help="Date of publication: known from then on.")],
    reliability: Annotated[str, typer.Option("--reliability", help="Your grade of the source, A to F.")] = "F",
    credibility: Annotated[str, typer.Option("--credibility", help="Your grade of its events, 1 to 6.")] = "6",
    zone: Annotated[str | None, typer.Option("--zone", help="Time zone of its days, as +03:00.")] = None,
) -> None:
    """Turn a public dataset's table into accounts that 'kg validate', 'kg add' and 'kg build' take."""
    from kg.export import write_chunks
    from kg.importers import read_dataset
    from kg.outputs import check_file

    check_file(out, files)
    grade = {"reliability": reliability, "credibility": credibility}
    write_chunks(out, read_dataset(name, files, recorded=recorded, zone=zone, **grade))
