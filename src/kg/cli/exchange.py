"""The commands that exchange data with other programs: ``kg export`` and ``kg import``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.app import app
from kg.cli.console import say, show
from kg.cli.options import BuildFolder, all_data
from kg.errors import FindingsError, InputError, UsageError

if TYPE_CHECKING:
    from kg.exchange.importers import Reading

#: Rejected and odd rows that are shown.
_EXAMPLES = 10
#: The name of tables of one's own, and the ending of files of N-Triples.
_SHEET, _LINES = "sheet", ".nt"


@app.command()
def export(
    name: Annotated[
        str | None, typer.Argument(metavar="FORMAT", help="Name of the format; leave it out to list all.")
    ] = None,
    build_folder: BuildFolder = Path("build"),
    out: Annotated[
        Path | None,
        typer.Option("--out", help="File to write, or a folder if there are several files; default: stdout."),
    ] = None,
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="asserted, accounts, accepted, inferred, decisions or all.")
    ] = None,
    checked: Annotated[
        str | None,
        typer.Option("--check", help="Of nanopubs: the verdicts on this source, as 'kg check' gives them."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="Of nanopubs: file of your private RSA key (PEM), to sign with.")
    ] = None,
    orcid: Annotated[str | None, typer.Option("--orcid", help="Of nanopubs: ORCID iD of who signs.")] = None,
) -> None:
    """Write the build in another format: RDF, network programs, tables, maps, STIX 2.1, nanopublications.

    \b
    kg export
    kg export graphml --out network.graphml
    kg export nanopubs --layer accounts --layer decisions --out nanopubs.trig
    kg export nanopubs --check seed-report --key id_rsa --orcid 0000-0002-1825-0097 --out verdicts.trig
    """
    from kg.exchange.formats import ALL, FORMATS, exporter, of_build
    from kg.exchange.formats.nanopub_settings import NanopubSettings
    from kg.rdf.output_paths import check_file, check_files
    from kg.rdf.write import write_parts

    if name is None:
        rows = [(form, e.media_type, e.suffix, " ".join(e.layers), e.about) for form, e in FORMATS.items()]
        show(("format", "media type", "suffix", "layers", "for"), rows, None)
        return
    settings = NanopubSettings(checked, key, orcid)
    if out is not None and exporter(name).several:
        check_files(out, build=build_folder)
    elif out is not None:
        check_file(out, [key] if key else (), build=build_folder)
    parts = of_build(name, build_folder, layer or ([] if checked else [ALL]), settings)
    write_parts(parts, FORMATS[name].suffix, out)


@app.command("import")
def import_(
    name: Annotated[
        str,
        typer.Argument(
            metavar="DATASET", help="sheet; or ucdp, acled, ofac, gdelt, un, eu, opensanctions, stix or wikidata."
        ),
    ],
    files: Annotated[list[Path], typer.Argument(help="Sheets; or the dataset's files, of releases the newest last.")],
    out: Annotated[Path, typer.Option("--out", help="File to write: Turtle, or N-Triples if it ends in .nt.")],
    recorded: Annotated[
        str | None,
        typer.Option("--recorded", help="Date of publication, from which the data were known; of a sheet its default."),
    ] = None,
    reliability: Annotated[str, typer.Option("--reliability", help="Your grade of the source, A to F.")] = "F",
    credibility: Annotated[str, typer.Option("--credibility", help="Your grade of its events, 1 to 6.")] = "6",
    zone: Annotated[str | None, typer.Option("--zone", help="Time zone of its days, e.g. +03:00.")] = None,
    date_format: Annotated[
        str | None, typer.Option("--date-format", help="Layout of ambiguous dates: dd/mm/yyyy, mm-dd-yy, serial …")
    ] = None,
    release: Annotated[str | None, typer.Option("--release", help="Version of the dataset, e.g. 25.1.")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="Of a sheet: YAML file that says what its columns mean.")
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", help="Of a sheet: folder or file of what its cells name, in place of what ships."),
    ] = None,
    extra: Annotated[
        list[Path] | None, typer.Option("--extra", help="Of a sheet: folder or file to add to these data.")
    ] = None,
    text: Annotated[
        Path | None, typer.Option("--text", help="Of a draft: the report; rows must quote it word for word.")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help="CSV file to write: rows that were rejected or are odd, and why.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing if a row is rejected or odd.")] = False,
) -> None:
    """Turn a sheet of your own or a public dataset's files into accounts for 'kg validate', 'kg add' and 'kg build'.

    \b
    kg import sheet my-sheet.csv --out my-sheet.ttl --rejects rejects.csv
    kg import ucdp ged251.csv --recorded 2025-06-15 --out ged.ttl
    """
    from kg.exchange.importers import ImportSettings, read_dataset, written
    from kg.rdf.output_paths import check_file

    inputs = [*files, *filter(None, (mapping, text))]
    check_file(out, inputs)
    if rejects is not None:
        check_file(rejects, [*inputs, out])
    settings = ImportSettings(recorded, reliability, credibility, zone, date_format, release)
    if name == _SHEET:
        from kg.exchange.draft.passages import read_report
        from kg.exchange.sheet.jobs import read_sheets

        report = None if text is None else read_report(text)
        sheets = read_sheets(files, settings, _others(all_data(data, extra), out), mapping, report)
        _report(sheets.reading, files, rejects, strict)
        _write(out, sheets.reading, sheets.written(lines=out.suffix == _LINES))
        return
    if mapping is not None or text is not None or data or extra:
        raise UsageError("--mapping, --text, --data and --extra are options of 'kg import sheet'")
    reading = read_dataset(name, files, settings)
    _report(reading, files, rejects, strict)
    _write(out, reading, written(reading, name, settings, lines=out.suffix == _LINES))


def _others(data: list[Path], out: Path) -> list[Path]:
    """The files of ``data`` without ``out``: what a sheet became before, which is written anew."""
    from kg.rdf.read import folder_members

    members = [member for path in data for member in (folder_members(path) if path.is_dir() else (path,))]
    return [path for path in members if not (out.exists() and path.exists() and path.samefile(out))]


def _report(reading: Reading, files: list[Path], rejects: Path | None, strict: bool) -> None:
    """Say what became of the rows; an error if none can be told, or not all as they stand and ``strict`` is asked."""
    from kg.exchange.importers.frames import ODD, REJECTED, TOLD
    from kg.exchange.importers.report import COUNT_COLUMNS, count_rows, examples, rejects_csv
    from kg.rdf.write import write_text

    show(COUNT_COLUMNS, count_rows(reading), None)
    for line in (*reading.notes, *examples(reading, _EXAMPLES)):
        say(line)
    if rejects is not None:
        write_text(rejects, rejects_csv(reading))
    if not reading.rows(TOLD):
        raise InputError("no row can be told; nothing is written", file=", ".join(map(str, files)))
    if strict and (reading.rows(REJECTED) or reading.rows(ODD)):
        raise FindingsError("rows were rejected or are odd; nothing is written (--strict)")


def _write(out: Path, reading: Reading, chunks: Iterable[bytes]) -> None:
    """Write the accounts; exit 1 if rows were rejected."""
    from kg.exchange.importers.frames import REJECTED
    from kg.rdf.write import write_chunks

    write_chunks(out, chunks)
    if reading.rows(REJECTED):
        raise typer.Exit(1)
