"""Pairs of a transitive closure, and entailed axioms, as frames of numbers."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence

import polars as pl

from kg.reason.encoding import Dictionary, text_frame
from kg.reason.frames import MANY, constant
from kg.reason.rules import Entailed
from kg.reason.rules.reach import Places, places

#: Bytes of bits that are unpacked at a time.
_BATCH = 2**24


def pair_frame(subjects: pl.Series, reached: Sequence[Places], objects: pl.Series) -> pl.DataFrame:
    """A row (columns s and o) for each subject and each of the places, in ``objects``, that it reaches."""
    some, many = array("I"), array("I")
    dense: list[tuple[int, int]] = []
    for row, one in enumerate(reached):
        if isinstance(one, int) and one.bit_count() * 64 > one.bit_length():
            dense.append((row, one))
        else:
            found = array("I", places(one))
            some.extend(array("I", [row]) * len(found))
            many.extend(found)
    frames = [pl.DataFrame([_numbers(some).alias("s"), _numbers(many).alias("o")]), *_unpacked(dense)]
    return pl.concat(
        pl.DataFrame([subjects.gather(frame["s"]).alias("s"), objects.gather(frame["o"]).alias("o")])
        for frame in frames
    )


def entailed_frames(entailed: Entailed, dictionary: Dictionary) -> Iterator[pl.DataFrame]:
    """Entailed axioms in frames of numbers (columns s, p and o); terms not known yet are added."""
    if len(entailed) < MANY:
        yield dictionary.encode(text_frame(entailed))
        return
    yield dictionary.encode(text_frame(entailed.always))
    # Relations share lists of terms, which can be long: each of them is looked up once.
    lists = {id(terms): terms for relation in entailed.relations for terms in (relation.subjects, relation.objects)}
    numbers = {name: dictionary.encode_terms(terms) for name, terms in lists.items()}
    for relation in entailed.relations:
        rows = pair_frame(numbers[id(relation.subjects)], relation.reached, numbers[id(relation.objects)])
        predicate = constant(dictionary.number(relation.predicate), rows.height).alias("p")
        yield pl.DataFrame([rows["s"], predicate, rows["o"]])


def _unpacked(dense: Sequence[tuple[int, int]]) -> Iterator[pl.DataFrame]:
    """Rows and the places of the bits of their numbers, as columns s and o."""
    start = 0
    while start < len(dense):
        # Rows near each other have bits up to about the same place.
        width = (max(bits.bit_length() for _, bits in dense[start : start + 8]) + 7) // 8
        height = max(1, _BATCH // width)
        batch = dense[start : start + height]
        start += height
        width = (max(bits.bit_length() for _, bits in batch) + 7) // 8
        content = b"".join(bits.to_bytes(width, "little") for _, bits in batch)
        octets = _reinterpreted(content, pl.UInt8, len(content)).alias("bits").to_frame().with_row_index("at")
        octets = octets.filter(pl.col("bits") != 0)
        rows = pl.Series("s", [row for row, _ in batch], dtype=pl.UInt32)
        s, place = rows.gather(octets["at"] // width), octets["at"] % width * 8
        for bit in range(8):
            chosen = octets["bits"] & (1 << bit) != 0
            yield pl.DataFrame([s.filter(chosen).alias("s"), (place.filter(chosen) + bit).cast(pl.UInt32).alias("o")])


def _numbers(some: array[int]) -> pl.Series:
    """An array of unsigned numbers of 32 bits as a column."""
    return _reinterpreted(some.tobytes(), pl.UInt32, len(some))


def _reinterpreted(content: bytes, kind: type[pl.DataType], count: int) -> pl.Series:
    if not count:
        return pl.Series([], dtype=kind)
    return pl.Series([content]).bin.reinterpret(dtype=pl.Array(kind, count), endianness=sys.byteorder).explode()
