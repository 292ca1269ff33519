"""Which subjects of datasets are alike to the shapes: one of each kind is validated, and stands for the others.

All that a shape looks at goes into a number: the properties of a subject, what kind of value each has, the
same of its accounts, and of what it is an account of. The kind of a resource is its classes and code lists. The kind of
a literal is its datatype and language, its form, and on which side of each bound of the shapes it lies. Subjects with
the same number pass the same shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from pyoxigraph import Literal, NamedNode, Triple

from kg.columns.load import Datasets
from kg.errors import DataError
from kg.evidence.ranges import magnitude
from kg.rdf.moments import unreadable
from kg.rdf.terms import CONFLICT, GEO, SHACL, SKOS, TYPE, XSD
from kg.reason.encoding import FIRST_LITERAL, Dictionary, terms_of, text_frame, triples_of
from kg.reason.rules import Term

_ACCOUNT_OF = CONFLICT.term("isAccountOf")
#: Compared with other values of its subject by a query of the shapes, so that no other subject stands for it.
_POINT = GEO.term("asWKT")
_DATES = tuple(str(XSD.term(name)) for name in ("dateTime", "date"))
#: A pattern that words are never asked about.
_OF_VALUES = "pattern of values"
_LENGTHS, _BOUNDS = ("minLength", "maxLength"), ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")


@dataclass(frozen=True)
class Representatives:
    """One subject of each kind: its ``triples`` and those of what it names, and how many are like it, by IRI.

    ``count`` has the representatives alone; other subjects of ``triples`` are there to be looked at.
    """

    triples: list[Triple]
    count: dict[str, int]


def representatives(datasets: Datasets, beside: Iterable[Triple], shapes: Sequence[Triple]) -> Representatives:
    """One subject of ``datasets`` for each kind that ``shapes`` can tell apart; ``beside`` are all other triples."""
    dictionary = datasets.dictionary
    rows = pl.concat([datasets.asserted, datasets.accounts])
    known = pl.concat([rows, dictionary.encode(text_frame(beside))])
    kinds = _kinds(rows, known, shapes, dictionary)
    chosen = kinds.group_by("kind").agg(pl.col("s").min(), pl.len()).sort("s")
    neighbours = _accounts_and_events(rows, chosen["s"], dictionary)
    subjects = pl.concat([chosen["s"], neighbours])
    named = rows.filter(pl.col("s").is_in(subjects.implode()) & (pl.col("o") < FIRST_LITERAL))["o"]
    wanted = pl.concat([subjects, named]).unique()
    return Representatives(
        triples_of(dictionary.decode(rows.filter(pl.col("s").is_in(wanted.implode())))),
        {text[1:-1]: n for text, n in zip(dictionary.texts(chosen["s"]), chosen["len"], strict=True)},
    )


def _accounts_and_events(rows: pl.DataFrame, subjects: pl.Series, dictionary: Dictionary) -> pl.Series:
    """The accounts of ``subjects``, what they are accounts of, and the accounts of that."""
    about = rows.filter(pl.col("p") == dictionary.number(_ACCOUNT_OF)).select(account="s", event="o")
    events = about.filter(pl.col("account").is_in(subjects.implode()) | pl.col("event").is_in(subjects.implode()))
    accounts = about.filter(pl.col("event").is_in(events["event"].implode()))["account"]
    return pl.concat([events["event"], accounts]).unique()


def _kinds(rows: pl.DataFrame, known: pl.DataFrame, shapes: Sequence[Triple], dictionary: Dictionary) -> pl.DataFrame:
    """s and kind: a number for each subject, the same for those that are alike."""
    classes = [dictionary.number(term) for term in (TYPE, SKOS.term("inScheme"))]
    types = known.filter(pl.col("p").is_in(classes)).unique()
    kind_of_resource = types.group_by("s").agg(key=pl.struct("p", "o").hash(seed=1).sum()).rename({"s": "o"})
    literals = rows["o"].filter(rows["o"] >= FIRST_LITERAL).unique()
    texts = dictionary.texts(literals)
    kind_of_literal = (
        pl.DataFrame({"o": literals, "text": texts}).join(_literal_kinds(texts, shapes), on="text").select("o", "key")
    )
    point = dictionary.number(_POINT)
    kept = pl.col("p").is_in(classes)
    keyed = rows.join(pl.concat([kind_of_resource, kind_of_literal]), on="o", how="left").with_columns(
        key=pl.when(kept).then(pl.col("o").cast(pl.UInt64))
        .when(pl.col("p") == point).then(pl.col("s").cast(pl.UInt64))
        .otherwise(pl.col("key").fill_null(0))
    )  # fmt: skip
    own = keyed.group_by("s").agg(kind=pl.struct("p", "key").hash(seed=2).sum())
    own = _with(own, _crossed(rows, shapes, dictionary), 3)
    about = rows.filter(pl.col("p") == dictionary.number(_ACCOUNT_OF)).select(account="s", event="o")
    of_event = about.join(own, left_on="event", right_on="s").select(s="account", of="kind")
    of_accounts = about.join(own, left_on="account", right_on="s").select(s="event", of="kind")
    return _with(_with(own, of_event, 4), of_accounts, 5)


def _with(kinds: pl.DataFrame, more: pl.DataFrame, seed: int) -> pl.DataFrame:
    """``kinds`` told apart further by ``more`` (columns s and of), of which a subject can have any number."""
    added = more.group_by("s").agg(more=pl.col("of").hash(seed=seed).sum())
    joined = kinds.join(added, on="s", how="left").with_columns(pl.col("more").fill_null(0))
    return joined.select("s", kind=pl.struct("kind", "more").hash(seed=seed))


def _crossed(rows: pl.DataFrame, shapes: Sequence[Triple], dictionary: Dictionary) -> pl.DataFrame:
    """s and of: subjects with a value above the one that a shape has it at most equal to."""
    paths = {t.subject: t.object for t in shapes if t.predicate == SHACL.term("path")}
    less = [(paths[t.subject], t.object) for t in shapes if t.predicate == SHACL.term("lessThanOrEquals")]
    found = [pl.DataFrame(schema={"s": pl.UInt32, "of": pl.UInt32})]
    for low, high in sorted(set(less), key=str):
        sides = [rows.filter(pl.col("p") == dictionary.number(prop)).select("s", "o") for prop in (low, high)]
        if not (sides[0].height and sides[1].height):
            continue
        lows, highs = (side.with_columns(size=_sizes(side["o"], dictionary)) for side in sides)
        most = lows.group_by("s").agg(pl.col("size").max())
        least = highs.group_by("s").agg(other=pl.col("size").min())
        crossed = most.join(least, on="s").filter(pl.col("size") > pl.col("other"))["s"]
        found.append(crossed.to_frame().with_columns(of=pl.lit(dictionary.number(low), pl.UInt32)))
    return pl.concat(found)


def _sizes(numbers: pl.Series, dictionary: Dictionary) -> pl.Series:
    distinct = numbers.unique()
    sizes = [_size(term) for term in terms_of(dictionary.texts(distinct))]
    return numbers.replace_strict(distinct, pl.Series(sizes, dtype=pl.Float64), return_dtype=pl.Float64)


def _size(term: Term) -> float | None:
    try:
        return magnitude(term) if isinstance(term, Literal) else None
    except DataError:
        return None


def _literal_kinds(texts: pl.Series, shapes: Sequence[Triple]) -> pl.DataFrame:
    """text and key: a number for each literal, of its datatype and language, its form, and its side of each bound."""
    column = pl.col("text")
    constraints = _constraints(shapes)
    is_plain = column.str.ends_with('"')
    tag = pl.when(is_plain).then(pl.lit("")).otherwise(column.str.extract(r'"(@[^"@]+|\^\^<[^"<>]*>)$', 1))
    tagged = pl.DataFrame({"text": texts}).select("text", tag=tag)
    is_text = (pl.col("tag") == "") | pl.col("tag").str.starts_with("@")
    # A character that is escaped counts once; the quotation marks and the tag do not count.
    length = column.str.replace_all(r"\\(.)", "$1").str.len_chars() - pl.col("tag").str.len_chars() - 2
    bounds = [int(value) + (name == "maxLength") for name, value in constraints if name in _LENGTHS]
    sides = sum(((length >= bound).cast(pl.UInt64) for bound in sorted(set(bounds))), start=pl.lit(0, pl.UInt64))
    lexical = column.str.strip_suffix(pl.col("tag")).str.slice(1).str.strip_suffix('"')
    patterns = [_mark(name, value, lexical).alias(value) for name, value in constraints if name == "pattern"]
    words = tagged.filter(is_text).select("text", key=pl.struct("tag", *patterns, sides=sides).hash(seed=6))
    return pl.concat([words, _value_kinds(tagged.filter(~is_text), constraints)])


def _value_kinds(tagged: pl.DataFrame, constraints: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """text and key of literals with a datatype (columns text and tag), which are few: dates and numbers recur."""
    lexical = pl.col("text").str.strip_suffix(pl.col("tag")).str.slice(1).str.strip_suffix('"')
    is_date = pl.col("tag").is_in([f"^^{date}" for date in _DATES])
    form = (
        pl.when(is_date).then(lexical.str.replace_all("[0-9]", "0")).otherwise(lexical.str.replace_all("[0-9]+", "0"))
    )
    marks = [_mark(name, value, lexical).alias(f"mark {n}") for n, (name, value) in enumerate(constraints)]
    dates = tagged.filter(is_date)["text"]
    odd = [text for text, term in zip(dates, terms_of(dates), strict=True) if _is_unreadable(term)]
    return tagged.select("text", key=pl.struct("tag", *marks, form=form, odd=pl.col("text").is_in(odd)).hash(seed=7))


def _is_unreadable(term: Term) -> bool:
    return isinstance(term, Literal) and unreadable(term.datatype.value.removeprefix(XSD.iri), term.value) is not None


def _constraints(shapes: Sequence[Triple]) -> list[tuple[str, str]]:
    """The constraints on literals that shapes have, each once: the local name of the parameter, and its value.

    A pattern of what has a datatype other than that of strings is called ``pattern of values``.
    """
    wanted = {SHACL.term(name): name for name in ("pattern", *_LENGTHS, *_BOUNDS)}
    typed = {t.subject for t in shapes if t.predicate == SHACL.term("datatype") and t.object != XSD.term("string")}
    found = ((wanted[t.predicate], t) for t in shapes if t.predicate in wanted)
    return sorted({(_OF_VALUES if name == "pattern" and t.subject in typed else name, _value(t)) for name, t in found})


def _value(triple: Triple) -> str:
    return triple.object.value if isinstance(triple.object, Literal | NamedNode) else str(triple.object)


def _mark(name: str, value: str, lexical: pl.Expr) -> pl.Expr:
    """What a constraint says of a literal: 0 or 1, and 2 where it cannot be asked of it."""
    if name in ("pattern", _OF_VALUES):
        asked = lexical.str.contains(value)
    elif name in _LENGTHS:
        asked = lexical.str.len_chars() >= int(value) + (name == "maxLength")
    else:
        number: pl.Expr = lexical.cast(pl.Float64, strict=False)
        compare: dict[str, Callable[[pl.Expr, float], pl.Expr]] = {
            "minInclusive": pl.Expr.ge,
            "maxInclusive": pl.Expr.le,
            "minExclusive": pl.Expr.gt,
            "maxExclusive": pl.Expr.lt,
        }
        asked = compare[name](number, float(value))
    return asked.cast(pl.UInt64).fill_null(2)
