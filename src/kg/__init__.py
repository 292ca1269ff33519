"""Knowledge graph of proxy conflicts: sources, accounts, accepted facts, inferences, and why."""

from __future__ import annotations

import sys
from types import ModuleType
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


class _Package(ModuleType):
    """The package, where ``kg.build`` and ``kg.validate`` stay functions though there are modules of these names."""

    def __setattr__(self, name: str, value: object) -> None:
        """Bind a name, but not a module to one of the Python interface, as importing it would."""
        if name not in __all__ or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
