"""Closure of facts under an OWL 2 RL ontology: one protocol, several engines.

Facts and an ontology enter; conclusions, clashes and warnings leave.

``reasoner("auto")`` is the default: it chains rules over small graphs and takes Polars for all others.
``reasoner("polars")`` takes Polars always; ``reasoner("owlrl")`` is the slow oracle of the tests; ``reasoner("spark")``
is for graphs that outgrow one machine. What a closure holds is defined in :mod:`kg.reason.closure` and is the same for
all engines.

:class:`Materialisation` keeps a closure up to date while facts are added and taken back; the engine that it uses is
imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from kg.errors import UsageError
from kg.reason.closure import Clash, Closure, Reasoner

if TYPE_CHECKING:
    from kg.reason.incremental import Change, Materialisation

__all__ = ["DEFAULT_ENGINE", "ENGINES", "Change", "Clash", "Closure", "Materialisation", "Reasoner", "reasoner"]

#: Engine name → the module and class that implement it, imported on first use: an engine may be heavy.
ENGINES: dict[str, tuple[str, str]] = {
    "auto": ("kg.reason.auto", "AutoReasoner"),
    "polars": ("kg.reason.polars", "PolarsReasoner"),
    "owlrl": ("kg.reason.owlrl", "OwlrlReasoner"),
    "spark": ("kg.reason.spark", "SparkReasoner"),
}

DEFAULT_ENGINE = "auto"


def reasoner(name: str = DEFAULT_ENGINE) -> Reasoner:
    """The engine called ``name``.

    >>> reasoner("owlrl").name
    'owlrl'
    """
    if name not in ENGINES:
        raise UsageError(f"no reasoner {name!r}; there are: {', '.join(sorted(ENGINES))}")
    module, attribute = ENGINES[name]
    return cast(Reasoner, getattr(import_module(module), attribute)())


def __getattr__(name: str) -> object:
    if name in ("Change", "Materialisation"):
        return getattr(import_module("kg.reason.incremental"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
