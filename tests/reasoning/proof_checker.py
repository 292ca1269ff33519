"""Checks proofs: each rule as the W3C's tables 4 to 9 have it, applied to the premises that a proof names.

Nothing of the reasoner is used. Two things are ours: an inverse without a name that is read backwards
(``[ owl:inverseOf :p ]`` in a chain or a restriction), and that the cells of a list are not among the premises.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, Triple

from kg.proofs.prover import Proof
from kg.rdf.terms import OWL, RDF, RDFS
from kg.reason.values import known_value

Fact = tuple[object, object, object]
NAMES = {
    "a": RDF.term("type"), "same": OWL.term("sameAs"), "sub": RDFS.term("subClassOf"), "on": OWL.term("onProperty"),
    "subp": RDFS.term("subPropertyOf"), "eq": OWL.term("equivalentClass"), "eqp": OWL.term("equivalentProperty"),
    "dom": RDFS.term("domain"), "rng": RDFS.term("range"), "inv": OWL.term("inverseOf"),
    "some": OWL.term("someValuesFrom"), "all": OWL.term("allValuesFrom"), "has": OWL.term("hasValue"),
    "max": OWL.term("maxCardinality"), "maxq": OWL.term("maxQualifiedCardinality"), "of": OWL.term("onClass"),
    "Thing": OWL.term("Thing"), "Nothing": OWL.term("Nothing"), "Class": OWL.term("Class"),
    "Object": OWL.term("ObjectProperty"), "Data": OWL.term("DatatypeProperty"),
    "Functional": OWL.term("FunctionalProperty"), "InverseFunctional": OWL.term("InverseFunctionalProperty"),
    "Symmetric": OWL.term("SymmetricProperty"), "Transitive": OWL.term("TransitiveProperty"),
}  # fmt: skip
RULES = """
eq-sym: ?x same ?y -> ?y same ?x
eq-trans: ?x same ?y , ?y same ?z -> ?x same ?z
eq-rep-s: ?s same ?t , ?s ?p ?o -> ?t ?p ?o
eq-rep-p: ?p same ?q , ?s ?p ?o -> ?s ?q ?o
eq-rep-o: ?o same ?q , ?s ?p ?o -> ?s ?p ?q
prp-dom: ?p dom ?c , ?x ?p ?y -> ?x a ?c
prp-rng: ?p rng ?c , ?x ?p ?y -> ?y a ?c
prp-fp: ?p a Functional , ?x ?p ?y , ?x ?p ?z -> ?y same ?z
prp-ifp: ?p a InverseFunctional , ?x ?p ?z , ?y ?p ?z -> ?x same ?y
prp-symp: ?p a Symmetric , ?x ?p ?y -> ?y ?p ?x
prp-trp: ?p a Transitive , ?x ?p ?y , ?y ?p ?z -> ?x ?p ?z
prp-spo1: ?p subp ?q , ?x ?p ?y -> ?x ?q ?y
prp-eqp1: ?p eqp ?q , ?x ?p ?y -> ?x ?q ?y
prp-eqp2: ?p eqp ?q , ?x ?q ?y -> ?x ?p ?y
prp-inv1: ?p inv ?q , ?x ?p ?y -> ?y ?q ?x
prp-inv2: ?p inv ?q , ?x ?q ?y -> ?y ?p ?x
cls-svf1: ?c some ?y , ?c on ?p , ?u ?p ?v , ?v a ?y -> ?u a ?c
cls-svf2: ?c some Thing , ?c on ?p , ?u ?p ?v -> ?u a ?c
cls-avf: ?c all ?y , ?c on ?p , ?u a ?c , ?u ?p ?v -> ?v a ?y
cls-hv1: ?c has ?y , ?c on ?p , ?u a ?c -> ?u ?p ?y
cls-hv2: ?c has ?y , ?c on ?p , ?u ?p ?y -> ?u a ?c
cls-maxc2: ?c max 1 , ?c on ?p , ?u a ?c , ?u ?p ?y , ?u ?p ?z -> ?y same ?z
cls-maxqc3: ?c maxq 1 , ?c on ?p , ?c of ?d , ?u a ?c , ?u ?p ?y , ?y a ?d , ?u ?p ?z , ?z a ?d -> ?y same ?z
cls-maxqc4: ?c maxq 1 , ?c on ?p , ?c of Thing , ?u a ?c , ?u ?p ?y , ?u ?p ?z -> ?y same ?z
cax-sco: ?c sub ?d , ?x a ?c -> ?x a ?d
cax-eqc1: ?c eq ?d , ?x a ?c -> ?x a ?d
cax-eqc2: ?c eq ?d , ?x a ?d -> ?x a ?c
scm-cls: ?c a Class -> ?c sub ?c
scm-cls: ?c a Class -> ?c eq ?c
scm-cls: ?c a Class -> ?c sub Thing
scm-cls: ?c a Class -> Nothing sub ?c
scm-sco: ?c sub ?d , ?d sub ?e -> ?c sub ?e
scm-eqc1: ?c eq ?d -> ?c sub ?d
scm-eqc1: ?c eq ?d -> ?d sub ?c
scm-eqc2: ?c sub ?d , ?d sub ?c -> ?c eq ?d
scm-op: ?p a Object -> ?p subp ?p
scm-op: ?p a Object -> ?p eqp ?p
scm-dp: ?p a Data -> ?p subp ?p
scm-dp: ?p a Data -> ?p eqp ?p
scm-spo: ?p subp ?q , ?q subp ?r -> ?p subp ?r
scm-eqp1: ?p eqp ?q -> ?p subp ?q
scm-eqp1: ?p eqp ?q -> ?q subp ?p
scm-eqp2: ?p subp ?q , ?q subp ?p -> ?p eqp ?q
scm-dom1: ?p dom ?c , ?c sub ?d -> ?p dom ?d
scm-dom2: ?p dom ?c , ?q subp ?p -> ?q dom ?c
scm-rng1: ?p rng ?c , ?c sub ?d -> ?p rng ?d
scm-rng2: ?p rng ?c , ?q subp ?p -> ?q rng ?c
scm-hv: ?c has ?i , ?c on ?p , ?d has ?i , ?d on ?q , ?p subp ?q -> ?c sub ?d
scm-svf1: ?c some ?y , ?c on ?p , ?d some ?z , ?d on ?p , ?y sub ?z -> ?c sub ?d
scm-svf2: ?c some ?y , ?c on ?p , ?d some ?y , ?d on ?q , ?p subp ?q -> ?c sub ?d
scm-avf1: ?c all ?y , ?c on ?p , ?d all ?z , ?d on ?p , ?y sub ?z -> ?c sub ?d
scm-avf2: ?c all ?y , ?c on ?p , ?d all ?y , ?d on ?q , ?p subp ?q -> ?d sub ?c
cls-thing: -> Thing a Class
cls-nothing1: -> Nothing a Class
"""
#: The class of what rules without premises type: datatypes, and the annotation properties of RDF, RDFS and OWL.
ALWAYS = {"dt-type1": RDFS.term("Datatype"), "prp-ap": OWL.term("AnnotationProperty")}
#: What rules about lists are stated with.
LISTS = {
    "prp-spo2": "propertyChainAxiom", "cls-int1": "intersectionOf", "cls-int2": "intersectionOf",
    "cls-uni": "unionOf", "cls-oo": "oneOf", "prp-key": "hasKey", "scm-int": "intersectionOf", "scm-uni": "unionOf",
}  # fmt: skip


def check(proof: Proof, stated: Iterable[Triple]) -> None:
    """Fail where a step of ``proof`` does not follow from its premises by its rule, or a leaf is not stated."""
    known, seen, todo = set(stated), set(), [proof]
    while todo:
        step = todo.pop()
        if id(step) in seen:
            continue
        seen.add(id(step))
        if step.is_fact:
            assert step.triple in known, f"not stated: {step.triple}"
        else:
            premises = [premise.triple for premise in step.premises]
            assert is_application(step.rule, premises, step.triple, known), (
                f"{step.rule} does not lead to {step.triple} from {premises}"
            )
        todo += step.premises
    assert is_well_founded(proof)


def is_well_founded(proof: Proof) -> bool:
    """Whether no triple is among the premises that it rests on."""
    done: set[int] = set()
    above: dict[Triple, None] = {}
    todo = [(proof, False)]
    while todo:
        step, left = todo.pop()
        if left:
            del above[step.triple]
            done.add(id(step))
        elif step.triple in above:
            return False
        elif id(step) not in done:
            above[step.triple] = None
            todo += [(step, True), *((premise, False) for premise in step.premises)]
    return True


def is_application(rule: str, premises: list[Triple], conclusion: Triple, stated: set[Triple]) -> bool:
    """Whether the W3C's rule of this name leads from the premises, every one of them used, to the conclusion."""
    given, goal = [as_fact(premise) for premise in premises], as_fact(conclusion)
    if rule in ALWAYS:
        return not given and goal[1:] == (NAMES["a"], ALWAYS[rule])
    if rule in LISTS:
        return any(is_subset(body, given) and head == goal for body, head in of_lists(rule, premises, stated))
    inverses = [(s, o) for s, p, o in given if p == NAMES["inv"] and isinstance(s, BlankNode)]
    mirrored = [(o, s, x) for x, p, o in given for s, of in inverses if p == of]
    for line in RULES.strip().splitlines():
        name, _, body_and_head = line.partition(": ")
        body, _, head = body_and_head.rpartition("-> ")
        if name == rule:
            atoms = [read(atom) for atom in body.split(" , ")] if body.strip() else []
            for binding in solutions(atoms, [*given, *mirrored], {}):
                used = {tuple(binding.get(term, term) for term in atom) for atom in atoms}
                concluded = tuple(binding.get(term, term) for term in read(head))
                if concluded == goal and all(is_used(fact, used, inverses) for fact in given):
                    return True
    return False


