"""Of two releases of one dataset that are loaded together, the later one counts, with a word."""

from pathlib import Path

import pytest

from importing import GED, read, settings, table
from kg.columns.files import LoadedData, load_files
from kg.errors import ReplacedWarning
from kg.exchange.importers import written
from kg.pipeline import find_faults
from kg.rdf.terms import CONFLICT, PREFIXES, TOLD
from kg.review.validate import together

ACCOUNT = PREFIXES["account"] + "ucdp-{}"


def release(folder: Path, year: str, rows: list[dict[str, str]], padding: int = 0) -> Path:
    """A release of that year; ``padding`` events make its file larger."""
    more = [{"id": str(1000 + number), "where_coordinates": f"Town {number}"} for number in range(padding)]
    options = {"recorded": f"{year}-06-01", "release": f"{year[2:]}.1"}
    reading = read(folder, "ucdp", {"table.csv": table(GED, *rows, *more)}, **options)
    out = folder / f"ged-{year}.nt"
    out.write_bytes(b"".join(written(reading, "ucdp", settings(**options), lines=True)))
    return out


def stated(loaded: LoadedData, number: int, name: str) -> set[str]:
    subject = ACCOUNT.format(number)
    prop = (TOLD if name.startswith("killed") else CONFLICT).term(name)
    triples = {t.object.value for t in loaded.accounts if t.subject.value == subject and t.predicate == prop}
    if loaded.datasets is not None:
        rows = loaded.datasets.dictionary.decode(loaded.datasets.accounts)
        found = rows.filter((rows["s"] == f"<{subject}>") & (rows["p"] == str(prop)))["o"]
        triples |= {text[1:].partition('"')[0] for text in found}
    return triples


@pytest.mark.parametrize("order", ["earlier first", "later first"])
@pytest.mark.parametrize(("old", "new"), [(0, 0), (40, 40), (40, 0), (0, 40)], ids=["small", "large", "new", "old"])
@pytest.mark.parametrize("accounts", [10, 1000])
def test_the_later_release_replaces_what_both_describe(
    old: int, new: int, order: str, accounts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "30000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", str(accounts))
    earlier = release(tmp_path, "2024", [{"id": "6"}, {"id": "7", "best": "4"}], old)
    later = release(tmp_path, "2025", [{"id": "7", "best": "5", "side_a": "Government of Aaland"}, {"id": "8"}], new)
    paths = [earlier, later] if order == "earlier first" else [later, earlier]
    both = 1 + min(old, new)
    with pytest.warns(ReplacedWarning, match=rf"ged-2025\.nt is a later .*ged-2024\.nt: .*, {both} accounts, is taken"):
        loaded = load_files(paths)
    assert stated(loaded, 7, "recordedAt") == {"2025-06-01T23:59:59+00:00"}
    assert stated(loaded, 7, "killedBestEstimate") == {"5"}
    assert stated(loaded, 6, "killedBestEstimate") == stated(loaded, 8, "killedBestEstimate") == {"4"}
    assert find_faults(loaded) == []


def test_what_is_added_replaces_an_earlier_release(tmp_path: Path) -> None:
    earlier = release(tmp_path, "2024", [{"id": "7", "best": "4"}])
    later = release(tmp_path, "2025", [{"id": "7", "best": "5"}])
    for known, report in ((earlier, later), (later, earlier)):
        with pytest.warns(ReplacedWarning):
            loaded = together(load_files([known]), load_files([report]))
        assert stated(loaded, 7, "killedBestEstimate") == {"5"}


def test_one_release_twice_is_one(tmp_path: Path) -> None:
    file = release(tmp_path, "2024", [{"id": "7"}])
    (tmp_path / "copy.nt").write_bytes(file.read_bytes())
    assert load_files([file, tmp_path / "copy.nt"]).accounts == load_files([file]).accounts
