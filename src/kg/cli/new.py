"""The command ``kg new``: a report or a sheet to fill in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import put, say
from kg.cli.options import DataPaths, ExtraPaths, all_data
from kg.errors import OutputError, UsageError

_KINDS = ("report", "sheet")


@app.command()
def new(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="report, in Turtle; or sheet, in CSV.")],
    title: Annotated[str | None, typer.Option("--title", help="What the source is called.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Who publishes it.")] = None,
    published: Annotated[str | None, typer.Option("--published", help="Day of publication.")] = None,
    address: Annotated[str | None, typer.Option("--address", help="Address of the source on the web.")] = None,
    reliability: Annotated[str | None, typer.Option("--reliability", help="Your grade of it, A to F.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Class of the event or relation: attack, strike …")] = None,
    event: Annotated[str | None, typer.Option("--event", help="Name of the event.")] = None,
    day: Annotated[str | None, typer.Option("--day", help="Day, month or year of the event.")] = None,
    place: Annotated[str | None, typer.Option("--place", help="Where it happened.")] = None,
    perpetrator: Annotated[str | None, typer.Option("--perpetrator", help="Who did it, if the source says so.")] = None,
    target: Annotated[str | None, typer.Option("--target", help="The actor at whom it was aimed.")] = None,
    weapon: Annotated[str | None, typer.Option("--weapon", help="Kind of weapon.")] = None,
    locator: Annotated[str | None, typer.Option("--locator", help="Where in the source it stands.")] = None,
    paraphrase: Annotated[str | None, typer.Option("--paraphrase", help="What it says, in your words.")] = None,
    credibility: Annotated[str | None, typer.Option("--credibility", help="Your grade of that, 1 to 6.")] = None,
    other: Annotated[
        list[str] | None, typer.Option("--set", metavar="COLUMN=VALUE", help="Another column of the sheet.")
    ] = None,
    data: DataPaths = None,
    extra: ExtraPaths = None,
    out: Annotated[Path | None, typer.Option("--out", help="New file to write; default, and for -: stdout.")] = None,
) -> None:
    """Write a new report or sheet; names are completed from the graph, and what is missing is asked for.

    \b
    kg new report --kind attack --day 2023-12-01 --place "Al Asad airbase" --out my-report.ttl
    kg new sheet --kind sponsorship --set subject=Iran --out my-sheet.csv
    """
    from kg.exchange.sheet.new import fill_in, prepared, read_values, report, sheet, with_kind

    if what not in _KINDS:
        raise UsageError(f"{what!r} is none of {', '.join(_KINDS)}")
    file = None if out == Path("-") else out
    if file is not None:
        _check_new(file)
    options = {
        "title": title, "publisher": publisher, "published": published, "address": address, "reliability": reliability,
        "event": event, "day": day, "place": place, "perpetrator": perpetrator, "target": target, "weapon": weapon,
        "locator": locator, "paraphrase": paraphrase, "credibility": credibility,
    }  # fmt: skip
    values = {column: text for column, text in options.items() if text} | read_values(other or [])
    context = prepared(all_data(data, extra), values.values())
    ask = _ask if sys.stdin.isatty() else None
    values = fill_in(with_kind(values, kind, context), context, ask, say, needed=what == "report")
    text = report(values, context) if what == "report" else sheet(values, context)
    if file is not None:
        from kg.rdf.write import write_text

        _check_new(file)
        write_text(file, text)
        say(f"written to {file}")
    else:
        put(text)


def _check_new(out: Path) -> None:
    """``OutputError`` where anything stands at ``out``, or nothing can be written there."""
    from kg.rdf.output_paths import check_file

    check_file(out)
    if out.exists():
        raise OutputError(f"{out}: exists already; name another file with --out")


def _ask(question: str) -> str:
    """The answer to a question on the terminal, which does not go to standard output."""
    sys.stderr.write(f"{question}: ")
    sys.stderr.flush()
    try:
        return input()
    except EOFError as error:
        raise UsageError("the answers ended before the report was complete; nothing is written") from error
