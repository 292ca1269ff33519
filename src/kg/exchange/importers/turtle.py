"""Common frames → identities, sources and accounts, as Turtle or N-Triples, some thousands of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from kg.exchange.importers.cells import MARKUP
from kg.exchange.importers.frames import Reading, SourceDescription
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.terms import Field, Terms

#: Rows that are written at once.
_ROWS = 20_000
#: By class of a relation: the roles of its two ends, and the property of its codes.
_ROLES: dict[str, tuple[str, str, str | None]] = {
    "Sponsorship": ("hasSponsor", "hasBeneficiary", "hasSupportKind"),
    "Membership": ("hasMember", "hasGroup", None),
    "Hostility": ("hasHostileParty", "hasOpposedParty", None),
    "Succession": ("hasPredecessor", "hasSuccessor", "hasLineageKind"),
}
#: By class of a relation: what it is, of its first and second end.
_WORDS = {
    "Sponsorship": "Support by {} of {}",
    "Membership": "Membership of {} in {}",
    "Hostility": "Armed conflict of {} with {}",
    "Succession": "Succession from {} to {}",
}


def written(reading: Reading, dataset: str, settings: ImportSettings, *, lines: bool = False) -> Iterator[bytes]:
    """``reading`` as Turtle, or with ``lines`` as N-Triples, in blocks of text."""
    terms = Terms(lines)
    write = _Writer(reading, dataset, settings, terms)
    yield terms.prefixes().encode()
    yield from write.sources()
    yield from write.blocks(reading.places, write.place)
    yield from write.actors()
    yield from write.blocks(reading.events, write.event)
    yield from write.blocks(reading.designations, write.designation)
    yield from write.relations()


def _unmarked(text: pl.Expr) -> pl.Expr:
    """``text`` with round brackets around what looks like a tag of markup."""
    return text.str.replace_all(MARKUP, "($1)")


class _Writer:
    def __init__(self, reading: Reading, dataset: str, settings: ImportSettings, terms: Terms) -> None:
        self._reading, self._dataset, self._settings, self._t = reading, dataset, settings, terms
        first = reading.actors.filter(pl.col("role") == "name")
        self._names = first.unique("key", keep="first", maintain_order=True)

    def blocks(self, frame: pl.DataFrame, block: Callable[[], pl.Expr]) -> Iterator[bytes]:
        """One text a row, joined for some thousands."""
        for rows in frame.iter_slices(_ROWS):
            yield rows.select(block().str.join("")).item().encode()

    def sources(self) -> Iterator[bytes]:
        """Each source that states a row, and those from which they derive."""
        for source in self._reading.sources:
            yield self._t.fixed(f"source:{source.key}", self._source_fields(source)).encode()

    def _source_fields(self, source: SourceDescription) -> Sequence[tuple[str, str]]:
        t = self._t
        version = "" if source.version is None else f", version {source.version}"
        fields = [
            ("a", t.term("conflict:Source")),
            ("skos:prefLabel", t.quoted(source.title + version) + "@en"),
            ("dct:publisher", t.quoted(source.publisher)),
        ]
        if source.version is not None:
            fields.append(("dcat:version", t.quoted(source.version)))
        if source.licence is not None:
            fields.append(("dct:license", f"<{source.licence}>"))
        if source.address is not None:
            fields.append(("dct:source", f"<{source.address}>"))
        fields.append(("conflict:hasReliability", t.term(f"reliability:{self._settings.reliability}")))
        if source.origin is not None:
            fields.append(("conflict:derivesFrom", t.term(f"source:{source.origin}")))
        return fields

    def place(self) -> pl.Expr:
        """A place with its point, in its country."""
        t = self._t
        fields: list[Field] = [
            ("a", t.kind("kind")),
            ("skos:prefLabel", t.text(pl.col("name"), "en")),
            ("conflict:latitude", t.decimal("latitude")),
            ("conflict:longitude", t.decimal("longitude")),
            ("conflict:coordinatePrecision", t.decimal("radius")),
            ("conflict:isLocatedIn", t.named("place", pl.col("within"))),
        ]
        return t.block(t.named("place", pl.col("key")), fields)

    def actors(self) -> Iterator[bytes]:
        """Each actor with its names; weak ones are hidden labels: for finding, and not as names.

        Other names have no language, which the datasets do not state.
        """
        t = self._t
        found = self._names.select("key", "kind", "name")
        for role in ("other", "weak"):
            texts = self._reading.actors.filter(pl.col("role") == role)
            grouped = texts.group_by("key").agg(t.text(pl.col("name")).sort().alias(role))
            found = found.join(grouped, on="key", how="left", maintain_order="left")
        subject = t.named("actor", pl.col("key"))
        fields: list[Field] = [
            ("a", t.kind("kind")),
            ("skos:prefLabel", t.text(pl.col("name"), "en")),
            ("skos:altLabel", pl.col("other")),
            ("skos:hiddenLabel", pl.col("weak")),
        ]
        yield from self.blocks(found.sort("key"), lambda: t.block(subject, fields))

    def event(self) -> pl.Expr:
        """An event and its account."""
        t, one = self._t, pl.col("key")
        day = pl.coalesce("start", "end").cast(pl.String)
        place = pl.concat_str("where", "country", separator=", ", ignore_nulls=True)
        label = pl.concat_str("kind", place, day, separator=", ", ignore_nulls=True)
        address = pl.col("address").is_not_null() & (pl.col("address") != "")
        locator = pl.concat_str(
            pl.format("event {}", one.str.replace("^[a-z]+-", "")), pl.when(address).then("address"), separator=", ",
            ignore_nulls=True,
        )  # fmt: skip
        told: list[Field] = [
            ("told:occurredAt", t.named("place", pl.col("place"))),
            *self._times("start", "end", pl.col("day")),
            ("told:killedAtLeast", t.whole("low")),
            ("told:killedBestEstimate", t.whole("best")),
            ("told:killedAtMost", t.whole("high")),
            ("told:hasParty", t.named_list("actor", "parties")),
            ("told:hasPerpetrator", t.named_list("actor", "perpetrators")),
            ("told:hasTarget", t.named_list("actor", "targets")),
        ]
        identity: list[Field] = [("a", t.constant("conflict:UseOfForce")), ("skos:prefLabel", t.text(label, "en"))]
        account = self._account("event", locator, _event_in_words())
        return pl.concat_str(
            t.block(t.named("event", one), identity), t.block(t.named("account", one), [*account, *told])
        )

    def designation(self) -> pl.Expr:
        """A listing and its account; one without an identifier is named by its key."""
        t, one = self._t, pl.col("key")
        entry = pl.coalesce("identifier", pl.col("key").str.replace("^[a-z]+-", ""))
        identity: list[Field] = [
            ("a", t.constant("conflict:Designation")),
            ("skos:prefLabel", t.text(pl.format("Listing of {}, {}", pl.col("name"), entry), "en")),
        ]
        words = pl.format("The list has {} as entry {}.", pl.col("name").str.slice(0, 200), entry)
        told: list[Field] = [
            ("told:isAboutActor", t.named("actor", pl.col("actor"))),
            ("told:underProgramme", t.text_list("programmes")),
            ("told:listIdentifier", t.text(pl.col("identifier"))),
            *self._times("listed", "listed", pl.lit(True)),
        ]
        account = self._account("act", pl.format("entry {}", entry), words)
        return pl.concat_str(
            t.block(t.named("act", one), identity), t.block(t.named("account", one), [*account, *told])
        )

    def relations(self) -> Iterator[bytes]:
        """Relations and their accounts, class by class."""
        names = self._names.select("key", label=pl.col("name").str.slice(0, 80))
        for kind, frame in self._reading.relations.group_by("kind", maintain_order=True):
            for end in ("first", "second"):
                frame = frame.join(
                    names.rename({"key": end, "label": f"{end}_name"}), on=end, how="left", maintain_order="left"
                )
            yield from self.blocks(frame, lambda kind=str(kind[0]): self._relation(kind))  # type: ignore[misc]

    def _relation(self, kind: str) -> pl.Expr:
        t, one = self._t, pl.col("key")
        first, second, codes = _ROLES[kind]
        what = pl.format(_WORDS[kind], "first_name", "second_name")
        years = pl.when(pl.col("start").is_not_null()).then(_years())
        label = pl.concat_str(what, years, separator=", ", ignore_nulls=True)
        codes_named = pl.col("codes").list.eval(pl.element().str.replace("^[a-z]+:", "")).list.join(", ")
        words = pl.concat_str(
            what, pl.format(", coded for {}", years), pl.format(": {}", codes_named.replace("", None)), pl.lit("."),
            pl.format(" {}", "remark"), ignore_nulls=True,
        )  # fmt: skip
        told: list[Field] = [
            (f"told:{first}", t.named("actor", pl.col("first"))),
            (f"told:{second}", t.named("actor", pl.col("second"))),
            *([] if codes is None else [(f"told:{codes}", t.term_list("codes"))]),
            ("told:validFrom", self._moment("start", "00:00:00", self._settings.first_zone)),
            ("told:validUntil", self._moment("end", "23:59:59", self._settings.last_zone)),
        ]
        identity: list[Field] = [("a", t.constant(f"conflict:{kind}")), ("skos:prefLabel", t.text(label, "en"))]
        account = self._account("relation", pl.format("row {}", "row"), words)
        hedge: Field = ("conflict:hedge", t.text(_unmarked(pl.col("hedge"))))
        return pl.concat_str(
            t.block(t.named("relation", one), identity), t.block(t.named("account", one), [*account, hedge, *told])
        )

    def _account(self, kind: str, locator: pl.Expr, words: pl.Expr) -> list[Field]:
        t, key = self._t, pl.col("key")
        recorded = pl.lit(self._settings.moment.isoformat())
        return [
            ("a", t.constant("conflict:Account")),
            ("conflict:isAccountOf", t.named(kind, key)),
            ("conflict:hasSource", t.named("source", pl.col("source"))),
            ("conflict:hasCredibility", t.constant(f"credibility:{self._settings.credibility}")),
            ("conflict:recordedAt", t.typed(recorded, "xsd:dateTime")),
            ("conflict:locator", t.text(_unmarked(locator).str.slice(0, 500))),
            ("conflict:paraphrase", t.text(_unmarked(words).str.slice(0, 300))),
        ]

    def _times(self, start: str, end: str, is_day: pl.Expr) -> list[Field]:
        t = self._t
        known = pl.col(end).is_not_null() & is_day
        return [
            ("told:earliestTime", self._moment(start, "00:00:00", self._settings.first_zone)),
            ("told:latestTime", self._moment(end, "23:59:59", self._settings.last_zone)),
            ("told:hasTimePrecision", pl.when(known).then(t.constant("precision:day"))),
        ]

    def _moment(self, column: str, clock: str, zone: str) -> pl.Expr:
        text = pl.format(f"{{}}T{clock}{zone}", pl.col(column).cast(pl.String))
        return self._t.typed(text, "xsd:dateTime")


def _years() -> pl.Expr:
    first, last = (pl.col(column).dt.year().cast(pl.String) for column in ("start", "end"))
    return pl.when(first == last).then(first).otherwise(pl.concat_str(first, last, separator="-", ignore_nulls=True))


def _event_in_words() -> pl.Expr:
    """What the dataset says of the event in one line of our words."""
    low, best, high = (pl.col(column).cast(pl.String) for column in ("low", "best", "high"))
    deaths = (
        pl.when(pl.col("high").is_not_null())
        .then(pl.format("deaths: {} to {}", low, high))
        .when(pl.col("low").is_not_null())
        .then(pl.format("deaths: {} or more", low))
    )
    return pl.concat_str(
        pl.col("kind"),
        pl.format("; parties named: {}", pl.col("names").str.slice(0, 140)),
        pl.format("; {}", deaths),
        pl.format(", {} by the best estimate", best),
        pl.lit("."),
        pl.format(" {}", "remark"),
        ignore_nulls=True,
    )
