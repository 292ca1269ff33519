"""Text that is safe to show: free of control characters, bounded in length, and wrapped for the canvas."""

from __future__ import annotations

import json
import textwrap
import unicodedata
from urllib.parse import urlsplit

from markupsafe import Markup

#: Characters that change the direction of the text around them.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LABEL_LIMIT = 160
TEXT_LIMIT = 2000
LINE_LENGTH = 16
LINES = 3


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
    shown = " ".join("".join(map(_visible, str(text))).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def wrap(label: str) -> str:
    """``label`` broken into at most ``LINES`` lines for the canvas, cut with an ellipsis.

    >>> wrap("Islamic Resistance in Iraq")
    'Islamic\\nResistance\\nin Iraq'
    """
    lines = textwrap.wrap(label, _balanced_width(label), max_lines=LINES, placeholder=" …")
    return "\n".join(lines) or "…"


def _balanced_width(label: str) -> int:
    """The smallest line width that needs no more lines than ``LINE_LENGTH`` does, so that lines are even."""
    needed = len(textwrap.wrap(label, LINE_LENGTH))
    longest = max(map(len, label.split()), default=0)
    widths = range(max(8, longest), LINE_LENGTH)
    fitting = (width for width in widths if len(textwrap.wrap(label, width)) <= needed)
    return next(fitting, LINE_LENGTH)


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
