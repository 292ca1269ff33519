"""The source of each row, and the details of its account: locator, words, grade, and since when it is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from kg.exchange.sheet.graph import source_record
from kg.exchange.sheet.rows import Context, Row, Written
from kg.exchange.sheet.values import CellError, Period, local_name, period, words
from kg.rdf.resources import as_iri, resources
from kg.rdf.terms import CONFLICT, DCT, LABEL, PREFIXES, TYPE, XSD
from kg.rdf.text import web_address

_UTC = ("Z", "Z")
#: What describes a new source, and is the same in all rows of it.
_DETAILS = ("publisher", "published", "address", "reliability", "derives from", "speaks for")
_LONGEST = 500
Value = tuple[str, Literal | NamedNode]


@dataclass
class NewSources:
    """The new sources of a sheet: by title the details that rows give, each with the number of its row."""

    details: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)

    def add(self, row: Row, context: Context, written: Written) -> None:
        """Take in what a row says of its source; ``CellError`` for what is none, or not what an earlier row says."""
        title = row.text("title")
        if row.one("source") or title is None or known_source(row, context):
            return
        said = self.details.setdefault(local_name(title), {})
        for column in _DETAILS:
            text = row.text(column)
            if text is None:
                continue
            _detail(column, text, context, written)
            if said.setdefault(column, (text, row.row))[0] != text:
                other, number = said[column]
                raise CellError(column, f"row {number} says {other!r} of the same source")


def known_source(row: Row, context: Context) -> str | None:
    """The source of the graph that the row names: in ``source``, by its title, or by its address."""
    text = row.one("source")
    if text is not None:
        return context.finder.thing("source", text, "Source")
    title, address = row.text("title"), row.text("address")
    found = context.finder.found(title, "Source") if title else []
    by_address = (iri for iri, about in context.finder.graph.sources.items() if address and about.address == address)
    found = found or sorted(by_address)
    if len(found) > 1:
        listed = context.finder.graph.names.shown(found)
        raise CellError("title" if title else "address", f"several sources fit: {listed}; name one in 'source'")
    is_own = bool(found) and title is not None and found[0] == _iri(title) and context.finder.label(found[0]) == title
    return found[0] if found and not is_own else None


def source_of(row: Row, context: Context, new: NewSources, written: Written) -> tuple[str, str | None]:
    """The IRI of the row's source and the day on which it was published, if that is known."""
    known, title = known_source(row, context), row.text("title")
    if known is None:
        if title is None:
            raise CellError("title", "no source; name one of the graph in 'source', or a new one in 'title'")
        known = _iri(title)
        details = {column: text for column, (text, _) in new.details.get(local_name(title), {}).items()}
        described = _described(NamedNode(known), title, details, context, written)
        record = context.finder.graph.sources.get(known)
        if record is None or record == source_record(resources(described)[NamedNode(known)]):
            written.identities[known] = described
            return known, details.get("published")
    about = context.finder.graph.sources[known]
    letter = row.one("reliability")
    if letter is not None and about.reliability not in (None, letter.upper()):
        written.odd.append(("reliability", f"the graph grades this source {about.reliability}, which holds"))
    return known, row.text("published") or about.issued


def _iri(title: str) -> str:
    return PREFIXES["source"] + local_name(title)


def _described(
    source: NamedNode, title: str, details: Mapping[str, str], context: Context, written: Written
) -> list[Triple]:
    context.finder.introduce(title, source.value, "Source")
    name = words("title", context.finder.label(source.value), _LONGEST)
    stated = [
        _detail(column, text, context, written)
        for column, text in {"reliability": context.settings.reliability, **details}.items()
    ]
    return [
        Triple(source, TYPE, CONFLICT.term("Source")),
        Triple(source, LABEL, Literal(name, language="en")),
        *(Triple(source, *one) for one in stated if one is not None),
    ]


def _detail(column: str, text: str, context: Context, written: Written) -> tuple[NamedNode, Literal | NamedNode] | None:
    """What a detail states of a source; None for a publication that is not known to the day."""
    if column == "reliability":
        return CONFLICT.term("hasReliability"), NamedNode(context.finder.code(column, text, "reliability"))
    if column == "publisher":
        return DCT.term("publisher"), Literal(words(column, text, _LONGEST))
    if column == "address":
        return DCT.term("source"), _address(text)
    if column == "published":
        issued = period(column, text, _UTC, context.days)
        day = Literal(issued.first[:10], datatype=XSD.term("date"))
        return (DCT.term("issued"), day) if issued.first[:10] == issued.last[:10] else None
    base, name = ("Source", "derivesFrom") if column == "derives from" else ("Actor", "speaksFor")
    iri = written.named.get((base, text)) or context.finder.thing(column, text, base)
    written.needs.add(iri)
    return CONFLICT.term(name), NamedNode(iri)


def _address(text: str) -> NamedNode:
    address = web_address(text)
    iri = as_iri(address) if address else None
    if iri is None:
        raise CellError("address", "no address on the web; write https://…")
    return iri


def details_of(row: Row, context: Context, published: str | None, written: Written) -> tuple[list[Value], Period]:
    """What every account of the row has beside its subject and source, and since when it is on record."""
    texts = [
        (name, words(name, row.text(name) or "", most)) for name, most in (("locator", _LONGEST), ("paraphrase", 300))
    ]
    found: list[Value] = [(name, Literal(text)) for name, text in texts]
    credibility = row.one("credibility") or context.settings.credibility
    found.append(("hasCredibility", NamedNode(context.finder.code("credibility", credibility, "credibility"))))
    hedge = row.text("hedge")
    if hedge is not None:
        found.append(("hedge", Literal(words("hedge", hedge, 80))))
    for name in row.all("word of"):
        actor = written.named.get(("Actor", name)) or context.finder.thing("word of", name, "Actor")
        written.needs.add(actor)
        found.append(("relaysWordOf", NamedNode(actor)))
    recorded = _recorded(row, context, published)
    found.append(("recordedAt", Literal(recorded.last, datatype=XSD.term("dateTime"))))
    return found, recorded


def _recorded(row: Row, context: Context, published: str | None) -> Period:
    own, given = row.one("recorded"), context.settings.recorded
    column, text = ("recorded", own) if own else ("published", published or given)
    if text is None:
        raise CellError("published", "no day of publication; write it here, or give --recorded")
    if text == given and not own and not published:
        moment = context.settings.moment.isoformat()
        return Period(moment, moment, "day")
    return period(column, text, _UTC, context.days)
