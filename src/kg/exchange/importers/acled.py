"""ACLED's event table (Armed Conflict Location & Event Data), as exported or given by its API, by its codebooks.

Read are events in which armed force is used: battles, explosions and remote violence, and attacks on civilians, also
under the names of the codebooks before 2019. ``actor1`` and ``actor2`` imply no direction: both are parties. Actors
have no identifiers, so their names identify them. ``fatalities`` is one conservative number: stated as a lower bound,
and not at all where it is 0, which also stands for unknown. ``time_precision`` 1 is the very day; 2 is read as within
a week of it, 3 as within a month, which the codebook's wordings all fit. ``geo_precision`` 1 is a town.
"""

from __future__ import annotations

import polars as pl

from kg.exchange.importers.cells import code, slugs, whole, with_days
from kg.exchange.importers.frames import ACTORS, EVENTS, Reading
from kg.exchange.importers.places import TOWN_KM, check_points
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.rdf.layouts import Layout

EVENT_TABLE = Layout(
    "ACLED events",
    {
        "event_id_cnty": ("event_id",), "event_date": (), "time_precision": ("time_prec",), "event_type": (),
        "sub_event_type": (), "actor1": ("actor_1",), "actor2": ("actor_2",),
        "inter1": ("inter_1",), "inter2": ("inter_2",),
        "country": (), "iso": ("iso_num",), "location": (), "latitude": (), "longitude": (),
        "geo_precision": ("geo_prec",), "fatalities": (),
    },
    (
        "event_id_cnty", "event_date", "time_precision", "event_type", "actor1", "country", "location", "latitude",
        "longitude", "geo_precision", "fatalities",
    ),
)  # fmt: skip
#: Types of the codebook of 2019 and those that it replaced, in lower case.
_FORCE = (
    "battles", "explosions/remote violence", "explosion/remote violence", "remote violence",
    "battle-no change of territory", "battle-government regains territory",
    "battle-non-state actor overtakes territory",
)  # fmt: skip
_AGAINST_CIVILIANS = "violence against civilians"
_DAYS = {"1": 0, "2": 6, "3": 30}
#: Who is no party: people without an organization.
_NOBODY = ("civilians", "protesters", "rioters")
#: Classes by ``inter1``, as number (before 2024) and in words.
_KINDS = {
    "1": "ArmedForce", "2": "ArmedGroup", "3": "ArmedGroup", "4": "ArmedGroup",
    "state forces": "ArmedForce", "rebel group": "ArmedGroup", "rebel groups": "ArmedGroup",
    "political militia": "ArmedGroup", "political militias": "ArmedGroup",
    "identity militia": "ArmedGroup", "identity militias": "ArmedGroup",
}  # fmt: skip


def acled(rows: pl.DataFrame, file: str, settings: ImportSettings) -> Reading:
    """Uses of force of a batch of rows, with their actors."""
    sieve = Sieve(rows, file)
    _choose(sieve)
    _check(sieve, settings)
    town = code("geo_precision") == "1"
    check_points(sieve, pl.when(town).then(TOWN_KM))
    around = pl.duration(days=pl.col("_around"))
    sieve.derive(parties=_parties())
    events = sieve.select(
        EVENTS,
        source=pl.lit("acled"),
        key=pl.format("acled-{}", "event_id_cnty"),
        kind=pl.coalesce("sub_event_type", "event_type"),
        names=pl.concat_str("actor1", "actor2", separator=" and ", ignore_nulls=True),
        where=pl.col("location"),
        country=pl.col("country"),
        country_key=pl.coalesce(code("iso").str.zfill(3), slugs(sieve.rows["country"])),
        latitude=pl.col("latitude"),
        longitude=pl.col("longitude"),
        radius=pl.col("radius"),
        start=pl.col("event_date_day") - around,
        end=pl.col("event_date_day") + around,
        day=pl.col("_around") == 0,
        low=pl.when(pl.col("_fatalities") > 0).then("_fatalities"),
        parties=_keys(sieve),
        perpetrators=pl.lit([], pl.List(pl.String)),
        targets=pl.lit([], pl.List(pl.String)),
    )
    return Reading(events=events, actors=_actors(sieve), rejects=sieve.rejects, counts=sieve.counts)


