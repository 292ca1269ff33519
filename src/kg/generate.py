"""What is generated from the ontology: the ``told:`` properties, the shapes that follow, and the JSON-LD context.

``python -m kg.generate`` rewrites ``ontology/told.ttl``, ``shapes-generated.ttl`` and ``context.jsonld``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import fill

from pyoxigraph import Literal, NamedNode, Triple

from kg.generated_shapes import generated_shapes
from kg.rdf.load import parse_file
from kg.rdf.read import read_rdf, shipped
from kg.rdf.resources import Resource, first, first_code, resources
from kg.rdf.terms import (
    BASE,
    CONFLICT,
    DCT,
    LABEL,
    OWL,
    PREFIXES,
    RDFS,
    SKOS,
    SUBCLASS,
    TOLD,
    TYPE,
    XSD,
    Namespace,
    shorten,
)
from kg.rdf.write import turtle, write_text

#: The ontology document that defines the ``told:`` properties.
MIRROR = NamedNode(BASE + "told")
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
#: Properties of other vocabularies that the data uses: those of texts in a language, and those of resources.
_TEXTS = ("skos:altLabel", "skos:definition", "skos:editorialNote", "skos:note", "skos:prefLabel", "skos:scopeNote")
_LINKS = ("dct:source", "skos:broader", "skos:inScheme")
_SLOT_KIND = CONFLICT.term("slotKind")
_ONTOLOGY = NamedNode(CONFLICT.iri.removesuffix("#"))
_VANN = Namespace("http://purl.org/vocab/vann/")
#: What the header of the mirror has in common with the ontology's.
_SHARED = (
    *map(DCT.term, ("creator", "contributor", "publisher", "created", "issued", "modified")),
    OWL.term("versionInfo"),
    NamedNode("http://purl.org/ontology/bibo/status"),
)


_PROPERTIES = frozenset(OWL.term(name) for name in ("ObjectProperty", "DatatypeProperty"))
_PROPERTIES_HEAD = """# Properties, for SPARQL

Every property that data, accounts and conclusions use, by the class of its subject. `python -m kg.generate` writes
this page from the [ontology](../ontology/conflict.ttl). A property of a superclass holds for its subclasses too: a
strike has those of `conflict:ForceEvent` and `conflict:Event`. Where a `told:` name stands beside it, accounts state it
under that name, and the other name has what the policy accepted. *Values* are the class or datatype of the values, or
the code list that they come from.

Things have names in `skos:prefLabel`, `skos:altLabel` and `skos:hiddenLabel`, and the same thing of other datasets in
`skos:exactMatch`. Sources have `dct:publisher`, `dct:issued`, and their address in `dct:source`. Labels have a
language: write `"Iran"@en`, or compare `STR(?label) = "Iran"`, which is true in any language."""
_PROPERTIES_TABLE = "| property | values | meaning | example |\n| --- | --- | --- | --- |"


def told_mirror(ontology: Sequence[Triple]) -> list[Triple]:
    """The ``told:`` property of every property of ``ontology`` that has a ``conflict:slotKind``, with a header.

    Each mirror is an annotation property that points to its original by ``rdfs:seeAlso`` alone, so that nothing
    follows from what is stated and not accepted.

    >>> place, kind = CONFLICT.term("occurredAt"), NamedNode(PREFIXES["slot"] + "single")
    >>> mirror = told_mirror([Triple(place, CONFLICT.term("slotKind"), kind)])
    >>> Triple(TOLD.term("occurredAt"), RDFS.term("seeAlso"), place) in mirror
    True
    """
    triples = [
        Triple(MIRROR, TYPE, OWL.term("Ontology")),
        Triple(MIRROR, DCT.term("title"), Literal("What accounts state: a mirror of the ontology", language="en")),
        Triple(
            MIRROR,
            DCT.term("description"),
            Literal(
                "For each property that an account can state, a property of the same local name on the account."
                " Generated from the conflict ontology.",
                language="en",
            ),
        ),
        Triple(MIRROR, DCT.term("license"), _LICENCE),
        Triple(MIRROR, DCT.term("source"), _ONTOLOGY),
        Triple(MIRROR, _VANN.term("preferredNamespacePrefix"), Literal("told")),
        Triple(MIRROR, _VANN.term("preferredNamespaceUri"), Literal(TOLD.iri)),
        *_shared_header(resources(ontology).get(_ONTOLOGY, {})),
    ]  # fmt: skip
    for prop, about in _named(ontology).items():
        if _SLOT_KIND in about:
            triples += _mirrored(prop, about)
    return triples


def _shared_header(about: Resource) -> list[Triple]:
    """The version of the mirror, which is the ontology's, and who made it when."""
    triples = [Triple(MIRROR, prop, value) for prop in _SHARED for value in about.get(prop, ())]
    version = first(about, OWL.term("versionInfo"))
    return [*triples, Triple(MIRROR, OWL.term("versionIRI"), NamedNode(f"{MIRROR.value}/{version}"))] if version else []


def _mirrored(prop: NamedNode, about: Resource) -> list[Triple]:
    local = prop.value.removeprefix(CONFLICT.iri)
    mirrored = TOLD.term(local)
    label = first(about, LABEL) or local
    meaning = first(about, SKOS.term("definition"))
    definition = f"States conflict:{local} on an account." + (f" {meaning}" if meaning else "")
    return [
        Triple(mirrored, TYPE, OWL.term("AnnotationProperty")),
        Triple(mirrored, LABEL, Literal(f"told: {label}", language="en")),
        Triple(mirrored, SKOS.term("definition"), Literal(definition, language="en")),
        Triple(mirrored, RDFS.term("isDefinedBy"), MIRROR),
        Triple(mirrored, RDFS.term("seeAlso"), prop),
    ]


