"""GDELT's event tables, 2.0 (61 columns) and 1.0 (58, before April 2013 57), by their codebooks; without a heading.

Events are coded by machine from single articles, in CAMEO's classes. Only those of the root classes 19 (fight) and 20
(unconventional mass violence) at a named place are read, without blockades, occupations, violated ceasefires and
expulsions, which need no arms to be used. The two actors are a machine's reading of roles (``POLICE``), so they stand
in words alone. Rows of one article, day and place are one event. A day that lies exactly a month, a year or ten years
before the article is what the machine makes of "last month", "last year", "a decade ago": no day is told.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from kg.exchange.importers.cells import code, slugs, with_days
from kg.exchange.importers.frames import EVENTS, LEFT_OUT, Reading
from kg.exchange.importers.places import TOWN_KM, check_points
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve, one_count
from kg.rdf.layouts import Layout

_ACTOR = (
    "code", "name", "countrycode", "knowngroupcode", "ethniccode", "religion1code", "religion2code", "type1code",
    "type2code", "type3code",
)  # fmt: skip
_OLD_PLACE = ("type", "fullname", "countrycode", "adm1code", "lat", "long", "featureid")
_PLACE = (*_OLD_PLACE[:4], "adm2code", *_OLD_PLACE[4:])


def _columns(place: tuple[str, ...], *last: str) -> tuple[str, ...]:
    return (
        "globaleventid", "day", "monthyear", "year", "fractiondate",
        *(f"actor{number}{part}" for number in (1, 2) for part in _ACTOR),
        "isrootevent", "eventcode", "eventbasecode", "eventrootcode", "quadclass", "goldsteinscale", "nummentions",
        "numsources", "numarticles", "avgtone",
        *(f"{thing}geo_{part}" for thing in ("actor1", "actor2", "action") for part in place),
        *last,
    )  # fmt: skip


_LAYOUTS = (
    _columns(_PLACE, "dateadded", "sourceurl"),
    _columns(_OLD_PLACE, "dateadded", "sourceurl"),
    _columns(_OLD_PLACE, "dateadded"),
)
_READ: dict[str, tuple[str, ...]] = {
    "globaleventid": (), "day": ("sqldate",), "actor1name": (), "actor2name": (), "eventcode": (), "eventbasecode": (),
    "eventrootcode": (), "actiongeo_type": (), "actiongeo_fullname": (), "actiongeo_countrycode": (),
    "actiongeo_lat": (), "actiongeo_long": (), "dateadded": (), "sourceurl": (),
}  # fmt: skip
GDELT_EVENTS = Layout(
    "GDELT events",
    _READ,
    tuple(column for column in _READ if column != "sourceurl"),
    {len(columns): columns for columns in _LAYOUTS},
)
_FORCE = {"19": "Fighting", "20": "Mass violence"}
_NOT_FORCE = ("191", "192", "196", "201")
#: Types of places that are towns: 3 in the United States, 4 elsewhere; type 1 is a country.
_TOWNS, _COUNTRY = ("3", "4"), "1"
#: How long before the article a day lies that the machine computed from words.
_ARTEFACTS = {"-1mo": "a month", "-1y": "a year", "-10y": "ten years"}


def gdelt(rows: pl.DataFrame, file: str, settings: ImportSettings) -> Reading:
    """Uses of force of a batch of rows."""
    sieve = Sieve(rows, file)
    _choose(sieve)
    _check(sieve, settings)
    town = code("actiongeo_type").is_in(_TOWNS)
    sieve.rows = sieve.rows.rename({"actiongeo_lat": "latitude", "actiongeo_long": "longitude"})
    check_points(sieve, pl.when(town).then(TOWN_KM))
    artefact = pl.col("_artefact").is_not_null()
    machine = pl.format("Coded by machine from an article: CAMEO {}.", "eventcode")
    vague = pl.format(
        "{} The day given, {}, lies exactly {} before the article: it is computed from words, and not told.",
        machine, "_day", "_artefact",
    )  # fmt: skip
    nobody = pl.lit([], pl.List(pl.String))
    events = sieve.select(
        EVENTS,
        source=pl.lit("gdelt"),
        key=pl.format("gdelt-{}", "globaleventid"),
        kind=code("eventrootcode").replace_strict(_FORCE, default=None, return_dtype=pl.String),
        names=pl.concat_str("actor1name", "actor2name", separator=" and ", ignore_nulls=True),
        where=pl.when(code("actiongeo_type") != _COUNTRY).then(
            pl.col("actiongeo_fullname").str.replace(r", ?[^,]+$", "")
        ),
        country=pl.col("country"),
        country_key=pl.coalesce("actiongeo_countrycode", slugs(sieve.rows["country"])),
        latitude=pl.col("latitude"),
        longitude=pl.col("longitude"),
        radius=pl.col("radius"),
        start=pl.when(~artefact).then("_day"),
        end=pl.when(artefact).then("_added").otherwise("_day"),
        day=~artefact,
        parties=nobody,
        perpetrators=nobody,
        targets=nobody,
        address=pl.col("sourceurl"),
        remark=pl.when(artefact).then(vague).otherwise(machine),
    )
    return Reading(events=events, rejects=sieve.rejects, counts=sieve.counts)


def _choose(sieve: Sieve) -> None:
    root, base = code("eventrootcode"), code("eventbasecode")
    force = root.is_in(list(_FORCE)) & ~base.is_in(_NOT_FORCE).fill_null(False)
    sieve.reject(root.is_null(), "eventrootcode", "no CAMEO class")
    sieve.leave_out(~force, pl.format("CAMEO class {}: no use of armed force", pl.when(root.is_in(list(_FORCE))).then(
        base).otherwise(root)))  # fmt: skip
    sieve.leave_out(pl.col("actiongeo_fullname").is_null(), "no named place")


def _check(sieve: Sieve, settings: ImportSettings) -> None:
    sieve.derive(added=pl.col("dateadded").str.slice(0, 8), day=code("day"), globaleventid=code("globaleventid"))
    sieve.rows = with_days(sieve.rows, ("day", "added"), settings.pattern)
    name = pl.col("actiongeo_fullname")
    sieve.derive(
        _day=pl.col("day_day"), _added=pl.col("added_day"), country=name.str.extract(r"([^,]+)$").str.strip_chars()
    )
    sieve.derive(_artefact=pl.coalesce(
        pl.when(pl.col("_added").dt.offset_by(offset) == pl.col("_day")).then(pl.lit(words))
        for offset, words in _ARTEFACTS.items()
    ))  # fmt: skip
    sieve.reject(~pl.col("globaleventid").str.contains("^[0-9]+$"), "globaleventid", "no identifier of an event")
    sieve.reject(pl.col("day_fault").is_not_null(), "day", pl.col("day_fault"))
    sieve.reject(pl.col("dateadded").is_not_null() & pl.col("_added").is_null(), "dateadded", pl.col("added_fault"))
    later = (pl.col("_day") > pl.col("_added").dt.offset_by("1d")).fill_null(False)
    sieve.reject(later, "day", "the event lies after its article")


def joined(reading: Reading) -> Reading:
    """``reading`` with one event for the rows of one article, day and place: under the first number of them."""
    events = reading.events
    same = ["address", "start", "end", "where", "country_key"]
    first = events.sort(pl.col("key").str.strip_prefix("gdelt-").cast(pl.Int64)).with_columns(
        kind=pl.col("kind").unique(maintain_order=True).sort().str.join(" and ").over(same)
    )
    kept = first.filter(pl.col("address").is_null() | pl.struct(same).is_first_distinct()).sort("file", "row")
    dropped = events.join(kept, on="key", how="anti").group_by("file", maintain_order=True).len()
    why = "the same article, day and place as another row"
    counts = [one_count(file, LEFT_OUT, why, rows) for file, rows in dropped.iter_rows()]
    return replace(reading, events=kept, counts=pl.concat([reading.counts, *counts]))
