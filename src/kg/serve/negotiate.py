"""Content negotiation as RFC 9110, section 12.5.1, has it: which of the forms on offer a client would rather have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: More parts than any client sends; what follows is not read.
MOST_PARTS = 64


def choose(accept: str | None, offered: Sequence[str], aliases: Mapping[str, str] | None = None) -> str | None:
    """The media type of ``offered`` that ``accept`` likes best, None where it takes none of them.

    Of equally liked ones the first offered wins. ``aliases`` are further names under which a type can be asked for.
    A header that is missing, or of which no part can be read, takes everything.

    >>> choose("text/html;q=0.5, text/turtle", ["text/html", "text/turtle"])
    'text/turtle'
    >>> choose("text/*, text/html;q=0", ["text/html", "text/turtle"])
    'text/turtle'
    >>> choose("image/png", ["text/html"]) is None
    True
    >>> choose("application/json", ["application/ld+json"], {"application/json": "application/ld+json"})
    'application/ld+json'
    """
    ranges = _ranges(accept or "")
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media_type: _quality(media_type, ranges, aliases or {}))
    return best if _quality(best, ranges, aliases or {}) > 0 else None


def _ranges(accept: str) -> dict[str, float]:
    """The media ranges of an Accept header with their qualities; what is malformed is left out."""
    found: dict[str, float] = {}
    for part in accept.lower().split(",")[:MOST_PARTS]:
        media_range, *parameters = (piece.strip() for piece in part.split(";"))
        if media_range.count("/") != 1:
            continue
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _number(value.strip())
        found[media_range] = max(quality, found.get(media_range, 0.0))
    return found


def _number(text: str) -> float:
    """A quality between 0 and 1; 0 where it is none, so that it is not taken for a wish."""
    digits = text.replace(".", "", 1)
    return min(float(text), 1.0) if digits.isascii() and digits.isdigit() else 0.0


def _quality(media_type: str, ranges: Mapping[str, float], aliases: Mapping[str, str]) -> float:
    """How much a type is liked: by the most specific range that it, or an alias of it, falls under."""
    names = [media_type, *(alias for alias, of in aliases.items() if of == media_type)]
    named = [ranges[name] for name in names if name in ranges]
    if named:
        return max(named)
    group = f"{media_type.partition('/')[0]}/*"
    return ranges.get(group, ranges.get("*/*", 0.0))
