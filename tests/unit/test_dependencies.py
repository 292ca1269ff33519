"""What is installed: the locks fit pyproject.toml, licences are known and allowed, and commands load what they need."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from licences import Allowed, closure, faults, fits, read_list
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
LOCKS = {"run": (), "dev": ("dev",), "spark": ("spark",)}
_PIN = re.compile(r"^(?P<pin>[^#\s][^\n]*?==[^\n]*?)(?P<hashes>(?: \\\n {4}--hash=sha256:[0-9a-f]{64})+)$", re.M)


def locked(name: str) -> list[Requirement]:
    """The pins of a lock."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    assert not re.search(r"https?:|file:|^--(?!hash)|^\s+-[^-]", text, re.M), "an address or option of one machine"
    pins = [Requirement(found["pin"]) for found in _PIN.finditer(text)]
    assert len(pins) == len(re.findall("^[a-z0-9]", text, re.M)), "a line without hashes"
    return pins


def wanted(extras: tuple[str, ...]) -> Iterator[Requirement]:
    """What pyproject.toml asks for, with the extras and the extras that these name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for text in [*project["dependencies"], *(text for e in extras for text in project["optional-dependencies"][e])]:
        needed = Requirement(text)
        if needed.name == project["name"]:
            yield from (one for one in wanted(tuple(needed.extras)))
        else:
            yield needed


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("lock", LOCKS)
def test_the_locks_fit_what_is_asked_for(lock: str, python: str) -> None:
    machine = {"python_version": python, "python_full_version": f"{python}.0"}
    pins: dict[str, list[Version]] = {}
    for pin in locked(lock):
        if pin.marker is None or pin.marker.evaluate(machine):
            (exact,) = pin.specifier
            pins.setdefault(canonicalize_name(pin.name), []).append(Version(exact.version))
    build = (ROOT / "requirements" / "build.in").read_text("utf-8").splitlines()
    system = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    asked = [*wanted(LOCKS[lock]), *map(Requirement, [*system, *(line for line in build if line[0] != "#")])]
    for needed in asked:
        (version,) = pins[canonicalize_name(needed.name)]
        assert needed.specifier.contains(version, prereleases=True), f"{needed}: {version}; run make lock"


def test_the_locks_agree() -> None:
    run, everything, spark = ({(pin.name, str(pin.specifier)) for pin in locked(name)} for name in LOCKS)
    assert run <= everything
    assert {name for name, _ in spark - everything} == {"pyspark", "py4j"}


def test_what_the_package_needs_at_run_time_is_free_of_copyleft() -> None:
    needed = closure()
    assert {"conflict-kg", "pyoxigraph", "pyvis", "ipython"} <= needed
    assert not needed & {"pytest", "owlready2", "stix2"}
    installed = [Distribution.from_name(name) for name in sorted(needed)]
    assert list(faults(installed, needed, read_list())) == []


LIST = Allowed(frozenset({"MIT", "ISC"}), {"MIT License": "MIT"}, {"judged": "MIT"}, {"tool": "LGPL-3.0-only"})


@pytest.mark.parametrize(
    ("licence", "right"),
    [
        ("MIT", True), ("MIT License", True), ("GPL-3.0-only", False), ("GPL-3.0-only OR MIT", True), ("", False),
        ("GPL-3.0-only AND MIT", False), ("MIT AND (ISC OR GPL-2.0-only)", True),
        ("MIT AND ISC OR AGPL-3.0-only", True),
        ("(MIT OR ISC) AND (MIT)", True), ("(GPL-2.0-only) AND (MIT)", False), ("ISC WITH LLVM-exception", True),
    ],
)  # fmt: skip
def test_licence_expressions(licence: str, right: bool) -> None:
    assert fits(licence, LIST) is right


def package(folder: Path, name: str, *lines: str) -> Distribution:
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("\n".join(("Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *lines)))
    return Distribution.at(info)


def test_an_unknown_or_refused_licence_is_named(tmp_path: Path) -> None:
    installed = [
        package(tmp_path, "fine", "Classifier: License :: OSI Approved :: MIT License"),
        package(tmp_path, "silent"),
        package(tmp_path, "copyleft", "License-Expression: GPL-3.0-only"),
        package(tmp_path, "tool", "License-Expression: LGPL-3.0-only"),
        package(tmp_path, "judged"),
    ]
    names = [line.split()[0] for line in faults(installed, set(), LIST)]
    assert names == ["copyleft", "silent"]
    assert [line.split()[0] for line in faults(installed, {"tool"}, LIST)] == ["copyleft", "silent", "tool"]


@pytest.mark.parametrize("command", [["--help"], ["query", "--list"], ["serve", "--help"], ["reason", "--help"], []])
def test_only_what_draws_loads_pyvis(command: list[str]) -> None:
    """Without a command: the package as Python imports it, and what the server runs."""
    run = "from kg.cli import main; main()" if command else "import kg; kg.build, kg.validate; import kg.serve.app"
    report = "print('loaded', {'pyvis', 'IPython', 'jsonpickle'} & set(sys.modules))"
    code = f"import atexit, sys; atexit.register(lambda: {report}); {run}"
    ended = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == "loaded set()"
