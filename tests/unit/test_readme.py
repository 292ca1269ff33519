"""The README and the documents point at things that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "DATASHEET.md"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_relative_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_limit_is_documented() -> None:
    from dataclasses import asdict

    from kg.limits import Limits

    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for name, value in asdict(Limits()).items():
        assert f"`KG_{name.upper()}` ({value:g})" in text or f"`KG_{name.upper()}` ({value})" in text
