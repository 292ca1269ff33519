"""The description of a build for machines: VoID (W3C Interest Group Note, 2011), DCAT 3 and PROV-O.

Every number is counted in the triples it is about. Addresses of dumps stand under ``https://w3id.org/conflict-kg/``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from itertools import chain

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.analyse.facts import moment
from kg.evidence.accept import EXISTENCE
from kg.rdf.statistics import ENTITIES, Statistics, statistics
from kg.rdf.terms import (
    ACCEPTED,
    ACCOUNTS,
    BASE,
    CONFLICT,
    DCAT,
    DCT,
    FOAF,
    KINDS,
    LABEL,
    LAYERS,
    ONTOLOGY,
    OWL,
    PREFIXES,
    PROV,
    RDFS,
    SKOS,
    TYPE,
    VOID,
    XSD,
    shorten,
)

Subject = NamedNode | BlankNode | Triple
Object = Subject | Literal

DATASET = NamedNode(BASE + "dataset")
DOCUMENT = NamedNode(BASE + ".well-known/void")
#: Where the dumps stand.
DATA = BASE + "data/"

_ONTOLOGY = NamedNode(CONFLICT.iri.removesuffix("#"))
#: The licence of the data.
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
#: The run that made the build, and the package that ran.
_BUILD, SOFTWARE = NamedNode(f"{BASE}dataset/build"), NamedNode(f"{BASE}dataset/software")
_ACCORDING_TO, _RECORDED_AT = CONFLICT.term("hasSource"), CONFLICT.term("recordedAt")
#: W3C's names of file formats, and IANA's of media types, by the suffix of a dump.
_FORMATS = {
    ".ttl": ("Turtle", "text/turtle"),
    ".trig": ("TriG", "application/trig"),
    ".nt": ("N-Triples", "application/n-triples"),
    ".nq": ("N-Quads", "application/n-quads"),
}
#: What a header says of a term: the property of the ontology, and the one that other tools look for.
_DESCRIBING = {
    TYPE: TYPE, LABEL: RDFS.term("label"), SKOS.term("definition"): SKOS.term("definition"),
}  # fmt: skip
#: Properties that say that a resource is, or is like, one of another dataset.
LINKS = frozenset(
    {
        OWL.term("sameAs"),
        RDFS.term("subClassOf"),
        RDFS.term("subPropertyOf"),
        *(SKOS.term(f"{kind}Match") for kind in ("exact", "close", "broad", "narrow", "related")),
    }
)


def void(
    graphs: Mapping[str, Iterable[Triple]],
    *,
    bridges: Iterable[Triple] = (),
    dumps: Mapping[str, int] | None = None,
    counted: Mapping[str, Statistics] | None = None,
    linked: Iterable[Triple] = (),
) -> list[Triple]:
    """What a machine should know of a build before it takes it, as sorted triples.

    ``graphs`` holds the triples by graph IRI, ``bridges`` those that align the ontology with other vocabularies,
    ``dumps`` the files to download with their sizes in bytes. The dataset is the union of the four layers, each of
    which is a subset of it under the IRI of its graph. ``counted`` are the statistics of the layers, by graph IRI,
    and of the dataset, by its own IRI, where they have more triples than ``graphs`` holds; ``linked`` are those with a
    property of ``LINKS`` among these.
    """
    layers = {graph: set(graphs.get(graph.value, ())) for graph in LAYERS.values()}
    union: set[Triple] = set().union(*layers.values())
    known = counted or {}
    whole = known.get(DATASET.value) or statistics(union)
    described = [
        Triple(DOCUMENT, TYPE, VOID.term("DatasetDescription")),
        Triple(DOCUMENT, FOAF.term("primaryTopic"), DATASET),
        *_identity(graphs.get(ONTOLOGY.value, ())),
        *_counts(DATASET, whole),
        *_partitions(whole),
        *_examples({triple.subject for triple in union}),
        *_links(DATASET, chain(union, linked)),
        *_links(_ONTOLOGY, bridges),
        *_distributions(dumps or {}),
        *_provenance(layers),
        *_layers(),
    ]
    for graph in LAYERS.values():
        described += _counts(graph, known.get(graph.value) or statistics(layers[graph]))
    return sorted(set(described), key=str)


def header(
    graphs: Mapping[str, Iterable[Triple]], policy: NamedNode, provenance: str, mirror: Iterable[Triple]
) -> list[Triple]:
    """What a reader of ``graph.ttl`` or ``graph.trig`` alone should know, as sorted triples; none of them is data.

    Title, licence, versions of ontology and package, ``policy`` and the sentence ``provenance`` on it; the number of
    accounts, sources, and triples of each layer; type, label and definition of every class and property that
    these use, from the ontology among ``graphs`` and its ``mirror``, the ``told:`` properties.
    """
    layers = {graph: set(graphs.get(graph.value, ())) for graph in LAYERS.values()}
    data = (graph for name, graph in graphs.items() if name != ONTOLOGY.value)
    used: set[Object] = {term for graph in data for t in graph for term in (t.predicate, t.object)}
    union: set[Triple] = set().union(*layers.values())
    described = [
        *_identity(ontology := graphs.get(ONTOLOGY.value, ())),
        Triple(DATASET, VOID.term("triples"), _integer(len(union))),
        *_layers(),
        *(Triple(graph, VOID.term("triples"), _integer(len(triples))) for graph, triples in layers.items()),
        Triple(DATASET, PROV.term("wasGeneratedBy"), _BUILD),
        Triple(_BUILD, TYPE, PROV.term("Activity")),
        Triple(_BUILD, RDFS.term("comment"), Literal(provenance, language="en")),
        Triple(_BUILD, PROV.term("used"), policy),
        Triple(_BUILD, PROV.term("wasAssociatedWith"), SOFTWARE),
        Triple(SOFTWARE, TYPE, PROV.term("SoftwareAgent")),
        Triple(SOFTWARE, DCT.term("title"), Literal("conflict-kg")),
        Triple(SOFTWARE, DCAT.term("version"), Literal(version("conflict-kg"))),
    ]
    for cls in (CONFLICT.term("Account"), CONFLICT.term("Source")):
        members = {triple.subject for triple in union if triple.predicate == TYPE and triple.object == cls}
        described += _class_partition(cls, len(members))
    for triple in chain(ontology, mirror):
        known = isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(BASE)
        if known and triple.subject in used and triple.predicate in _DESCRIBING:
            described.append(Triple(triple.subject, _DESCRIBING[triple.predicate], triple.object))
    return sorted(set(described), key=str)


def _layers() -> Iterator[Triple]:
    """The layers as parts of the dataset."""
    for name, graph in LAYERS.items():
        yield Triple(DATASET, VOID.term("subset"), graph)
        yield Triple(graph, TYPE, VOID.term("Dataset"))
        yield Triple(graph, DCT.term("title"), Literal(f"Layer: {name}", language="en"))


def _identity(ontology: Iterable[Triple]) -> Iterator[Triple]:
    """What the dataset is, by which ontology and in which version."""
    yield Triple(DATASET, TYPE, VOID.term("Dataset"))
    yield Triple(DATASET, TYPE, DCAT.term("Dataset"))
    yield Triple(DATASET, TYPE, PROV.term("Entity"))
    yield Triple(DATASET, DCT.term("title"), Literal("Conflict knowledge graph", language="en"))
    about = "Actors and relationships of proxy conflicts: who says what, what is accepted, and what follows."
    yield Triple(DATASET, DCT.term("description"), Literal(about, language="en"))
    yield Triple(DATASET, DCT.term("license"), LICENCE)
    yield Triple(DATASET, VOID.term("uriSpace"), Literal(ENTITIES))
    for triple in ontology:
        if triple.predicate == OWL.term("versionIRI"):
            yield Triple(DATASET, DCT.term("conformsTo"), triple.object)
        elif triple.predicate == OWL.term("versionInfo"):
            yield Triple(DATASET, DCAT.term("version"), triple.object)


def _counts(dataset: NamedNode, counted: Statistics) -> Iterator[Triple]:
    """The statistics of a dataset. Entities are subjects in the dataset's own IRI space."""
    numbers = {
        "triples": counted.triples,
        "entities": counted.entities,
        "classes": len(counted.members),
        "properties": len(counted.uses),
        "distinctSubjects": counted.subjects,
        "distinctObjects": counted.objects,
    }
    for name, number in numbers.items():
        yield Triple(dataset, VOID.term(name), _integer(number))