def json_context(ontology: Iterable[Triple]) -> str:
    """A JSON-LD 1.1 context: every prefix, and for each property how its values are read.

    Properties of resources are read as IRIs, typed literals by the datatype of their range, texts by language. Terms
    keep their prefix, because some local names (``dimension``) are prefixes too. ``accounts`` stands on what they
    describe and holds the accounts: ``conflict:isAccountOf`` the other way round.
    """
    context: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}
    context |= dict(sorted(PREFIXES.items()))
    context |= {name: {"@id": name, "@container": "@language"} for name in _TEXTS}
    context |= {name: {"@id": name, "@type": "@id"} for name in _LINKS}
    context["accounts"] = {"@reverse": "conflict:isAccountOf"}
    terms: dict[str, object] = {}
    for prop, about in _named(ontology).items():
        kind = _value_type(about)
        if kind is not None:
            terms[shorten(prop.value)] = {"@id": shorten(prop.value), "@type": kind}
            if _SLOT_KIND in about:
                mirrored = shorten(TOLD.iri + prop.value.removeprefix(CONFLICT.iri))
                terms[mirrored] = {"@id": mirrored, "@type": kind}
    context |= dict(sorted(terms.items()))
    return json.dumps({"@context": context}, indent=2, ensure_ascii=False) + "\n"


def _value_type(about: Resource) -> str | None:
    """``@id`` for an object property, the datatype for a typed literal, None where JSON needs no word on it."""
    kinds = about.get(TYPE, ())
    if OWL.term("ObjectProperty") in kinds:
        return "@id"
    datatype = first(about, RDFS.term("range"))
    if OWL.term("DatatypeProperty") in kinds and datatype not in (None, XSD.term("string").value):
        return shorten(str(datatype))
    return None


def _named(ontology: Iterable[Triple]) -> dict[NamedNode, Resource]:
    """The resources of the conflict namespace, sorted."""
    return {
        subject: about
        for subject, about in resources(ontology).items()
        if isinstance(subject, NamedNode) and subject.value.startswith(CONFLICT.iri)
    }


def properties_page(ontology: Sequence[Triple]) -> str:
    """A page for people who write SPARQL: each property with its domain, range, kind of slot and an example.

    Properties of one domain stand together, with the classes above and below it; those without a domain come last.
    """
    rows: dict[str, list[str]] = {}
    above = _superclasses(ontology)
    for prop, about in _named(ontology).items():
        kinds = about.get(TYPE, ())
        if _PROPERTIES.isdisjoint(kinds):
            continue
        domain = _short(first(about, RDFS.term("domain")))
        told = f", `told:{prop.value.removeprefix(CONFLICT.iri)}`" if _SLOT_KIND in about else ""
        text, example = (first(about, SKOS.term(name)) or "" for name in ("definition", "example"))
        cells = (f"`{shorten(prop.value)}`{told}", _short(_values_of(about)), text, example)
        rows.setdefault(domain, []).append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    parts = [_PROPERTIES_HEAD]
    for domain in sorted(rows, key=lambda domain: (domain == "", domain)):
        heading = f"Of `{domain}`" if domain else "Of several classes"
        below = [cls for cls, supers in above.items() if domain in supers]
        lines = (
            _listed("Superclasses:", [one for one in sorted(above.get(domain, ())) if one in rows]),
            _listed("Subclasses:", sorted(below)),
        )
        parts += [f"\n## {heading}\n", *filter(None, lines), _PROPERTIES_TABLE, *rows[domain]]
    return "\n".join(parts) + "\n"


def _superclasses(ontology: Iterable[Triple]) -> dict[str, set[str]]:
    """Every class of ``ontology`` with all named classes above it, as prefixed names."""
    stated: dict[str, set[str]] = {}
    for triple in ontology:
        if (
            triple.predicate == SUBCLASS
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode)
        ):
            stated.setdefault(shorten(triple.subject.value), set()).add(shorten(triple.object.value))

    def above(cls: str) -> set[str]:
        direct = stated.get(cls, set())
        return direct.union(*map(above, direct))

    return {cls: above(cls) for cls in stated}


def _listed(words: str, classes: Sequence[str]) -> str:
    return fill(f"{words} {', '.join(f'`{cls}`' for cls in classes)}.", 120) + "\n" if classes else ""


def _values_of(about: Resource) -> str | None:
    scheme = first_code(about, CONFLICT.term("codeList"))
    return f"scheme:{scheme}" if scheme else first(about, RDFS.term("range"))


def _short(iri: str | None) -> str:
    return "" if not iri else iri if iri.startswith("scheme:") else shorten(iri)


def generated(folder: Path) -> dict[str, str]:
    """File name → content, for each file that is generated from ``folder``'s ``conflict.ttl``."""
    ontology: Sequence[Triple] = [t for f in read_rdf((folder / "conflict.ttl",)) for t in parse_file(f)]
    return {
        "told.ttl": turtle(told_mirror(ontology)),
        "shapes-generated.ttl": generated_shapes(ontology),
        "context.jsonld": json_context(ontology),
    }


def generated_page(folder: Path) -> str:
    """The page of properties that is generated from ``folder``'s ``conflict.ttl``."""
    return properties_page([t for f in read_rdf((folder / "conflict.ttl",)) for t in parse_file(f)])


def main() -> None:
    """Rewrite the generated files of the ontology folder, and the page of properties beside it."""
    folder = shipped("ontology")
    for name, content in generated(folder).items():
        write_text(folder / name, content)
    page = folder.parent / "docs" / "properties.md"
    if page.is_file():
        write_text(page, generated_page(folder))


if __name__ == "__main__":
    main()
