"""Rules with one premise, followed by the driver to the end before Spark runs: a hierarchy takes one round, not many.

A step is such a rule over texts of terms. Two steps in a row are a step again; with all of those that there are, one
join finds everything that follows from a triple by subclasses, subproperties, domains, ranges and inverses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain

from kg.reason.encoding import text_of
from kg.reason.rules import Rule, Term, Var
from kg.reason.spark_rules import IS_A, Key

#: The subject and the object of the premise, where a conclusion has them.
SUBJECT, OBJECT = "s", "o"
#: The columns of a table of steps. A premise is a predicate, or a predicate and an object with a space between them.
STEP = "premise string, new_s string, new_p string, new_o string, needs_resource boolean"
#: As the class of a key: any class.
ANY = "*"


@dataclass(frozen=True)
class Step:
    """If ``s predicate object`` holds, so does the conclusion; any object will do where ``object`` is empty.

    The conclusion's subject and object are :data:`SUBJECT`, :data:`OBJECT`, or the text of a term. With
    ``needs_resource``, the premise's object must not be a literal.
    """

    predicate: str
    object: str
    conclusion: tuple[str, str, str]
    needs_resource: bool = False

    @classmethod
    def of(cls, rule: Rule, name: Callable[[Term], str]) -> Step | None:
        """A rule as a step, its terms but for predicates as ``name`` has them; None if it is not one."""
        if len(rule.body) != 1 or rule.head is None:
            return None
        (premise,) = rule.body
        subject, thing = premise.subject, premise.object
        if not isinstance(subject, Var) or subject == thing:
            return None

        def place(term: Term) -> str:
            return SUBJECT if term == subject else OBJECT if term == thing and isinstance(term, Var) else name(term)

        conclusion = (place(rule.head.subject), text_of(rule.head.predicate), place(rule.head.object))
        return cls(text_of(premise.predicate), "" if isinstance(thing, Var) else name(thing), conclusion)

    @property
    def key(self) -> Key:
        """The key of the triples that the premise asks for."""
        return self.predicate, self.object if self.predicate == IS_A else ""

    @property
    def row(self) -> tuple[str, str, str, str, bool]:
        """The step as a row of the columns :data:`STEP`."""
        return f"{self.predicate} {self.object}".strip(), *self.conclusion, self.needs_resource

    def then(self, other: Step) -> Step | None:
        """This step and then another as one, if the other's premise is what this one concludes."""
        subject, predicate, thing = self.conclusion
        if other.predicate != predicate or other.object not in ("", thing):
            return None
        places = {SUBJECT: subject, OBJECT: thing}
        s, p, o = other.conclusion
        # The triple between has no literal for a subject, nor has the premise of the other if that asks for none.
        about_object = subject == OBJECT or (other.needs_resource and thing == OBJECT)
        joined = (places.get(s, s), p, places.get(o, o))
        if is_literal(subject) or is_literal(joined[0]):
            return None
        return Step(self.predicate, self.object, joined, self.needs_resource or about_object)


def chained(steps: Iterable[Step], keys: frozenset[Key] | None = None) -> list[Step]:
    """The steps, and all that are several of them in a row, in order: those whose premise has one of the ``keys``.

    >>> dog, cat = (Step("a", cls, ("s", "a", "Animal")) for cls in ("Dog", "Cat"))
    >>> for step in chained([dog, cat, Step("a", "Animal", ("s", "a", "Thing"))]):
    ...     print(step.object, step.conclusion[2])
    Animal Thing
    Cat Animal
    Cat Thing
    Dog Animal
    Dog Thing
    """
    single = set(steps)
    following: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for step in single:
        following[step.predicate, step.object].append(step)
    found = {step for step in single if keys is None or _is_asked(step, keys)}
    todo = list(found)
    while todo:
        step = todo.pop()
        _, predicate, thing = step.conclusion
        for other in chain(following[predicate, ""], following[predicate, thing] if thing else ()):
            both = step.then(other)
            if both and both not in found and replace(both, needs_resource=False) not in found:
                found.add(both)
                todo.append(both)
    return sorted(found, key=lambda step: (step.predicate, step.object, step.conclusion, step.needs_resource))


def _is_asked(step: Step, keys: frozenset[Key]) -> bool:
    return step.key in keys or ((step.predicate, ANY) in keys and step.predicate == IS_A)


def is_literal(text: str) -> bool:
    """Whether a term's text is not that of a resource."""
    return text.startswith(('"', "<<"))
