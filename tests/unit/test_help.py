"""Each command's help shows two examples that the command takes."""

from __future__ import annotations

import shlex

import pytest
import typer
from typer.main import get_command

from kg.cli import app

GROUP = get_command(app)
COMMANDS = sorted(GROUP.commands)  # type: ignore[attr-defined]


def examples(name: str) -> list[list[str]]:
    help_text = GROUP.commands[name].help or ""  # type: ignore[attr-defined]
    return [shlex.split(line) for line in help_text.splitlines() if line.strip().startswith("kg ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_has_two_examples_that_the_command_takes(name: str) -> None:
    found = examples(name)
    assert len(found) >= 2
    for _, command, *words in found:
        while ">" in words:
            words = words[: words.index(">")]
        assert command in COMMANDS
        with GROUP.commands[command].make_context(command, words, parent=typer.Context(GROUP)):  # type: ignore[attr-defined]
            pass
