"""The axioms that follow from the axioms: table 9 of the W3C's rules (``scm-*``), as transitive closures.

Chained one by one, rules scm-sco and scm-spo find each pair of a hierarchy by every class between the two. Here,
hierarchies are closed as graphs, and the other rules are what they say about closed hierarchies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from pyoxigraph import Literal, NamedNode, Triple

from kg.rdf.terms import OWL, RDFS
from kg.reason.budget import Budget
from kg.reason.rules.model import Term
from kg.reason.rules.reach import Graph, Places, Progress, Reach, count, places, reach, united
from kg.reason.rules.schema import Schema
from kg.reason.rules.subclasses import SUB_CLASS
from kg.reason.rules.tables import AXIOMATIC, NOTHING, THING

_SUB_PROPERTY = RDFS.term("subPropertyOf")
_EQ_CLASS, _EQ_PROPERTY = OWL.term("equivalentClass"), OWL.term("equivalentProperty")
_BY_PROPERTY = (("some", "scm-svf1"), ("all", "scm-avf1"))
_ON_PROPERTY = OWL.term("onProperty")
_Edge = tuple[Term, Term]
_Groups = dict[Term, dict[Term, list[Term]]]


@dataclass(frozen=True)
class Relation:
    """The triples of one predicate, as the places that each of ``subjects`` has among ``objects``."""

    predicate: NamedNode
    subjects: tuple[Term, ...]
    reached: tuple[Places, ...]
    objects: tuple[Term, ...]

    def __iter__(self) -> Iterator[Triple]:
        for subject, reached in zip(self.subjects, self.reached, strict=True):
            for place in places(reached):
                yield Triple(subject, self.predicate, self.objects[place])  # type: ignore[arg-type]


@dataclass(frozen=True)
class Entailed:
    """Axioms that hold always, or follow from given ones, which may be among them.

    ``narrower`` are the subclasses that follow from two restrictions, each with the name of the rule.
    """

    always: tuple[Triple, ...] = ()
    relations: tuple[Relation, ...] = ()
    narrower: tuple[tuple[Term, Term, str], ...] = ()

    def __iter__(self) -> Iterator[Triple]:
        """The triples, in an order that depends on the ontology alone."""
        yield from self.always
        for relation in self.relations:
            yield from relation

    def __len__(self) -> int:
        return len(self.always) + sum(count(reached) for one in self.relations for reached in one.reached)


def schema_closure(schema: Schema, budget: Budget) -> tuple[Entailed, Reach[Term]]:
    """The axioms that hold always or that table 9 derives from an ontology, and its hierarchy of classes.

    Raises ``LimitError`` where that takes more than the ``budget``.
    """

    def progress(pairs: int) -> None:
        budget.check(pairs, "rules scm-sco and scm-spo, hierarchies")

    properties = _properties(schema, progress)
    narrower: dict[_Edge, str] = {}
    graph = _class_graph(schema)
    classes = graph.closure(progress)
    while True:
        found = {
            edge: name
            for edge, name in _restricted(schema, properties, classes, budget)
            if not classes.reaches(*edge) and edge not in narrower
        }
        if not found:
            break
        found |= dict(_enclosing(schema, found, classes))
        narrower |= found
        graph.add(found)
        classes = graph.closure(progress)
    inherited = (_inherited(RDFS.term(name), schema, properties, classes) for name in ("domain", "range"))
    relations = [
        *(_hierarchy(SUB_CLASS, classes), _equivalences(_EQ_CLASS, classes)),
        *(_hierarchy(_SUB_PROPERTY, properties), _equivalences(_EQ_PROPERTY, properties)),
        *inherited,
    ]
    always = tuple(Triple(*rule.head.terms) for rule in AXIOMATIC if rule.head is not None)  # type: ignore[arg-type]
    return Entailed(
        always, tuple(relations), tuple((one, other, name) for (one, other), name in narrower.items())
    ), classes


def _class_graph(schema: Schema) -> Graph[Term]:
    """The given subclasses, and those by scm-eqc1, scm-cls, scm-int and scm-uni; and all classes."""
    declared = sorted({*schema.instances(OWL.term("Class")), THING, NOTHING}, key=str)
    graph = Graph[Term](declared)
    top, bottom = graph.number(THING), graph.number(NOTHING)
    for number in range(len(declared)):
        graph.link(number, number)
        graph.link(number, top)
        graph.link(bottom, number)
    graph.add(schema.pairs(SUB_CLASS))
    graph.add(_both_ways(schema.pairs(_EQ_CLASS)))
    for cls, head in schema.pairs(OWL.term("intersectionOf")):
        graph.add((cls, member) for member in schema.members(head) or ())
    for cls, head in schema.pairs(OWL.term("unionOf")):
        graph.add((member, cls) for member in schema.members(head) or () if not _is_value(member))
    for predicate in ("domain", "range"):
        for _, cls in schema.pairs(RDFS.term(predicate)):
            graph.number(cls)
    return graph


def _properties(schema: Schema, progress: Progress) -> Reach[Term]:
    """The hierarchy of properties: rules scm-spo, scm-eqp1, scm-op and scm-dp."""
    declared = [p for kind in ("ObjectProperty", "DatatypeProperty") for p in schema.instances(OWL.term(kind))]
    given = [*schema.pairs(_SUB_PROPERTY), *_both_ways(schema.pairs(_EQ_PROPERTY))]
    return reach([*given, *((prop, prop) for prop in declared)], progress)


def _both_ways(pairs: Iterable[_Edge]) -> Iterator[_Edge]:
    for one, other in pairs:
        yield (one, other)
        if not _is_value(other):
            yield (other, one)


def _is_value(term: Term) -> bool:
    """Whether a term is no resource: nothing can be said of it."""
    return isinstance(term, Literal | Triple)


def _restricted(
    schema: Schema, properties: Reach[Term], classes: Reach[Term], budget: Budget
) -> Iterator[tuple[_Edge, str]]:
    """Of two restrictions, which is the narrower class: rules scm-hv, scm-svf1, scm-svf2, scm-avf1 and scm-avf2."""
    for local, by_filler, by_property in (
        ("hasValue", "scm-hv", ""),
        ("someValuesFrom", "scm-svf2", "scm-svf1"),
        ("allValuesFrom", "scm-avf2", "scm-avf1"),
    ):
        same_filler, same_property = _restrictions(schema, local)
        for name, hierarchy, groups in ((by_filler, properties, same_filler), (by_property, classes, same_property)):
            for group in groups.values() if name else ():
                budget.check(0, f"rule {name}")
                for one, other in _ordered_pairs(group, hierarchy):
                    yield ((other, one) if name == "scm-avf2" else (one, other)), name


def _enclosing(schema: Schema, found: Iterable[_Edge], classes: Reach[Term]) -> Iterator[tuple[_Edge, str]]:
    """What follows at once from restrictions of which one is the narrower, for those that they are fillers of."""
    kinds = [(_restrictions(schema, f"{word}ValuesFrom")[0], name) for word, name in _BY_PROPERTY]
    todo = list(found)
    seen = set(todo)
    while todo:
        below, above = todo.pop()
        for by_filler, name in kinds:
            others = by_filler.get(above, {})
            for prop, ones in by_filler.get(below, {}).items():
                for edge in product(ones, others.get(prop, ())):
                    if edge not in seen and not classes.reaches(*edge):
                        seen.add(edge)
                        todo.append(edge)
                        yield edge, name


def _restrictions(schema: Schema, local: str) -> tuple[_Groups, _Groups]:
    """The restrictions of a kind by filler and property, and by property and filler."""
    by_filler: _Groups = defaultdict(lambda: defaultdict(list))
    by_property: _Groups = defaultdict(lambda: defaultdict(list))
    for cls, filler in schema.pairs(OWL.term(local)):
        for prop in schema.objects(cls, _ON_PROPERTY):
            by_filler[filler][prop].append(cls)
            by_property[prop][filler].append(cls)
    return by_filler, by_property


def _ordered_pairs(group: dict[Term, list[Term]], hierarchy: Reach[Term]) -> Iterator[_Edge]:
    """The restrictions of two members of a group of which one is below the other in ``hierarchy``."""
    within = {hierarchy.place[member]: member for member in group if member in hierarchy.place}
    mask = united((), sorted(within), 0)
    for place, member in within.items():
        reached = hierarchy.reached[place]
        both = places(reached & mask) if isinstance(reached, int) else filter(within.__contains__, reached)  # type: ignore[operator]
        for above in both:
            yield from ((one, other) for one in group[member] for other in group[within[above]])


def _hierarchy(predicate: NamedNode, hierarchy: Reach[Term]) -> Relation:
    return Relation(predicate, hierarchy.nodes, hierarchy.reached, hierarchy.nodes)


def _equivalences(predicate: NamedNode, hierarchy: Reach[Term]) -> Relation:
    """Rules scm-eqc2 and scm-eqp2: what is below each other is equivalent."""
    subjects: list[Term] = []
    reached: list[Places] = []
    for start, end in hierarchy.cycles():
        subjects += hierarchy.nodes[start:end]
        reached += [united((), range(start, end), len(hierarchy.nodes))] * (end - start)
    return Relation(predicate, tuple(subjects), tuple(reached), hierarchy.nodes)


def _inherited(predicate: NamedNode, schema: Schema, properties: Reach[Term], classes: Reach[Term]) -> Relation:
    """Rules scm-dom1 and scm-dom2, or scm-rng1 and scm-rng2."""
    total = len(classes.nodes)
    own: dict[Term, Places] = {}
    for prop, cls in schema.pairs(predicate):
        place = classes.place[cls]
        own[prop] = united([own.get(prop, ()), classes.reached[place]], [place], total)
    inherited: list[Places] = []
    for place, prop in enumerate(properties.nodes):
        parts = [own[prop]] if prop in own else []
        component = properties.component[place]
        if place > component:
            inherited.append(inherited[component])
            continue
        above = properties.of(prop)
        inherited.append(united([*parts, *(own[one] for one in above if one in own)], (), total))
    alone = [prop for prop in own if prop not in properties.place]
    subjects, reached = (*properties.nodes, *alone), (*inherited, *(own[prop] for prop in alone))
    kept = [(s, r) for s, r in zip(subjects, reached, strict=True) if count(r) and not _is_value(s)]
    return Relation(predicate, tuple(s for s, _ in kept), tuple(r for _, r in kept), classes.nodes)
