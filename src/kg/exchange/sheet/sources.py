"""The source of each row, and the details of its account: locator, words, grade, and since when it is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from kg.exchange.sheet.rows import Context, Row, Written
from kg.exchange.sheet.values import CellError, Period, local_name, period, words
from kg.rdf.resources import as_iri
from kg.rdf.terms import CONFLICT, DCT, LABEL, PREFIXES, TYPE, XSD
from kg.rdf.text import web_address

_UTC = ("+00:00", "+00:00")
#: What describes a new source, and is the same in all rows of it.
_DETAILS = ("publisher", "published", "address", "reliability", "derives from", "speaks for")
_LONGEST = 500


@dataclass
class NewSources:
    """The new sources of a sheet: by title the details that rows give, each with the number of its row."""

    details: dict[str, dict[str, tuple[str, int]]] = field(default_factory=dict)

    def add(self, row: Row, context: Context) -> None:
        """Take in what a row says of its source; ``CellError`` where an earlier row says otherwise."""
        title = row.text("title")
        if row.one("source") or title is None or known_source(row, context):
            return
        said = self.details.setdefault(title, {})
        for column in _DETAILS:
            text = row.text(column)
            if text is not None and said.setdefault(column, (text, row.row))[0] != text:
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
    return found[0] if found and found[0] != _iri(title or "") else None


def source_of(row: Row, context: Context, new: NewSources, written: Written) -> tuple[str, str | None]:
    """The IRI of the row's source and the day on which it was published, if that is known."""
    known = known_source(row, context)
    if known is not None:
        about = context.finder.graph.sources[known]
        letter = row.one("reliability")
        if letter is not None and about.reliability not in (None, letter):
            written.odd.append(("reliability", f"the graph grades this source {about.reliability}, which holds"))
        return known, row.text("published") or about.issued
    title = row.text("title")
    if title is None:
        raise CellError("title", "no source; name one of the graph in 'source', or a new one in 'title'")
    details = {column: text for column, (text, _) in new.details.get(title, {}).items()}
    iri = _iri(title)
    written.identities[iri] = _described(NamedNode(iri), title, details, context, written)
    return iri, details.get("published")


def _iri(title: str) -> str:
    return PREFIXES["source"] + local_name(title)


def _described(
    source: NamedNode, title: str, details: Mapping[str, str], context: Context, written: Written
) -> list[Triple]:
    letter = details.get("reliability") or context.settings.reliability
    grade = context.finder.code("reliability", letter, "reliability")
    found = [
        Triple(source, TYPE, CONFLICT.term("Source")),
        Triple(source, LABEL, Literal(words("title", title, _LONGEST), language="en")),
        Triple(source, CONFLICT.term("hasReliability"), NamedNode(grade)),
    ]
    if "publisher" in details:
        found.append(Triple(source, DCT.term("publisher"), Literal(words("publisher", details["publisher"], _LONGEST))))
    if "published" in details:
        issued = period("published", details["published"], _UTC, context.days)
        if issued.first[:10] == issued.last[:10]:
            day = Literal(issued.first[:10], datatype=XSD.term("date"))
            found.append(Triple(source, DCT.term("issued"), day))
    if "address" in details:
        found.append(Triple(source, DCT.term("source"), _address(details["address"])))
    for column, base, name in (("derives from", "Source", "derivesFrom"), ("speaks for", "Actor", "speaksFor")):
        if column in details:
            iri = written.named.get((base, details[column])) or context.finder.thing(column, details[column], base)
            written.needs.add(iri)
            found.append(Triple(source, CONFLICT.term(name), NamedNode(iri)))
    return found


def _address(text: str) -> NamedNode:
    address = web_address(text)
    iri = as_iri(address) if address else None
    if iri is None:
        raise CellError("address", "no address on the web; write https://…")
    return iri


def details_of(
    row: Row, context: Context, published: str | None, written: Written
) -> tuple[list[tuple[str, Literal | NamedNode]], Period]:
    """What every account of the row has beside its subject and source, and since when it is on record."""
    texts = [
        (name, words(name, row.text(name) or "", most)) for name, most in (("locator", _LONGEST), ("paraphrase", 300))
    ]
    found: list[tuple[str, Literal | NamedNode]] = [(name, Literal(text)) for name, text in texts]
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
