"""The application and its main entry."""

from __future__ import annotations

import atexit
import gc
import sys
import traceback
import warnings
from typing import Annotated, Any

import typer

from kg.console import say
from kg.errors import DeprecatedNameWarning, KgError

#: Objects made before Python looks for cycles among them. What a command reads it keeps to its end, so that looking
#: often finds nothing, and costs a build a fifth of its time.
YOUNG_OBJECTS = 500_000

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


def _say_warnings() -> None:
    """Show the project's own warnings as a line like its errors, without the place in the code."""
    shown_otherwise = warnings.formatwarning

    def formatted(message: Warning | str, category: type[Warning], *place: Any, **line: Any) -> str:
        own = issubclass(category, DeprecatedNameWarning)
        return f"kg: {message}\n" if own else shown_otherwise(message, category, *place, **line)

    warnings.formatwarning = formatted
    warnings.simplefilter("always", DeprecatedNameWarning)


def main() -> None:
    """Run the command line; turn the project's errors into one line and their exit code."""
    gc.set_threshold(YOUNG_OBJECTS)
    atexit.register(gc.freeze)  # Nor does it look once more when the process ends, for 0.3 s after a build.
    _say_warnings()
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
