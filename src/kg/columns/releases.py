"""Two releases of one dataset among large files, or of a large and a small one: see :mod:`kg.rdf.releases`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
from pyoxigraph import NamedNode, Triple

from kg.rdf.load import Loaded
from kg.rdf.releases import RECORDED, releases, warn
from kg.rdf.terms import TYPE
from kg.reason.encoding import Dictionary

_Read = list[tuple[Path, pl.DataFrame]]


def without_earlier(small: Loaded, large: _Read, dictionary: Dictionary) -> tuple[Loaded, _Read]:
    """``small`` and ``large`` without what a later release among them describes; a warning names the files."""
    paths = list(dict.fromkeys(map(Path, small.file_of.values())))
    dated = _dated(small, paths, large, dictionary)
    found = releases(dated)
    kept = [frame for _, frame in large]
    for (earlier, later), count in sorted(found.items()):
        described = _described(small, paths, large, later, dictionary)
        if earlier < len(paths):
            small = _without(small, str(paths[earlier]), described, dictionary)
        else:
            frame = kept[earlier - len(paths)]
            kept[earlier - len(paths)] = frame.filter(~frame["s"].is_in(described.implode()))
        every = [*paths, *(path for path, _ in large)]
        warn(every[earlier], every[later], count)
    return small, [(path, frame) for (path, _), frame in zip(large, kept, strict=True)]


def _dated(
    small: Loaded, paths: Sequence[Path], large: _Read, dictionary: Dictionary
) -> list[tuple[int, NamedNode | str, str]]:
    """The accounts that stand in several files, by file, with the moment at which they were recorded."""
    number = {str(path): place for place, path in enumerate(paths)}
    said = [(number[small.file_of[_iri(t)]], t) for t in small.accounts if t.predicate == RECORDED]
    of_small = dictionary.encode_terms([t.subject for _, t in said])
    frames = [
        frame.filter(pl.col("p") == dictionary.number(RECORDED)).select("s", "o", file=pl.lit(place, pl.Int64))
        for place, (_, frame) in enumerate(large, len(paths))
    ]
    every = pl.concat([*(frame.select("s") for frame in frames), pl.DataFrame({"s": of_small})])
    several = every.filter(pl.col("s").is_duplicated())["s"].unique()
    if not several.len():
        return []
    texts = dict(zip(several, dictionary.texts(several), strict=True))
    dated = [(place, str(t.subject), _moment(str(t.object))) for place, t in said]
    wanted = set(texts.values())
    for frame in frames:
        both = frame.filter(frame["s"].is_in(several.implode()))
        moments = dictionary.texts(both["o"])
        dated += [(file, texts[s], _moment(o)) for s, o, file in zip(both["s"], moments, both["file"], strict=True)]
    return [row for row in dated if row[1] in wanted]


def _moment(text: str) -> str:
    """The value of a literal's text."""
    return text[1:].partition('"')[0]


def _described(small: Loaded, paths: Sequence[Path], large: _Read, number: int, dictionary: Dictionary) -> pl.Series:
    """The numbers of what a file describes with a class."""
    if number >= len(paths):
        frame = large[number - len(paths)][1]
        return frame.filter(pl.col("p") == dictionary.number(TYPE))["s"].unique()
    own = str(paths[number])
    subjects = {t.subject for t in (*small.asserted, *small.accounts) if small.file_of.get(_iri(t)) == own}
    return dictionary.encode_terms(sorted(subjects, key=str))


def _without(small: Loaded, file: str, described: pl.Series, dictionary: Dictionary) -> Loaded:
    """``small`` without what ``file`` says of things that are ``described`` elsewhere."""
    texts: Collection[str] = set(dictionary.texts(described))

    def stays(triple: Triple) -> bool:
        return small.file_of.get(_iri(triple)) != file or str(triple.subject) not in texts

    return replace(
        small, asserted=frozenset(filter(stays, small.asserted)), accounts=frozenset(filter(stays, small.accounts))
    )


def _iri(triple: Triple) -> str:
    return str(getattr(triple.subject, "value", triple.subject))
