"""Names of earlier versions of the ontology: data that use them are read all the same, and a query learns the new name.

``ontology/deprecated.ttl`` lists them; ``ontology/migrations`` rewrites files for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg.rdf.read import read_bytes, shipped
from kg.rdf.resources import Resource, resources
from kg.rdf.terms import DCT, OWL, RDFS, TYPE, shorten

#: The SPARQL update that rewrites data of the version that had the deprecated names.
MIGRATION = "0.1.0-to-0.2.0.ru"
_REPLACED, _INVERSE, _DOMAIN = DCT.term("isReplacedBy"), OWL.term("inverseOf"), RDFS.term("domain")
#: How many names a message lists.
_FEW = 3


@dataclass(frozen=True)
class DeprecatedNames:
    """Each deprecated name with its replacements, or with the property that it was the inverse of.

    ``domains`` gives the class whose resources have a replacement, for a name that stood for two things.
    """

    replacements: dict[NamedNode, tuple[NamedNode, ...]]
    inverses: dict[NamedNode, NamedNode]
    domains: dict[NamedNode, NamedNode]

    def advice(self, name: NamedNode) -> str | None:
        """What to write instead of ``name``, as a prefixed name or path; None where it is not deprecated.

        >>> deprecated_names().advice(NamedNode("https://w3id.org/conflict-kg/ontology#isSponsorIn"))
        '^conflict:hasSponsor'
        """
        if name in self.inverses:
            return f"^{shorten(self.inverses[name].value)}"
        return " or ".join(shorten(new.value) for new in self.replacements.get(name, ())) or None


@cache
def deprecated_names() -> DeprecatedNames:
    """The deprecated names that ship, read once."""
    listed = _about(shipped("ontology") / "deprecated.ttl")
    several = {new for about in listed.values() if len(about.get(_REPLACED, ())) > 1 for new in about[_REPLACED]}
    ontology = _about(shipped("ontology") / "conflict.ttl") if several else {}
    return DeprecatedNames(
        {name: cast("tuple[NamedNode, ...]", about[_REPLACED]) for name, about in listed.items() if _REPLACED in about},
        {name: cast(NamedNode, about[_INVERSE][0]) for name, about in listed.items() if _INVERSE in about},
        {name: cast(NamedNode, about[_DOMAIN][0]) for name, about in ontology.items() if name in several},
    )


def _about(path: Path) -> dict[NamedNode, Resource]:
    return resources(quad.triple for quad in parse(read_bytes(path), format=RdfFormat.TURTLE))


def current_names(triples: Sequence[Triple]) -> tuple[Sequence[Triple], list[NamedNode]]:
    """``triples`` in the names of this version of the ontology, and the deprecated names that they use, sorted.

    Properties are replaced, and classes after ``rdf:type``. Where a name stood for two things, the class of the subject
    tells which; where it tells neither, the last in the alphabet is taken. An inverse is turned round.
    """
    names = deprecated_names()
    known = names.replacements.keys() | names.inverses.keys()
    used = {t.predicate for t in triples} | {t.object for t in triples if t.predicate == TYPE}
    found = sorted((cast(NamedNode, name) for name in used & known), key=str)
    return (list(_replaced(triples, names)) if found else triples), found


def _replaced(triples: Sequence[Triple], names: DeprecatedNames) -> Iterator[Triple]:
    classes = {(t.subject, t.object) for t in triples if t.predicate == TYPE}
    for triple in triples:
        subject, prop, value = triple.subject, triple.predicate, triple.object
        if prop in names.inverses and isinstance(value, NamedNode):
            yield Triple(value, names.inverses[prop], subject)
            continue
        if prop == TYPE and isinstance(value, NamedNode):
            value = names.replacements.get(value, (value,))[-1]
        new = names.replacements.get(prop, (prop,))
        fitting = [one for one in new if (subject, names.domains.get(one)) in classes]
        yield Triple(subject, (fitting or new)[-1], value)


def deprecation_warning(file: Path, names: Iterable[NamedNode]) -> str:
    """One line for the reader of ``file``: which names it uses, and how to rewrite it."""
    listed = [f"{shorten(name.value)} (now {deprecated_names().advice(name)})" for name in names]
    more = f" and {len(listed) - _FEW} more" if len(listed) > _FEW else ""
    migration = shipped("ontology") / "migrations" / MIGRATION
    return (
        f"{file}: uses names of ontology 0.1.0, which are read as those of 0.2.0: {', '.join(listed[:_FEW])}{more}."
        f" To rewrite the file, run the SPARQL update {migration}; its first lines say how"
    )
