"""Terms as numbers: joins compare integers, and a literal is known by its number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import polars as pl
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from kg.reason.rules import Term

#: Columns of a frame of triples.
COLUMNS = ("s", "p", "o")
#: The numbers of literals and triple terms have this bit, and those of resources do not: a comparison tells whether
#: a number can stand as a subject.
FIRST_LITERAL = 2**31
_NOTHING = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
#: Up to so many terms are looked up one by one rather than in a list of all.
_FEW = 10_000


class Dictionary:
    """A numbering of terms, known by their canonical N-Triples text, that can be extended at any time.

    Terms are numbered in the order in which they are first asked for; a number never changes, nor is it ever given
    to another term. Polars' categories are the table: they hold each text once, and find it without Python objects.
    """

    def __init__(self) -> None:
        self._categories = pl.Categories.random("terms", pl.UInt32)
        self._type = pl.Categorical(self._categories)
        # Polars drops categories that no column uses any more.
        self._kept = pl.Series([], dtype=self._type)
        self._size = 0

    def __len__(self) -> int:
        """How many terms are known: the number of the next resource."""
        return self._size

    def encode(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Triples of terms' texts (columns s, p, o) as numbers, in order; terms not known yet are added.

        Subjects are numbered first, then objects, then predicates.
        """
        # Only objects can be literals: there is no need to look at the others.
        encoded = {"s": self._codes(texts["s"]), "o": self.encode_column(texts["o"]), "p": self._codes(texts["p"])}
        return pl.DataFrame({column: encoded[column] for column in COLUMNS})

    def encode_column(self, texts: pl.Series) -> pl.Series:
        """The numbers of a column of terms' texts; terms not known yet are added."""
        codes, are_literals = self._codes(texts), texts.str.starts_with('"') | texts.str.starts_with("<<")
        return codes + are_literals.cast(pl.UInt32) * FIRST_LITERAL if are_literals.any() else codes

    def _codes(self, texts: pl.Series) -> pl.Series:
        # One chunk is worked through in order, and so the numbers are the same in each run.
        codes = texts.rechunk().cast(self._type).to_physical()
        self._size = max(self._size, 1 + cast(int, codes.max())) if codes.len() else self._size
        return codes

    def numbers(self, terms: Iterable[Term]) -> dict[Term, int]:
        """The number of each of the terms, in one go; those not known yet are added."""
        distinct = list(dict.fromkeys(terms))
        return dict(zip(distinct, self.encode_terms(distinct).to_list(), strict=True))

    def encode_terms(self, terms: Iterable[Term]) -> pl.Series:
        """The numbers of terms, in order; those not known yet are added."""
        return self.encode_column(pl.Series([text_of(term) for term in terms], dtype=pl.String))

    def number(self, term: Term) -> int:
        """The number of a term, which is added if it is not known yet."""
        text = text_of(term)
        if text not in self._categories:
            return self.numbers([term])[term]
        code = cast(int, self._categories[text])
        return code if isinstance(term, NamedNode | BlankNode) else code + FIRST_LITERAL

    def text(self, number: int) -> str:
        """The canonical text of the term with this number."""
        return cast(str, self._categories[number % FIRST_LITERAL])

    def term(self, number: int) -> Term:
        """The term with this number."""
        return term_of(self.text(number))

    def triple(self, s: int, p: int, o: int) -> Triple:
        """The triple that three numbers stand for."""
        return Triple(self.term(s), self.term(p), self.term(o))  # type: ignore[arg-type]

    def texts(self, numbers: pl.Series) -> pl.Series:
        """The texts of a column of numbers."""
        return self._look_up(numbers.len())(numbers)

    def _look_up(self, count: int) -> Callable[[pl.Series], pl.Series]:
        """How to find the texts of ``count`` numbers: one by one where they are few, else in a list of all."""
        if count < _FEW:
            return lambda numbers: (numbers & (FIRST_LITERAL - 1)).cat.to(self._type).cast(pl.String)
        texts = self.all_texts()
        return lambda numbers: texts.gather(numbers & (FIRST_LITERAL - 1)).alias(numbers.name)

    def decode(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Triples of numbers (columns s, p, o) as texts."""
        return pl.concat([_NOTHING, *self.decode_slices(rows, max(1, rows.height))])

    def decode_slices(self, rows: pl.DataFrame, height: int) -> Iterator[pl.DataFrame]:
        """Triples of numbers as texts, in frames of at most ``height`` rows."""
        look_up = self._look_up(3 * rows.height)
        for part in rows.iter_slices(height):
            yield pl.DataFrame([look_up(part[column]).alias(column) for column in COLUMNS])

    def all_texts(self) -> pl.Series:
        """The texts of all terms; without their bit for literals, numbers are places in it."""
        numbers = pl.int_range(self._size, dtype=pl.UInt32, eager=True)
        return numbers.cat.to(self._type).cast(pl.String)


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


def terms_of(texts: Iterable[str]) -> list[Term]:
    """The terms with these canonical texts, in order: many at once are read faster than one by one.

    >>> [term.value for term in terms_of(['"1"@en', "<urn:a>"])]
    ['1', 'urn:a']
    """
    return [triple.object for triple in _parse("".join(f"<a:s> <a:p> {text} .\n" for text in texts))]


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
