"""What is wrong with a query: the engine's message as a place in the text that a person wrote."""

from __future__ import annotations

import re

from kg.errors import InputError
from kg.sparql.canonical import Canonical
from kg.sparql.gate import refusal
from kg.sparql.syntax import outline


def explained(text: str, sent: Canonical, message: str) -> InputError:
    """The error that the engine's ``message`` about ``sent`` stands for, with line and column in ``text``."""
    found = re.search(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if found is None:
        return InputError(f"not a SPARQL query: {message}", file="query")
    line, column = int(found[1]), int(found[2])
    starts = [0, *(match.end() for match in re.finditer("\n", sent.sent))]
    offset = min(sent.offset(starts[min(line, len(starts)) - 1] + column - 1), len(text))
    # Of what the engine says that it expects, only its sentences help a reader.
    sentence = re.search(r"[A-Z][A-Za-z]+(?: \w+){2,}", found[3])
    if sentence is not None:
        return refusal(text, offset, sentence.group())
    words = outline(text).tokens
    if not text[offset:].strip() and words and words[-1].depth + (words[-1].text in "{([") > 0:
        return refusal(text, words[-1].end, "a bracket is still open at the end")
    return refusal(text, offset, "the query cannot be read from here on")
