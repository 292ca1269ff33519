"""The examples in docs/explain.md are what the command line says; so is the proof that docs/architecture.md follows."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import KgError

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "explain.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```text\n\$ kg (.*)\n((?:.*\n)*?)```", TEXT)


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_an_example_is_what_the_command_prints(command: str, shown: str) -> None:
    result = CliRunner().invoke(app, shlex.split(command))
    said = f"kg: {result.exception}\n" if isinstance(result.exception, KgError) else result.stdout
    assert said == shown


def test_there_are_examples() -> None:
    assert {command.split()[0] for command, _ in EXAMPLES} == {"explain", "withdraw"}


def test_the_account_of_the_architecture_page_is_in_the_proof() -> None:
    text = " ".join((DOCS / "architecture.md").read_text(encoding="utf-8").split())
    (command,) = re.findall(r"`kg (explain [^`]*)`", text)
    (account,) = set(re.findall(r"`(account:[^`]*)`", text))
    shown = CliRunner().invoke(app, shlex.split(command)).stdout
    assert account in shown
    assert "conflict:hasWeaponKind weapon:missile" in shown
    assert "conflict:hasWeaponKind weapon:missile" in text
