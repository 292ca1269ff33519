"""The vocabulary for people who write queries: each class and property, with what it leads from and to, and its use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from kg.dossier.vocabulary import Section, Word, sections
from kg.errors import UsageError, meant
from kg.pipeline import ontology_and_schemes
from kg.rdf.load import parse_file
from kg.rdf.manifest import check_build
from kg.rdf.read import read_rdf
from kg.rdf.resources import resources
from kg.rdf.terms import PREFIXES, shorten

COLUMNS = ("term", "kind", "from", "to", "uses", "means")
#: The kinds of terms by the anchor of their section; declarations for programs are left out.
_KINDS = {"classes": "class", "object-properties": "property", "datatype-properties": "value"}
_VOID = PREFIXES["void"]


@dataclass(frozen=True)
class Term:
    """A class or property: what it leads from and to, its definition, examples, and how often the build uses it.

    ``uses`` counts the members of a class, or the statements of a property; None where no build was asked.
    """

    term: str
    kind: str
    domain: str
    range: str
    uses: int | None
    definition: str
    examples: tuple[str, ...]
    axioms: tuple[tuple[str, str], ...]

    @property
    def row(self) -> tuple[object, ...]:
        """The term in the order of :data:`COLUMNS`."""
        return self.term, self.kind, self.domain, self.range, self.uses, re.split(r"(?<=\.)\s", self.definition)[0]


def vocabulary(build: Path | None = None) -> list[Term]:
    """Every class and property of the ontology by kind and name, with its uses in ``build``, where one is given."""
    uses = _uses(build) if build else None
    ontology, _ = ontology_and_schemes()
    return [
        _term(word, section, uses)
        for section in sections(ontology)
        if section.anchor in _KINDS
        for word in section.words
    ]


def describe(terms: list[Term], name: str) -> Term:
    """The term of that name: prefixed, an IRI, or its local name; ``UsageError`` with what is near for none."""
    local = name.rpartition("#")[2].rpartition(":")[2]
    by_name = {term.term.partition(":")[2]: term for term in terms}
    folded = {one.casefold(): one for one in by_name}
    if local.casefold() not in folded:
        raise UsageError(f"no class or property {name!r}{meant(local, by_name)}; 'kg schema' lists them")
    return by_name[folded[local.casefold()]]


def _term(word: Word, section: Section, uses: Mapping[str, int] | None) -> Term:
    lines = [(words, " and ".join(text for text, _ in values)) for words, values in word.lines]
    by_words = dict(lines)
    return Term(
        term=shorten(word.iri),
        kind=_KINDS[section.anchor],
        domain=by_words.get("from", ""),
        range=by_words.get("to", ""),
        uses=None if uses is None else uses.get(word.iri, 0),
        definition=word.definition,
        examples=word.examples,
        axioms=tuple(lines),
    )


def _uses(build: Path) -> dict[str, int]:
    """The members of each class and the statements of each property, by IRI, as the build's description counts them."""
    check_build(build, ("void.ttl",))
    (file,) = read_rdf((build / "void.ttl",))
    found: dict[str, int] = {}
    for about in resources(parse_file(file)).values():
        for part, number in (("class", "entities"), ("property", "triples")):
            named, counted = (about.get(NamedNode(_VOID + name), ()) for name in (part, number))
            if named and counted:
                found[named[0].value] = int(counted[0].value)
    return found
