"""The acceptance rule in columns decides as the rule that goes from subject to subject, whatever the evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kg.columns.rule import Reason
from kg.columns.table import EvidenceTable, rule_of, table_of_records
from kg.evidence.accept import EXISTENCE, AcceptanceContext, decide
from kg.evidence.policy import Policy
from kg.evidence.records import Account, Decision
from kg.rdf.terms import CONFLICT, XSD
from kg.reason.encoding import Dictionary

#: How the reason in words begins for each reason in columns.
WORDS: dict[int, tuple[str, ...]] = {
    Reason.NONE_LEFT: ("no account remains",),
    Reason.TOO_FEW: ("reported by",),
    Reason.REPORTED: ("reported by",),
    Reason.EVERY_VALUE: ("every value",),
    Reason.AGREE: ("all remaining accounts agree",),
    Reason.BEST: ("best grade, then",),
    Reason.NARROWEST: ("the narrowest",),
    Reason.DIFFER: ("accounts of equal standing differ",),
    Reason.COMMON: ("common to", "stated by"),
    Reason.SPANNING: ("spanning",),
    Reason.BETTER_EXCLUDES: ("a better graded account",),
    Reason.EQUAL_EXCLUDES: ("an account of the same grade",),
    Reason.TORN: ("a source contradicts itself",),
    Reason.FINER: ("the accepted interval is longer",),
}
SLOTS = {
    CONFLICT.iri + name: kind
    for name, kind in {
        "occurredAt": "single",
        "hasWeaponKind": "set",
        "killedAtLeast": "lower-bound",
        "killedAtMost": "upper-bound",
        "earliestTime": "lower-bound",
        "latestTime": "upper-bound",
        "hasTimePrecision": "single",
    }.items()
}
PLACES = [f"urn:place:{name}" for name in "abcde"]
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
#: Several spellings of some magnitudes: ties are broken by text.
NUMBERS = [
    Literal("1", datatype=XSD.term("integer")),
    Literal("01", datatype=XSD.term("integer")),
    *map(Literal, (2, 3, 4)),
]
TIMES = [
    Literal(text, datatype=XSD.term("dateTime"))
    for text in (
        "2023-11-20T00:00:00Z",
        "2023-11-20T03:00:00+03:00",
        "2023-11-21T00:00:00Z",
        "2023-11-22T00:00:00Z",
        "2023-12-20T00:00:00Z",
        "2024-12-20T00:00:00Z",
    )
]
#: The last has no length that is known.
PRECISIONS = [f"urn:precision/{name}" for name in ("part-of-day", "day", "month", "year", "a")]
SOURCES = [f"urn:source:{number}" for number in range(5)]


def one_of(values: list[Literal]) -> st.SearchStrategy[tuple[Literal, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple)


places = st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True)
stated = st.fixed_dictionaries(
    {},
    optional={
        CONFLICT.term("occurredAt"): places.map(lambda names: tuple(map(NamedNode, names))),
        CONFLICT.term("hasWeaponKind"): places.map(lambda names: tuple(map(NamedNode, names))),
        CONFLICT.term("killedAtLeast"): one_of(NUMBERS),
        CONFLICT.term("killedAtMost"): one_of(NUMBERS),
        CONFLICT.term("earliestTime"): one_of(TIMES),
        CONFLICT.term("latestTime"): one_of(TIMES),
        CONFLICT.term("hasTimePrecision"): st.sampled_from(PRECISIONS).map(lambda name: (NamedNode(name),)),
    },
)
moments = st.integers(-3, 3).map(lambda hours: NOON + timedelta(hours=hours))


@st.composite
def accounts(draw: st.DrawFn) -> list[Account]:
    count = draw(st.integers(1, 9))
    return [
        Account(
            f"urn:account:{number}",
            draw(st.sampled_from(SOURCES)),
            (draw(st.sampled_from("ABF")), draw(st.sampled_from("126"))),
            draw(moments),
            draw(st.one_of(st.none(), moments)),
            NamedNode(f"urn:event:{draw(st.integers(0, 1))}"),
            draw(stated),
            hedged=draw(st.booleans()),
        )
        for number in range(count)
    ]


policies = st.builds(
    Policy,
    st.just(NamedNode("urn:policy")),
    st.just("p"),
    st.sampled_from([None, "A", "B"]),
    st.sampled_from([None, "1", "2"]),
    st.sampled_from([None, None, SOURCES[0]]),
    st.sampled_from([frozenset(), frozenset({SOURCES[1], SOURCES[2]})]),
    st.integers(1, 3),
    st.booleans(),
)
#: Each place with the places that hold it, circles among them.
withins = st.dictionaries(st.sampled_from(PLACES), st.frozensets(st.sampled_from(PLACES), min_size=1), max_size=4).map(
    lambda places: places | {PRECISIONS[1]: frozenset(PRECISIONS[2:4]), PRECISIONS[2]: frozenset(PRECISIONS[3:4])}
)


def said(decision: Decision) -> tuple[object, ...]:
    """A decision as :func:`decided_in_columns` gives it."""
    values = () if decision.property == EXISTENCE else decision.values
    marks = [frozenset(f"<{iri}>" for iri in iris) for iris in (decision.accepted, decision.rejected)]
    return frozenset(map(str, values)), *marks, bool(decision.values), decision.disputed


def decided_in_columns(
    table: EvidenceTable, dictionary: Dictionary, frames: tuple[pl.DataFrame, ...]
) -> dict[object, object]:
    """By subject and property: the values, who agrees, who does not, whether anything is accepted, disputed; why."""
    facts, verdicts, slots = frames
    found: dict[object, object] = {}
    for about, prop, disputed, reason in slots.select("about", "property", "disputed", "reason").iter_rows():
        here = (pl.col("about") == about) & (pl.col("property") == prop)
        values = facts.filter(here)["value"]
        marks = [
            frozenset(map(dictionary.text, verdicts.filter(here & (pl.col("agrees") == yes))["account"]))
            for yes in (True, False)
        ]
        key = (dictionary.text(about), dictionary.text(prop))
        assert key not in found, "a slot is decided once"
        texts = frozenset(dictionary.text(table.values[value - 1]) for value in values if value)
        found[key] = ((texts, *marks, values.len() > 0, disputed), reason)
    return found


@settings(max_examples=100)
@given(accounts(), policies, withins, st.one_of(st.none(), moments))
def test_decides_as_the_rule_for_small_data(
    given_accounts: list[Account], policy: Policy, within: dict[str, frozenset[str]], as_of: datetime | None
) -> None:
    origin = {source: source for source in SOURCES} | {SOURCES[4]: SOURCES[0]}
    voice = origin | {SOURCES[3]: SOURCES[1]}
    world = AcceptanceContext(SLOTS, within, origin, voice)
    expected = {(str(d.subject), str(d.property)): d for d in decide(given_accounts, policy, world, as_of)}
    dictionary = Dictionary()
    table = table_of_records(given_accounts, world, dictionary)
    found = decided_in_columns(table, dictionary, table.decide(rule_of(policy, dictionary, as_of)))
    assert found.keys() == expected.keys()
    for slot, (outcome, reason) in found.items():  # type: ignore[misc]
        assert outcome == said(expected[slot]), slot  # type: ignore[index]
        assert expected[slot].reason.startswith(WORDS[reason]), (slot, expected[slot].reason)  # type: ignore[index]
