"""What was probably meant by a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def meant(name: str, known: Iterable[str]) -> str:
    """``(did you mean X?)`` with a space before it, or nothing where no known name is near.

    >>> meant("conflct", ["conflict", "told"])
    ' (did you mean conflict?)'
    >>> meant("x", ["conflict"])
    ''
    """
    close = get_close_matches(name, list(known), 1)
    return f" (did you mean {close[0]}?)" if close else ""