def is_used(fact: Fact, used: set[Fact], inverses: list[tuple[object, object]]) -> bool:
    """Whether a premise is among those of a rule, by itself or as one that an inverse reads backwards."""
    backwards = any((fact[2], inverse, fact[0]) in used for inverse, of in inverses if of == fact[1])
    return fact in used or backwards or (fact[1] == NAMES["inv"] and (fact[0], fact[2]) in inverses)


def of_lists(rule: str, premises: list[Triple], stated: set[Triple]) -> Iterator[tuple[set[Fact], Fact]]:
    """Each application of a rule about lists to premises: its premises, and its conclusion."""
    predicate, a, same = OWL.term(LISTS[rule]), NAMES["a"], NAMES["same"]
    given = [as_fact(premise) for premise in premises]
    resources = {term for s, _, o in given for term in (s, o)}
    for axiom in (premise for premise in premises if premise.predicate == predicate):
        top, members, fact = axiom.subject, members_of(axiom.object, stated), as_fact(axiom)
        if rule == "prp-spo2":
            inverse = {s: o for s, p, o in given if p == NAMES["inv"] and isinstance(s, BlankNode)}
            yield from chains(top, members, [one for one in given if one != fact], inverse, {fact})
        for x in resources if rule in ("cls-int1", "cls-int2", "cls-uni") else ():
            for body, head in {
                "cls-int1": [({(x, a, member) for member in members}, (x, a, top))],
                "cls-int2": [({(x, a, top)}, (x, a, member)) for member in members],
                "cls-uni": [({(x, a, member)}, (x, a, top)) for member in members],
            }[rule]:
                yield body | {fact}, head
        if rule == "prp-key":
            for x, y in ((x, y) for x in resources for y in resources):
                classes = {(x, a, top), (y, a, top)}
                for values in product([{o for s, p, o in given if s == x and p == key} for key in members]):
                    keys = {(z, key, value) for z in (x, y) for key, value in zip(members, values, strict=True)}
                    yield classes | keys | {fact}, (x, same, y)
        for member in members:
            if rule in ("cls-oo", "scm-int", "scm-uni"):
                heads = {"cls-oo": (member, a, top), "scm-int": (top, NAMES["sub"], member)}
                yield {fact}, heads.get(rule, (member, NAMES["sub"], top))


