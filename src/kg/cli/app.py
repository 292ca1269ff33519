"""The application and its main entry."""

from __future__ import annotations

import signal
import sys
import traceback
import warnings
from typing import Annotated, Any

import typer

from kg.cli.console import guard_terminals, put, say
from kg.cli.project import use_project
from kg.errors import DatasetWarning, DeprecatedNameWarning, KgError, LeftOutWarning, ReplacedWarning
from kg.system import collect_rarely

#: What `kg` alone ends with.
FIRST_STEPS = """Three things to try:
  kg build                   the graph in build/: a network to explore, a report, files to query
  kg show "Kataib Hezbollah" who backs it, what it claimed, what it is blamed for, and on whose word
  kg query --list            the questions that come with it; kg query 'SELECT …' asks your own
"""
#: Commands that read no data, policy or build of a project, whose limits alone hold for them.
_WITHOUT_DATA = ("import", "reason")
app = typer.Typer(
    name="kg",
    context_settings={"help_option_names": ["-h", "--help"]},
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

        put(f"conflict-kg {installed('conflict-kg')}\n")
    elif ctx.invoked_subcommand is None:
        put(f"{ctx.get_help()}\n\n{FIRST_STEPS}")
        raise typer.Exit(2)
    elif ctx.invoked_subcommand != "init":
        project = use_project(ctx)
        if project is not None and ctx.invoked_subcommand not in _WITHOUT_DATA:
            say(f"project: {project.file}")


def _say_warnings() -> None:
    """Show the project's own warnings as a line like its errors, without the place in the code."""
    shown_otherwise = warnings.formatwarning

    kinds = (DeprecatedNameWarning, DatasetWarning, LeftOutWarning, ReplacedWarning)

    def formatted(message: Warning | str, category: type[Warning], *place: Any, **line: Any) -> str:
        return f"kg: {message}\n" if issubclass(category, kinds) else shown_otherwise(message, category, *place, **line)

    warnings.formatwarning = formatted
    for kind in kinds:
        warnings.simplefilter("always", kind)


def main() -> None:
    """Run the command line; turn the project's errors into one line and their exit code."""
    guard_terminals()
    collect_rarely()
    _say_warnings()
    signal.signal(signal.SIGTERM, _ended)
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
    except OSError as error:
        if debug:
            traceback.print_exc()
        say(f"kg: {error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(KgError.exit_code)
    except Exception as error:
        if debug:
            raise
        say(f"kg: unexpected {type(error).__name__}: {error}; --debug shows where")
        sys.exit(KgError.exit_code)


def _ended(*_: object) -> None:
    """End on SIGTERM as on an error, so that what is half written is removed; with the code that shells give."""
    sys.exit(128 + signal.SIGTERM)
