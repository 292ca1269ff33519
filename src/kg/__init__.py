"""Knowledge graph of proxy conflicts: sources, accounts, accepted facts, inferences, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph, build, connect, propose, validate

__all__ = ["KnowledgeGraph", "build", "connect", "propose", "validate"]


def __getattr__(name: str) -> Any:
    """Import the Python interface on first use, so that the command line starts at once."""
    if name in __all__:
        from kg import api

        return getattr(api, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
