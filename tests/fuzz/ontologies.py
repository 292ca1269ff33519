"""Small ontologies with facts, mutated: all engines of ours agree, each conclusion has a proof, changes are exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from pyoxigraph import Literal, RdfFormat, Triple, parse

from fuzz import harness
from fuzz.mutate import mutated
from kg.errors import InconsistentGraphError, LimitError
from kg.proofs.closure_prover import ClosureProver
from kg.reason import Closure, Materialisation, reasoner
from kg.reason.files import close_files
from kg.reason.rules.tables import SAME_AS
from reasoning.proof_checker import check

SEED_FILE = Path(__file__).with_name("seeds") / "ontology.ttl"
TOKENS = tuple(
    b"a|[]|()|( :a )|( :p :p )|( :C :C )|:a|:b|:C|:D|:p|:q|:r|_:x|_:y|<<( :a :p :b )>>|1|-1|true|rdf:nil|rdf:type|"
    b'rdf:first|rdf:rest|"x"|"x"@en|"2"^^xsd:nonNegativeInteger|"0"^^xsd:nonNegativeInteger|"month"^^xsd:date|'
    b"rdfs:subClassOf|rdfs:subPropertyOf|rdfs:domain|rdfs:range|rdfs:Literal|xsd:string|owl:Thing|owl:Nothing|owl:Class|"
    b"owl:topObjectProperty|owl:bottomObjectProperty|owl:sameAs|owl:differentFrom|owl:inverseOf|owl:equivalentClass|"
    b"owl:equivalentProperty|owl:disjointWith|owl:complementOf|owl:intersectionOf|owl:unionOf|owl:oneOf|owl:hasKey|"
    b"owl:onProperty|owl:hasValue|owl:someValuesFrom|owl:allValuesFrom|owl:maxCardinality|owl:maxQualifiedCardinality|"
    b"owl:onClass|owl:members|owl:distinctMembers|owl:AllDisjointClasses|owl:AllDisjointProperties|owl:AllDifferent|"
    b"owl:propertyChainAxiom|owl:propertyDisjointWith|owl:TransitiveProperty|owl:SymmetricProperty|"
    b"owl:FunctionalProperty|owl:InverseFunctionalProperty|owl:AsymmetricProperty|owl:IrreflexiveProperty|"
    b"owl:ObjectProperty|owl:DatatypeProperty|;|.|,".split(b"|")
)
#: Conclusions of each input that are proven.
PROVEN = 5


def inputs(chance: Random) -> Iterator[tuple[str, bytes]]:
    """Mutations of the ontology, without end."""
    seed = SEED_FILE.read_bytes()
    while True:
        yield "ontology.ttl", mutated(chance, seed, TOKENS)


@contextmanager
def attempting(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Close what each file says, the first half of it as an ontology and the rest as facts."""

    def attempt(file: Path) -> None:
        try:
            triples = list(dict.fromkeys(quad.triple for quad in parse(file.read_bytes(), RdfFormat.TURTLE)))
        except SyntaxError:
            return
        middle = len(triples) // 2
        try:
            closed = agreed(triples[middle:], triples[:middle])
            prove(closed, triples[middle:], triples[:middle])
            change(triples[middle:], triples[:middle])
            close_files([file], [file], despite_clashes=True)
        except (LimitError, InconsistentGraphError):
            return

    yield attempt


def agreed(facts: list[Triple], ontology: list[Triple]) -> Closure:
    """The closure; the engines must agree on it."""
    auto, polars = (reasoner(name).closure(facts, ontology) for name in ("auto", "polars"))
    if auto != polars:
        raise ValueError(f"auto and polars differ: {set(auto.inferred) ^ set(polars.inferred)}")
    return polars


def prove(closed: Closure, facts: list[Triple], ontology: list[Triple]) -> None:
    """Prove some of the conclusions, and check the proofs.

    Other spellings of a literal that a resource is concluded to be the same as are not proven (docs/reasoner.md).
    """
    if any(triple.predicate == SAME_AS and isinstance(triple.object, Literal) for triple in closed.inferred):
        return
    prover = ClosureProver(facts, ontology)
    for triple in closed.inferred[:: 1 + len(closed.inferred) // PROVEN]:
        check(prover.why(triple), [*facts, *ontology])


def change(facts: list[Triple], ontology: list[Triple]) -> None:
    """Take facts back and add them again; each time the closure must be that computed from nothing."""
    some, others = facts[::2], facts[1::2]
    kept = Materialisation(facts, ontology)
    for alter, left in ((kept.retract, others), (kept.add, facts)):
        alter(some)
        if kept.closure != reasoner("polars").closure(left, ontology):
            raise ValueError(f"a closure kept up to date is another: {left}")


def run(seconds: float, seed: int) -> int:
    """See :func:`fuzz.harness.run`."""
    return harness.run(__name__, seconds, seed)
