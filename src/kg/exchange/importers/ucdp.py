"""UCDP Georeferenced Event Dataset, releases 17.1 to 25.1 and candidate events, by its codebook (version 25.1).

``type_of_violence`` 1 (state-based) and 2 (non-state) have two sides without direction; in 3 (one-sided) side A
attacks civilians and is the perpetrator. ``date_start`` and ``date_end`` are the first and last possible day,
``date_prec`` 1 is an exact day. ``low``, ``best`` and ``high`` estimate all deaths. ``where_prec`` 1 is an exact place,
2 within 25 km of a known point; the codebook gives no radius for the others, and 7 lies in international waters.
``event_clarity`` 2 is a report on several incidents together. A side is identified by ``side_a_new_id``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from kg.exchange.importers.cells import code, slugs, whole, with_days
from kg.exchange.importers.frames import ACTORS, EVENTS, Reading
from kg.exchange.importers.places import TOWN_KM, check_points
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.rdf.layouts import Layout
from kg.rdf.read_tables import ROW

#: The columns of the releases, also of those that were published without a heading.
_ALL = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best",
    "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
GED = Layout(
    "UCDP GED",
    {
        "id": (), "type_of_violence": (), "side_a": (), "side_b": (),
        "side_a_new_id": ("side_a_id", "side_a_dset_id"), "side_b_new_id": ("side_b_id", "side_b_dset_id"),
        "where_prec": (), "where_coordinates": (), "country": (), "country_id": (), "latitude": (), "longitude": (),
        "event_clarity": (), "date_prec": (), "date_start": (), "date_end": (),
        "low": ("low_est",), "best": ("best_est",), "high": ("high_est",),
    },
    (
        "id", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "country", "latitude",
        "longitude", "date_start", "date_end", "low", "best", "high",
    ),
    {len(_ALL): _ALL},
)  # fmt: skip
_TYPES = {"1": "State-based violence", "2": "Non-state violence", "3": "One-sided violence"}
_NON_STATE, _ONE_SIDED = "Non-state violence", "One-sided violence"
_RADII = {"1": TOWN_KM, "2": 25.0}
_SIDES = ("side_a", "side_b")
GOVERNMENT = "Government of "


def ged(rows: pl.DataFrame, file: str, settings: ImportSettings) -> Reading:
    """Events of a batch of rows, with the sides as actors."""
    sieve = Sieve(rows, file)
    _check(sieve, settings)
    where = code("where_prec")
    check_points(sieve, where.replace_strict(_RADII, default=None, return_dtype=pl.Float64))
    one_sided = pl.col("kind") == _ONE_SIDED
    a, b = (_actor_key(sieve, side) for side in _SIDES)
    estimates = pl.col("_low", "_best", "_high")
    parties = pl.concat_list(a, b).list.drop_nulls().list.unique(maintain_order=True)
    nobody = pl.lit([], pl.List(pl.String))
    events = sieve.select(
        EVENTS,
        source=pl.lit("ucdp-ged"),
        key=pl.format("ucdp-{}", "_id"),
        kind=pl.col("kind"),
        names=pl.concat_str(*_SIDES, separator=" and ", ignore_nulls=True),
        where=pl.col("where_coordinates"),
        country=pl.col("country"),
        country_key=pl.coalesce(code("country_id"), _slug_of(sieve, "country")),
        latitude=pl.col("latitude"),
        longitude=pl.col("longitude"),
        radius=pl.col("radius"),
        start=pl.col("date_start_day"),
        end=pl.col("date_end_day"),
        day=(pl.col("date_start_day") == pl.col("date_end_day")) & (code("date_prec") == "1").fill_null(True),
        low=pl.min_horizontal(estimates),
        best=pl.col("_best"),
        high=pl.max_horizontal(estimates),
        parties=pl.when(one_sided).then(nobody).otherwise(parties),
        perpetrators=pl.when(one_sided & a.is_not_null()).then(pl.concat_list(a)).otherwise(nobody),
        targets=nobody,
        remark=pl.when(code("event_clarity") == "2").then(pl.lit("Reported together with other incidents.")),
    )
    return Reading(events=events, actors=_actors(sieve, {"side_a": a, "side_b": b}), rejects=sieve.rejects,
                   counts=sieve.counts)  # fmt: skip


def _check(sieve: Sieve, settings: ImportSettings) -> None:
    """Reject rows without identifier, kind, place, dates or deaths; note estimates out of order."""
    sieve.rows = with_days(sieve.rows, ("date_start", "date_end"), settings.pattern)
    sieve.derive(
        _id=code("id"),
        kind=code("type_of_violence").replace_strict(
            _TYPES, default=None, return_dtype=pl.String
        ),
        _low=whole("low"), _best=whole("best"), _high=whole("high"),
    )  # fmt: skip
    sieve.reject(~pl.col("_id").str.contains(r"^[A-Za-z0-9-]+$"), "id", "no identifier of an event")
    sieve.reject(pl.col("kind").is_null(), "type_of_violence", "no type of violence (1, 2 or 3)")
    sieve.reject(pl.col("where_coordinates").is_null() & pl.col("country").is_null(), "where_coordinates", "no place")
    for column in ("date_start", "date_end"):
        sieve.reject(pl.col(f"{column}_fault").is_not_null(), column, pl.col(f"{column}_fault"))
    sieve.reject(pl.col("date_start_day") > pl.col("date_end_day"), "date_start", "the event ends before it begins")
    for column in ("low", "best", "high"):
        number = pl.col(f"_{column}")
        sieve.reject(pl.col(column).is_not_null() & number.is_null(), column, "no number of deaths")
        sieve.reject((number < 0).fill_null(False), column, "a negative number of deaths")
    order = (
        (pl.col("_low") > pl.col("_best")) | (pl.col("_best") > pl.col("_high")) | (pl.col("_low") > pl.col("_high"))
    )
    triple = pl.format("low {}, best {}, high {}: told from the least to the greatest", "_low", "_best", "_high")
    sieve.odd(order, "best", triple)


def _slug_of(sieve: Sieve, column: str) -> pl.Series:
    return slugs(sieve.rows[column])


def _actor_key(sieve: Sieve, side: str) -> pl.Expr:
    """The key of a side: by its number, or by its name in copies without numbers; null for civilians."""
    number = code(f"{side}_new_id")
    sieve.derive(**{f"_{side}": pl.coalesce(
        pl.when(number.str.contains("^[0-9]+$")).then(number), _slug_of(sieve, side)
    )})  # fmt: skip
    civilians = pl.col(side).str.to_lowercase() == "civilians"
    return pl.when(~civilians.fill_null(True)).then(pl.format("ucdp-{}", f"_{side}"))


def _actors(sieve: Sieve, sides: Mapping[str, pl.Expr]) -> pl.DataFrame:
    frames = [
        sieve.select(
            ACTORS,
            source=pl.lit("ucdp-ged"),
            key=key,
            kind=pl.when(pl.col("kind") == _NON_STATE).then(_communal(side)).otherwise(actor_kind(side)),
            name=pl.col(side),
            role=pl.lit("name"),
        ).unique(["key", "name"], keep="first", maintain_order=True)
        for side, key in sides.items()
    ]
    return pl.concat(frames).drop_nulls(["key", "name"]).unique(["key", "name"], keep="first", maintain_order=True)


def _communal(name: str) -> pl.Expr:
    """The class of a side of non-state violence, which may be a community and not a group with weapons of its own."""
    return actor_kind(name).replace("ArmedGroup", "Organization")


def actor_kind(name: str) -> pl.Expr:
    """The class of an actor that UCDP names: a government is a state, several are an organization, others armed groups.

    The other sides of state-based and one-sided violence are formally organized groups that use armed force.
    """
    several = pl.col(name).str.count_matches(GOVERNMENT) > 1
    return (
        pl.when(several)
        .then(pl.lit("Organization"))
        .when(pl.col(name).str.starts_with(GOVERNMENT))
        .then(pl.lit("State"))
        .otherwise(pl.lit("ArmedGroup"))
    )


def governments(name: str) -> pl.Expr:
    """The names of the governments of which a name consists; the name itself if it is not several."""
    mark = "\u241f" + GOVERNMENT
    return pl.col(name).str.replace_all(r",\s*" + GOVERNMENT, mark).str.split("\u241f")


def coalitions(actors: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """For actors that stand for several governments: these as actors, and frames of who is a member of which.

    A government that other rows name alone has its own number; others are identified by their names.
    """
    several = actors.filter(pl.col("name").str.count_matches(GOVERNMENT) > 1)
    if several.is_empty():
        return several, several
    parts = several.with_columns(member=governments("name")).explode("member")
    alone = actors.filter(pl.col("name").str.starts_with(GOVERNMENT) & (pl.col("kind") == "State"))
    alone = alone.unique("name", keep="first", maintain_order=True).select(member="name", known="key")
    parts = parts.join(alone, on="member", how="left", maintain_order="left")
    parts = parts.with_columns(
        member_key=pl.coalesce("known", pl.format("ucdp-{}", slugs(parts["member"]))), group=pl.col("key")
    )
    members = parts.select(
        key="member_key",
        kind=pl.lit("State"),
        name="member",
        role=pl.lit("name"),
        source="source",
        file="file",
        row=ROW,
    )
    relations = parts.select(
        key=pl.format("{}-in-{}", "member_key", pl.col("group").str.strip_prefix("ucdp-")),
        kind=pl.lit("Membership"), first="member_key", second="group", source="source", file="file", row=ROW,
    )  # fmt: skip
    return members, relations
