"""The examples in docs/explain.md are what the command line says."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import KgError

TEXT = (Path(__file__).parents[2] / "docs" / "explain.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```text\n\$ kg (.*)\n((?:.*\n)*?)```", TEXT)


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_an_example_is_what_the_command_prints(command: str, shown: str) -> None:
    result = CliRunner().invoke(app, shlex.split(command))
    said = f"kg: {result.exception}\n" if isinstance(result.exception, KgError) else result.stdout
    assert said == shown


def test_there_are_examples() -> None:
    assert {command.split()[0] for command, _ in EXAMPLES} == {"explain", "withdraw"}
