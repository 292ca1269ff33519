"""UCDP External Support Dataset, release 18.1: who supports whom, in ten kinds, year by year.

By its codebook (Meier, Karlén, Pettersson and Croicu: External support in armed conflicts) a row is a supporter, a
recipient and a year (``ucdp-esd-ty``), or a recipient and a year with all its supporters (``-ay`` by actor, ``-dy`` by
dyad). ``ext_sup`` is 1 where there was support; ``ext_x`` to ``ext_u`` are its kinds. Where several supporters share a
row, a kind is told of one of them only if the row says that all gave it: ``ext_w_count`` of all, ``ext_w_count_s`` of
the states, ``ext_w_count_ns`` of the others. ``ext_alleged`` is support that is only said to be given: the account has
that hedge. ``ext_elements`` are parts of a state, with a number of their own.

Years that follow each other, with the same kinds, are one sponsorship, from the first day of the first year to the
last day of the last: the dataset says nothing of days.
"""

from __future__ import annotations

import polars as pl

from kg.exchange.importers.cells import code, listed, whole
from kg.exchange.importers.frames import ACTORS, RELATIONS, Reading, combined, shaped
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.sieve import Sieve
from kg.exchange.importers.ucdp import GOVERNMENT, actor_kind
from kg.rdf.layouts import Layout
from kg.rdf.read_tables import Table

#: The letters of the columns, as public analyses label them, and the concepts here: troop support, foreign troops that
#: are present, infrastructure and joint operations, weapons, materiel and logistics, training and expertise, funding
#: and economic support, intelligence, access to territory (as rebels have it in a neighbour's country), other, unknown.
KINDS = {
    "x": "troops", "p": "troop-presence", "y": "infrastructure", "w": "weapons", "m": "logistics", "t": "training",
    "f": "money", "i": "intelligence", "l": "territory", "o": "other", "u": "unspecified",
}  # fmt: skip
#: What the columns of a kind end with: whether anybody gave it, and how many of all, of the states, of the others did.
_ENDINGS = ("", "_count", "_count_s", "_count_ns")
SUPPORT = Layout(
    "UCDP external support",
    {
        "year": (), "actor_id": ("warring_party_id", "actorid"), "actor_name": ("warring_party", "actor"),
        "ext_id": ("external_id", "extid"), "ext_name": ("external_name", "extname"),
        "ext_nonstate": (), "ext_alleged": (), "ext_sup": ("external_exists",),
        **{f"ext_{letter}{ending}": () for letter in KINDS for ending in _ENDINGS},
    },
    ("year", "actor_id", "actor_name", "ext_id", "ext_name", "ext_sup"),
)  # fmt: skip
_MARK = "\u241f"
_FIRST, _LAST = 1900, 2100


def support(table: Table, file: str, settings: ImportSettings) -> Reading:
    """Sponsorships of a table, with supporters and recipients as actors."""
    parts, rows = [], []
    for batch in table.batches:
        sieve = Sieve(batch, file)
        rows.append(_support_rows(sieve))
        parts.append(Reading(rejects=sieve.rejects, counts=sieve.counts))
    years = pl.concat(rows)
    return combined([*parts, Reading(relations=_spells(years), actors=_actors(years))])


def _support_rows(sieve: Sieve) -> pl.DataFrame:
    """A row a supporter, recipient and year, with the kinds that can be told of that supporter."""
    sieve.derive(_year=whole("year"), _sup=whole("ext_sup"), _actor=code("actor_id"), _ids=_supporter_ids())
    sieve.reject(~pl.col("_year").is_between(_FIRST, _LAST), "year", "no year")
    sieve.reject(~pl.col("_sup").is_in([0, 1]), "ext_sup", "not said whether there was support (1 or 0)")
    sieve.leave_out(pl.col("_sup") == 0, "no support coded")
    sieve.reject(~pl.col("_actor").str.contains("^[0-9]+$"), "actor_id", "no number of the recipient")
    numbered = pl.col("_ids").list.eval(pl.element().str.contains("^[0-9]+$")).list.all()
    sieve.reject(~numbered | (pl.col("_ids").list.len() == 0), "ext_id", "no number of the supporter")
    sieve.derive(_names=_supporter_names(), _count=pl.col("_ids").list.len())
    sieve.derive(_names=pl.when(pl.col("_names").list.len() == pl.col("_count")).then("_names"))
    sieve.odd(
        pl.col("_names").is_null(), "ext_name", "not as many names as numbers: supporters are told by number alone"
    )
    named = sieve.rows.with_columns(
        _names=pl.coalesce("_names", pl.lit(None, pl.String).repeat_by("_count")),
        _group=pl.when(pl.col("_names").is_not_null()).then(_group_sizes()),
    )
    long = named.explode("_ids", "_names")
    state = pl.col("_names").str.starts_with(GOVERNMENT).fill_null(False)
    own = pl.when(pl.col("_names").is_not_null()).then(
        pl.when(state).then(pl.lit("_count_s")).otherwise(pl.lit("_count_ns"))
    )
    size = pl.when(state).then(pl.col("_group").struct["states"]).otherwise(pl.col("_group").struct["others"])
    told = [_told(letter, concept, own, size) for letter, concept in KINDS.items()]
    coded = [pl.when(code(f"ext_{letter}") == "1").then(pl.lit(f"support:{c}")) for letter, c in KINDS.items()]
    found = long.with_columns(
        codes=pl.concat_list(told).list.drop_nulls(), _coded=pl.concat_list(coded).list.drop_nulls()
    )
    return found.select(
        "row", "_year", "_actor", "codes", file=pl.lit(sieve.file), first="_ids", first_name="_names",
        second_name="actor_name", alleged=code("ext_alleged").fill_null("0") == "1",
        together=pl.col("_coded").list.set_difference("codes"),
    )  # fmt: skip


