"""``kg init``: makes a project folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.app import app
from kg.cli.console import put, say
from kg.cli.project import SETTINGS_FILE

_SETTINGS = """\
# Settings of this project. Commands use them in this folder and in the folders below it.
# Options of a command override them. Paths begin at this file.

# Files and folders of your own, beside the data that ship.
extra = ["data"]

# Files and folders in place of the data that ship.
# data = ["other-data"]

# Policy by which accounts are accepted: cautious, corroborated, permissive, only:SOURCE or a file of yours.
policy = "cautious"

# Folder that 'kg build' writes, and that 'kg query', 'kg find', 'kg export' and 'kg serve' read.
out = "build"

# Limits, by the names of their environment variables without KG_, in small letters.
[limits]
# query_seconds = 60
"""
_DATA = """\
# Your own sources, events, relations and accounts.
# docs/curation.md of the package describes how to write them; 'kg validate' checks them.
@prefix account: <https://w3id.org/conflict-kg/id/account/> .
@prefix act: <https://w3id.org/conflict-kg/id/act/> .
@prefix actor: <https://w3id.org/conflict-kg/id/actor/> .
@prefix conflict: <https://w3id.org/conflict-kg/ontology#> .
@prefix credibility: <https://w3id.org/conflict-kg/id/credibility/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix event: <https://w3id.org/conflict-kg/id/event/> .
@prefix place: <https://w3id.org/conflict-kg/id/place/> .
@prefix precision: <https://w3id.org/conflict-kg/id/precision/> .
@prefix relation: <https://w3id.org/conflict-kg/id/relation/> .
@prefix reliability: <https://w3id.org/conflict-kg/id/reliability/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/conflict-kg/id/source/> .
@prefix told: <https://w3id.org/conflict-kg/told#> .
@prefix weapon: <https://w3id.org/conflict-kg/id/weapon/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_README = """\
# A project with the conflict knowledge graph

| file | content |
| --- | --- |
| `kg.toml` | settings: which data, which policy, where the build goes |
| `data/` | your own accounts, in Turtle |
| `build/` | what `kg build` writes |

```sh
kg add report.ttl        # what would a new report change?
kg validate              # are the data well-formed?
kg build                 # explorer, report and graph files
```

To add a report, put its file into `data/`.
"""
_FILES = {
    SETTINGS_FILE: _SETTINGS, "data/reports.ttl": _DATA, "README.md": _README, ".gitignore": "/build/\n"
}  # fmt: skip


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder; it is made if there is none.")] = Path(),
) -> None:
    """Make a project folder: settings, a file for your own data, a README; no file is overwritten.

    \b
    kg init
    kg init my-project
    """
    from kg.errors import OutputError
    from kg.rdf.output_paths import check_files
    from kg.rdf.write import write_files

    if _stands(folder / SETTINGS_FILE):
        raise OutputError(f"{folder / SETTINGS_FILE}: exists already; this folder is a project")
    new = {name: text for name, text in _FILES.items() if not _stands(folder / name)}
    check_files(folder, [name for name in new if (folder / name).parent.is_dir()])
    for name in sorted(_FILES.keys() - new.keys()):
        say(f"{folder / name} exists, and stays as it is")
    (folder / "data").mkdir(parents=True, exist_ok=True)
    write_files(folder, {name: [text.encode()] for name, text in new.items()})
    for name in new:
        put(f"{folder / name}\n")


def _stands(path: Path) -> bool:
    return path.exists() or path.is_symlink()
