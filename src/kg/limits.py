"""Every limit of the package, in one place; each can be set by an environment variable ``KG_<NAME>``."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Limits:
    """The limits in force.

    ``file_bytes``: largest input file, in bytes. ``query_seconds``: time a query may run.
    ``result_rows``: rows an answer may have; more are cut and the answer says so.
    """

    file_bytes: int = 256 * 2**20
    query_seconds: float = 30.0
    result_rows: int = 100_000


def limits() -> Limits:
    """The limits, with those that the environment sets."""
    defaults = Limits()
    chosen = {
        field.name: type(getattr(defaults, field.name))(os.environ[f"KG_{field.name.upper()}"])
        for field in fields(Limits)
        if f"KG_{field.name.upper()}" in os.environ
    }
    return Limits(**chosen)
