"""The command ``kg draft``: candidate statements from the text of a report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import put, say
from kg.cli.options import DataPaths, ExtraPaths, all_data
from kg.errors import UsageError


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The report as plain text, in UTF-8.")],
    title: Annotated[str | None, typer.Option("--title", help="What the source is called.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Who publishes it.")] = None,
    published: Annotated[
        str | None, typer.Option("--published", help="Day of publication; completes dates without a year.")
    ] = None,
    address: Annotated[str | None, typer.Option("--address", help="Address of the source on the web.")] = None,
    reliability: Annotated[str | None, typer.Option("--reliability", help="Your grade of it, A to F.")] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="CMD", help="Program that proposes candidates instead of rules.")
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="Ask on the terminal about each candidate.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="csv or json.")] = "csv",
    data: DataPaths = None,
    extra: ExtraPaths = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; default: stdout.")] = None,
) -> None:
    """Find candidate statements in a report: a sheet of which 'kg import sheet' takes the rows that you accept.

    \b
    kg draft report.txt --title "A paper (2 December 2023)" --published 2023-12-02 --out draft.csv
    kg import sheet draft.csv --text report.txt --out report.ttl
    """
    from datetime import date

    from kg.exchange.draft.passages import passages, read_report
    from kg.exchange.draft.sheet import as_csv, as_json, draft_report, rows_of
    from kg.rdf.output_paths import check_file
    from kg.rdf.write import write_text

    if form not in ("csv", "json"):
        raise UsageError(f"{form!r} is none of csv, json")
    if review and not sys.stdin.isatty():
        raise UsageError("--review asks on a terminal, and there is none")
    try:
        day = date.fromisoformat(published) if published else None
    except ValueError as error:
        raise UsageError(f"--published: {published!r} is no day such as 2023-12-02") from error
    if out is not None:
        check_file(out, [file])
    text = read_report(file)
    if model is None:
        candidates = draft_report(text, all_data(data, extra), day)
    else:
        from kg.exchange.draft.proposals import proposed

        proposals = proposed(text, all_data(data, extra), model)
        candidates = proposals.candidates
        for reason in proposals.refused:
            say(f"refused: {reason}")
    source = {"title": title, "publisher": publisher, "published": published, "address": address,
              "reliability": reliability}  # fmt: skip
    rows = rows_of(candidates, {column: value for column, value in source.items() if value})
    if review:
        from kg.exchange.draft.review import decide

        decide(rows, _ask, sys.stderr.write)
    content = as_csv(rows) if form == "csv" else as_json(rows)
    if out is None:
        put(content)
    else:
        write_text(out, content)
    accepted = sum(row["accepted"] == "yes" for row in rows)
    say(f"{len(rows)} candidates from {len(passages(text))} passages, {accepted} accepted; the others stay out")


def _ask(question: str) -> str:
    """An answer on the terminal, which does not go to standard output; the end of the input quits."""
    sys.stderr.write(f"{question} ")
    sys.stderr.flush()
    return sys.stdin.readline() or "q"
