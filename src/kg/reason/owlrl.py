"""The owlrl library as an engine: slow (24 s for 10,000 triples), but written by others straight from the W3C
rule tables, so an oracle.

The library reports contradictions as English sentences; :data:`_MESSAGES` reads rule, axiom and facts back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import owlrl
import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from kg.errors import DataError
from kg.rdf.terms import OWL, RDF
from kg.reason.budget import Budget
from kg.reason.closure import Clash, Closure, presentable

_TYPE, _SAME_AS = RDF.term("type"), OWL.term("sameAs")
_Reference = str | ox.NamedNode


@dataclass(frozen=True)
class _Message:
    """How to read one kind of error sentence: the groups of ``pattern`` fill the axiom and the facts."""

    pattern: str
    rule: str
    axiom: str
    facts: tuple[tuple[_Reference, _Reference, _Reference], ...] = ()


_MESSAGES = (
    _Message(
        r"'sameAs' and 'differentFrom' .*\((?P<x>.*), (?P<y>.*)\)",
        "eq-diff1", "{x} differentFrom {y}", (("x", _SAME_AS, "y"),),
    ),
    _Message(
        r"'sameAs' and 'AllDifferent' .*\((?P<x>.*), (?P<y>.*)\)",
        "eq-diff2", "AllDifferent({x}, {y})", (("x", _SAME_AS, "y"),),
    ),
    _Message(
        r"Irreflexive property used on (?P<x>.*) with (?P<p>.*)",
        "prp-irp", "Irreflexive({p})", (("x", "p", "x"),),
    ),
    _Message(
        r"Erroneous usage of asymmetric property (?P<p>.*) on (?P<x>.*) and (?P<y>.*)",
        "prp-asyp", "Asymmetric({p})", (("x", "p", "y"), ("y", "p", "x")),
    ),
    _Message(
        r"Disjoint properties in an .*: \((?P<x>.*), (?P<p>.*),(?P<y>.*)\) and \(.*,(?P<q>.*),.*\)",
        "prp-adp", "AllDisjointProperties({p}, {q})", (("x", "p", "y"), ("x", "q", "y")),
    ),
    _Message(
        r"Erroneous usage of disjoint properties (?P<p>.*) and (?P<q>.*) on (?P<x>.*) and (?P<y>.*)",
        "prp-pdw", "{p} propertyDisjointWith {q}", (("x", "p", "y"), ("x", "q", "y")),
    ),
    _Message(
        r"Negative \(object\) property assertion violated for: \((?P<x>.*?), (?P<p>.*?), (?P<y>.*)\)",
        "prp-npa1", "not {x} {p} {y}", (("x", "p", "y"),),
    ),
    _Message(
        r"Negative \(datatype\) property assertion violated for: \((?P<x>.*?), (?P<p>.*?), (?P<y>.*)\)",
        "prp-npa2", "not {x} {p} {y}", (("x", "p", "y"),),
    ),
    _Message(
        r"(?P<x>.*) is defined of type 'Nothing'",
        "cls-nothing2", "Nothing has no members", (("x", _TYPE, OWL.term("Nothing")),),
    ),
    _Message(
        r"Violation of complementarity for classes (?P<c>.*) and (?P<d>.*) on element",
        "cls-com", "{c} complementOf {d}",
    ),
    _Message(
        r"Erroneous usage of maximum cardinality with (?P<c>.*) and (?P<y>.*)",
        "cls-maxc1", "maxCardinality 0 on {y}",
    ),
    _Message(
        r"Erroneous usage of maximum qualified cardinality with (?P<c>.*), (?P<d>.*) and (?P<y>.*)",
        "cls-maxqc1", "maxQualifiedCardinality 0 of {d} on {y}",
    ),
    _Message(
        r"Disjoint classes (?P<c>.*) and (?P<d>.*) have a common individual (?P<x>.*)",
        "cax-dw", "{c} disjointWith {d}", (("x", _TYPE, "c"), ("x", _TYPE, "d")),
    ),
    _Message(
        r"Lexical value of the literal '(?P<x>.*)' does not match its datatype \((?P<d>.*)\)",
        "dt-not-type", "{x!r} is not a {d}",
    ),
)  # fmt: skip


class OwlrlReasoner:
    """The closure as owlrl computes it, cut to what :func:`kg.reason.closure.presentable` keeps.

    The library cannot read triple terms (RDF 1.2): triples that have one are left out of the computation.
    ``LimitError`` where there are more triples than ``KG_CLOSURE_TRIPLES`` or it takes longer than
    ``KG_REASON_SECONDS``.
    """

    name = "owlrl"

    def closure(self, facts: Iterable[ox.Triple], ontology: Iterable[ox.Triple]) -> Closure:
        """What owlrl derives about the resources of the facts, and its error messages as clashes."""
        given, axioms = list(facts), list(ontology)
        terms = _Terms()
        graph = rdflib.Graph()
        for triple in (*given, *axioms):
            if not (isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple)):
                graph.add((terms.to(triple.subject), terms.to(triple.predicate), terms.to(triple.object)))
        engine = _Limited(graph, axioms=False, daxioms=False)
        try:
            engine.closure()
        except (AttributeError, TypeError, ValueError) as error:  # The library takes axioms to be well-formed.
            raise DataError(f"owlrl cannot read these axioms: {error}; take another reasoner") from error
        derived = (terms.triple(s, p, o) for s, p, o in graph)
        inferred = presentable((triple for triple in derived if triple is not None), given, axioms)
        clashes = {_clash(message, terms) for message in engine.error_messages}
        return Closure(inferred, tuple(sorted(clashes, key=lambda clash: (clash.rule, clash.axiom, str(clash.facts)))))


class _Limited(owlrl.OWLRL_Semantics):  # type: ignore[misc]
    """owlrl's rules, within a budget that begins when they are made."""

    def __init__(self, graph: rdflib.Graph, **options: bool) -> None:
        super().__init__(graph, **options)
        self._budget = Budget()

    def rules(self, triple: tuple[Node, Node, Node], cycle: int) -> None:
        """Apply the rules to one triple; what they add is stored at the end of a cycle."""
        self._budget.check(len(self.graph) + len(self.added_triples), "rules of owlrl")
        super().rules(triple, cycle)