def _partitions(counted: Statistics) -> Iterator[Triple]:
    """Entities by class, triples by property, and the vocabularies of both."""
    for cls, entities in counted.members.items():
        yield from _class_partition(cls, entities)
    for prop, (triples, subjects, objects) in counted.uses.items():
        part = _part("property", prop)
        yield Triple(DATASET, VOID.term("propertyPartition"), part)
        yield Triple(part, VOID.term("property"), prop)
        yield Triple(part, VOID.term("triples"), _integer(triples))
        yield Triple(part, VOID.term("distinctSubjects"), _integer(subjects))
        yield Triple(part, VOID.term("distinctObjects"), _integer(objects))
    for term in (*counted.members, *counted.uses):
        yield Triple(DATASET, VOID.term("vocabulary"), NamedNode(_namespace(term)))


def _class_partition(cls: NamedNode, entities: int) -> Iterator[Triple]:
    part = _part("class", cls)
    yield Triple(DATASET, VOID.term("classPartition"), part)
    yield Triple(part, VOID.term("class"), cls)
    yield Triple(part, VOID.term("entities"), _integer(entities))


def _examples(subjects: Iterable[Subject]) -> Iterator[Triple]:
    """The first resource of each kind."""
    iris = sorted(subject.value for subject in subjects if isinstance(subject, NamedNode))
    for kind in KINDS:
        place = bisect_left(iris, PREFIXES[kind])
        if place < len(iris) and iris[place].startswith(PREFIXES[kind]):
            yield Triple(DATASET, VOID.term("exampleResource"), NamedNode(iris[place]))


