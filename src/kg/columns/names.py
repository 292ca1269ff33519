"""The index of the names of what stays in columns, from its frames: see :mod:`kg.rdf.name_file`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from kg.columns.job import AcceptedDatasets
from kg.rdf.name_file import NameRows, Packed, hash_of, most_listed, pack
from kg.rdf.names import NAMES, SHORT, fold, key_of
from kg.reason.encoding import terms_of

#: The place of an IRI's last part among the names of a thing: after all others.
_LAST = 2**32


def name_rows(datasets: AcceptedDatasets) -> NameRows:
    """The rows of the index of all names of what stays in columns."""
    return rows_of(_named(datasets))


def rows_of(named: pl.DataFrame) -> NameRows:
    """The rows of the index of names: columns ``iri``, ``name`` and ``place``, lower for those that go first.

    The last part of each IRI is added as a name that goes last.

    >>> rows = rows_of(pl.DataFrame({"iri": ["urn:a/b"], "name": ["North"], "place": [0]}))
    >>> list(rows.names), rows.words
    ([(0, 0, 'b', None, 1), (1, 0, 'b', 'North', 1)], ['b', 'north'])
    """
    frame = _numbered(named)
    count = frame.height
    spaces = frame.group_by("start").agg("number").sort("start").with_row_index("space")
    stored_name = pl.when(pl.col("name") != pl.col("slug")).then("name").alias("name")
    names = frame.join(spaces.select("start", "space"), on="start", how="left", maintain_order="left").select(
        "number", "space", "slug", stored_name, "chief"
    )
    hashes = pl.DataFrame(
        {"hash": [hash_of(key) for key in frame["key"]], "number": frame["number"]},
        schema={"hash": pl.UInt32, "number": pl.UInt32},
    )
    postings = (
        frame.select("number", word=pl.col("folded").str.split(" "))
        .explode("word")
        .filter(pl.col("word") != "")
        .group_by("word")
        .agg("number")
        .sort("word")
        .with_columns(size=pl.col("number").list.len())
    )
    words = postings["word"].filter(~postings["word"].str.contains(r"\p{N}"))
    return NameRows(
        count,
        [(number, start, pack(of, count)) for number, start, of in spaces.select("space", "start", "number").rows()],
        names.iter_rows(),
        hashes.sort("hash", "number").iter_rows(),
        _packed(postings.select("word", "number"), count),
        list(_begins(postings, count)),
        words.to_list(),
    )


def _named(datasets: AcceptedDatasets) -> pl.DataFrame:
    """Every thing that stays in columns with each of its names, the columns of :func:`rows_of`.

    Names are in the order of :func:`kg.rdf.names.names_in`: by property, those in another language than English last,
    and else by their text.
    """
    dictionary = datasets.evidence.dictionary
    properties = [dictionary.number(name) for name in NAMES]
    rows = pl.concat([rows.filter(pl.col("p").is_in(properties)) for rows in datasets.layers.values()]).unique()
    ranks = {str(name): rank for rank, name in enumerate(NAMES)}
    frame = dictionary.decode(rows).select(
        rank=pl.col("p").replace_strict(ranks, return_dtype=pl.Int64), iri=pl.col("s"), text=pl.col("o")
    )
    frame = frame.filter(pl.col("iri").str.starts_with("<")).with_columns(pl.col("iri").str.slice(1).str.head(-1))
    literals = frame.filter(pl.col("text").str.starts_with('"'))
    texts = literals["text"].unique()
    values = pl.DataFrame({"text": texts, "name": _values(texts)})
    language = pl.col("text").str.extract(r'"@([^"]+)$')
    return (
        literals.with_columns(foreign=language.is_not_null() & (language != "en"))
        .join(values, on="text", how="left")
        .sort("rank", "foreign", "text", "iri")
        .with_row_index("place")
        .select("iri", "name", "place")
    )


def _slug() -> pl.Expr:
    return pl.col("iri").str.extract(r"([^/#]*)$")


def _values(texts: pl.Series) -> pl.Series:
    """The values of literals by their canonical texts."""
    frame = pl.DataFrame({"text": texts}).with_columns(value=pl.col("text").str.extract(r'(?s)^"(.*)"[^"]*$'))
    escaped = pl.col("text").str.contains("\\", literal=True)
    read = frame.filter(escaped)["text"]
    if read.len():
        known = dict(zip(read, (getattr(term, "value", "") for term in terms_of(read)), strict=True))
        frame = frame.with_columns(value=pl.coalesce(pl.col("text").replace_strict(known, default=None), "value"))
    return frame["value"]


def _numbered(named: pl.DataFrame) -> pl.DataFrame:
    """All names in the order of their numbers, with slugs: each once, with its key, words and the thing's chief name.

    Columns: number, iri, start, slug, name, folded, key, chief.
    """
    slugs = named.select("iri").unique().with_columns(name=_slug(), place=pl.lit(_LAST, pl.Int64))
    frame = (
        pl.concat([named.select("iri", "name", pl.col("place").cast(pl.Int64)), slugs])
        .sort("place", "iri", "name")
        .unique(["iri", "name"], keep="first", maintain_order=True)
        .with_columns(folded=_folded(pl.col("name")))
    )
    frame = _with_keys(frame)
    frame = frame.sort(pl.col("key").str.len_chars(), "name", "iri").with_row_index("number")
    chiefs = frame.sort("place").group_by("iri").agg(chief=pl.col("number").first())
    slug = _slug()
    return frame.join(chiefs, on="iri", how="left", maintain_order="left").with_columns(
        slug=slug, start=pl.col("iri").str.head(pl.col("iri").str.len_chars() - slug.str.len_chars())
    )


def _folded(name: pl.Expr) -> pl.Expr:
    """:func:`kg.rdf.names.fold`; of text in ASCII, which most is, without a Python object for each."""
    is_ascii = name.str.len_bytes() == name.str.len_chars()
    plain = name.str.to_lowercase().str.replace_all("['`.\"]", "").str.replace_all("[^a-z0-9]+", " ")
    others = pl.when(~is_ascii).then(name).map_elements(fold, return_dtype=pl.String)
    return pl.when(is_ascii).then(plain.str.strip_chars(" ")).otherwise(others)


def _with_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with the column ``key``: :func:`kg.rdf.names.key_of`."""
    bare = pl.when(pl.col("folded") == "").then("name").map_elements(key_of, return_dtype=pl.String)
    joined = pl.col("folded").str.replace_all(" ", "", literal=True)
    return frame.with_columns(key=pl.when(pl.col("folded") == "").then(bare).otherwise(joined))


def _packed(postings: pl.DataFrame, count: int) -> Iterator[tuple[str, Packed]]:
    rows: Iterator[tuple[str, Sequence[int]]] = postings.iter_rows()
    return ((word, pack(numbers, count)) for word, numbers in rows)


def _begins(postings: pl.DataFrame, count: int) -> Iterator[tuple[str, Packed]]:
    """The beginnings of words that are shared by many names whose words are rare, with all names that have them."""
    most, longer, letters = most_listed(count), postings, SHORT
    found: list[tuple[str, Any]] = []
    while longer.height:
        longer = longer.filter(pl.col("word").str.len_chars() >= letters)
        grouped = longer.group_by(begin=pl.col("word").str.head(letters)).agg(
            rare=pl.col("size").filter(pl.col("size") <= most).sum(), number=pl.col("number").explode()
        )
        grouped = grouped.filter(pl.col("rare") > most)
        found += grouped.select("begin", "number").rows()
        longer = longer.filter(pl.col("word").str.head(letters).is_in(grouped["begin"].implode()))
        letters += 1
    yield from ((word, pack(numbers, count)) for word, numbers in sorted(found))
