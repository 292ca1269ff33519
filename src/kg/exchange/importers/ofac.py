"""The list of Specially Designated Nationals, ``sdn.csv``, by OFAC's data specification (updated 25 September 2023).

The file has no heading; ``-0-`` stands for nothing. Each individual and each entity is an actor of its own with one
designation under its programmes. The file says neither when nor by which department, so neither is stated. Vessels and
aircraft are left out.
"""

from __future__ import annotations

import polars as pl

from kg.exchange.importers.text import ImportSettings, literal, refuse

SDN_COLUMNS = (
    "ent_num", "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign", "Vess_type", "Tonnage", "GRT", "Vess_flag",
    "Vess_owner", "Remarks",
)  # fmt: skip
_KINDS = {"individual": "conflict:Person", "-0-": "conflict:Organization"}


def sdn(rows: pl.DataFrame, settings: ImportSettings) -> pl.Series:
    """Every individual and entity of the list as Turtle."""
    # The file may end with the control character that closed files of old (0x1A).
    read = rows.filter(pl.col("ent_num") != "\x1a").with_columns(
        pl.col("SDN_Type", "Program", "SDN_Name").str.strip_chars()
    )
    read = read.with_columns(kind=pl.col("SDN_Type").replace_strict(_KINDS, default=None)).drop_nulls("kind")
    refuse(read, ~pl.col("ent_num").str.contains("^[0-9]+$"), "no number of the entry")
    refuse(read, pl.col("SDN_Name").is_in(["", "-0-"]), "no name")
    refuse(read, pl.col("Program").is_null(), "no programme")
    programmes = pl.col("Program").str.replace_all(r"^\[|\]$", "").str.split("] [").list.eval(literal(pl.element()))
    entry = pl.col("ent_num")
    return read.select(
        text=pl.format(
            f"actor:{settings.dataset}-{{}} a {{}} ;\n    skos:prefLabel {{}}@en .\n\n"
            f"act:{settings.dataset}-{{}} a conflict:Designation ;\n    skos:prefLabel {{}}@en .\n\n"
            f"{settings.account('act')}    told:isAboutActor actor:{settings.dataset}-{{}} ;\n"
            '    told:underProgramme {} ;\n    told:listIdentifier "OFAC SDN {}" .\n\n',
            entry,
            "kind",
            literal(pl.col("SDN_Name")),
            entry,
            literal(pl.format("Listing of {}", "SDN_Name")),
            entry,
            entry,
            literal(pl.format("entry {}", entry)),
            literal(pl.format("The list has {} as entry {}.", pl.col("SDN_Name").str.slice(0, 250), entry)),
            entry,
            programmes.list.join(" , "),
            entry,
        )
    )["text"]
