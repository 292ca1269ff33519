"""For each W3C rule, data that it fires on and data that it must leave alone.

A case gives the exact triples that the ontology adds to the facts, and the rule of the clash, if there is one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    rule: str
    ontology: str
    fires: str
    inferred: str
    silent: str
    clash: str | None = None
    owlrl_differs: str = ""


def restriction(body: str) -> str:
    return f"[ a owl:Restriction ; owl:onProperty :p ; {body} ]"


NEGATIVE = "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :a ; owl:assertionProperty :p ;"

CASES = (
    Case("prp-dom", ":p rdfs:domain :C .", ":a :p :b .", ":a a :C .", ":a :q :b ."),
    Case("prp-rng", ":p rdfs:range :C .", ":a :p :b .", ":b a :C .", ':a :q :b ; :p "literal" .'),
    Case(
        "prp-fp", ":p a owl:FunctionalProperty .", ":a :p :b, :c .",
        ":b owl:sameAs :c . :c owl:sameAs :b . ", ":a :p :b . :d :p :c .",
    ),
    Case(
        "prp-ifp", ":p a owl:InverseFunctionalProperty .", ":a :p :c . :b :p :c .",
        ":a owl:sameAs :b . :b owl:sameAs :a .", ":a :p :c, :d .",
    ),
    Case("prp-irp", ":p a owl:IrreflexiveProperty .", ":a :p :a .", "", ":a :p :b .", "prp-irp"),
    Case("prp-symp", ":p a owl:SymmetricProperty .", ":a :p :b .", ":b :p :a .", ':a :q :b ; :p "x" .'),
    Case("prp-asyp", ":p a owl:AsymmetricProperty .", ":a :p :b . :b :p :a .", "",
        ":a :p :b . :b :p :c .", "prp-asyp",
    ),
    Case(
        "prp-trp", ":p a owl:TransitiveProperty .",
        ":a :p :b . :b :p :c .", ":a :p :c .", ":a :p :b . :c :p :d .",
    ),
    Case("prp-spo1", ":p rdfs:subPropertyOf :q .", ":a :p :b .", ":a :q :b .", ":a :q :b ."),
    Case("prp-spo1", ":p rdfs:subPropertyOf rdf:type .", ":a :p :b .", ":a a :b .", ":a a :b ."),
    Case(
        "prp-spo2", ":r owl:propertyChainAxiom (:p :q), (:q :q :q) .", ":a :p :b . :b :q :c .", ":a :r :c .",
        ":a :p :b . :c :q :d .",
    ),
    Case(
        "prp-spo2", ":r owl:propertyChainAxiom (:p :q :p :q) .",
        ":a :p :b . :b :q :c . :c :p :d . :d :q :e .", ":a :r :e .", ":a :p :b . :b :q :c . :c :p :d .",
    ),
    Case(
        "prp-spo2", ":p owl:propertyChainAxiom (:p :q) .", ":a :p :b . :b :q :c . :c :q :a .",
        ":a :p :c, :a .", ":b :q :c . :c :q :a .",
    ),
    Case(
        "prp-spo2", ":r owl:propertyChainAxiom ([ owl:inverseOf :p ] :q) .", ":a :p :b ; :q :c .", ":b :r :c .",
        ':a :p :b . :b :q :c . :d :p "x" ; :q :c .',
    ),
    Case("prp-eqp1", ":p owl:equivalentProperty :q .", ":a :p :b .", ":a :q :b .", ":a :r :b ."),
    Case("prp-eqp2", ":p owl:equivalentProperty :q .", ":a :q :b .", ":a :p :b .", ":a :r :b ."),
    Case("prp-pdw", ":p owl:propertyDisjointWith :q .", ":a :p :b ; :q :b .", "", ":a :p :b ; :q :c .", "prp-pdw"),
    Case(
        "prp-adp", "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) .", ":a :p :b ; :q :b .", "",
        ":a :p :b ; :q :c .", "prp-adp",
    ),
    Case(
        "prp-adp", "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) .", ":a :q :b ; :r :b .", "",
        ":a :q :b ; :r :c .", "prp-adp", owlrl_differs="it never compares with the last member of the list",
    ),
    Case("prp-inv1", ":p owl:inverseOf :q .", ":a :p :b .", ":b :q :a .", ':a :p "x" .'),
    Case("prp-inv2", ":p owl:inverseOf :q .", ":a :q :b .", ":b :p :a .", ':a :q "x" .'),
    Case(
        "prp-key", ":C owl:hasKey (:p :q) .",
        ':a a :C ; :p "1" ; :q :k . :b a :C ; :p "1" ; :q :k .', ":a owl:sameAs :b . :b owl:sameAs :a .",
        ':a a :C ; :p "1" ; :q :k . :b a :C ; :p "1" ; :q :l . :c :p "1" ; :q :k .',
        owlrl_differs="it does not compare the last property of the key",
    ),
    Case("prp-npa1", NEGATIVE + "owl:targetIndividual :b .",
        ":a :p :b .", "", ":a :p :c . :b :p :a .", "prp-npa1"),
    Case("prp-npa2", NEGATIVE + 'owl:targetValue "x" .', ':a :p "x" .', "", ':a :p "y" .', "prp-npa2"),
    Case("cls-nothing2", "owl:Nothing a owl:Class .", ":a a owl:Nothing .", "", ":a a :C .", "cls-nothing2"),
    Case("cls-int1", ":C owl:intersectionOf (:D :E) .", ":a a :D, :E .", ":a a :C .", ":a a :D . :b a :E ."),
    Case("cls-int2", ":C owl:intersectionOf (:D :E) .", ":a a :C .", ":a a :D, :E .", ":a a :D ."),
    Case("cls-uni", ":C owl:unionOf (:D :E) .", ":a a :D . :b a :E .", ":a a :C . :b a :C .", ":a a :C ."),
    Case("cls-com", ":C owl:complementOf :D .", ":a a :C, :D .", "", ":a a :C . :b a :D .", "cls-com"),
    Case(
        "cls-svf1", restriction("owl:someValuesFrom :D") + " rdfs:subClassOf :C .",
        ":a :p :b . :b a :D .", ":a a :C .", ":a :p :b . :c a :D .",
    ),
    Case(
        "cls-svf2", restriction("owl:someValuesFrom owl:Thing") + " rdfs:subClassOf :C .",
        ':a :p :b . :c :p "x" .', ":a a :C . :c a :C .", ":a :q :b .",
    ),
    Case(
        "cls-avf", ":C rdfs:subClassOf " + restriction("owl:allValuesFrom :D") + " .",
        ":a a :C ; :p :b .", ":b a :D .", ':a :p :b . :c a :C ; :q :d ; :p "x" .',
    ),
    Case(
        "cls-hv1", ":C rdfs:subClassOf " + restriction("owl:hasValue :v") + " .",
        ":a a :C .", ":a :p :v .", ":a a :D .",
    ),
    Case(
        "cls-hv2", restriction('owl:hasValue "v"') + " rdfs:subClassOf :C .",
        ':a :p "v" .', ":a a :C .", ':a :p "w" .',
    ),
    Case(
        "cls-maxc1", ":C rdfs:subClassOf " + restriction('owl:maxCardinality "0"^^xsd:nonNegativeInteger') + " .",
        ":a a :C ; :p :b .", "", ":a a :C ; :q :b . :c :p :b .", "cls-maxc1",
    ),
    Case(
        "cls-maxc2", ":C rdfs:subClassOf " + restriction('owl:maxCardinality "1"^^xsd:nonNegativeInteger') + " .",
        ":a a :C ; :p :b, :c .", ":b owl:sameAs :c . :c owl:sameAs :b .", ":a a :C ; :p :b . :d :p :b, :c .",
    ),
    Case(
        "cls-maxqc1",
        ":C rdfs:subClassOf "
        + restriction('owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger ; owl:onClass :D') + " .",
        ":a a :C ; :p :b . :b a :D .", "", ":a a :C ; :p :b . :c a :D .", "cls-maxqc1",
    ),
    Case(
        "cls-maxqc2",
        ":C rdfs:subClassOf "
        + restriction('owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger ; owl:onClass owl:Thing') + " .",
        ":a a :C ; :p :b .", "", ":a a :C ; :q :b .", "cls-maxqc2",
    ),
    Case(
        "cls-maxqc3",
        ":C rdfs:subClassOf "
        + restriction('owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ; owl:onClass :D') + " .",
        ":a a :C ; :p :b, :c . :b a :D . :c a :D .", ":b owl:sameAs :c . :c owl:sameAs :b .",
        ":a a :C ; :p :b, :c . :b a :D . :c a :E .",
    ),
    Case(
        "cls-maxqc4",
        ":C rdfs:subClassOf "
        + restriction('owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ; owl:onClass owl:Thing') + " .",
        ":a a :C ; :p :b, :c .", ":b owl:sameAs :c . :c owl:sameAs :b .", ":a a :C ; :p :b .",
    ),
    Case("cls-oo", ":C owl:oneOf (:a :b) .", ":a :p :c .", ":a a :C .", ":c :p :d ."),
    Case("cax-sco", ":C rdfs:subClassOf :D . :D rdfs:subClassOf :E .", ":a a :C .", ":a a :D, :E .", ":a a :E ."),
    Case("cax-eqc1", ":C owl:equivalentClass :D .", ":a a :C .", ":a a :D .", ":a a :E ."),
    Case("cax-eqc2", ":C owl:equivalentClass :D .", ":a a :D .", ":a a :C .", ":a a :E ."),
    Case("cax-dw", ":C owl:disjointWith :D .", ":a a :C, :D .", "", ":a a :C . :b a :D .", "cax-dw"),
    Case(
        "cax-adc", "[] a owl:AllDisjointClasses ; owl:members (:C :D :E) .", ":a a :C, :D .", "",
        ":a a :C . :b a :D .", "cax-adc", owlrl_differs="it calls the rule cax-dw, having one message for both",
    ),
    Case("eq-sym", "", ":a owl:sameAs :b .", ":b owl:sameAs :a .", ":a :p :b ."),
    Case(
        "eq-trans", "", ":a owl:sameAs :b . :b owl:sameAs :c .",
        ":a owl:sameAs :c . :b owl:sameAs :a . :c owl:sameAs :a, :b .", ":a :p :b .",
    ),
    Case(
        "eq-rep-s", "", ":a owl:sameAs :b ; :p :c .", ":b owl:sameAs :a ; :p :c .", ":a :p :c .",
    ),
    Case(
        "eq-rep-o", "", ":a owl:sameAs :b . :c :p :a .", ":b owl:sameAs :a . :c :p :b .", ":c :p :a .",
    ),
    Case("eq-rep-o", ":C owl:sameAs :D .", ":a a :C .", ":a a :D .", ":a a :E ."),
    Case("eq-rep-p", ":p owl:sameAs :q .", ":a :p :b .", ":a :q :b .", ":a :r :b ."),
    Case(
        "eq-diff1", "", ":a owl:sameAs :b ; owl:differentFrom :b .",
        ":b owl:sameAs :a ; owl:differentFrom :a, :b . :a owl:differentFrom :a .",
        ":a owl:differentFrom :b .", "eq-diff1",
    ),
    Case(
        "eq-diff2", "[] a owl:AllDifferent ; owl:members (:a :b :c) .", ":a owl:sameAs :b .", ":b owl:sameAs :a .",
        ":a owl:sameAs :d . :d owl:sameAs :a .", "eq-diff2",
    ),
    Case(
        "eq-diff3", "[] a owl:AllDifferent ; owl:distinctMembers (:a :b :c) .", ":b owl:sameAs :c .",
        ":c owl:sameAs :b .", ":a owl:sameAs :d . :d owl:sameAs :a .", "eq-diff3",
        owlrl_differs="it never compares with the last member of the list",
    ),
    Case(
        "scm-svf1",
        ":C rdfs:subClassOf " + restriction("owl:someValuesFrom :D") + " . :D rdfs:subClassOf :E . "
        + restriction("owl:someValuesFrom :E") + " rdfs:subClassOf :F .",
        ":a a :C .", ":a a :F .", ":a a :E .",
    ),
    Case(
        "scm-svf2",
        ":C rdfs:subClassOf " + restriction("owl:someValuesFrom :D") + " . :p rdfs:subPropertyOf :q . "
        "[ a owl:Restriction ; owl:onProperty :q ; owl:someValuesFrom :D ] rdfs:subClassOf :F .",
        ":a a :C .", ":a a :F .", ":a a :D .",
    ),
    Case(
        "scm-hv",
        ":C owl:hasValue :v ; owl:onProperty :p . :p rdfs:subPropertyOf :q . "
        ":D owl:hasValue :v ; owl:onProperty :q .",
        ":a a :C .", ":a a :D ; :p :v ; :q :v .", ":a a :E .",
    ),
    Case(
        "scm-avf1",
        ":C owl:allValuesFrom :D ; owl:onProperty :p . :D rdfs:subClassOf :E . "
        ":F owl:allValuesFrom :E ; owl:onProperty :p .",
        ":a a :C .", ":a a :F .", ":a a :F .",
    ),
    Case(
        "scm-avf2",
        ":C owl:allValuesFrom :D ; owl:onProperty :p . :q rdfs:subPropertyOf :p . "
        ":F owl:allValuesFrom :D ; owl:onProperty :q .",
        ":a a :C .", ":a a :F .", ":a a :F .",
    ),
)  # fmt: skip
