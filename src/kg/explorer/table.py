"""Tables of values that the page's data share, which are named by their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Table:
    """Values that many things share, each once, in the order in which they were first met."""

    rows: list[Any] = field(default_factory=list)
    _places: dict[Any, int] = field(default_factory=dict)

    def place(self, key: Any, row: Any = None) -> int:
        """Where ``key`` stands; it is added, as ``row`` if that is given, where it does not yet."""
        if key not in self._places:
            self._places[key] = len(self.rows)
            self.rows.append(key if row is None else row)
        return self._places[key]
