"""``/complete``: what a text that somebody is writing in the query editor may become, by the build's own names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.dossier.schema import vocabulary
from kg.rdf.names import Names, fold
from kg.rdf.stored_names import StoredNames
from kg.rdf.terms import BASE, PREFIXES, shorten
from kg.rdf.text import LABEL_LIMIT, clean
from kg.serve.pages import made
from kg.serve.service import Service, service_of

#: Suggestions of one answer, entries that are ranked for it, and names that are indexed.
MOST, RANKED, INDEXED = 25, 2_000, 200_000
#: Words of a name from which a text may begin.
_WORDS = 6
_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")
#: A suggestion: what is written into the query, and what it means.
Suggestion = tuple[str, str]


class Completion:
    """Terms and things by every beginning of a word of their names.

    ``terms`` are prefixed names of classes and properties with how often they are used and what they mean, ``names``
    those of things.
    """

    def __init__(self, terms: Iterable[tuple[str, int, str]], names: Names) -> None:
        entries: dict[tuple[str, str], tuple[int, str, str]] = {}
        for term, uses, meaning in terms:
            local = term.partition(":")[2]
            for key in (local.lower(), *_keys(local)):
                entries[key, term] = (-uses, term, meaning)
        for iri, name in islice(names.pairs, INDEXED):
            term = shorten(iri)
            if _is_thing(iri):
                for key in _keys(name):
                    entries.setdefault((key, term), (0, term, names.label(iri)))
        self._entries = sorted((key, *entry) for (key, _), entry in entries.items())

    def __call__(self, text: str, most: int = MOST) -> list[Suggestion]:
        """What may be meant by ``text``: a prefixed name as far as it is written, or the beginning of a name's words.

        Names that are as long as the text come first, then terms by their use.
        """
        prefix, colon, rest = text.rpartition(":")
        start = f"{prefix}:" if colon and prefix in PREFIXES else ""
        key = fold(rest if start else text).replace(" ", "")
        if not key and not start:
            return []
        found: dict[str, tuple[int, int, str, str]] = {}
        for entry_key, uses, term, meaning in self._beginning(key):
            if term.startswith(start):
                rank = (len(entry_key) - len(key), uses, term, meaning)
                found[term] = min(rank, found.get(term, rank))
        ordered = sorted(found.values(), key=lambda rank: (rank[0] > 0, rank[1], rank[0], rank[2]))
        return [(term, meaning) for _, _, term, meaning in ordered[:most]]

    def _beginning(self, key: str) -> Iterator[tuple[str, int, str, str]]:
        place = bisect_left(self._entries, (key,))
        for entry in islice(self._entries, place, place + RANKED if key else None):
            if not entry[0].startswith(key):
                return
            yield entry


def _is_thing(iri: str) -> bool:
    """Whether a query can name a thing of the graph by a prefixed name."""
    return iri.startswith(BASE + "id/") and not shorten(iri).startswith("<")


def _keys(name: str) -> Iterator[str]:
    """A name without spaces from each of its first words on; humps of a term's local name are words too.

    >>> list(_keys("Kata'ib Hezbollah")), list(_keys("hasWeaponKind"))
    (['kataibhezbollah', 'hezbollah'], ['hasweaponkind', 'weaponkind', 'kind'])
    """
    words = fold(_HUMP.sub(" ", name)).split()
    for place in range(min(len(words), _WORDS)):
        yield "".join(words[place:])


async def complete(request: Request) -> Response:
    """``/complete?text=…``: an array of ``[prefixed name, label or definition]``, the likeliest first."""
    service, text = service_of(request), clean(request.query_params.get("text", ""), LABEL_LIMIT)
    found = await made(request, completed, service, text) if text else []
    return JSONResponse(found, headers={"Cache-Control": "no-cache"})


def completed(service: Service, text: str) -> list[Suggestion]:
    """The suggestions for ``text`` from the build of ``service``; after all others those that only datasets name."""
    found: list[Suggestion] = service.kept("completion", lambda: _completion(service))(text)
    names, known = service.names, {term for term, _ in found}
    if len(found) < MOST and isinstance(names, StoredNames):
        prefix, _, rest = text.rpartition(":")
        begun = names.begun(rest, MOST, PREFIXES[prefix]) if prefix in PREFIXES else names.begun(text, MOST)
        found += [(shorten(iri), names.label(iri)) for iri in begun if _is_thing(iri) and shorten(iri) not in known]
    return found[:MOST]


def _completion(service: Service) -> Completion:
    described = vocabulary(_build(service))
    return Completion(((one.term, one.uses or 0, one.definition) for one in described), service.names)


def _build(service: Service) -> Path | None:
    """The folder of the build, whose description counts the uses of terms; None where the store stands alone."""
    return service.settings.build if service.manifest is not None and service.unchanged() else None
