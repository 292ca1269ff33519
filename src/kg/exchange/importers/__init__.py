"""``kg import``: public datasets' tables → common frames → identities and accounts.

Nothing is guessed, and no row vanishes: each is told, left out for a reason, rejected, or replaced by a later release.
A dataset is a source, whose grade the curator gives. An actor or place of the dataset is a resource of its own, never
taken for one that the graph knows: that is a curator's judgement. Who did what to whom is stated only where the
dataset says so; the two sides of an event are its parties.
"""

from __future__ import annotations

from kg.exchange.importers.datasets import DATASETS, Dataset, read_dataset
from kg.exchange.importers.frames import Reading
from kg.exchange.importers.settings import ImportSettings
from kg.exchange.importers.turtle import written

__all__ = ["DATASETS", "Dataset", "ImportSettings", "Reading", "read_dataset", "written"]