def _group_sizes() -> pl.Expr:
    """How many of the supporters that a row names are states, and how many are not."""
    states = pl.col("_names").list.eval(pl.element().str.starts_with(GOVERNMENT)).list.sum()
    return pl.struct(states=states.cast(pl.Int64), others=pl.col("_count").cast(pl.Int64) - states.cast(pl.Int64))


def _told(letter: str, concept: str, own: pl.Expr, size: pl.Expr) -> pl.Expr:
    """The concept of a kind that a supporter gave: it alone is named, or all of the row or of its group gave it."""
    column = f"ext_{letter}"
    alone = (pl.col("_count") == 1) & (code(column) == "1")
    everybody = (pl.col("_count") > 1) & (whole(f"{column}_count") == pl.col("_count"))
    of_group = pl.when(own == "_count_s").then(whole(f"{column}_count_s")).otherwise(whole(f"{column}_count_ns"))
    group = own.is_not_null() & (of_group == size)
    return pl.when((alone | everybody | group).fill_null(False)).then(pl.lit(f"support:{concept}"))


def _supporter_ids() -> pl.Expr:
    return listed("ext_id", ",").list.eval(pl.element().str.replace(r"[.,]0*$", ""))


def _supporter_names() -> pl.Expr:
    """The names in a cell: separated by commas, of which one followed by a space belongs to a name."""
    return pl.col("ext_name").str.replace_all(r",(\S)", _MARK + "$1").str.split(_MARK)


def _spells(years: pl.DataFrame) -> pl.DataFrame:
    """Sponsorships: consecutive years in which supporter, recipient, kinds and hedge are the same."""
    pair = ["first", "_actor", "alleged"]
    yearly = (
        years.group_by(*pair, "_year")
        .agg(pl.col("codes", "together").explode().drop_nulls().unique(), pl.col("row").min(), pl.col("file").first())
        .with_columns(pl.col("codes").list.sort(), pl.col("together").list.set_difference("codes").list.sort())
        .with_columns(kinds=pl.concat_str(pl.col("codes", "together").list.join(" "), separator="|"))
        .sort(*pair, "_year")
    )
    new = (pl.col("_year") != pl.col("_year").shift(1).over(pair) + 1).fill_null(True) | (
        pl.col("kinds") != pl.col("kinds").shift(1).over(pair)
    ).fill_null(True)
    spells = (
        yearly.with_columns(spell=new.cast(pl.Int64).cum_sum().over(pair))
        .group_by(*pair, "spell", maintain_order=True)
        .agg(
            pl.col("codes", "together").first(), first_year=pl.col("_year").min(), last_year=pl.col("_year").max(),
            row=pl.col("row").min(), file=pl.col("file").first(),
        )
    )  # fmt: skip
    alleged = pl.when("alleged").then(pl.lit("-alleged")).otherwise(pl.lit(""))
    found = spells.select(
        key=pl.format("ucdp-support-{}-{}-{}{}", "first", "_actor", "first_year", alleged),
        kind=pl.lit("Sponsorship"),
        first=pl.format("ucdp-{}", "first"),
        second=pl.format("ucdp-{}", "_actor"),
        codes="codes",
        start=pl.date("first_year", 1, 1),
        end=pl.date("last_year", 12, 31),
        hedge=pl.when("alleged").then(pl.lit("alleged")),
        remark=pl.when(pl.col("together").list.len() > 0).then(
            pl.format(
                "Of several supporters together: {}.",
                pl.col("together").list.eval(pl.element().str.strip_prefix("support:")).list.join(", "),
            )
        ),
        source=pl.lit("ucdp-esd"),
        file="file",
        row="row",
    )
    return shaped(found.sort("row", "key"), RELATIONS)


def _actors(years: pl.DataFrame) -> pl.DataFrame:
    """Recipients fight, so they are states or armed groups; a supporter that is no government may be anything."""
    state = pl.col("name").str.starts_with(GOVERNMENT).fill_null(False)
    supporters = years.select("row", "file", key=pl.format("ucdp-{}", "first"), name="first_name").with_columns(
        kind=pl.when(state).then(pl.lit("State")).otherwise(pl.lit("Organization"))
    )
    recipients = years.select(
        "row", "file", key=pl.format("ucdp-{}", "_actor"), name="second_name", kind=actor_kind("second_name")
    )
    constant = {"source": pl.lit("ucdp-esd"), "role": pl.lit("name")}
    both = pl.concat([shaped(frame.with_columns(**constant), ACTORS) for frame in (supporters, recipients)])
    named = both.drop_nulls("name")
    unnamed = both.join(named, on="key", how="anti")
    numbers = unnamed.with_columns(name=pl.format("UCDP actor {}", pl.col("key").str.strip_prefix("ucdp-")))
    return pl.concat([named, numbers]).unique(["key", "name", "kind"], keep="first", maintain_order=True)
