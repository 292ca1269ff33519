"""What a release needs beside the tests: ``check`` that all parts agree, and the ``w3id`` redirects for an address.

    python requirements/release.py check                 exit 1 and a line for each thing that is missing or differs
    python requirements/release.py w3id https://…/       prints the file .htaccess for the registry of w3id.org

``make release`` runs the first, builds wheel and source distribution, and lists what they depend on (CycloneDX).
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Largest wheel, in bytes.
WHEEL_BYTES = 2_000_000
_RULES = """\
Options +FollowSymLinks
RewriteEngine on
# The server negotiates between pages and data.
RewriteRule ^(.*)$ {address}$1 [R=303,L,NE,QSA]
"""


def problems(root: Path = ROOT) -> Iterator[str]:
    """What is missing or differs: versions, dates and keywords of the files that describe the release; its changes."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (root / "CITATION.cff").read_text("utf-8")
    described = json.loads((root / "codemeta.json").read_text("utf-8"))
    version = project["version"]
    for name, found in (("CITATION.cff", _field(citation, "version")), ("codemeta.json", described["version"])):
        if found != version:
            yield f"{name} has version {found}, pyproject.toml has {version}"
    if _field(citation, "date-released") != described["datePublished"]:
        yield "CITATION.cff and codemeta.json name different days of release"
    if described["description"] != project["description"]:
        yield "codemeta.json describes the project otherwise than pyproject.toml"
    if not re.search(rf"^## {re.escape(version)}\b", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE):
        yield f"CHANGELOG.md has no section {version}"
    if re.search(r"^## Unreleased\b", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE):
        yield "CHANGELOG.md has changes that no version has yet"
    for name in ("LICENSE", "LICENSE-DATA"):
        if not (root / name).is_file():
            yield f"{name} is missing"


def _field(citation: str, name: str) -> str:
    found = re.search(rf"^{name}: \"?([^\"\n]*)", citation, re.MULTILINE)
    return found.group(1) if found else ""


def redirects(address: str) -> str:
    """The file that w3id.org needs to lead every IRI of the project to a server at ``address``."""
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]+)?/([A-Za-z0-9._~/-]*/)?", address):
        raise SystemExit(f"no address of a server that ends with a slash: {address!r}")
    return _RULES.format(address=address)


def main(arguments: list[str]) -> int:
    """Run the command; the exit code."""
    match arguments:
        case ["check"]:
            found = list(problems())
            print(*found, sep="\n", end="\n" * bool(found), file=sys.stderr)
            return bool(found)
        case ["w3id", address]:
            print(redirects(address), end="")
            return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
