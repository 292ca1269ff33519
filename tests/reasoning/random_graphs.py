"""Random small ontologies and facts, as Turtle, over few names, so that they meet."""

from hypothesis import strategies as st

CLASSES = [":C", ":D", ":E", ":F"]
PROPERTIES = [":p", ":q", ":r"]
INDIVIDUALS = [":a", ":b", ":c", ":d"]

cls, prop, individual = (st.sampled_from(names) for names in (CLASSES, PROPERTIES, INDIVIDUALS))
CHARACTERISTICS = ["Transitive", "Symmetric", "Asymmetric", "Irreflexive", "Functional", "InverseFunctional"]


def restriction(body: str) -> str:
    return "[ a owl:Restriction ; owl:onProperty " + body + " ]"


def cardinality(local: str, number: int) -> str:
    return f'owl:{local} "{number}"^^xsd:nonNegativeInteger'


at_most = st.sampled_from([0, 1])
restricted = st.one_of(
    st.builds(lambda p, c: restriction(f"{p} ; owl:someValuesFrom {c}"), prop, cls),
    st.builds(lambda p: restriction(f"{p} ; owl:someValuesFrom owl:Thing"), prop),
    st.builds(lambda p, c: restriction(f"{p} ; owl:allValuesFrom {c}"), prop, cls),
    st.builds(lambda p, x: restriction(f"{p} ; owl:hasValue {x}"), prop, individual),
    st.builds(lambda p, n: restriction(f"{p} ; {cardinality('maxCardinality', n)}"), prop, at_most),
    st.builds(
        lambda p, c, n: restriction(f"{p} ; {cardinality('maxQualifiedCardinality', n)} ; owl:onClass {c}"),
        prop, cls, at_most,
    ),
)  # fmt: skip
operand = st.one_of(cls, restricted)
expression = st.one_of(
    cls,
    restricted,
    st.builds(lambda c, d: f"[ owl:intersectionOf ( {c} {d} ) ]", operand, operand),
    st.builds(lambda c, d: f"[ owl:unionOf ( {c} {d} ) ]", operand, operand),
    st.builds(lambda x, y: f"[ owl:oneOf ( {x} {y} ) ]", individual, individual),
)
axiom = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, expression, expression),
    st.builds("{} owl:equivalentClass {} .".format, cls, expression),
    st.builds("{} owl:disjointWith {} .".format, cls, cls),
    st.builds("{} owl:complementOf {} .".format, cls, cls),
    st.builds("{} rdfs:subPropertyOf {} .".format, prop, prop),
    st.builds("{} owl:equivalentProperty {} .".format, prop, prop),
    st.builds("{} owl:inverseOf {} .".format, prop, prop),
    st.builds("{} owl:propertyDisjointWith {} .".format, prop, prop),
    st.builds("{} rdfs:domain {} .".format, prop, cls),
    st.builds("{} rdfs:range {} .".format, prop, cls),
    st.builds("{} a owl:{}Property .".format, prop, st.sampled_from(CHARACTERISTICS)),
    st.builds("[] a owl:NegativePropertyAssertion ; owl:sourceIndividual {} ; owl:assertionProperty {} ;"
              " owl:targetIndividual {} .".format, individual, prop, individual),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, prop, prop, prop),
    st.builds("{} owl:propertyChainAxiom ( {} {} {} ) .".format, prop, prop, prop, prop),
)  # fmt: skip
#: Axioms that most facts meet, and whose conclusions meet one another.
deriving_axiom = st.one_of(
    st.builds("{} a owl:{}Property .".format, prop, st.sampled_from(["Transitive", "Symmetric"])),
    st.builds("{} rdfs:subPropertyOf {} .".format, prop, prop),
    st.builds("{} owl:inverseOf {} .".format, prop, prop),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, prop, prop, prop),
    st.builds("{} rdfs:{} {} .".format, prop, st.sampled_from(["domain", "range"]), cls),
    st.builds("{} rdfs:subClassOf {} .".format, operand, operand),
    st.builds("{} owl:equivalentClass {} .".format, cls, expression),
)
#: Constructs that owlrl reads in another way (see test_against_owlrl.py).
further_axiom = st.one_of(
    st.builds("{} owl:hasKey ( {} {} ) .".format, cls, prop, prop),
    st.builds("[] a owl:AllDisjointClasses ; owl:members ( {} {} {} ) .".format, cls, cls, cls),
    st.builds("[] a owl:AllDisjointProperties ; owl:members ( {} {} ) .".format, prop, prop),
    st.builds("[] a owl:AllDifferent ; owl:distinctMembers ( {} {} ) .".format, individual, individual),
    st.builds("{} rdfs:subPropertyOf rdf:type .".format, prop),
)
link = st.builds("{} {} {} .".format, individual, prop, individual)
membership = st.builds("{} a {} .".format, individual, cls)
value = st.builds(
    "{} {} {} .".format, individual, prop, st.sampled_from(['"1"', '"01"^^xsd:integer', "1", '"x"^^xsd:integer'])
)
#: A class or an anonymous one as an individual: what is known of it is then told.
odd = st.sampled_from(
    [":a :p :C .", ":C a :D .", ":C :q _:n .", "_:n a :C .", ":C owl:sameAs :D .", ":p owl:sameAs :q ."]
)
fact = st.one_of(
    link,
    membership,
    st.builds("{} owl:sameAs {} .".format, individual, individual),
    st.builds("{} owl:differentFrom {} .".format, individual, individual),
)
