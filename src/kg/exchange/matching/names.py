"""Names in the forms in which they are compared."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.rdf import names

#: Words that one name of a thing has and another lacks; UCDP names states by their governments.
_FILLERS = frozenset({"al", "el", "ul", "the", "as", "ash", "ad", "an", "ar", "at", "az", "of", "and", "government"})
_VOWELS = str.maketrans("eyo", "iiu")
_REMARK = re.compile(r"\([^()]*\)")
_TWICE = re.compile(r"(.)\1")


@lru_cache(maxsize=2**17)
def fold(name: str) -> str:
    """``name`` as :func:`kg.rdf.names.fold` has it, as lists write names: a full stop parts words.

    A remark in brackets is left out, and the one comma of ``Family, Given`` turns the two around.

    >>> fold("Katāʾib Ḥizb Allāh"), fold("AL-AMIRI, Hadi"), fold("كتائب حزب الله")
    ('kataib hizb allah', 'hadi al amiri', 'كتايب حزب الله')
    """
    name = _REMARK.sub(" ", name).strip() or name
    family, comma, given = name.partition(",")
    text = f"{given} {family}" if comma and "," not in given else name
    return names.fold(text.replace(".", " "))


@lru_cache(maxsize=2**17)
def evened(folded: str) -> str:
    """A folded name as transliterations agree on it: ``e`` and ``y`` as ``i``, ``o`` as ``u``, and words sorted.

    Articles are left out, and a letter that is written twice counts once.

    >>> evened("kataib hezbollah"), evened("harakat al nujaba")
    ('hizbulah kataib', 'harakat nujaba')
    """
    return " ".join(sorted(_even_words(folded)))


def unspaced(folded: str) -> str:
    """A folded name as in :func:`evened`, but in its own order, and without spaces.

    >>> unspaced("ain al asad airbase") == unspaced("ayn al asad air base")
    True
    """
    return "".join(_even_words(folded))


def _even_words(folded: str) -> list[str]:
    words = [word for word in folded.split() if word not in _FILLERS] or folded.split()
    return [_TWICE.sub(r"\1", word.translate(_VOWELS)) for word in words]


def numbers(folded: str) -> tuple[str, ...]:
    """The numbers in a folded name: names that differ in them name two things.

    >>> numbers("45th brigade")
    ('45',)
    """
    return tuple(re.findall(r"[0-9]+", folded))
