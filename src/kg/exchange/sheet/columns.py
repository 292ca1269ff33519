"""The columns of the sheet: for each its name, what it means, and the property of accounts that it states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from kg.rdf.layouts import plain_name


@dataclass(frozen=True)
class Column:
    """``slot``: local name of the property that a cell states; ``other``: further spellings of the heading."""

    name: str
    about: str
    slot: str = ""
    other: tuple[str, ...] = ()


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


#: What the row is about, and the actors and places that it introduces.
SUBJECTS = _columns(
    Column("event", "the event or declaration: its name or IRI in the graph, or the name of a new one"),
    Column("kind", "the class of a new event: attack, strike, killing, threat …", other=("class", "type of event")),
    Column("relation", "the class of the relation (sponsorship, membership …), or a relation of the graph"),
    Column("id", "a short name for the IRI of a new event or relation: letters, digits and hyphens"),
    Column("subject", "the first end of the relation: who supports, belongs, commands"),
    Column("object", "the second end of the relation: who is supported, the group, who is commanded"),
    Column("new actors", "actors of this row that the graph lacks, each with its class: Liwa X = militia"),
    Column("new place", "the class of the place, if the graph lacks it: region, facility, military base, country"),
    Column("place within", "the larger place in which the new place lies"),
    Column("latitude", "latitude of the new place, in degrees", other=("lat",)),
    Column("longitude", "longitude of the new place, in degrees", other=("long", "lon")),
    Column("radius km", "the kilometres within which the point is meant; needed with a point", other=("radius",)),
)
#: When something happened or held.
TIMES = _columns(
    Column("day", "the day, month or year: 2023-12-01, 2023-12, 2023", other=("date",)),
    Column("start", "the first day on which it can have begun", other=("start date", "first day")),
    Column("end", "the last day on which it can have ended", other=("end date", "last day")),
    Column("from", "the first day of the relation, as far as the source says", other=("valid from", "since")),
    Column("to", "the last day of the relation; empty if it goes on or nobody says", other=("valid until", "until")),
    Column("precision", "month or year, if the day is not meant as one; else it follows from the date"),
    Column("zone", "the time zone of the day: +03:00", other=("time zone",)),
)
#: What an account states, apart from the time and the ends of a relation.
STATED = _columns(
    Column("place", "where it happened", "occurredAt", ("location",)),
    Column("party", "a side, without saying which did what", "hasParty", ("parties", "side", "sides")),
    Column("perpetrator", "who carried it out, if the source itself says so", "hasPerpetrator", ("perpetrators",)),
    Column("target", "the actor at whom it was aimed", "hasTarget", ("targets",)),
    Column("harmed", "the actor whose members were killed or wounded", "harmedMembersOf"),
    Column("weapon", "the kind of weapon: rocket, drone, missile …", "hasWeaponKind", ("weapons", "weapon kind")),
    Column("platform", "the aircraft or vehicle from which it was carried out", "hasPlatformKind"),
    Column("facility", "the kind of facility that was hit", "hitFacilityOfKind"),
    Column("facility used by", "the actor that uses the facility", "hitFacilityUsedBy"),
    Column("killed at least", "lower bound of the people killed", "killedAtLeast", ("killed min",)),
    Column("killed at most", "upper bound of the people killed", "killedAtMost", ("killed max",)),
    Column("killed best estimate", "the number that the source holds to be most likely", "killedBestEstimate"),
    Column("wounded at least", "lower bound of the people wounded", "woundedAtLeast", ("wounded min",)),
    Column("wounded at most", "upper bound of the people wounded", "woundedAtMost", ("wounded max",)),
    Column("munitions at least", "lower bound of the rockets, drones, missiles or shells", "munitionsAtLeast"),
    Column("munitions at most", "upper bound of the rockets, drones, missiles or shells", "munitionsAtMost"),
    Column("vehicles destroyed at least", "lower bound of the vehicles destroyed", "vehiclesDestroyedAtLeast"),
    Column("vehicles destroyed at most", "upper bound of the vehicles destroyed", "vehiclesDestroyedAtMost"),
    Column("motive", "a motive that somebody gives", "hasMotive"),
    Column("part of", "the larger event of which it is a part", "isSubEventOf"),
    Column("formed", "the organization that comes into being", "formsActor"),
    Column("dissolved", "the organization that ends", "dissolvesActor"),
    Column("declared by", "the actor that speaks", "isDeclaredBy", ("speaker",)),
    Column("claims", "the event that a claim of responsibility claims", "claimsEvent"),
    Column("attributes", "the event of which an attribution speaks", "attributesEvent"),
    Column("attributed to", "the actor that an attribution names", "attributesTo"),
    Column("about", "the event, actor or relation of which a declaration speaks", "isAboutMatter"),
    Column("about actor", "the actor at whom a threat or a designation is aimed", "isAboutActor"),
    Column("revokes", "the designation that a revocation ends", "revokes"),
    Column("programme", "the legal programme of a designation", "underProgramme", ("program",)),
    Column("list identifier", "the list's name and its number for the entry", "listIdentifier"),
    Column("signed", "the day on which a designation or revocation was signed", "signedAt"),
    Column("made public", "the day on which it was made public, as in a gazette", "publishedAt"),
    Column("effective", "the day from which it has legal effect", "effectiveAt"),
    Column("wording", "the few words of a declaration that sources quote", "wordedAs", ("quoted", "quote")),
    Column("support", "the kind of support that a sponsorship gives", "hasSupportKind", ("support kind",)),
    Column("supplies", "the kind of weapon that a sponsorship supplies", "suppliesWeapon"),
    Column("through", "an actor through which the support reaches the other", "hasIntermediary", ("intermediary",)),
    Column("lineage", "how an organization came out of another: split, merger, rename, front", "hasLineageKind"),
)  # fmt: skip
#: Bounds in one cell: 8, 8-12 or 8+.
RANGES = _columns(
    Column("killed", "the number of people killed: 8, 8-12 or 8+"),
    Column("wounded", "the number of people wounded: 8, 8-12 or 8+"),
    Column("munitions", "the number of rockets, drones, missiles or shells: 8, 8-12 or 8+"),
    Column("vehicles destroyed", "the number of vehicles destroyed: 8, 8-12 or 8+"),
)
#: How the properties of the lower and the upper bound begin.
RANGE_SLOTS = {
    "killed": "killed", "wounded": "wounded", "munitions": "munitions", "vehicles destroyed": "vehiclesDestroyed",
}  # fmt: skip
TOLL_SLOTS = {"members killed": "membersKilled", "members wounded": "membersWounded"}
#: What the source counts of the members of one actor: a toll, which gets an account of its own.
TOLLS = _columns(
    Column("members of", "the actor whose members 'members killed' and 'members wounded' count, and nobody else"),
    Column("members killed", "the number of its members who were killed: 8, 8-12 or 8+"),
    Column("members wounded", "the number of its members who were wounded: 8, 8-12 or 8+"),
)
#: Declarations about the event of the row, each of which gets an account of its own.
DECLARED = _columns(
    Column("claimed by", "who says that they did it: a claim of responsibility"),
    Column("denied by", "who says that they had no part in it: a denial"),
    Column("doubted by", "who doubts that it was so, or cannot confirm it"),
    Column("condemned by", "who condemns it: a condemnation"),
    Column("blamed on", "who is named as the perpetrator by the one in 'blamed by': an attribution"),
    Column("blamed by", "who names the one in 'blamed on'"),
)
#: The source: one of the graph, or what describes a new one.
SOURCES = _columns(
    Column("source", "a source of the graph, by name or IRI; not needed if 'title' or 'address' is that of one"),
    Column("title", "what a new source is called: publisher, title in a few words, date", other=("source title",)),
    Column("publisher", "who publishes it"),
    Column("published", "the day on which it was published", other=("publication date", "issued")),
    Column("address", "its address on the web", other=("url", "link")),
    Column("reliability", "your grade of the source, A to F"),
    Column("derives from", "the source from which it has the report"),
    Column("speaks for", "the actor whose own channel it is"),
)
#: The account: where the source says it, and how sure.
ACCOUNTS = _columns(
    Column("locator", "where in the source it stands: a heading, a paragraph, a row", other=("where in the source",)),
    Column("paraphrase", "what the source says, in your words, up to 300 characters", other=("summary", "statement")),
    Column("hedge", "the source's words of reserve, up to 80 characters"),
    Column("word of", "the actor whose word the source relays", other=("relays word of",)),
    Column("credibility", "your grade of the information, 1 to 6"),
    Column("recorded", "since when it is on record, if that is not the day of publication"),
)
#: What a draft says beside the statement (:mod:`kg.exchange.draft`).
DRAFTED = _columns(
    Column("accepted", "of a draft: yes if you accept the row; other rows are left out"),
    Column("passage", "of a draft: the words of the report in which it was found"),
    Column("span", "of a draft: the characters of the report at which these begin and end"),
    Column("remark", "of a draft: what was concluded, and not said"),
)
GROUPS: Mapping[str, Mapping[str, Column]] = {
    "What the row is about": SUBJECTS,
    "When": TIMES,
    "What the source states": {**RANGES, **STATED},
    "Tolls of the event": TOLLS,
    "Declarations about the event": DECLARED,
    "The source": SOURCES,
    "The account": ACCOUNTS,
    "A draft": DRAFTED,
}
COLUMNS: dict[str, Column] = {name: column for group in GROUPS.values() for name, column in group.items()}
#: Columns whose cells name days.
DAY_COLUMNS = (
    "day", "start", "end", "from", "to", "published", "recorded", "signed", "made public", "effective",
)  # fmt: skip
#: A sheet has one of these, whatever it is about.
SUBJECT_COLUMNS = ("event", "kind", "relation")
#: How much alike a heading and a column are that is probably meant.
_NEAR = 0.8
_SPELLINGS = {plain_name(text): column.name for column in COLUMNS.values() for text in (*column.other, column.name)}
_BY_SLOT = {plain_name(f"told:{column.slot}"): column.name for column in STATED.values()}


def column_of(heading: object) -> str | None:
    """The column that a heading names, in any case, or by its property (``told:hasTarget``); None for no column.

    >>> column_of("Killed at least"), column_of("told:hasTarget"), column_of("perpetator")
    ('killed at least', 'target', None)
    """
    name = plain_name(heading)
    return _SPELLINGS.get(name) or _BY_SLOT.get(name)


def near_columns(heading: str) -> str:
    """Which column a heading probably means, as the end of a sentence; nothing if none is near.

    >>> near_columns("perpetator")
    "; did you mean 'perpetrator'?"
    """
    near = get_close_matches(plain_name(heading), _SPELLINGS, 1, _NEAR)
    return f"; did you mean {_SPELLINGS[near[0]]!r}?" if near else ""
