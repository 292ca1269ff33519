"""Rules with two premises as one join, whatever their number.

A premise asks for triples of a predicate, perhaps with a certain subject or object, and two premises meet in a key: the
text of what they share. So a row for each rule, in a table that every executor has, is all that tells rules apart:
new triples that fit one premise are joined, by rule and key, with the known ones that fit the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.reason.spark_frames import RESOURCE, quoted, sent_whole, table
from kg.reason.spark_literals import SparkLiterals
from kg.reason.spark_rules import Atom, Shape, Triples

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_PREMISE = "premise string, subject string, loop boolean, key string, premise_number int"
#: The texts that a premise's triple has for its key: subject, object, and the literal that stands for its value.
_KEYS = (
    "case key when 's' then s when 'o' then o when 'v' then value when 'so' then concat(s, ' ', o) "
    "when 'os' then concat(o, ' ', s) when 'sv' then concat(s, ' ', value) when 'vs' then concat(value, ' ', s) "
    "else '' end as key"
)
#: Where a conclusion has what the premises bind.
_PLACES = ("new.s", "new.o", "known.s", "known.o")
#: Predicates that a condition lists, at most.
_LISTED = 200


@dataclass(frozen=True)
class Premise:
    """What a premise asks for: ``text`` is a predicate, or predicate and object with a space between them.

    ``subject`` is a term, or empty; in a ``loop``, subject and object are the same. ``key`` names the parts of the
    triple that the other premise of the rule shares, in an order on which both agree.
    """

    text: str
    subject: str
    loop: bool
    key: str

    @property
    def predicate(self) -> str:
        """The predicate."""
        return self.text.split(" ", 1)[0]

    @property
    def row(self) -> tuple[str, str, bool, str]:
        """The premise as a row."""
        return self.text, self.subject, self.loop, self.key


@dataclass(frozen=True)
class Pair:
    """A rule with two premises, of which a new triple fits ``new`` and a known one ``known``.

    The parts of the conclusion are terms, or places in the two triples.
    """

    new: Premise
    known: Premise
    conclusion: tuple[str, str, str]


def is_pair(shape: Shape) -> bool:
    """Whether rules of a shape are of the kind that this module evaluates."""
    return len(shape.body) == 2 and shape.head is not None and shape.member is None


def pairs_of(shape: Shape, constants: tuple[str, ...], positions: Iterable[int]) -> Iterator[Pair]:
    """A rule of a shape for each position of its body that a new triple may fit."""
    texts = dict(zip(shape.constants, constants, strict=True))
    if shape.head is None:
        return
    for position in positions:
        new, known = shape.body[position], shape.body[1 - position]
        shared = [column for column in dict.fromkeys((new.s, new.o)) if column in (known.s, known.o)]
        shared = [column for column in shared if column not in texts]
        places = dict(zip((known.s, known.o, new.s, new.o), ("known.s", "known.o", "new.s", "new.o"), strict=True))
        places |= texts
        conclusion = (places[shape.head.s], places[shape.head.p], places[shape.head.o])
        yield Pair(_premise(new, shared, texts), _premise(known, shared, texts), conclusion)


def _premise(atom: Atom, shared: list[str], texts: dict[str, str]) -> Premise:
    predicate, thing = texts[atom.p], texts.get(atom.o)
    by_value = "o" if atom.spelling is None else "v"
    key = "".join("s" if column == atom.s else by_value for column in shared)
    text = predicate if thing is None else f"{predicate} {thing}"
    return Premise(text, texts.get(atom.s, ""), atom.s == atom.o, key)


def pair_conclusions(pairs: list[Pair], delta: Triples, known: Triples, literals: SparkLiterals) -> DataFrame:
    """What pairs conclude: columns s, p and o."""
    session = known.frame.sparkSession
    numbers = {premise: number for number, premise in enumerate(dict.fromkeys(pair.known for pair in pairs))}
    starts = table(
        session,
        [(*pair.new.row, numbers[pair.known], rule) for rule, pair in enumerate(pairs)],
        f"{_PREMISE}, rule int",
    )
    asked = table(session, [(*premise.row, number) for premise, number in numbers.items()], _PREMISE)
    carried = ["premise_number", "key"]
    new = _fitting(delta.frame, starts, [pair.new for pair in pairs], literals).selectExpr(
        *carried, "rule", *_needed(pairs, "new")
    )
    old = _fitting(known.frame, asked, numbers, literals).selectExpr(*carried, *_needed(pairs, "known"))
    met = sent_whole(new, delta.count).join(sent_whole(old, known.count), on=carried)
    heads = table(session, _heads(pairs), "rule int, head_s string, head_p string, head_o string")
    rows = met.join(heads.hint("broadcast"), on="rule").selectExpr(
        *(_placed(pairs, column) for column in ("s", "p", "o"))
    )
    # A literal is never a subject: RDF has no such triple.
    return rows.filter(RESOURCE.format("s"))


def _heads(pairs: list[Pair]) -> list[tuple[int, str, str, str]]:
    return [(rule, *pair.conclusion) for rule, pair in enumerate(pairs)]


def _needed(pairs: list[Pair], side: str) -> list[str]:
    """The columns of one side that conclusions have."""
    parts = {part for pair in pairs for part in pair.conclusion}
    return [f"{column} as {side}_{column}" for column in ("s", "o") if f"{side}.{column}" in parts]


def _placed(pairs: list[Pair], column: str) -> str:
    """The expression for a part of the conclusions."""
    used = {pair.conclusion[("s", "p", "o").index(column)] for pair in pairs}
    cases = "".join(f" when '{place}' then {place.replace('.', '_')}" for place in _PLACES if place in used)
    return f"case head_{column}{cases} else head_{column} end as {column}" if cases else f"head_{column} as {column}"


def _fitting(triples: DataFrame, asked: DataFrame, premises: Iterable[Premise], literals: SparkLiterals) -> DataFrame:
    """The triples beside each row of ``asked`` whose premise they fit, with the text of its key."""
    wanted = list(premises)
    predicates = sorted({premise.predicate for premise in wanted})
    with_object = sorted({premise.predicate for premise in wanted if " " in premise.text})
    rows = triples
    if len(predicates) <= _LISTED:
        rows = rows.filter(f"p in ({_list(predicates)})")
    rows = literals.represented(rows.selectExpr("*", "o as value"), "value")
    texts = "array(p)"
    if with_object:
        both = "array(p, concat(p, ' ', value))"
        few = len(with_object) <= _LISTED
        texts = f"if(p in ({_list(with_object)}), {both}, array(p))" if few else both
    probes = rows.selectExpr("s", "p", "o", "value", f"explode({texts}) as premise")
    fitting = probes.join(asked.hint("broadcast"), on="premise")
    fitting = fitting.filter("(subject = '' or subject = s) and (not loop or s = o)")
    rest = [column for column in asked.columns if column not in ("premise", "subject", "loop", "key")]
    return fitting.selectExpr("s", "o", _KEYS, *rest)


def _list(texts: Iterable[str]) -> str:
    return ", ".join(map(quoted, texts))
