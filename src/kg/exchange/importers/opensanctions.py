"""OpenSanctions: ``targets.simple.csv``, and entities of its model FollowTheMoney as lines of JSON.

People, organizations and companies are actors. Each list that names one is a designation by its own source, which
derives from the list's publisher: OpenSanctions collects, and adds no testimony of its own. A target that is on no
sanctions list (a politician, say) is described, and not said to be listed. Of other schemata memberships are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from kg.exchange.importers.cells import slug
from kg.exchange.importers.entries import entry, read_entries
from kg.exchange.importers.frames import RELATIONS, Reading, SourceDescription, combined
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.exchange.importers.sources import SOURCES
from kg.rdf.layouts import Layout
from kg.rdf.read_tables import FAULT, ROW, Table, read_records

TARGETS = Layout(
    "OpenSanctions targets",
    dict.fromkeys(("id", "schema", "name", "aliases", "sanctions", "program_ids", "dataset"), ()),
    ("id", "schema", "name", "aliases", "sanctions", "dataset"),
)
_KINDS: dict[str, str | None] = {
    "Person": "Person", "Organization": "Organization", "Company": "Organization", "LegalEntity": "Organization",
    "PublicBody": "Organization", "Vessel": None, "Airplane": None, "Vehicle": None, "CryptoWallet": None,
    "Security": None, "Asset": None, "Address": None, "Position": None, "Occupancy": None,
}  # fmt: skip
#: The lists that are imported on their own, under the names that OpenSanctions gives them.
_LISTS = {
    "us_ofac_sdn": "ofac-sdn", "us ofac specially designated nationals (sdn) list": "ofac-sdn",
    "us_ofac_cons": "ofac-consolidated", "us ofac consolidated (non-sdn) list": "ofac-consolidated",
    "un_sc_sanctions": "un-sc", "un security council consolidated sanctions": "un-sc",
    "eu_fsf": "eu-fsf", "eu financial sanctions files (fsf)": "eu-fsf", "eu consolidated travel bans": "eu-fsf",
}  # fmt: skip


def targets(table: Table, file: str, settings: ImportSettings) -> Reading:
    """The targets of ``targets.simple.csv``."""
    rows, lists = [], set()
    for batch in table.batches:
        for row in batch.iter_rows(named=True):
            sanctioned = row["sanctions"] is not None or row["program_ids"] is not None
            names = _parts(row["dataset"])
            lists |= set(names) if sanctioned else set()
            rows.append(
                entry(
                    row[ROW], number(row["id"] or ""), row["name"] or "", row["schema"] or "",
                    [_key(name) for name in names] if sanctioned else [], programmes=_parts(row["program_ids"]),
                    others=_parts(row["aliases"]), identifier=f"OpenSanctions {row['id']}", **{FAULT: row[FAULT]},
                )
            )  # fmt: skip
    read = read_entries(rows, file, "opensanctions", _KINDS, settings, source="opensanctions")
    return combined([read, Reading(sources=_described(lists))])


def follow_the_money(path: Path, file: str, settings: ImportSettings) -> Reading | None:
    """Entities of FollowTheMoney; None where the file is no JSON."""
    if path.suffix.lower() not in (".json", ".jsonl", ".ijson"):
        return None
    entities = list(_flat(read_records(path)))
    listings: dict[str, list[Mapping[str, Any]]] = {}
    for _, one in entities:
        if one.get("schema") == "Sanction":
            for target in _values(one, "entity"):
                listings.setdefault(target, []).append(one)
    rows, names = [], set()
    kinds = {**_KINDS, **{schema: None for _, one in entities if (schema := str(one.get("schema"))) not in _KINDS}}
    for at, one in entities:
        if one.get("schema") == "Membership":
            continue
        stated = listings.get(str(one.get("id")), [])
        on = list(
            dict.fromkeys(name for listing in stated for name in listing.get("datasets") or one.get("datasets") or [])
        )
        names |= set(on)
        rows.append(
            entry(
                at, number(str(one.get("id") or "")), str(one.get("caption") or next(iter(_values(one, "name")), "")),
                str(one.get("schema")), [_key(name) for name in on],
                programmes=sorted({p for s in stated for p in (_values(s, "programId") or _values(s, "program"))}),
                others=[*_values(one, "name"), *_values(one, "alias")], weak=_values(one, "weakAlias"),
                listed=next((d for s in stated for d in (_values(s, "listingDate") or _values(s, "startDate"))), None),
                identifier=f"OpenSanctions {one.get('id')}",
            )
        )  # fmt: skip
    read = read_entries(rows, file, "opensanctions", kinds, settings, source="opensanctions")
    return combined([read, _memberships(entities, file), Reading(sources=_described(names))])


def _flat(records: Iterable[Any]) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """Each entity with its row; sanctions that are nested in their target become entities of their own."""
    for row, record in enumerate(records, 1):
        if not isinstance(record, dict):
            continue
        yield row, record
        properties = record.get("properties")
        for nested in (properties or {}).get("sanctions", []) if isinstance(properties, dict) else []:
            if isinstance(nested, dict):
                inner = {**(nested.get("properties") or {}), "entity": [record.get("id")]}
                yield row, {"datasets": record.get("datasets"), **nested, "properties": inner}


def _memberships(entities: Iterable[tuple[int, Mapping[str, Any]]], file: str) -> Reading:
    rows = [
        {
            ROW: at, "key": f"opensanctions-{number(str(one.get('id') or ''))}",
            "first": number(member), "second": number(group),
            "start": _edge(one, "startDate", "-01-01"), "end": _edge(one, "endDate", "-12-31"),
        }
        for at, one in entities
        if one.get("schema") == "Membership"
        for member in _values(one, "member")[:1]
        for group in _values(one, "organization")[:1]
    ]  # fmt: skip
    schema = {ROW: pl.Int64, **dict.fromkeys(("key", "first", "second", "start", "end"), pl.String)}
    sieve = Sieve(pl.DataFrame(rows, schema=schema), file)
    relations = sieve.select(
        RELATIONS, key=pl.col("key"), kind=pl.lit("Membership"), source=pl.lit("opensanctions"),
        first=pl.format("opensanctions-{}", "first"), second=pl.format("opensanctions-{}", "second"),
        **{side: pl.col(side).str.to_date("%Y-%m-%d", strict=False) for side in ("start", "end")},
    )  # fmt: skip
    return Reading(relations=relations, rejects=sieve.rejects, counts=sieve.counts)


def _edge(one: Mapping[str, Any], name: str, rest: str) -> str | None:
    """A day, or of a date that is only a year its first or last day, as ``rest`` says."""
    text = next(iter(_values(one, name)), "")
    return text + rest if len(text) == 4 else text[:10] or None


def number(identifier: str) -> str:
    """An identifier of OpenSanctions as part of a key: as it is where it can be.

    >>> number("NK-24ZomtS59XsEEB94Qcqy7S"), number("a b")
    ('NK-24ZomtS59XsEEB94Qcqy7S', 'a-b-c8687a08')
    """
    plain = identifier.replace("-", "").isalnum() and identifier.isascii()
    return identifier if plain or not identifier else slug(identifier)


def _values(one: Mapping[str, Any], name: str) -> list[str]:
    properties = one.get("properties")
    found = properties.get(name, []) if isinstance(properties, dict) else []
    return [
        str(value.get("id")) if isinstance(value, dict) else str(value)
        for value in (found if isinstance(found, list) else [found])
    ]


def _parts(cell: str | None) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def _key(name: str) -> str:
    """The source that a list is in OpenSanctions."""
    return f"opensanctions-{_LISTS.get(name.lower()) or slug(name)}"


def _described(lists: Iterable[str]) -> tuple[SourceDescription, ...]:
    """Each list in OpenSanctions as a source, derived from the list itself where that can be imported."""
    own = SOURCES["opensanctions"]
    return tuple(
        SourceDescription(
            _key(name), f"OpenSanctions: {name}", own.publisher, own.address, own.licence,
            origin=_LISTS.get(name.lower(), own.key),
        )
        for name in sorted(lists)
    )  # fmt: skip