def product(parts: list[set[object]]) -> Iterator[tuple[object, ...]]:
    if not parts:
        yield ()
        return
    for one in parts[0]:
        yield from ((one, *rest) for rest in product(parts[1:]))


def chains(
    top: object, links: list[object], given: list[Fact], inverse: dict[object, object], used: set[Fact]
) -> Iterator[tuple[set[Fact], Fact]]:
    """The ways through premises along a chain of properties."""
    ways = [(s, s, used) for s in {term for s, _, o in given for term in (s, o)}]
    for link in links:
        of = inverse.get(link)
        more = {(link, NAMES["inv"], of)} if of else set()
        ways = [
            (start, o if not of else s, body | {(s, p, o)} | more)
            for start, end, body in ways
            for s, p, o in given
            if (p == link and s == end) or (of and p == of and o == end)
        ]
    yield from ((body, (start, top, end)) for start, end, body in ways)


def members_of(head: object, stated: set[Triple]) -> list[object]:
    found = []
    while head != RDF.term("nil"):
        (first,) = {t.object for t in stated if t.subject == head and t.predicate == RDF.term("first")}
        (head,) = {t.object for t in stated if t.subject == head and t.predicate == RDF.term("rest")}
        found.append(by_value(first))
    return found


def is_subset(body: set[Fact], given: list[Fact]) -> bool:
    return body == set(given)


def solutions(atoms: list[Fact], facts: list[Fact], binding: dict[object, object]) -> Iterator[dict[object, object]]:
    if not atoms:
        yield binding
        return
    for fact in facts:
        extended = dict(binding)
        if all(fits(term, value, extended) for term, value in zip(atoms[0], fact, strict=True)):
            yield from solutions(atoms[1:], facts, extended)


def fits(term: object, value: object, binding: dict[object, object]) -> bool:
    is_variable = isinstance(term, str) and term.startswith("?")
    return (binding.setdefault(term, value) if is_variable else term) == value


def read(atom: str) -> Fact:
    s, p, o = (
        word if word[0] == "?" else by_value(Literal(1)) if word == "1" else NAMES[word] for word in atom.split()
    )
    return (s, p, o)


def as_fact(triple: Triple) -> Fact:
    return (triple.subject, triple.predicate, by_value(triple.object))


def by_value(term: object) -> object:
    """What a literal denotes, where that is known: the rules compare literals by value (dt-eq)."""
    content = known_value(term) if isinstance(term, Literal) else None
    return term if content is None else ("value", content)
