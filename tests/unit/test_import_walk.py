"""The walk in the page on imports, on a made-up table: its six commands, as they stand there."""

import csv
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.rdf.terms import PREFIXES
from kg.read_build import open_build

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "docs" / "import.md").read_text(encoding="utf-8").split("## From a table to the explorer")[1]
COMMANDS = re.search(r"```sh\n(.*?)```", SECTION, re.DOTALL)[1].splitlines()  # type: ignore[index]
NOTHING = ",-0- " * 8
SDN = f"""90001,"KATA'IB HIZBALLAH",-0- ,FTO] [SDGT{NOTHING}
90002,"AL-KHAZALI, Qais Hadi",individual,SDGT{NOTHING}
90003,MADE-UP TRADING COMPANY,-0- ,SDGT{NOTHING}
"""
ALT = '90001,1,aka,ISLAMIC RESISTANCE IN IRAQ,-0- \n90002,2,aka,"AL-KHAZALI, Qays",-0- \n'


def decide(pairs: Path) -> list[dict[str, str]]:
    """Fill in the table as a person would."""
    with pairs.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    for row in rows:
        row["verdict"] = "same" if row["right"] == "actor:ofac-90001" else "distinct"
        row["reason"] = "Read both entries."
    with pairs.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows


def test_six_commands_lead_from_a_table_to_the_explorer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "sdn.csv").write_text(SDN, encoding="utf-8")
    (tmp_path / "alt.csv").write_text(ALT, encoding="utf-8")
    assert [shlex.split(line)[1] for line in COMMANDS] == ["import", "match", "judge", "validate", "build", "explain"]
    for line in COMMANDS:
        command, _, target = line.partition(" > ")
        done = CliRunner().invoke(app, shlex.split(command)[1:], catch_exceptions=False)
        assert done.exit_code == 0, f"{line}: {done.output}"
        if target:
            Path(target).write_text(done.stdout, encoding="utf-8")
            rows = decide(Path(target))
            assert [(r["left"], r["right"]) for r in rows] == [
                ("actor:qais-al-khazali", "actor:ofac-90002"),
                ("actor:kataib-hezbollah", "actor:ofac-90001"),
            ]
    assert "judgement:same--actor-kataib-hezbollah--actor-ofac-90001" in done.stdout
    assert (tmp_path / "build" / "explorer.html").is_file()
    held = {d.subject.value: d.values for d in open_build(tmp_path / "build").decisions if d.values}
    assert held[PREFIXES["actor"] + "ofac-90001"][0].value == PREFIXES["actor"] + "kataib-hezbollah"
