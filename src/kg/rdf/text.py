"""Text that is safe to show: free of control characters and bounded in length."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

from markupsafe import Markup

#: Characters that change the direction of the text around them.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LABEL_LIMIT = 160
TEXT_LIMIT = 2000


def _visible(character: str) -> str:
    """``character``, a space for a control or separator, or nothing for one that must not be shown."""
    if character in BIDI_CONTROLS:
        return ""
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " " if character.isspace() else ""
    return "" if category in {"Cs", "Cn"} else character


def clean(text: object, limit: int = TEXT_LIMIT) -> str:
    """``text`` on one line, without control, surrogate or direction characters, at most ``limit`` long.

    >>> clean("a\\x00b\\u202ec\\n d")
    'abc d'
    >>> clean("abcdef", limit=4)
    'abc…'
    """
    plain = str(text)
    shown = " ".join((plain if plain.isprintable() else "".join(map(_visible, plain))).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def web_address(url: str | None) -> str | None:
    """``url`` if it is an http or https address without credentials, else None.

    >>> web_address("https://example.org/a")
    'https://example.org/a'
    >>> web_address("javascript:alert(1)") is None
    True
    """
    if not url or clean(url) != url:
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc else None
    except ValueError:
        return None


def script_json(value: object) -> Markup:
    """``value`` as JSON for a script element: ASCII, sorted keys, and no character that could end the element."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - ASCII JSON without < > &


def many(number: int, one: str, more: str = "") -> str:
    """A number with its noun.

    >>> many(1, "attack"), many(1051, "account"), many(2, "is", "are")
    ('1 attack', '1,051 accounts', '2 are')
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def few(names: Sequence[str], most: int = 5) -> str:
    """The first of ``names``, ``most`` of them, and how many more there are.

    >>> few(["a", "b"]), few(list("abcdefg"))
    ('a, b', 'a, b, c, d, e and 2 more')
    """
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