def _links(dataset: NamedNode, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Links from a dataset to others: a linkset for each property and namespace that it leads to."""
    counted: dict[tuple[NamedNode, str], int] = defaultdict(int)
    for triple in triples:
        if triple.predicate in LINKS and isinstance(triple.object, NamedNode):
            target = _namespace(triple.object)
            if not target.startswith(BASE):
                counted[triple.predicate, target] += 1
    for (predicate, target), number in counted.items():
        hashed = sha256(target.encode()).hexdigest()[:8]
        linkset = NamedNode(f"{dataset.value}/links/{_slug(predicate)}-{hashed}")
        yield Triple(linkset, TYPE, VOID.term("Linkset"))
        yield Triple(linkset, VOID.term("subjectsTarget"), dataset)
        yield Triple(linkset, VOID.term("objectsTarget"), NamedNode(target))
        yield Triple(linkset, VOID.term("linkPredicate"), predicate)
        yield Triple(linkset, VOID.term("triples"), _integer(number))
        yield Triple(dataset, TYPE, VOID.term("Dataset"))
        yield Triple(NamedNode(target), TYPE, VOID.term("Dataset"))


def _distributions(dumps: Mapping[str, int]) -> Iterator[Triple]:
    for name, size in dumps.items():
        syntax, media = _FORMATS[name[name.rindex(".") :]]
        dump, distribution = NamedNode(DATA + name), NamedNode(f"{BASE}dataset/file/{name}")
        yield Triple(DATASET, VOID.term("dataDump"), dump)
        yield Triple(DATASET, VOID.term("feature"), NamedNode(f"http://www.w3.org/ns/formats/{syntax}"))
        yield Triple(DATASET, DCAT.term("distribution"), distribution)
        yield Triple(distribution, TYPE, DCAT.term("Distribution"))
        yield Triple(distribution, DCT.term("title"), Literal(name))
        yield Triple(distribution, DCT.term("license"), LICENCE)
        yield Triple(distribution, DCAT.term("downloadURL"), dump)
        media_type = NamedNode(f"https://www.iana.org/assignments/media-types/{media}")
        yield Triple(distribution, DCAT.term("mediaType"), media_type)
        yield Triple(distribution, DCAT.term("byteSize"), Literal(str(size), datatype=XSD.term("nonNegativeInteger")))


def _provenance(layers: Mapping[NamedNode, set[Triple]]) -> Iterator[Triple]:
    """The sources that the accounts name, the policies that accepted some of them, and the newest of the accounts."""
    recorded = []
    for triple in layers[ACCOUNTS]:
        if triple.predicate == _ACCORDING_TO:
            yield Triple(DATASET, PROV.term("wasDerivedFrom"), triple.object)
        elif triple.predicate == _RECORDED_AT and isinstance(triple.object, Literal):
            recorded.append(triple.object.value)
    if recorded:
        newest = max(recorded, key=moment)
        yield Triple(DATASET, DCT.term("modified"), Literal(newest, datatype=XSD.term("dateTime")))
    yield Triple(DATASET, PROV.term("wasGeneratedBy"), _BUILD)
    yield Triple(_BUILD, TYPE, PROV.term("Activity"))
    for triple in layers[ACCEPTED]:
        if triple.predicate == EXISTENCE:
            yield Triple(_BUILD, PROV.term("used"), triple.object)


def _part(kind: str, term: NamedNode) -> NamedNode:
    return NamedNode(f"{BASE}dataset/{kind}/{_slug(term)}")


def _slug(term: NamedNode) -> str:
    """A term's prefixed name as a part of an IRI; of one without a prefix, 48 bits of its hash."""
    short = shorten(term.value)
    return sha256(term.value.encode()).hexdigest()[:12] if short.startswith("<") else short.replace(":", "-")


def _namespace(term: NamedNode) -> str:
    """An IRI up to its last ``#`` or ``/`` that has something after it."""
    end = len(term.value) - 1
    return term.value[: max(term.value.rfind("#", 0, end), term.value.rfind("/", 0, end)) + 1] or term.value


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.term("integer"))
