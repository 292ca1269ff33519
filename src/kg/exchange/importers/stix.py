"""STIX 2.1 bundles: identities, threat actors and intrusion sets as actors, relationships of support and membership.

An ``identity`` of class individual is a person, of class group or organization an organization; a threat actor or an
intrusion set is an organization, unless its resources are those of an individual. Of relationships those of type
``sponsors``, ``supports``, ``member-of`` and ``part-of`` are read, with their times; the types that the standard itself
defines (``uses``, ``targets``, ``attributed-to`` …) have no counterpart here. Objects that were revoked are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from kg.errors import InputError
from kg.exchange.importers.frames import ACTORS, RELATIONS, Reading, Schema
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.rdf.read_tables import ROW, read_records

_ACTORS = ("identity", "threat-actor", "intrusion-set")
_CLASSES = {"individual": "Person", "group": "Organization", "organization": "Organization"}
_RELATIONS = {
    "sponsors": "Sponsorship", "supports": "Sponsorship", "member-of": "Membership", "part-of": "Membership",
}  # fmt: skip
_SCHEMA: Schema = {
    **dict.fromkeys(("id", "type", "name", "kind", "what", "first", "second", "start", "end"), pl.String),
    "others": pl.List(pl.String), "revoked": pl.Boolean, ROW: pl.Int64,
}  # fmt: skip


def bundle(path: Path, file: str, settings: ImportSettings) -> Reading:
    """The objects of a bundle; an object's row is its place in the bundle."""
    objects = read_records(path)
    rows = [_row(at, one) for at, one in enumerate(objects, 1) if isinstance(one, dict)]
    if not any(row["type"] for row in rows):
        raise InputError("no STIX bundle: no object has a type", file=path)
    sieve = Sieve(pl.DataFrame(rows, schema=dict(_SCHEMA)), file)
    sieve.leave_out(pl.col("revoked"), "revoked")
    known = pl.col("type").is_in([*_ACTORS, "relationship"])
    sieve.leave_out(~known, pl.format("object of type {}", "type"))
    related = pl.col("type") == "relationship"
    sieve.leave_out(
        related & ~pl.col("what").is_in(list(_RELATIONS)).fill_null(False), pl.format("relationship {}", "what")
    )
    sieve.leave_out(~related & pl.col("kind").is_null(), "identity that is neither a person nor a group")
    sieve.reject(~pl.col("id").str.contains(r"^[a-z-]+--[0-9a-f-]{36}$"), "id", "no identifier of STIX")
    sieve.reject(~related & pl.col("name").is_null(), "name", "no name")
    actors = sieve.rows.filter(~related)
    sieve.reject(
        related & ~pl.all_horizontal(pl.col("first", "second").is_in(actors["id"].to_list())),
        "first", "relates objects that are not read as actors",
    )  # fmt: skip
    return Reading(actors=_actors(sieve), relations=_relations(sieve), rejects=sieve.rejects, counts=sieve.counts)


def _row(at: int, one: Mapping[str, Any]) -> dict[str, Any]:
    def text(name: str) -> str | None:
        value = one.get(name)
        return value.strip() or None if isinstance(value, str) else None

    kind = _CLASSES.get(text("identity_class") or "") if text("type") == "identity" else "Organization"
    if text("type") == "threat-actor" and text("resource_level") == "individual":
        kind = "Person"
    aliases = one.get("aliases")
    return {
        "id": text("id"), "type": text("type"), "name": text("name"), "kind": kind, "what": text("relationship_type"),
        "first": text("source_ref"), "second": text("target_ref"), "start": text("start_time"),
        "end": text("stop_time"),
        "others": [a for a in aliases if isinstance(a, str)] if isinstance(aliases, list) else [],
        "revoked": one.get("revoked") is True, ROW: at,
    }  # fmt: skip


def _key(column: str) -> pl.Expr:
    return pl.format("stix-{}", pl.col(column).str.extract("--(.*)$"))


def _actors(sieve: Sieve) -> pl.DataFrame:
    named = sieve.rows.filter(pl.col("type") != "relationship")
    others = named.filter(pl.col("others").list.len() > 0).explode("others").with_columns(name="others")
    frames = [
        Sieve(frame, sieve.file).select(
            ACTORS, key=_key("id"), kind=pl.col("kind"), name=pl.col("name"), role=pl.lit(role), source=pl.lit("stix")
        )
        for frame, role in ((named, "name"), (others, "other"))
    ]
    return pl.concat(frames)


def _relations(sieve: Sieve) -> pl.DataFrame:
    related = Sieve(sieve.rows.filter(pl.col("type") == "relationship"), sieve.file)
    kind = pl.col("what").replace_strict(_RELATIONS, default=None, return_dtype=pl.String)
    unknown = pl.when(kind == "Sponsorship").then(pl.lit(["support:unspecified"]))
    return related.select(
        RELATIONS, key=_key("id"), kind=kind, first=_key("first"), second=_key("second"), source=pl.lit("stix"),
        codes=unknown.otherwise(pl.lit([], pl.List(pl.String))),
        **{name: pl.col(name).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False) for name in ("start", "end")},
    )  # fmt: skip
