"""Look-ups in the store of a build: what is said of a thing, what points to it, and names and links for both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import cast
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from kg.evidence.accounts import read_voices
from kg.rdf.resources import resources, term_text
from kg.rdf.terms import BASE, CONFLICT, DCT, LABEL, ONTOLOGY, RDFS, SUBCLASS, TOLD, TYPE, shorten
from kg.rdf.text import LABEL_LIMIT, clean, web_address

Term = NamedNode | Literal | BlankNode | Triple
#: Where a thing's name may stand, the best first.
NAMES = (LABEL, RDFS.term("label"), DCT.term("title"), CONFLICT.term("paraphrase"))
#: Names and links that are kept at hand.
REMEMBERED = 20_000
#: A text is followed through so many sources that reproduce one another.
MOST_COPIES = 8
#: Things that are listed by kind.
INDEXED = 200_000


@dataclass(frozen=True)
class Link:
    """Something to show, and the address it leads to, if it leads anywhere; ``outside`` where that is another site."""

    text: str
    href: str = ""
    outside: bool = False


class Graph:
    """The open store of a build, read by pattern; no query text is involved.

    ``root`` begins the address of each page of a server; without one, things have their IRIs as addresses.
    """

    def __init__(self, store: Store, root: str | None = None) -> None:
        self._store = store
        self.root = root
        self.label = lru_cache(REMEMBERED)(self._label)
        self.grade = lru_cache(REMEMBERED)(self._grade)
        self._above = _superclasses(store)

    def about(self, iri: NamedNode) -> Iterator[Quad]:
        """What is said of a thing, with the layer that says it."""
        return self._quads(iri, None, None)

    def pointing(self, iri: NamedNode, predicate: NamedNode | None = None) -> Iterator[Quad]:
        """What names a thing as its object."""
        return self._quads(None, predicate, iri)

    def _quads(self, s: NamedNode | None, p: NamedNode | None, o: Term | None) -> Iterator[Quad]:
        return self._store.quads_for_pattern(s, p, o)

    def holds(self, iri: NamedNode) -> bool:
        """Whether anything is said of a thing, or names it."""
        return any(True for _ in islice(self.about(iri), 1)) or any(True for _ in islice(self.pointing(iri), 1))

    def values(self, iri: NamedNode, predicate: NamedNode) -> list[Term]:
        """The values of one property, sorted."""
        return sorted({quad.object for quad in self._quads(iri, predicate, None)}, key=str)

    def things(self, iri: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Those values of a property that are IRIs."""
        return [value for value in self.values(iri, predicate) if isinstance(value, NamedNode)]

    def subjects(self, predicate: NamedNode, iri: NamedNode) -> list[NamedNode]:
        """The things of which ``predicate`` says ``iri``, sorted."""
        found = {quad.subject for quad in self.pointing(iri, predicate) if isinstance(quad.subject, NamedNode)}
        return sorted(found, key=str)

    def text(self, iri: NamedNode, local: str) -> str:
        """The first value of one of the ontology's properties as text, empty where there is none."""
        return next((clean(getattr(v, "value", v)) for v in self.values(iri, CONFLICT.term(local))), "")

    def kinds(self, iri: NamedNode) -> list[NamedNode]:
        """The classes of a thing but for those that another of them is narrower than."""
        classes = self.things(iri, TYPE)
        broader = {above for cls in classes for above in self._above.get(cls, ())}
        return [cls for cls in classes if cls not in broader] or classes

    def is_a(self, iri: NamedNode, *names: str) -> bool:
        """Whether a thing is of one of the ontology's classes, or of one below it."""
        wanted = {CONFLICT.term(name) for name in names}
        return any(cls in wanted or wanted & self._above.get(cls, set()) for cls in self.things(iri, TYPE))

    def _label(self, term: Term) -> str:
        if not isinstance(term, NamedNode):
            return clean(term.value if isinstance(term, Literal) else term_text(term))
        for predicate in NAMES:
            values = self.values(term, predicate)
            if values:
                english = [value for value in values if getattr(value, "language", None) == "en"]
                shown = clean(getattr((english or values)[0], "value", ""), LABEL_LIMIT)
                if shown:
                    return shown
        return clean(shorten(term.value).strip("<>"), LABEL_LIMIT)

    def _grade(self, account: NamedNode) -> str:
        """The Admiralty code of an account: its source's reliability, then its own credibility.

        The reliability is that of the source whose text the account's own source reproduces, if it does.
        """
        codes = [self.things(account, CONFLICT.term("hasCredibility"))]
        sources = self.things(account, CONFLICT.term("hasSource"))
        for _ in range(MOST_COPIES):
            sources = (self.things(sources[0], CONFLICT.term("reproduces")) if sources else []) or sources
        codes.insert(0, self.things(sources[0], CONFLICT.term("hasReliability")) if sources else [])
        return "".join(clean(code[0].value.rsplit("/", 1)[-1], 8) if code else "?" for code in codes)

    def independent(self, accounts: Iterable[NamedNode]) -> int:
        """The number of independent sources of ``accounts``, as the rule of acceptance counts them."""
        sources = {source for account in accounts for source in self.things(account, CONFLICT.term("hasSource"))}
        return len({self._voices.get(source.value, source.value) for source in sources})

    @cached_property
    def _voices(self) -> dict[str, str]:
        """Sources that are not independent of each other have one voice: see ``AcceptanceContext``."""
        sources = [quad.subject for quad in self._quads(None, TYPE, CONFLICT.term("Source"))]
        return read_voices(resources(quad.triple for one in sources for quad in self.about(cast(NamedNode, one))))

    def link(self, term: Term) -> Link:
        """A thing by its name, with the address of its page; a literal by its text."""
        if not isinstance(term, NamedNode):
            return Link(self.label(term))
        href = self.href(term.value)
        text = self.label(term)
        if href:
            return Link(text, href)
        outside = web_address(term.value)
        return Link(text, outside or "", outside=outside is not None)

    def href(self, iri: str) -> str:
        """The address of one of the project's IRIs, empty for any other.

        A name that the page's address cannot hold as it stands is escaped.
        """
        if self.root is None:
            return iri if iri.startswith(BASE) else ""
        for namespace, place in ((BASE + "id/", "page/"), (CONFLICT.iri, "ontology#"), (TOLD.iri, "told#")):
            local = iri.removeprefix(namespace)
            if local != iri:
                return f"{self.root}{place}{quote(local, safe='/-._~')}"
        return ""

    @cached_property
    def kinds_held(self) -> dict[str, list[str]]:
        """The slugs of all things that have a name by their kind, sorted; of a large store the first ``INDEXED``."""
        start = BASE + "id/"
        named = (quad.subject for predicate in NAMES for quad in self._quads(None, predicate, None))
        found = (one.value for one in named if isinstance(one, NamedNode) and one.value.startswith(start))
        by_kind: dict[str, set[str]] = defaultdict(set)
        for iri in islice(found, INDEXED):
            kind, _, slug = iri.removeprefix(start).partition("/")
            by_kind[kind].add(slug)
        return {kind: sorted(slugs) for kind, slugs in sorted(by_kind.items())}

    def members(self, kind: str, most: int) -> list[Link]:
        """At most ``most`` things of a kind, by name."""
        links = (self.link(NamedNode(f"{BASE}id/{kind}/{slug}")) for slug in self.kinds_held.get(kind, [])[:most])
        return sorted(links, key=lambda link: link.text.casefold())


def _superclasses(store: Store) -> dict[NamedNode, set[NamedNode]]:
    """Every class of the ontology with all that are broader."""
    direct: dict[NamedNode, set[NamedNode]] = {}
    for quad in store.quads_for_pattern(None, SUBCLASS, None, ONTOLOGY):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            direct.setdefault(quad.subject, set()).add(quad.object)
    above: dict[NamedNode, set[NamedNode]] = {}
    for cls in direct:
        found: set[NamedNode] = set()
        todo = list(direct[cls])
        while todo:
            one = todo.pop()
            if one not in found and one != cls:
                found.add(one)
                todo += direct.get(one, ())
        above[cls] = found
    return above
