"""The page on imports names every dataset, option and limit that there is."""

import re
from pathlib import Path

from kg.exchange.importers import DATASETS
from kg.exchange.importers.ucdp_support import KINDS

TEXT = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def test_every_dataset_and_kind_of_support_is_named() -> None:
    assert [name for name in DATASETS if f"| `{name}` |" not in TEXT] == []
    assert [kind for kind in KINDS.values() if f"`{kind}`" not in TEXT and f"`support:{kind}`" not in TEXT] == []


def test_every_option_is_named() -> None:
    source = (Path(__file__).parents[2] / "src" / "kg" / "cli" / "exchange.py").read_text(encoding="utf-8")
    options = re.findall(r'"(--[a-z-]+)"', source.split('@app.command("import")')[1])
    assert len(options) >= 9
    assert [option for option in options if option not in TEXT] == []
