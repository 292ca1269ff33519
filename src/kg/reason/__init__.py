"""Closure of facts under an OWL 2 RL ontology: one protocol, several engines.

``reasoner("polars")`` is the default; ``reasoner("owlrl")`` is the slow oracle of the tests. What a closure
holds is defined in :mod:`kg.reason.closure` and is the same for all engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from kg.errors import UsageError
from kg.reason.closure import Clash, Closure, Reasoner

__all__ = ["ENGINES", "Clash", "Closure", "Reasoner", "reasoner"]

#: Engine name → the module and class that implement it, imported on first use: an engine may be heavy.
ENGINES: dict[str, tuple[str, str]] = {
    "polars": ("kg.reason.polars", "PolarsReasoner"),
    "owlrl": ("kg.reason.owlrl", "OwlrlReasoner"),
}


def reasoner(name: str = "polars") -> Reasoner:
    """The engine called ``name``.

    >>> reasoner("owlrl").name
    'owlrl'
    """
    if name not in ENGINES:
        raise UsageError(f"no reasoner {name!r}; there are: {', '.join(sorted(ENGINES))}")
    module, attribute = ENGINES[name]
    return cast(Reasoner, getattr(import_module(module), attribute)())
