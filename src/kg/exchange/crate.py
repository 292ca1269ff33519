"""The description of a build's folder as a research object: RO-Crate 1.1 (2020), which repositories read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

#: The file that holds the description.
CRATE = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
#: What each file of a build is, with its media type.
_FILES = {
    "graph.ttl": ("All layers in one graph", "text/turtle"),
    "graph.trig": ("Layers and decisions as named graphs", "application/trig"),
    "closure.nt": ("What was inferred", "application/n-triples"),
    "datasets.nq": ("What datasets say, as named graphs", "application/n-quads"),
    "names.sqlite": ("Index of the names of datasets", "application/vnd.sqlite3"),
    "evidence.parquet": ("The evidence as a table", "application/vnd.apache.parquet"),
    "void.ttl": ("Description for linked data: VoID, DCAT and PROV-O", "text/turtle"),
    "explorer.html": ("The explorer", "text/html"),
    "report.html": ("The report", "text/html"),
    "report.md": ("The report as Markdown", "text/markdown"),
    "tables.html": ("Further tables of the report", "text/html"),
    "summary.json": ("Figures of the build", "application/json"),
}


def ro_crate(sizes: Mapping[str, int], *, about: str, date: str) -> str:
    """The description as JSON-LD: the folder, and its files that ``sizes`` (bytes by name) knows.

    ``about`` says what was built; ``date`` is the day of the latest account. The same input gives the same text.
    """
    files = [name for name in _FILES if name in sizes]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": "Conflict knowledge graph",
        "description": about,
        **({"datePublished": date} if date else {}),
        "license": {"@id": _LICENCE},
        "hasPart": [{"@id": name} for name in files],
        "mainEntity": {"@id": "graph.trig"},
    }
    described = [
        {
            "@id": name,
            "@type": "File",
            "name": _FILES[name][0],
            "encodingFormat": _FILES[name][1],
            "contentSize": str(sizes[name]),
        }
        for name in files
    ]
    entities = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        root,
        *described,
        {"@id": _LICENCE, "@type": "CreativeWork", "name": "Creative Commons Attribution 4.0 International"},
        {
            "@id": "#build",
            "@type": "CreateAction",
            "name": "kg build",
            "instrument": {"@id": "#software"},
            "result": {"@id": "./"},
        },
        {"@id": "#software", "@type": "SoftwareApplication", "name": "conflict-kg", "version": version("conflict-kg")},
    ]
    return json.dumps({"@context": f"{_SPECIFICATION}/context", "@graph": entities}, indent=2) + "\n"
