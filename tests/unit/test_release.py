"""A release is whole: the files that describe it agree, and what is built from it works where nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import release

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution of this tree."""
    folder = tmp_path_factory.mktemp("dist")
    _hatch(ROOT, folder, "sdist", "wheel")
    return folder


def _hatch(root: Path, out: Path, *targets: str) -> None:
    wanted = [option for target in targets for option in ("-t", target)]
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", str(out), *wanted], cwd=root, check=True)


def test_the_files_that_describe_the_release_agree() -> None:
    assert set(release.problems()) <= {"CHANGELOG.md has changes that no version has yet"}


def test_what_differs_is_named(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "CITATION.cff", "codemeta.json", "CHANGELOG.md", "LICENSE"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    cited = (tmp_path / "CITATION.cff").read_text()
    (tmp_path / "CITATION.cff").write_text(cited.replace("\nversion: ", "\nversion: 9.").replace('"20', '"19'))
    found = "\n".join(release.problems(tmp_path))
    for said in ("CITATION.cff has version 9.", "different days of release", "LICENSE-DATA is missing"):
        assert said in found


def test_the_redirects_lead_to_the_address_alone() -> None:
    assert "RewriteRule ^(.*)$ https://kg.example/a/$1 [" in release.redirects("https://kg.example/a/")
    for wrong in ("http://kg.example/", "https://kg.example", "https://kg.example/ evil/", "https://kg.example/\n/"):
        with pytest.raises(SystemExit):
            release.redirects(wrong)


def test_the_wheel_carries_what_it_needs_and_is_small(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert wheel.stat().st_size < release.WHEEL_BYTES
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("ontology/conflict.ttl", "data/events.ttl", "queries/"):
        assert any(name.startswith(f"kg/_shipped/{part}") for name in names)
    assert not [name for name in names if "test" in name.split("/")[0]]


def test_the_source_distribution_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as packed:
        packed.extractall(tmp_path, filter="data")
    (root,) = (path for path in tmp_path.iterdir() if path.is_dir())
    _hatch(root, tmp_path / "again", "wheel")
    (first,), (second,) = built.glob("*.whl"), (tmp_path / "again").glob("*.whl")
    contents = [{one.filename: one.CRC for one in zipfile.ZipFile(wheel).infolist()} for wheel in (first, second)]
    assert contents[0] == contents[1]


def test_the_wheel_works_in_an_empty_folder(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "empty").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}

    def kg(*arguments: str) -> str:
        command = [sys.executable, "-m", "kg", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path / "empty", env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    assert "no findings" in kg("validate")
    assert "explorer" in kg("build")
    assert "Kataib Hezbollah" in kg("show", "KH")
    where = [sys.executable, "-c", "import kg; print(kg.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert str(tmp_path / "site") in found
