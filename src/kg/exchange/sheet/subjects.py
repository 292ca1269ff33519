"""What a row is about, and the events, relations, actors and places that it introduces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import isfinite

from pyoxigraph import Literal, NamedNode, Triple

from kg.exchange.importers.cells import slug
from kg.exchange.sheet.rows import Context, Row, Written
from kg.exchange.sheet.values import CellError, degrees, local_name, words
from kg.rdf.names import key_of
from kg.rdf.terms import CONFLICT, LABEL, PREFIXES, TYPE, XSD, shorten

#: The longest name of a thing, in characters.
_NAME = 200
_ID = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
_POINT = ("latitude", "longitude", "radius km")
#: Columns whose new actors or places a table's mapping introduces, with the base of their classes.
ACTOR_COLUMNS = (
    "party", "perpetrator", "target", "harmed", "facility used by", "declared by", "attributed to", "about actor",
    "through", "formed", "subject", "object", "members of", "claimed by", "denied by", "doubted by", "condemned by",
    "blamed on", "blamed by",
)  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """The event or relation that a row is about: its class, name, and what its accounts state of its two ends."""

    iri: str
    cls: str
    label: str
    ends: tuple[tuple[str, str], ...] = ()


def identity(iri: str, cls: str, label: str) -> list[Triple]:
    """The statements that there is such a thing."""
    thing = NamedNode(iri)
    return [Triple(thing, TYPE, CONFLICT.term(cls)), Triple(thing, LABEL, Literal(label, language="en"))]


def introduce_actors(row: Row, context: Context, written: Written) -> None:
    """The actors of the column ``new actors``, and those of columns whose mapping says that they may be new."""
    for part in row.all("new actors"):
        name, sign, kind = (text.strip() for text in part.rpartition("="))
        if not sign or not name:
            raise CellError("new actors", f"{part!r} names no class; write: Liwa X = militia")
        cls = context.class_of("new actors", kind, "Actor")
        written.named["Actor", name] = _introduce("new actors", name, cls, "Actor", context, written)
    for column in ACTOR_COLUMNS:
        if column in context.new:
            for name in row.all(column):
                if not context.finder.in_graph(name, "Actor"):
                    iri = _introduce(column, name, context.new[column], "Actor", context, written)
                    written.named["Actor", name] = iri


def introduce_place(row: Row, context: Context, written: Written) -> None:
    """The place of the row and the one around it, where the row says that they are new, or the mapping says so."""
    within = row.one("place within")
    if within is not None and _may_be_new("place within", within, context):
        wide = context.new["place within"]
        written.named["place within", within] = _introduce("place within", within, wide, "Place", context, written)
    text, kind = row.one("place"), row.one("new place")
    cls = context.new["place"] if text is not None and _may_be_new("place", text, context) else None
    if kind is not None:
        cls = context.class_of("new place", kind, "Place")
    if cls is None:
        stray = next((c for c in ("place within", *_POINT) if row.one(c)), None)
        if stray and "place" not in context.new:
            raise CellError(stray, "describes a new place; say its class in 'new place'")
        return
    if text is None:
        raise CellError("new place", "no place is named in 'place'")
    iri = _introduce("place", text, cls, "Place", context, written, within or "")
    written.named["place", text] = iri
    written.identities[iri] += _whereabouts(NamedNode(iri), row, context, written)


def _may_be_new(column: str, text: str, context: Context) -> bool:
    return column in context.new and not context.finder.in_graph(text, "Place")


def _introduce(
    column: str, text: str, cls: str, base: str, context: Context, written: Written, within: str = ""
) -> str:
    """A new thing of the name ``text``; refused where the graph has one of that name already."""
    name = words(column, text, _NAME)
    iri = PREFIXES[base.lower()] + local_name(f"{name}, {within}" if within else name)
    finder = context.finder
    known = [one for one in finder.named(text, base) if not finder.has(one, cls, name)]
    if known:
        listed = context.finder.graph.names.shown(known)
        raise CellError(column, f"{name!r} is not new; there is {listed}")
    context.finder.introduce(text, iri, cls)
    if context.finder.class_of(iri) != cls:
        raise CellError(column, f"another row calls {name!r} a {context.schema.labels[context.finder.class_of(iri)]}")
    written.identities[iri] = identity(iri, cls, context.finder.label(iri))
    return iri


def _whereabouts(place: NamedNode, row: Row, context: Context, written: Written) -> list[Triple]:
    found = []
    within = row.one("place within")
    if within is not None:
        iri = written.named.get(("place within", within)) or context.finder.thing("place within", within, "Place")
        written.needs.add(iri)
        found.append(Triple(place, CONFLICT.term("isLocatedIn"), NamedNode(iri)))
    values = {column: row.one(column) for column in _POINT}
    missing = [column for column, value in values.items() if value is None]
    if missing and len(missing) < len(_POINT) and (values["latitude"] or values["longitude"]):
        raise CellError(missing[0], "is missing; a point needs latitude, longitude and radius")
    if not missing:
        for column, most in zip(_POINT, (90, 180, 20_000), strict=True):
            number = degrees(column, str(values[column]), most)
            name = "coordinatePrecision" if column == "radius km" else column
            if column == "radius km" and number <= 0:
                raise CellError(column, "no radius above 0")
            found.append(Triple(place, CONFLICT.term(name), decimal(number)))
    return found


def decimal(number: float) -> Literal:
    """A decimal number with at most six digits after its point."""
    assert isfinite(number)
    text = f"{number:.6f}".rstrip("0")
    return Literal(text + "0" * text.endswith("."), datatype=XSD.term("decimal"))


def introduce_event(row: Row, context: Context, written: Written) -> None:
    """The event of the row, if it is new: if the row gives its class, and the graph has none of that name."""
    kind = row.one("kind")
    if kind is None or row.one("relation"):
        return
    cls = context.class_of("kind", kind, "Event")
    name, own = row.text("event"), _own_id(row, context)
    if name is None:
        name = _composed(row, context, cls)
    name = words("event", name, _NAME)
    iri = PREFIXES[context.schema.prefix(cls)] + (own or local_name(name))
    finder = context.finder
    known = set(finder.found(str(row.text("event") or iri), "Event")) - {iri}
    if own is None and (known or (iri in finder.graph.stated and not finder.has(iri, cls, name))):
        return
    finder.introduce(name, iri, cls)
    if finder.class_of(iri) != cls:
        what = context.schema.labels[finder.class_of(iri)]
        raise CellError("kind", f"the event is of the class {what!r} in the graph or in another row")
    first = finder.graph.names.label(iri) if iri in finder.graph.stated else finder.label(iri)
    if key_of(first) != key_of(name):
        raise CellError("id", f"another event has it: {first}")
    written.identities[iri] = identity(iri, cls, first)
    written.named["event", ""] = iri


def _own_id(row: Row, context: Context) -> str | None:
    text = row.one("id")
    if text is None:
        return None
    if context.prefix:
        return f"{context.prefix}-{text if _ID.fullmatch(text) else slug(text)}"
    if not _ID.fullmatch(text):
        raise CellError("id", "write up to 80 letters A to Z, digits, hyphens and underscores")
    return text


def _composed(row: Row, context: Context, cls: str) -> str:
    """A name made of what the row states: class, place and time."""
    place = row.one("place")
    times = [text for column in ("day", "start", "end") if (text := row.one(column))]
    if place is None and not times:
        raise CellError("event", "no name, and neither a place nor a time of which one can be made")
    found = context.finder.found(place, "Place") if place else []
    where = [context.finder.label(found[0])] if len(found) == 1 else [place] if place else []
    what = context.schema.labels[cls]
    when = [str(day if isinstance(day := context.days.get(text), date) else text) for text in times[:1]]
    return ", ".join([what[:1].upper() + what[1:], *where, *when])


def subject_of(row: Row, context: Context, written: Written) -> Subject:
    """The event or relation that the row is about; ``CellError`` where it names none, or one that nothing describes."""
    relation = row.one("relation")
    if relation is not None:
        if row.one("kind") or row.text("event"):
            raise CellError("relation", "the row is about an event too; write two rows")
        return _relation(row, relation, context, written)
    for column in ("subject", "object"):
        if row.one(column):
            raise CellError(column, "no relation is named in 'relation'")
    new = written.named.get(("event", ""))
    text = row.text("event")
    if new is None and text is None:
        raise CellError("event", "the row names no event and no relation")
    iri = new or context.finder.thing("event", str(text), "Event")
    cls = context.finder.class_of(iri)
    kind = row.one("kind")
    if kind is not None and new is None:
        wanted = context.class_of("kind", kind, "Event")
        if not context.schema.is_a(cls, wanted):
            what = context.schema.labels[cls]
            raise CellError(
                "kind", f"{shorten(iri)} is of the class {what!r} in the graph; give another event another name"
            )
    written.needs.add(iri)
    return Subject(iri, cls, context.finder.label(iri))


def _relation(row: Row, text: str, context: Context, written: Written) -> Subject:
    """The relation of the graph of this class between the two ends, or a new one."""
    finder, schema = context.finder, context.schema
    named = not schema.class_names("Relation").find(text.removeprefix("conflict:"))
    known = finder.thing("relation", text, "Relation") if named and finder.found(text, "Relation") else None
    cls = finder.class_of(known) if known else context.class_of("relation", text, "Relation")
    ends = []
    for column, role in zip(("subject", "object"), schema.ends[cls], strict=True):
        end = row.one(column)
        if end is None:
            if known is None:
                raise CellError(column, f"a {schema.labels[cls]} needs 'subject' and 'object'")
            continue
        wanted = schema.slots[role].range
        base = wanted.value.rsplit("#", 1)[1] if wanted else ""
        iri = written.named.get((base, end)) or finder.thing(column, end, base)
        written.needs.add(iri)
        ends.append((role, iri))
    if known is None:
        known = edge("relation", cls, ends[0][1], ends[1][1], _own_id(row, context), context, written)
    elif not ends:
        raise CellError("subject", "give at least one end of the relation")
    return Subject(known, cls, finder.label(known), tuple(ends))


def edge(column: str, cls: str, one: str, other: str, own: str | None, context: Context, written: Written) -> str:
    """The relation or declaration of the class ``cls`` with these ends: that of the graph, or a new one."""
    known = context.finder.graph.edges.get((cls, one, other), ())
    prefix = PREFIXES[context.schema.prefix(cls)]
    label = context.schema.labels[cls]
    iri = prefix + (own or f"{_local(one)}--{label.replace(' ', '-').replace('ç', 'c')}--{_local(other)}")
    if own is None and known:
        if len(known) > 1 and iri not in known:
            listed = context.finder.graph.names.shown(known)
            way = "in 'relation', or give a new one an 'id'" if column == "relation" else "in a row of its own"
            raise CellError(column, f"several fit: {listed}; name one of them {way}")
        if iri not in known:
            return known[0]
    name = f"{label[:1].upper()}{label[1:]}: {context.finder.label(one)}, {context.finder.label(other)}"
    context.finder.introduce(name, iri, cls)
    written.identities[iri] = identity(iri, cls, words(column, name[:_NAME], _NAME))
    return iri


def toll_of(event: str, group: str, context: Context, written: Written) -> str:
    """The toll of the members of ``group`` in ``event``: that of the graph, or a new one."""
    iri = f"{PREFIXES['toll']}{_local(event)}-{_local(group)}"
    if iri not in context.finder.graph.stated:
        name = f"Members of {context.finder.label(group)} killed or wounded: {context.finder.label(event)}"
        written.identities[iri] = identity(iri, "Toll", words("members of", name[:_NAME], _NAME))
    return iri


def _local(iri: str) -> str:
    local = iri.rsplit("/", 1)[-1]
    return local if _ID.fullmatch(local) else slug(iri)
