"""Terms as numbers: joins compare integers, and a literal is known by its number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from kg.rules import Term

#: Columns of a frame of triples.
COLUMNS = ("s", "p", "o")
#: Resources are numbered from 0, literals and triple terms from here: a comparison tells whether a number can stand
#: as a subject, and either kind can grow without the other being numbered anew.
FIRST_LITERAL = 2**31


class Dictionary:
    """A numbering of terms, known by their canonical N-Triples text, that can be extended at any time.

    Terms get the next number of their kind in the order in which they are first asked for. A number never changes.
    """

    def __init__(self) -> None:
        nothing = pl.Series("text", [], pl.String)
        self._resources, self._literals = nothing, nothing
        self._numbers: dict[str, int] = {}

    def encode(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Triples of terms' texts (columns s, p, o) as numbers, in order; terms not known yet are added."""
        predicates = texts["p"].unique(maintain_order=True)
        interleaved = texts.select(pl.concat_list("s", "o").explode())["s"] if texts.height else texts["s"]
        self.extend(pl.concat([interleaved, predicates]))
        known = self._known()
        return pl.DataFrame(
            [
                texts.select(pl.col(column).alias("text"))
                .join(known, on="text", how="left", maintain_order="left")["number"]
                .alias(column)
                for column in COLUMNS
            ]
        )

    def extend(self, texts: pl.Series) -> None:
        """Number the terms that are not known yet, in the order of their first occurrence."""
        asked = texts.alias("text").unique(maintain_order=True).to_frame()
        unknown = asked.join(self._known(), on="text", how="anti", maintain_order="left")["text"]
        is_resource = _are_resources(unknown)
        self._resources = pl.concat([self._resources, unknown.filter(is_resource)])
        self._literals = pl.concat([self._literals, unknown.filter(~is_resource)])

    def learn(self, terms: Iterable[Term]) -> None:
        """Make sure that ``number`` knows the terms."""
        texts = [text for text in map(text_of, terms) if text not in self._numbers]
        if not texts:
            return
        wanted = pl.Series("text", texts, pl.String)
        self.extend(wanted)
        found = self._known().join(wanted.to_frame(), on="text", how="semi")
        self._numbers.update(found.iter_rows())

    def number(self, term: Term) -> int:
        """The number of a term, which is added if it is not known yet."""
        text = text_of(term)
        if text not in self._numbers:
            self.learn([term])
        return self._numbers[text]

    def text(self, number: int) -> str:
        """The canonical text of the term with this number."""
        found: str = self._resources[number] if number < FIRST_LITERAL else self._literals[number - FIRST_LITERAL]
        return found

    def term(self, number: int) -> Term:
        """The term with this number."""
        return term_of(self.text(number))

    def triple(self, s: int, p: int, o: int) -> Triple:
        """The triple that three numbers stand for."""
        return Triple(self.term(s), self.term(p), self.term(o))  # type: ignore[arg-type]

    def texts(self, numbers: pl.Series) -> pl.Series:
        """The texts of a column of numbers."""
        if not (numbers >= FIRST_LITERAL).any():
            return self._resources.gather(numbers).alias(numbers.name)
        whole = pl.concat([self._resources, self._literals])
        shift = FIRST_LITERAL - self._resources.len()
        place = pl.DataFrame(numbers).select(
            pl.when(pl.first() < FIRST_LITERAL).then(pl.first()).otherwise(pl.first() - shift)
        )
        return whole.gather(place.to_series()).alias(numbers.name)

    def decode(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Triples of numbers (columns s, p, o) as texts."""
        return pl.DataFrame([self.texts(rows[column]) for column in COLUMNS])

    def resources(self) -> pl.Series:
        """The texts of all resources; the number of each is its place."""
        return self._resources

    def literals(self) -> pl.Series:
        """The texts of all literals and triple terms; the number of each is ``FIRST_LITERAL`` plus its place."""
        return self._literals

    def _known(self) -> pl.DataFrame:
        resources = pl.int_range(self._resources.len(), dtype=pl.UInt32, eager=True)
        literals = pl.int_range(FIRST_LITERAL, FIRST_LITERAL + self._literals.len(), dtype=pl.UInt32, eager=True)
        return pl.DataFrame(
            {"text": pl.concat([self._resources, self._literals]), "number": pl.concat([resources, literals])}
        )


def text_of(term: Term) -> str:
    """The canonical N-Triples text of a term.

    >>> text_of(NamedNode("http://example.org/a"))
    '<http://example.org/a>'
    """
    return f"<<( {term} )>>" if isinstance(term, Triple) else str(term)


def term_of(text: str) -> Term:
    """The term with this canonical text.

    >>> term_of('"1"@en').language
    'en'
    """
    if text.startswith("<") and not text.startswith("<<"):
        return NamedNode(text[1:-1])
    if text.startswith("_:"):
        return BlankNode(text[2:])
    return _parse(f"<a:s> <a:p> {text} .")[0].object


def text_frame(triples: Iterable[Triple]) -> pl.DataFrame:
    """Triples as columns s, p and o of their terms' texts."""
    rows = [(str(triple.subject), str(triple.predicate), text_of(triple.object)) for triple in triples]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def triples_of(texts: pl.DataFrame) -> list[Triple]:
    """The triples of a frame of texts."""
    return _parse("".join(texts.select(pl.format("{} {} {} .\n", *COLUMNS)).to_series()))


def _parse(text: str) -> list[Triple]:
    quads: Any = parse(text, format=RdfFormat.N_TRIPLES, lenient=True)
    return [quad.triple for quad in quads]


def _are_resources(texts: pl.Series) -> pl.Series:
    return texts.str.starts_with("_:") | (texts.str.starts_with("<") & ~texts.str.starts_with("<<"))
