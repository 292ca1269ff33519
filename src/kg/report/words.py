"""Sentences with links, as plain data: HTML, Markdown and the server show them each in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from kg.analyse.facts import facts_of
from kg.analyse.projection import stated_network
from kg.errors import LimitError
from kg.rdf.tables import cell, markdown_text
from kg.rdf.terms import shorten
from kg.rdf.text import LABEL_LIMIT, clean, many, web_address
from kg.workspace import Once, Workspace, independent_sources


@dataclass(frozen=True)
class Named:
    """Something by its label, with its IRI if it has one, and the address that it leads to from the build's folder.

    The address is empty where the explorer does not draw it and no web page is known of it.
    """

    text: str
    iri: str = ""
    href: str = ""


#: A text, some parts of which are links.
Words: TypeAlias = tuple[str | Named, ...]


@dataclass(frozen=True)
class Standing:
    """How well something is evidenced: the best and the worst grade, and the number of independent sources.

    Each grade is the best of the accounts of one thing, as an Admiralty code; both are empty where there are none.
    """

    best: str = ""
    worst: str = ""
    sources: int = 0

    def __str__(self) -> str:
        """The standing in words, empty where there is none."""
        if not self.best:
            return ""
        grades = self.best if self.best == self.worst else f"{self.best} to {self.worst}"
        return f"{grades}, {many(self.sources, 'independent source')}"


class Namer:
    """The names and addresses of what a build describes."""

    def __init__(self, workspace: Workspace) -> None:
        self._facts = facts_of(workspace)
        self._sources, self._accounts = workspace.evidence.sources, workspace.evidence.accounts
        self._views: dict[str, str] = {}
        with suppress(LimitError):
            network = stated_network(workspace)
            self._views = {data["relation"]: key for _, _, key, data in network.edges(keys=True, data=True)}
            self._views |= {node: node for node in network}
        named = (*self._facts.labels, *self._sources, *self._accounts)
        self._written = {shorten(iri): iri for iri in named}

    def __call__(self, thing: str | NamedNode, text: str = "") -> Named:
        """A resource by its label, or by ``text``."""
        iri = thing if isinstance(thing, str) else thing.value
        if iri in self._accounts:
            account = self._accounts[iri]
            text = text or f"{self.source(account.source).text}, {account.locator}"
            return Named(clean(text, LABEL_LIMIT), iri, self._address(account.about))
        if iri in self._sources:
            return self.source(iri)
        return Named(text or clean(self._facts.label(iri), LABEL_LIMIT), iri, self._address(iri))

    def source(self, iri: str) -> Named:
        """A source by its title, which leads to its own page on the web."""
        source = self._sources[iri]
        return Named(clean(source.title, LABEL_LIMIT), iri, web_address(source.url) or "")

    def _address(self, iri: str) -> str:
        view = self._views.get(iri)
        return f"explorer.html#selected={quote(view, safe='')}" if view else ""

    def text(self, text: str) -> Words:
        """A text whose prefixed names of known things are those things by their labels."""
        if ":" not in text:
            return (text,)
        parts = re.split(r"([a-z]+:[^\s,;]+)", text)
        return tuple(self(self._written[part]) if part in self._written else part for part in parts if part)

    def cell(self, value: object) -> Words:
        """A cell of a table: what is named in it by its label."""
        if isinstance(value, NamedNode):
            return (self(value),) if shorten(value.value) in self._written else (cell(value),)
        if isinstance(value, tuple | list):
            return joined([self.cell(part) for part in value], ", ")
        text = cell(value)
        iri = None if isinstance(value, Literal) else self._written.get(text)
        return (self(iri),) if iri is not None else (text,)


@Once
def namer(workspace: Workspace) -> Namer:
    """The :class:`Namer` of a build."""
    return Namer(workspace)


def standing(workspace: Workspace, things: Iterable[Iterable[str]]) -> Standing:
    """The standing of things by the accounts of each; those without accounts are left out."""
    accounts = [tuple(of) for of in things]
    grades = [min(map(workspace.evidence.grade, of)) for of in accounts if of]
    every = [account for of in accounts for account in of]
    return Standing(min(grades, default=""), max(grades, default=""), independent_sources(workspace, every))


def joined(parts: Iterable[Words], between: str) -> Words:
    """The parts as one text."""
    found: list[str | Named] = []
    for part in parts:
        found += [between, *part] if found else part
    return tuple(found)


def listed(parts: Sequence[Words], most: int = 5) -> Words:
    """The first parts as a list in a sentence, and how many more there are.

    >>> listed([("a",), ("b",), ("c",)]), listed([("a",), ("b",), ("c",)], 2)
    (('a', ', ', 'b', ' and ', 'c'), ('a', ', ', 'b', ' and 1 more'))
    """
    if len(parts) > most:
        return (*joined(parts[:most], ", "), f" and {len(parts) - most} more")
    *first, last = parts
    return (*joined(first, ", "), " and ", *last) if first else last


def html(words: Words) -> Markup:
    """The text as HTML, everything escaped that is not a link of its own."""
    return Markup("").join(_link(part) if isinstance(part, Named) else escape(part) for part in words)


def _link(named: Named) -> Markup:
    if not named.href:
        return escape(named.text)
    outside = "" if _is_inside(named) else Markup(' rel="noopener noreferrer"')
    return Markup('<a href="{}"{}>{}</a>').format(named.href, outside, named.text)


def markdown(words: Words) -> str:
    """The text as Markdown, everything escaped that is not a link of its own."""
    return "".join(_markdown_link(part) if isinstance(part, Named) else _escaped(part) for part in words)


def _markdown_link(named: Named) -> str:
    text = _escaped(named.text).replace("]", "\\]")
    return f"[{text}]({quote(named.href, safe='#%=&?/:~,;+@!$')})" if named.href else text


def _escaped(text: str) -> str:
    """As :func:`markdown_text`; spaces at the ends stay, for a sentence is made of several texts."""
    ends = (" " * text.startswith(" "), " " * (text.endswith(" ") and bool(text.strip())))
    return ends[0] + markdown_text(text) + ends[1]


def plain(words: Words) -> str:
    """The text alone."""
    return "".join(part.text if isinstance(part, Named) else part for part in words)


def record(words: Words) -> list[str | list[str]]:
    """The text as plain data: a text, or ``[text, IRI, explorer]`` of something named.

    The last is its address in the build's folder where that is a view of the explorer, else empty.
    """
    return [[part.text, part.iri, part.href * _is_inside(part)] if isinstance(part, Named) else part for part in words]


def _is_inside(named: Named) -> bool:
    return named.href.startswith("explorer.html")
