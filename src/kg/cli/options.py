"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.completion import policies
from kg.cli.project import project_paths
from kg.rdf.read import shipped

BuildFolder = Annotated[Path, typer.Option("--build", help="Folder that 'kg build' wrote.")]
Format = Annotated[str | None, typer.Option("--format", "-f", help="table, json, csv, tsv or md.")]
DataPaths = Annotated[
    list[Path] | None,
    typer.Option("--data", help="Folder or file of accounts in place of what ships; may be repeated."),
]
ExtraPaths = Annotated[
    list[Path] | None, typer.Option("--extra", help="Folder or file to add to the data; may be repeated.")
]
PolicyName = Annotated[
    str,
    typer.Option("--policy", help="cautious, corroborated, permissive, only:SOURCE or a .ttl", autocompletion=policies),
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Use only accounts that were on record on this date.")]
ValidAt = Annotated[
    str | None, typer.Option("--valid-at", help="Keep only relations valid on this date, and events that had happened.")
]
ReasonerName = Annotated[str, typer.Option("--reasoner", help="auto, polars, owlrl or spark (needs Java).")]
Master = Annotated[
    str | None, typer.Option("--master", help="Spark's cluster, as spark://HOST:PORT; default: Spark's settings.")
]


def all_data(data: list[Path] | None, extra: list[Path] | None) -> list[Path]:
    """The files and folders to load: ``data``, or else those of the project or what ships, and then ``extra``.

    None stands for what ships.
    """
    chosen = data or project_paths()
    return [*(chosen or [shipped("data")]), *extra] if extra else chosen


def read_files(data: list[Path], policy: str) -> list[Path]:
    """The user's files and folders that a command reads, which no output may replace: data, and a policy file."""
    return [*data, *(path for path in (Path(policy),) if path.is_file())]
