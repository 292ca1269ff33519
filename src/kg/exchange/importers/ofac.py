"""OFAC's lists by its data specification: ``sdn.csv``, ``cons_prim.csv``, and their tables of other names.

The files have no heading; ``-0-`` stands for nothing. Each individual and each entity is an actor of its own with one
designation under its programmes. The files say neither when nor by which department, so neither is stated. Vessels and
aircraft are left out. ``cons_prim.csv`` has the layout of ``sdn.csv`` but holds those who are not on that list: it is
known by its name, or by entries whose programmes the SDN list never has alone. Names in quotation marks in the remarks
are the weak ones, which OFAC leaves out of ``alt.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import polars as pl

from kg.exchange.importers.cells import code
from kg.exchange.importers.frames import ACTORS, DESIGNATIONS, Reading
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.rdf.layouts import Layout
from kg.rdf.read_tables import FAULT

_ENTRY = (
    "ent_num", "sdn_name", "sdn_type", "program", "title", "call_sign", "vess_type", "tonnage", "grt", "vess_flag",
    "vess_owner", "remarks",
)  # fmt: skip
_OTHER = ("ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks")
ENTRIES = Layout(
    "OFAC entries",
    {
        "ent_num": ("uid", "id"), "sdn_name": ("name",), "sdn_type": ("type",),
        "program": ("programs", "programme", "country"), "remarks": ("details",),
    },
    ("ent_num", "sdn_name", "sdn_type", "program"),
    {len(_ENTRY): _ENTRY},
)  # fmt: skip
OTHER_NAMES = Layout(
    "OFAC other names", dict.fromkeys(_OTHER, ()), ("ent_num", "alt_type", "alt_name"), {len(_OTHER): _OTHER}
)
_KINDS = {"individual": "Person", "-0-": "Organization", "entity": "Organization", "": "Organization"}
_LEFT_OUT = ("vessel", "aircraft")
#: Programmes under which alone nobody is on the SDN list.
_NOT_SDN = ("NS-PLC", "NS-ISA", "NS-MBS", "NS-CMIC", "CMIC-EO13959", "FSE-IR", "561-Related", "561-RELATED")
_NOTHING = "-0-"
#: What the keys of listings begin with: who is on both lists has one number, and two listings.
LISTING = {"ofac-sdn": "ofac", "ofac-consolidated": "ofac-non-sdn"}


def only_consolidated(programmes: Sequence[str]) -> bool:
    """Whether nobody is on the SDN list under these programmes alone."""
    return bool(programmes) and set(programmes) <= set(_NOT_SDN)


def is_consolidated(rows: pl.DataFrame, file: str) -> bool:
    """Whether a table of entries holds those who are not on the SDN list."""
    only = _programmes().list.eval(pl.element().is_in(_NOT_SDN)).list.all() & (_programmes().list.len() > 0)
    return PurePath(file).name.lower().startswith("cons") or bool(rows.select(only.any()).item())


def entries(rows: pl.DataFrame, file: str, settings: ImportSettings, *, consolidated: bool = False) -> Reading:
    """The individuals and entities of a batch of rows, with their listings."""
    source, title = ("ofac-consolidated", "OFAC non-SDN") if consolidated else ("ofac-sdn", "OFAC SDN")
    sieve = Sieve(_without_end(rows), file)
    sieve.derive(
        ent_num=code("ent_num"), programmes=_programmes(),
        _type=pl.col("sdn_type").fill_null("").str.to_lowercase(),
    )  # fmt: skip
    sieve.derive(kind=pl.col("_type").replace_strict(_KINDS, default=None, return_dtype=pl.String))
    sieve.reject(~pl.col("ent_num").str.contains("^[0-9]+$"), "ent_num", "no number of the entry")
    away = pl.col("_type").is_in(_LEFT_OUT)
    absent = Sieve(sieve.rows.filter(away).drop(FAULT), file).select(
        ACTORS, key=pl.format("ofac-{}", "ent_num"), role=pl.lit("absent")
    )
    sieve.leave_out(away, pl.col("_type"))
    sieve.reject(pl.col("kind").is_null(), "sdn_type", "no type of entry (individual, -0-, vessel, aircraft)")
    sieve.reject(_absent("sdn_name"), "sdn_name", "no name")
    sieve.reject(pl.col("programmes").list.len() == 0, "program", "no programme")
    key = pl.format("ofac-{}", "ent_num")
    names = sieve.select(
        ACTORS, source=pl.lit(source), key=key, kind=pl.col("kind"), name=pl.col("sdn_name"), role=pl.lit("name")
    )
    designations = sieve.select(
        DESIGNATIONS,
        source=pl.lit(source),
        key=pl.format(f"{LISTING[source]}-{{}}", "ent_num"),
        actor=key,
        name=pl.col("sdn_name"),
        identifier=pl.format(f"{title} {{}}", "ent_num"),
        programmes=pl.col("programmes"),
    )
    weak = sieve.select(
        ACTORS, source=pl.lit(source), key=key, kind=pl.col("kind"), role=pl.lit("weak"),
        name=pl.col("remarks").str.extract_all(r"(?:a|f|n)\.k\.a\. '[^;]+?'(?:[;.]|$)").list.join("\u241f"),
    )  # fmt: skip
    weak = weak.with_columns(pl.col("name").str.split("\u241f")).explode("name")
    weak = weak.with_columns(pl.col("name").str.extract(r"'(.+)'")).drop_nulls("name")
    return Reading(actors=pl.concat([names, weak, absent]), designations=designations, rejects=sieve.rejects,
                   counts=sieve.counts)  # fmt: skip


def other_names(rows: pl.DataFrame, file: str, settings: ImportSettings) -> Reading:
    """The other names of a batch of rows; who bears them, a table of entries has to say."""
    sieve = Sieve(_without_end(rows), file)
    sieve.derive(ent_num=code("ent_num"))
    sieve.reject(~pl.col("ent_num").str.contains("^[0-9]+$"), "ent_num", "no number of the entry")
    sieve.reject(_absent("alt_name"), "alt_name", "no name")
    quoted = pl.col("alt_name").str.contains(r"""^["'].*["']$""")
    weak = pl.any_horizontal(
        quoted, *(pl.col(c).str.to_lowercase().str.contains(r"\bweak\b") for c in ("alt_type", "alt_remarks"))
    )
    names = sieve.select(
        ACTORS,
        source=pl.lit("ofac-sdn"),
        key=pl.format("ofac-{}", "ent_num"),
        name=pl.col("alt_name").str.strip_chars("\"'"),
        role=pl.when(weak.fill_null(False)).then(pl.lit("weak")).otherwise(pl.lit("other")),
    )
    return Reading(actors=names, rejects=sieve.rejects, counts=sieve.counts)


def _without_end(rows: pl.DataFrame) -> pl.DataFrame:
    """The file may end with the control character that closed files of old (0x1A)."""
    return rows.filter(pl.col("ent_num").fill_null("") != "\x1a")


def _absent(column: str) -> pl.Expr:
    return pl.col(column).fill_null(_NOTHING).is_in(["", _NOTHING])


def _programmes() -> pl.Expr:
    text = pl.col("program").fill_null("").str.strip_chars(" []")
    parts = text.str.replace_all(r"\]\s*[;,]?\s*\[", "\u241f").str.split("\u241f")
    return parts.list.eval(pl.element().str.strip_chars().filter(~pl.element().str.strip_chars().is_in(["", _NOTHING])))
