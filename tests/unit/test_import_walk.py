"""The walks from a table to the explorer, on made-up tables: their six commands, as they stand in the documents."""

import csv
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from importing import GED, table
from kg.cli import app
from kg.rdf.terms import PREFIXES
from kg.read_build import open_build

ROOT = Path(__file__).parents[2]
NOTHING = ",-0- " * 8
SDN = f"""90001,"KATA'IB HIZBALLAH",-0- ,FTO] [SDGT{NOTHING}
90002,"AL-KHAZALI, Qais Hadi",individual,SDGT{NOTHING}
90003,MADE-UP TRADING COMPANY,-0- ,SDGT{NOTHING}
"""
ALT = '90001,1,aka,ISLAMIC RESISTANCE IN IRAQ,-0- \n90002,2,aka,"AL-KHAZALI, Qays",-0- \n'
EVENTS = table(GED, {"side_a": "Government of Iraq", "side_b": "IS"}, {"id": "2", "side_b": "IS", "best": "5"})
#: By document: the heading of the walk, the tables, who is judged to be whom, and all pairs of actors.
WALKS = {
    "docs/import.md": (
        "## From a table to the explorer", {"sdn.csv": SDN, "alt.csv": ALT},
        ("actor:ofac-90001", "actor:kataib-hezbollah"),
        {("actor:qais-al-khazali", "actor:ofac-90002"), ("actor:kataib-hezbollah", "actor:ofac-90001")},
    ),
    "README.md": (
        "## From a downloaded table", {"ged251.csv": EVENTS}, ("actor:ucdp-234", "actor:isis"),
        {("actor:iraq", "actor:ucdp-116"), ("actor:isis", "actor:ucdp-234")},
    ),
}  # fmt: skip


def decide(pairs: Path, same: str) -> list[dict[str, str]]:
    """Fill in the table as a person would."""
    with pairs.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        row["verdict"] = "same" if row["right"] == same else "distinct"
        row["reason"] = "Read both entries."
    with pairs.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows


@pytest.mark.parametrize("document", WALKS)
def test_six_commands_lead_from_a_table_to_the_explorer(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heading, tables, (other, kept), expected = WALKS[document]
    section = (ROOT / document).read_text(encoding="utf-8").split(heading)[1]
    commands = re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1].splitlines()  # type: ignore[index]
    monkeypatch.chdir(tmp_path)
    for name, content in tables.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert [shlex.split(line)[1] for line in commands] == ["import", "match", "judge", "validate", "build", "explain"]
    for line in commands:
        command, _, target = line.partition(" > ")
        done = CliRunner().invoke(app, shlex.split(command)[1:], catch_exceptions=False)
        assert done.exit_code == 0, f"{line}: {done.output}"
        if target:
            Path(target).write_text(done.stdout, encoding="utf-8")
            rows = decide(Path(target), other)
            assert {(r["left"], r["right"]) for r in rows if r["left"].startswith("actor:")} == expected
    assert f"judgement:same--{kept.replace(':', '-')}--{other.replace(':', '-')}" in done.stdout
    assert (tmp_path / "build" / "explorer.html").is_file()
    held = {d.subject.value: d.values for d in open_build(tmp_path / "build").decisions if d.values}
    assert held[PREFIXES["actor"] + other.removeprefix("actor:")][0].value.endswith(kept.removeprefix("actor:"))
