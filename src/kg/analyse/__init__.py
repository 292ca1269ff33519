"""Network analyses over what a policy accepts; see :data:`ANALYSES`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.analyse.result import AnalysisResult

if TYPE_CHECKING:
    from kg.pipeline import Dataset

__all__ = ["ANALYSES", "AnalysisResult"]

#: The analyses by the name that the command line knows them by.
ANALYSES: dict[str, Callable[[Dataset], AnalysisResult]] = {}
