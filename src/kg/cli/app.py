"""The application and its main entry, and how arguments that name things are read."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING, Annotated

import typer

from kg.console import say
from kg.errors import KgError, UsageError, meant

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

app = typer.Typer(
    name="kg",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def version(
    ctx: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Knowledge graph of proxy conflicts: who says what, what is accepted, what follows, and why."""
    if show_version:
        from importlib.metadata import version as installed

        typer.echo(f"conflict-kg {installed('conflict-kg')}")
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(2)


def named(name: str) -> NamedNode:
    """The IRI that an argument names; ``UsageError`` for a literal."""
    from pyoxigraph import NamedNode

    term = read_argument("rdf:type" if name == "a" else name)
    if not isinstance(term, NamedNode):
        raise UsageError(f"{name!r} is a literal, which can only be an object")
    return term


def read_argument(text: str) -> NamedNode | Literal:
    """The term that an argument names; ``UsageError`` with what was probably meant."""
    from kg.resources import read_term
    from kg.terms import PREFIXES

    try:
        return read_term(text)
    except ValueError as error:
        prefix, colon, local = text.partition(":")
        close = meant(prefix, PREFIXES).replace("?", f":{local}?") if colon and prefix not in PREFIXES else ""
        raise UsageError(f"{error}{close}") from error


def main() -> None:
    """Run the command line; turn the project's errors into one line and their exit code."""
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        app()
    except KgError as error:
        if debug:
            traceback.print_exc()
        say(f"kg: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if debug:
            raise
        say(f"kg: unexpected {type(error).__name__}: {error}; --debug shows where")
        sys.exit(KgError.exit_code)
