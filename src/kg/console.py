"""What the command line says: data to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.check import Verdict


def say(text: str) -> None:
    """A line of progress, to standard error."""
    typer.echo(text, err=True)


def chosen(form: str | None) -> str:
    """The format asked for: a table on a terminal and TSV in a pipe unless ``form`` says otherwise."""
    return form or ("table" if sys.stdout.isatty() else "tsv")


def show(columns: tuple[str, ...], rows: object, form: str | None) -> None:
    """Rows to standard output, in the format that is :func:`chosen`."""
    from kg.present import present

    typer.echo(present(columns, rows, chosen(form)), nl=False)  # type: ignore[arg-type]


def show_verdicts(found: Iterable[Verdict], form: str | None) -> None:
    """Verdicts of the double-check to standard output; a table holds numbers where other formats hold names."""
    from kg.check import BRIEF_COLUMNS, COLUMNS, brief_rows, rows

    if chosen(form) == "table":
        show(BRIEF_COLUMNS, brief_rows(found), form)
    else:
        show(COLUMNS, rows(found), form)


def show_record(record: object) -> None:
    """Plain data to standard output, as JSON."""
    import json

    typer.echo(json.dumps(record, indent=2, ensure_ascii=False))
