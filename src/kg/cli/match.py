"""The commands that ask which resources of two sets of data are the same: ``kg match`` and ``kg judge``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import say, show
from kg.cli.options import DataPaths, Format, all_data

_Extra = Annotated[
    list[Path] | None, typer.Option("--extra", help="File or folder to match with the data; may be repeated.")
]


@app.command()
def match(data: DataPaths = None, extra: _Extra = None, form: Format = None) -> None:
    """Propose which actors, places and events of other data may be the same as the graph's.

    \b
    kg match --extra sdn.ttl
    kg match --extra ged.ttl --format csv > pairs.csv
    """
    from kg.exchange.matching.jobs import match_files
    from kg.exchange.matching.propose import COLUMNS

    found = match_files(all_data(data, None), extra or [])
    show(COLUMNS, [proposal.row for proposal in found], form)
    say(f"{len(found)} pairs; write same or distinct into the column verdict, and your reason, for 'kg judge'")


@app.command()
def judge(
    file: Annotated[Path, typer.Argument(help="CSV table of 'kg match' in which you filled in verdicts and reasons.")],
    out: Annotated[Path, typer.Option("--out", help="Turtle file to write.")],
    recorded: Annotated[str, typer.Option("--recorded", help="Date from which the judgements are on record.")],
    data: DataPaths = None,
    extra: _Extra = None,
    source: Annotated[str, typer.Option("--source", help="Who judges, where a row names no source.")] = "curators",
    credibility: Annotated[str, typer.Option("--credibility", help="1 to 6, where a row gives none.")] = "2",
) -> None:
    """Write what a person decided on pairs of 'kg match' as graded judgements.

    \b
    kg judge pairs.csv --extra ged.ttl --recorded 2025-06-20 --out judgements.ttl
    kg judge pairs.csv --recorded 2025-06-20 --credibility 1 --out judgements.ttl
    """
    from kg.exchange.matching.jobs import judge_file
    from kg.rdf.output_paths import check_file
    from kg.rdf.write import turtle, write_text

    files = all_data(data, None)
    check_file(out, [file, *files, *(extra or [])])
    triples = judge_file(file, files, extra or [], source, credibility, recorded)
    write_text(out, turtle(triples))
    say(f"{len({triple.subject for triple in triples})} judgements written to {out}")