def _choose(sieve: Sieve) -> None:
    """Leave out what is no use of armed force, by type."""
    kind, sub = (
        pl.col(name).str.to_lowercase().str.replace_all(r"\s+", " ") for name in ("event_type", "sub_event_type")
    )
    against = kind == _AGAINST_CIVILIANS
    sieve.reject(pl.col("event_type").is_null(), "event_type", "no type of event")
    words = pl.concat_str("event_type", "sub_event_type", separator=": ", ignore_nulls=True)
    sieve.leave_out(against & (sub != "attack").fill_null(True), pl.format("{} (not known to be an attack)", words))
    sieve.leave_out(~(kind.is_in(_FORCE) | against), pl.format("{} (no use of armed force known here)", "event_type"))


def _check(sieve: Sieve, settings: ImportSettings) -> None:
    sieve.rows = with_days(sieve.rows, ("event_date",), settings.pattern)
    sieve.derive(
        _fatalities=whole("fatalities"),
        _around=code("time_precision").replace_strict(_DAYS, default=None, return_dtype=pl.Int64),
    )
    sieve.reject(
        ~pl.col("event_id_cnty").str.contains(r"^[A-Za-z0-9-]+$"), "event_id_cnty", "no identifier of an event"
    )
    sieve.reject(pl.col("event_date_fault").is_not_null(), "event_date", pl.col("event_date_fault"))
    sieve.reject(pl.col("_around").is_null(), "time_precision", "no precision of the date (1, 2 or 3)")
    sieve.reject((pl.col("_fatalities") < 0).fill_null(True), "fatalities", "no number of fatalities")
    sieve.reject(pl.col("location").is_null() & pl.col("country").is_null(), "location", "no place")


def _parties() -> pl.Expr:
    """The names of the parties; a cell that holds several separates them by semicolons."""
    names = pl.concat_list(pl.col("actor1", "actor2").fill_null("").str.split(";")).list.eval(
        pl.element().str.strip_chars()
    )
    first = pl.element().str.to_lowercase().str.extract(r"^([a-z]+)").fill_null("")
    return names.list.eval(
        pl.element().filter((pl.element() != "") & ~first.is_in(_NOBODY))
    ).list.unique(maintain_order=True)  # fmt: skip


def _keys(sieve: Sieve) -> pl.Expr:
    """The keys of the parties of each row."""
    names = sieve.rows["parties"].explode().drop_nulls().unique()
    return pl.col("parties").list.eval(
        pl.element().replace_strict(names, "acled-" + slugs(names), default=None, return_dtype=pl.String)
    )


def _actors(sieve: Sieve) -> pl.DataFrame:
    """Each party once; its class by the code of the column in which it stands alone."""
    frames = []
    for actor, inter in (("actor1", "inter1"), ("actor2", "inter2")):
        long = sieve.rows.with_columns(
            _name=pl.col(actor).str.split(";"), _kind=code(inter).str.to_lowercase().replace_strict(
                _KINDS, default="Organization", return_dtype=pl.String
            )
        ).explode("_name").with_columns(pl.col("_name").str.strip_chars())  # fmt: skip
        frames.append(long.select("row", "_name", "_kind", "parties"))
    names = pl.concat(frames).filter(pl.col("_name").is_in(pl.col("parties")).fill_null(False))
    unidentified = pl.col("_name").str.starts_with("Unidentified")
    named = Sieve(names, sieve.file)
    found = named.select(
        ACTORS,
        source=pl.lit("acled"),
        key=pl.lit("acled-") + pl.lit(slugs(names["_name"])),
        kind=pl.when(unidentified).then(pl.lit("UnidentifiedGroup")).otherwise("_kind"),
        name=pl.col("_name"),
        role=pl.lit("name"),
    )
    return found.unique(["key", "kind"], keep="first", maintain_order=True)
