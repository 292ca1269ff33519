"""Table 9 of the W3C's rules (*OWL 2 Profiles*, section 4.3) rule by rule: what hierarchies must hold."""

from kg.rules import Atom, Rule, Var
from kg.rules.tables import NOTHING, THING, TYPE
from kg.terms import OWL, RDFS

NAMES = {
    "sub": RDFS.term("subClassOf"), "eq": OWL.term("equivalentClass"),
    "subp": RDFS.term("subPropertyOf"), "eqp": OWL.term("equivalentProperty"),
    "dom": RDFS.term("domain"), "rng": RDFS.term("range"), "a": TYPE, "Thing": THING, "Nothing": NOTHING,
    "Class": OWL.term("Class"), "Object": OWL.term("ObjectProperty"), "Data": OWL.term("DatatypeProperty"),
    "some": OWL.term("someValuesFrom"), "all": OWL.term("allValuesFrom"), "has": OWL.term("hasValue"),
    "on": OWL.term("onProperty"), "int": OWL.term("intersectionOf"), "uni": OWL.term("unionOf"),
}  # fmt: skip
TABLE = """
?x sub ?x <- ?x a Class
?x eq ?x <- ?x a Class
?x sub Thing <- ?x a Class
Nothing sub ?x <- ?x a Class
?c sub ?e <- ?c sub ?d , ?d sub ?e
?c sub ?d <- ?c eq ?d
?d sub ?c <- ?c eq ?d
?c eq ?d <- ?c sub ?d , ?d sub ?c
?p subp ?p <- ?p a Object
?p eqp ?p <- ?p a Object
?p subp ?p <- ?p a Data
?p eqp ?p <- ?p a Data
?p subp ?r <- ?p subp ?q , ?q subp ?r
?p subp ?q <- ?p eqp ?q
?q subp ?p <- ?p eqp ?q
?p eqp ?q <- ?p subp ?q , ?q subp ?p
?p dom ?d <- ?p dom ?c , ?c sub ?d
?p dom ?c <- ?q dom ?c , ?p subp ?q
?p rng ?d <- ?p rng ?c , ?c sub ?d
?p rng ?c <- ?q rng ?c , ?p subp ?q
?c sub ?d <- ?c has ?i , ?c on ?p , ?d has ?i , ?d on ?q , ?p subp ?q
?c sub ?d <- ?c some ?y , ?c on ?p , ?d some ?z , ?d on ?p , ?y sub ?z
?c sub ?d <- ?c some ?y , ?c on ?p , ?d some ?y , ?d on ?q , ?p subp ?q
?c sub ?d <- ?c all ?y , ?c on ?p , ?d all ?z , ?d on ?p , ?y sub ?z
?d sub ?c <- ?c all ?y , ?c on ?p , ?d all ?y , ?d on ?q , ?p subp ?q
"""


def _atom(text: str) -> Atom:
    return Atom(*(Var(word[1:]) if word[0] == "?" else NAMES[word] for word in text.split()))


def rules() -> list[Rule]:
    parts = (line.split(" <- ") for line in TABLE.strip().splitlines())
    return [Rule("scm", "", _atom(head), tuple(map(_atom, body.split(" , ")))) for head, body in parts]
