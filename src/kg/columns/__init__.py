"""Datasets in columns: the evidence of thousands of events as frames of numbers, without an object for a triple."""

from __future__ import annotations