class _Terms:
    """Terms of both libraries, side by side, so that a literal returns with the spelling it came with."""

    def __init__(self) -> None:
        self._back: dict[Node, ox.NamedNode | ox.BlankNode | ox.Literal] = {}
        self._by_text: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal] = {}

    def to(self, term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
        """The rdflib term for ``term``."""
        made = _to_rdflib(term)
        self._back.setdefault(made, term)
        # A message names terms by their bare text; an IRI goes before a literal of the same text.
        if not isinstance(term, ox.Literal) or term.value not in self._by_text:
            self._by_text[term.value] = term
        return made

    def triple(self, s: Node, p: Node, o: Node) -> ox.Triple | None:
        """The triple, or None where the library derived what RDF does not have (a literal as subject)."""
        subject, predicate, thing = self._from(s), self._from(p), self._from(o)
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
            return None
        return ox.Triple(subject, predicate, thing)

    def named(self, text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        """The term that an error message calls ``text``."""
        return self._by_text.get(text) or ox.Literal(text)

    def _from(self, node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        known = self._back.get(node)
        if known is not None:
            return known
        if isinstance(node, rdflib.Literal):
            return ox.Literal(str(node), datatype=None if node.datatype is None else ox.NamedNode(str(node.datatype)))
        if isinstance(node, rdflib.BNode):
            return ox.BlankNode(str(node))
        return ox.NamedNode(str(node))


def _to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language is not None:
        return rdflib.Literal(term.value, lang=term.language)
    # Without normalize=False, rdflib would respell "01"^^xsd:integer as "1".
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _clash(message: str, terms: _Terms) -> Clash:
    """The clash that one of the library's error messages tells."""
    for kind in _MESSAGES:
        found = re.match(kind.pattern, message, re.DOTALL)
        if found:
            groups = found.groupdict()
            facts = (_fact(fact, groups, terms) for fact in kind.facts)
            return Clash(kind.rule, kind.axiom.format(**groups), tuple(fact for fact in facts if fact is not None))
    return Clash("unknown", message, ())


def _fact(
    pattern: tuple[_Reference, _Reference, _Reference], groups: dict[str, str], terms: _Terms
) -> ox.Triple | None:
    """The triple that a message talks of, or None where its words do not make one."""
    s, p, o = (part if isinstance(part, ox.NamedNode) else terms.named(groups[part]) for part in pattern)
    if isinstance(s, ox.Literal) or not isinstance(p, ox.NamedNode):
        return None
    return ox.Triple(s, p, o)
