"""Large files in columns → what people look at, as triples, and datasets of thousands of accounts, as frames.

A source with more than ``KG_DATASET_ACCOUNTS`` accounts in large files is a *dataset*. An event or relation that
datasets alone tell of, and that nothing else names, stays in columns, with its accounts and with the places and actors
that nothing else names. All else becomes triples, as if it stood in a small file.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import polars as pl
from pyoxigraph import NamedNode, RdfFormat

from kg.columns.read_parquet import evidence_frames
from kg.columns.releases import without_earlier
from kg.errors import DeprecatedNameWarning
from kg.limits import limits
from kg.rdf.deprecated import current_names, deprecated_names, deprecation_warning
from kg.rdf.load import STATEMENTS, Loaded, refuse_endless_times, refuse_unnamed
from kg.rdf.manifest import PARQUET
from kg.rdf.terms import CONFLICT, TYPE
from kg.reason.encoding import COLUMNS, Dictionary, text_frame, triples_of
from kg.reason.reading import file_frames

#: What is always triples: it is said of datasets, not in them.
_NEVER = (CONFLICT.term("Source"), CONFLICT.term("AcceptancePolicy"))
_NUMBERS = dict.fromkeys(COLUMNS, pl.UInt32)


@dataclass(frozen=True)
class Datasets:
    """The accounts of datasets and what only they name: rows of term numbers, columns s, p and o.

    ``asserted`` and ``accounts`` are disjoint from the triples of the same load. ``files`` are the files that were read
    in columns, each with the numbers of the subjects that it describes.
    """

    dictionary: Dictionary = field(repr=False)
    asserted: pl.DataFrame = field(repr=False)
    accounts: pl.DataFrame = field(repr=False)
    files: tuple[tuple[Path, pl.Series], ...] = field(repr=False)

    def sources(self) -> dict[str, int]:
        """How many accounts each source has, by IRI."""
        named = self.accounts.filter(pl.col("p") == self.dictionary.number(CONFLICT.term("hasSource")))
        counted = named.group_by("o").len().sort("o")
        return {text[1:-1]: n for text, n in zip(self.dictionary.texts(counted["o"]), counted["len"], strict=True)}

    def files_of(self, subjects: Iterable[str]) -> dict[str, str]:
        """The file that first describes each of some subjects, by IRI."""
        wanted = {self.dictionary.number(NamedNode(iri)): iri for iri in subjects}
        found: dict[str, str] = {}
        for path, described in self.files:
            for number in described.filter(described.is_in(list(wanted))):
                found.setdefault(wanted[number], str(path))
        return found


def divide(
    small: Loaded, large: Iterable[tuple[Path, RdfFormat | None]], about: Iterable[NamedNode]
) -> tuple[Loaded, Datasets | None]:
    """What people look at in ``small`` and in the ``large`` files, and what stays in columns, if anything does.

    Everything that is said ``about`` a thing is looked at. Errors are those of :func:`kg.rdf.load.load`.
    """
    dictionary = Dictionary()
    read = [(path, _read(path, named, number, dictionary)) for number, (path, named) in enumerate(large, 1)]
    small, read = without_earlier(small, read, dictionary)
    rows = pl.concat([frame for _, frame in read]).unique(maintain_order=True)
    named = pl.concat([_named_in(small, dictionary), dictionary.encode_terms(about)])
    in_columns = in_datasets(rows, named, dictionary)
    statements = subjects_of(rows, dictionary, STATEMENTS)
    stays = pl.col("s").is_in(in_columns.implode())
    stated = set(dictionary.texts(statements.filter(~statements.is_in(in_columns.implode()))))
    loaded = _looked_at(small, [(path, dictionary.decode(frame.filter(~stays))) for path, frame in read], stated)
    if not in_columns.len():
        return loaded, None
    rows = rows.filter(stays)
    is_statement = pl.col("s").is_in(statements.implode())
    files = tuple((path, frame.filter(stays)["s"].unique()) for path, frame in read)
    return loaded, Datasets(dictionary, rows.filter(~is_statement), rows.filter(is_statement), files)


def take_out(loaded: Loaded, datasets: Datasets, about: Iterable[NamedNode]) -> tuple[Loaded, Datasets | None]:
    """``loaded`` with what ``datasets`` have on the things that they are asked ``about``, and what is left of these."""
    dictionary = datasets.dictionary
    rows = pl.concat([datasets.asserted, datasets.accounts])
    gone = _reached(dictionary.encode_terms(about), rows, rows["s"].unique(), dictionary)
    leaves = pl.col("s").is_in(gone.implode())
    accounts = set(dictionary.texts(datasets.accounts.filter(leaves)["s"].unique()))
    texts = [
        (path, dictionary.decode(rows.filter(leaves & pl.col("s").is_in(d.implode())))) for path, d in datasets.files
    ]
    loaded = _looked_at(loaded, texts, accounts)
    asserted, stated = datasets.asserted.filter(~leaves), datasets.accounts.filter(~leaves)
    if not stated.height:
        return loaded, None
    files = tuple((path, d.filter(~d.is_in(gone.implode()))) for path, d in datasets.files)
    return loaded, Datasets(dictionary, asserted, stated, files)


def _looked_at(small: Loaded, large: Iterable[tuple[Path, pl.DataFrame]], statements: Collection[str]) -> Loaded:
    """The triples in the texts of large files beside those of ``small``; ``statements`` are texts of subjects."""
    asserted, accounts, file_of = set(small.asserted), set(small.accounts), dict(small.file_of)
    for path, texts in large:
        for triple in triples_of(texts):
            subject = cast(NamedNode, triple.subject)
            file_of.setdefault(subject.value, str(path))
            (accounts if str(subject) in statements else asserted).add(triple)
    return Loaded(frozenset(asserted), frozenset(accounts), file_of)


def _read(path: Path, named: RdfFormat | None, number: int, dictionary: Dictionary) -> pl.DataFrame:
    """The triples of a file as rows of numbers, in the names of this version of the ontology."""
    read: list[pl.DataFrame] = []
    used: set[NamedNode] = set()
    frames = evidence_frames(path) if path.suffix == PARQUET else file_frames(path, named, number)
    for frame in frames:
        _refuse_unusable(path, frame)
        current, deprecated = _current(frame)
        used.update(deprecated)
        read.append(dictionary.encode(current))
    if used:
        warnings.warn(DeprecatedNameWarning(deprecation_warning(path, sorted(used, key=str))), stacklevel=2)
    return pl.concat(read) if read else pl.DataFrame(schema=_NUMBERS)


def _refuse_unusable(path: Path, frame: pl.DataFrame) -> None:
    """The errors of :func:`kg.rdf.load.load` for blank nodes, triple terms, and times with too long a number."""
    nodes = pl.col("s").str.starts_with("_:") | pl.col("o").str.starts_with("_:") | pl.col("o").str.starts_with("<<")
    refuse_unnamed(path, triples_of(frame.filter(nodes).head(1)))
    refuse_endless_times(path, triples_of(frame.filter(pl.col("o").str.contains(r"^\"[^\"]*[0-9]{18}"))))


def _current(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[NamedNode]]:
    """The triples in current names, and the deprecated names that they use; see :func:`current_names`."""
    names = deprecated_names()
    deprecated = [str(name) for name in (*names.replacements, *names.inverses)]
    used = pl.col("p").is_in(deprecated) | ((pl.col("p") == str(TYPE)) & pl.col("o").is_in(deprecated))
    if not frame.select(used.any()).item():
        return frame, []
    triples, found = current_names(triples_of(frame))
    return text_frame(triples), found


def _named_in(small: Loaded, dictionary: Dictionary) -> pl.Series:
    """The numbers of all resources that the triples of ``small`` name."""
    triples = (*small.asserted, *small.accounts)
    named = {term for t in triples for term in (t.subject, t.object) if isinstance(term, NamedNode)}
    return dictionary.encode_terms(sorted(named, key=str))


def subjects_of(rows: pl.DataFrame, dictionary: Dictionary, classes: Iterable[NamedNode]) -> pl.Series:
    """The subjects of ``rows`` that have one of the ``classes``, each once."""
    numbers = [dictionary.number(cls) for cls in sorted(classes, key=str)]
    return rows.filter((pl.col("p") == dictionary.number(TYPE)) & pl.col("o").is_in(numbers))["s"].unique()


def in_datasets(rows: pl.DataFrame, named: pl.Series, dictionary: Dictionary) -> pl.Series:
    """The subjects of ``rows`` that stay in columns, as the module says; ``named`` are the resources that do not.

    All that can stay does, but for what is named by something that does not stay, and so on; an event leads to its
    accounts.
    """
    accounts = subjects_of(rows, dictionary, [CONFLICT.term("Account")])
    sources = rows.filter(pl.col("p") == dictionary.number(CONFLICT.term("hasSource")))
    sources = sources.filter(pl.col("s").is_in(accounts.implode()))
    large = sources.group_by("o").len().filter(pl.col("len") > limits().dataset_accounts)["o"]
    if not large.len():
        return large
    of_dataset = sources.filter(pl.col("o").is_in(large.implode()))["s"].implode()
    never = subjects_of(rows, dictionary, [*STATEMENTS, *_NEVER]).implode()
    subjects = rows.select(pl.col("s").unique())
    can_stay = subjects.filter(~pl.col("s").is_in(never) | pl.col("s").is_in(of_dataset))["s"]
    leave = pl.concat([subjects.filter(~pl.col("s").is_in(can_stay.implode()))["s"], named]).unique()
    return can_stay.filter(~can_stay.is_in(_reached(leave, rows, can_stay, dictionary).implode()))


def _reached(leave: pl.Series, rows: pl.DataFrame, can_stay: pl.Series, dictionary: Dictionary) -> pl.Series:
    """``leave``, and those that ``can_stay`` but that these name, and so on; an event leads to its accounts."""
    told_of = rows.filter(pl.col("p") == dictionary.number(CONFLICT.term("isAccountOf"))).select(s="o", o="s")
    links = pl.concat([rows.select("s", "o"), told_of]).filter(pl.col("o").is_in(can_stay.implode()))
    gone = leave
    while leave.len():
        reached = links.filter(pl.col("s").is_in(leave.implode()))["o"].unique()
        leave = reached.filter(~reached.is_in(gone.implode()))
        gone = pl.concat([gone, leave])
    return gone
