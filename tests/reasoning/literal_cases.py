"""For each rule that compares literals, values that are equal in another spelling, and values that are not."""

from reasoning.rule_cases import NEGATIVE, Case, restriction

HAS_ONE = restriction("owl:hasValue 1")
FOUND_OUT = ":a owl:sameAs :b . :b owl:sameAs :a . "
CASES = (
    Case(
        "prp-key", ":C owl:hasKey (:p) .", ':a a :C ; :p "01"^^xsd:integer . :b a :C ; :p 1.0 .',
        FOUND_OUT + ':a :p 1.0 . :b :p "01"^^xsd:integer .', ':a a :C ; :p 1 . :b a :C ; :p "1", 1e0, 2 .',
    ),
    Case(
        "prp-key", ":C owl:hasKey (:p :q) .", ":a a :C ; :p true ; :q 1.0 . :b a :C ; :p '1'^^xsd:boolean ; :q 1 .",
        FOUND_OUT + ":a :p '1'^^xsd:boolean ; :q 1 . :b :p true ; :q 1.0 .",
        ":a a :C ; :p 1 ; :q 1 . :b a :C ; :p 1.0 ; :q 2 .",
    ),
    Case(
        "prp-ifp", ":p a owl:InverseFunctionalProperty .", ':a :p "01"^^xsd:integer . :b :p 1 .',
        FOUND_OUT + ':a :p 1 . :b :p "01"^^xsd:integer .', ':a :p 1 . :b :p "1", 2, "01" . :c :p "01"@en .',
    ),
    Case(
        "cls-maxc2", ":C rdfs:subClassOf [ a owl:Restriction ; owl:onProperty [ owl:inverseOf :p ] ; "
        'owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .', ":v a :C . :a :p :v . :b :p :v .", FOUND_OUT,
        ":a :p 1 . :b :p 1.0 .",
    ),
    Case("cls-hv2", f"{HAS_ONE} rdfs:subClassOf :C .", ':a :p "01"^^xsd:integer .', ":a a :C .", ':a :p 2, "1", 1e0 .'),
    Case(
        "cls-hv2", f":q rdfs:subPropertyOf :p . {HAS_ONE} rdfs:subClassOf :C .", ":a :q 1.0 .", ":a :p 1.0 ; a :C .",
        ":a :r 1.0 .",
    ),
    Case(
        "cls-hv1", f":C rdfs:subClassOf {HAS_ONE} .", ":a a :C ; :p 1.0 . :b a :C ; :p 2 .", ":b :p 1 .", ":a :p 1.0 .",
    ),
    Case(
        "cls-hv1", f"{HAS_ONE} owl:equivalentClass :C . :q rdfs:subPropertyOf :r . :r rdfs:subPropertyOf :p .",
        ":a a :C ; :q 1.0 .", ":a :r 1.0 ; :p 1.0 .", ":a :s 1.0 .",
    ),
    Case("prp-npa2", NEGATIVE + "owl:targetValue 1 .", ":a :p 1.0 .", "", ':a :p 2, "1" . :b :p 1.0 .', "prp-npa2"),
    Case(
        "prp-pdw", ":p owl:propertyDisjointWith :q .", ":a :p 1 ; :q 1.0 .", "", ":a :p 1 ; :q 1e0 . :b :q 1.0 .",
        "prp-pdw",
    ),
    Case(
        "prp-adp", "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) .", ":a :p 1 ; :r 1.0 .", "",
        ":a :p 1 ; :r 2 .", "prp-adp",
    ),
    Case(
        "dt-not-type", ":C rdfs:subClassOf " + restriction("owl:allValuesFrom xsd:integer") + " .",
        ':a a :C ; :p "a" .', "", ':a a :C ; :p 1 . :b :p "a" .', "dt-not-type",
    ),
)  # fmt: skip
#: Datatypes, each with objects that it allows as the range of their property.
WITHIN = [
    ("integer", '1, "5"^^xsd:byte, 1.0, :resource'), ("decimal", "1, 1.5"), ("byte", "127"),
    ("nonNegativeInteger", "0"), ("double", "1e0"), ("float", '"1"^^xsd:float'), ("string", '"a"'), ("boolean", "true"),
    ("dateTime", '"2020-01-01T00:00:00Z"^^xsd:dateTimeStamp, "2020-01-01T00:00:00"^^xsd:dateTime'),
    ("dateTimeStamp", '"2020-01-01T00:00:00Z"^^xsd:dateTime'), ("integer", '"2020"^^xsd:gYear, "a"^^:own'),
    ("token", '"a"'), ("gYear", "1"),
]  # fmt: skip
#: Datatypes, each with a value that it does not have.
OUTSIDE = [
    ("integer", '"a"'), ("integer", "1.5"), ("integer", "1e0"), ("byte", "128"), ("nonNegativeInteger", "-1"),
    ("decimal", "1e0"), ("float", "1e0"), ("double", '"1"^^xsd:float'), ("double", "1"), ("string", '"a"@en'),
    ("string", "1"), ("boolean", '"true"'), ("boolean", "1"), ("dateTimeStamp", '"2020-01-01T00:00:00"^^xsd:dateTime'),
    ("dateTime", '"2020-01-01"'), ("token", "1"), ("token", '"a  b"'), ("Name", '"1"'), ("language", '"a b"'),
    ("anyURI", '"a"'), ("hexBinary", '"00"'), ("string", '"a"^^xsd:anyURI'),
]  # fmt: skip
