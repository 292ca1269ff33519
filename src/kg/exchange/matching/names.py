"""Names in the forms in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Apostrophes and what transliterations write for hamza and ayn: they part no words.
_SILENT = dict.fromkeys(map(ord, "'`´‘’‛′ʹʻʼʽʾʿˈˊˋ\u0621\u0640"))
#: Letters that Unicode does not decompose, and Arabic letters that are written for one another.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ى": "ي", "ة": "ه", "ی": "ي"}
    | {"ک": "ك", "ٱ": "ا"}
)
#: Words that one name of a thing has and another lacks; UCDP names states by their governments.
_FILLERS = frozenset({"al", "el", "ul", "the", "as", "ash", "ad", "an", "ar", "at", "az", "of", "and", "government"})
_VOWELS = str.maketrans("eyo", "iiu")
_REMARK = re.compile(r"\([^()]*\)")
_TWICE = re.compile(r"(.)\1")


@lru_cache(maxsize=2**17)
def fold(name: str) -> str:
    """``name`` without case, diacritics, apostrophes, hamza and ayn; punctuation parts words.

    A remark in brackets is left out, and the one comma of ``Family, Given`` turns the two around.

    >>> fold("Katāʾib Ḥizb Allāh"), fold("AL-AMIRI, Hadi"), fold("كتائب حزب الله")
    ('kataib hizb allah', 'hadi al amiri', 'كتايب حزب الله')
    """
    name = _REMARK.sub(" ", name).strip() or name
    family, comma, given = name.partition(",")
    text = f"{given} {family}" if comma and "," not in given else name
    text = unicodedata.normalize("NFKD", text.casefold()).translate(_SILENT)
    letters = (c if c.isalnum() else " " for c in text if unicodedata.category(c) != "Mn")
    return " ".join("".join(letters).translate(_LETTERS).split())


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
