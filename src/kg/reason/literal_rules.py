"""What rules ask of literals: which values they compare, and into which datatypes they put them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.rdf.terms import RDFS
from kg.reason.datatypes import DATATYPES
from kg.reason.rules import Rule, Term, Var
from kg.reason.rules.schema import short
from kg.reason.rules.subclasses import Subclasses
from kg.reason.rules.tables import ALWAYS, BY_PAIR, SAME_AS, TYPE, instantiate
from kg.reason.values import has_known_values, may_be_spelt_otherwise

if TYPE_CHECKING:
    from kg.reason.rules.match import Chaining

NOT_TYPE = "dt-not-type"
#: The property of whose values a datatype can be asked for.
RANGE = RDFS.term("range")
_EQUALITY = frozenset(rule.name for rule in ALWAYS)
_DATATYPES = frozenset(map(NamedNode, DATATYPES))


def compared_by_value(rule: Rule) -> set[Term]:
    """What stands in the body for literals of one value, however they are spelt: constants, and what atoms share.

    What the head has stands for itself, so that literals are carried as they are spelt.
    """
    if len(rule.body) == 1:
        return set(filter(may_be_spelt_otherwise, (rule.body[0].object,)))
    objects = Counter(atom.object for atom in rule.body)
    head = () if rule.head is None else rule.head.variables
    shared = {term for term, times in objects.items() if isinstance(term, Var) and times > 1 and term not in head}
    return shared | {term for term in objects if may_be_spelt_otherwise(term)}


def may_equate(rule: Rule) -> bool:
    """Whether a rule concludes that two things are the same, other than from that being said."""
    return rule.head is not None and rule.head.predicate == SAME_AS and rule.name not in _EQUALITY


class LiteralTypes:
    """The types of literals that rules ask for (dt-type2): datatypes, and classes that follow from these.

    A literal is no subject, so a rule can ask for its type only where it is the value of a property, as in
    ``owl:someValuesFrom xsd:integer``.
    """

    def __init__(self, rules: Iterable[Rule], subclasses: Subclasses | None = None) -> None:
        """What of their types ``rules`` ask for, those of ``subclasses`` included."""
        asking = [rule for rule in rules if any(atom.predicate == TYPE for atom in rule.body)]
        self._classes = {atom.object for rule in asking for atom in rule.body if atom.predicate == TYPE}
        in_classes = {datatype for datatype in _DATATYPES if subclasses and subclasses.above(datatype)}
        #: The datatypes that rules ask for, in order.
        self.datatypes = sorted(_DATATYPES & (self._classes | in_classes), key=str)
        self._chaining = _chaining(asking, self.datatypes, subclasses) if self.datatypes else None
        self._found: dict[frozenset[NamedNode], list[Term]] = {}

    def of(self, datatypes: frozenset[NamedNode]) -> list[Term]:
        """The types that rules ask for of a literal that is in some of the :attr:`datatypes`, and in no other."""
        if datatypes not in self._found and self._chaining is not None:
            # Conclusions about a literal lead nowhere: a blank node stands for it.
            literal = BlankNode()
            stated = [(literal, TYPE, datatype) for datatype in datatypes]
            types = {*datatypes, *(fact[2] for fact in self._chaining.derive(stated).derived)}
            self._found[datatypes] = sorted(types & self._classes, key=str)
        return self._found.get(datatypes, [])


def _chaining(rules: Iterable[Rule], datatypes: Iterable[Term], subclasses: Subclasses | None) -> Chaining:
    """The rules that conclude classes of what is in some of ``datatypes``."""
    from kg.reason.rules.match import Chaining  # Few ontologies need it.

    by_class: dict[Term, list[Rule]] = defaultdict(list)
    for rule in filter(_is_about_classes, rules):
        for atom in rule.body:
            by_class[atom.object].append(rule)
    found: dict[Rule, None] = {}
    todo, seen = list(datatypes), set(datatypes)
    while todo:
        cls = todo.pop()
        of_pairs = (subclasses.rule(cls, other) for other in subclasses.above(cls)) if subclasses else ()
        for rule in (*by_class[cls], *of_pairs):
            found[rule] = None
            if rule.head is not None and rule.head.object not in seen:
                seen.add(rule.head.object)
                todo.append(rule.head.object)
    return Chaining(found)


def _is_about_classes(rule: Rule) -> bool:
    """Whether a rule concludes a class of something from classes of it alone."""
    atoms = () if rule.head is None else (rule.head, *rule.body)
    return all(atom.predicate == TYPE and not isinstance(atom.object, Var) for atom in atoms) and (
        len({atom.subject for atom in atoms}) == 1
    )


def typing_rules(ranges: Iterable[Triple], rules: Iterable[Rule]) -> list[Rule]:
    """Rule dt-not-type for all that puts values into a datatype with known values: ``ranges``, and some of ``rules``.

    ``ranges`` are the triples known of ``rdfs:range``.
    """
    (template,) = (template for template in BY_PAIR if template.axiom == RANGE)
    stated = sorted((triple for triple in ranges if has_known_values(triple.object)), key=str)
    axioms = (f"{short(triple.subject)} range {short(triple.object)}" for triple in stated)
    by_range = (instantiate(template, t.subject, t.object, axiom) for t, axiom in zip(stated, axioms, strict=True))
    return [replace(rule, name=NOT_TYPE) for rule in dict.fromkeys((*by_range, *filter(_types_literals, rules)))]


def _types_literals(rule: Rule) -> bool:
    """Whether a rule puts values of a property into a datatype with known values."""
    head = rule.head
    typed = head is not None and head.predicate == TYPE and has_known_values(head.object)
    return head is not None and typed and any(atom.object == head.subject for atom in rule.body)
