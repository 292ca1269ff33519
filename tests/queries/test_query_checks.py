"""Each check finds the fault it is for: the shipped data with a few wrong statements added fail it."""

from collections import Counter

import pytest
from pyoxigraph import RdfFormat, Store

from kg.rdf.terms import CONFLICT, DECISIONS, PREFIXES
from kg.sparql.catalogue import CatalogueQuery
from kg.sparql.query import run
from kg.sparql.store import memory_store
from kg.workspace import Workspace

ACCOUNT_OF_X = """account:x a conflict:Account ; conflict:isAccountOf event:x ; conflict:hasSource source:seed-report ;
    conflict:locator "l" ; conflict:paraphrase "p" ; conflict:hasCredibility credibility:6 ;
    conflict:recordedAt "2026-01-01T00:00:00Z"^^xsd:dateTime"""

#: Check → wrong statements, as TriG.
FAULTS = {
    "account-states-fact": f"graph:accounts {{ {ACCOUNT_OF_X} ; conflict:hasPerpetrator actor:iran }}",
    "blank-nodes": "graph:accepted { [] conflict:hasTarget actor:iran }",
    "fact-of-ended-account": f"""
        graph:accounts {{ {ACCOUNT_OF_X} ; conflict:withdrawnAt "2026-01-02T00:00:00Z"^^xsd:dateTime }}
        graph:accepted {{ event:x conflict:isAcceptedUnder policy:permissive }}""",
    "fact-without-account": "graph:accepted { event:harir-attack-2023-11-20 conflict:hasPerpetrator actor:iran }",
    "fact-without-decision": "graph:accepted { event:harir-attack-2023-11-20 conflict:hasPerpetrator actor:iran }",
    "incomplete-statements": f"graph:accounts {{ {ACCOUNT_OF_X} }}".replace('conflict:locator "l" ; ', ""),
    "inferred-class-stated": "graph:asserted { actor:iraq a conflict:Sponsor }",
    "merged-resources": "graph:asserted { actor:iran owl:sameAs actor:iraq }",
    "perpetrator-inferred": "graph:inferred { event:x conflict:hasPerpetrator actor:iran }",
    "resources-without-label": f"graph:accounts {{ {ACCOUNT_OF_X} }}",
    "reversed-bounds": "graph:accepted { event:x conflict:killedAtLeast 3 ; conflict:killedAtMost 2 }",
    "shortcut-stated": "graph:asserted { actor:iran conflict:sponsors actor:iraq }",
    "statement-in-two-layers": """
        graph:asserted { actor:x a conflict:State } graph:inferred { actor:x a conflict:State }""",
    "told-outside-account": "graph:asserted { event:x told:hasPerpetrator actor:iran }",
    "subjects-without-account": "graph:inferred { event:x a conflict:Event }",
}


def with_trig(store: Store, text: str) -> Store:
    """``store`` itself, with the statements of a TriG text that declares no prefixes."""
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    store.load((prefixes + text).encode(), format=RdfFormat.TRIG)
    return store


def test_every_check_is_tried(catalogue: dict[str, CatalogueQuery]) -> None:
    assert FAULTS.keys() == {name for name, query in catalogue.items() if query.folder == "checks"}


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_finds_its_fault(name: str, catalogue: dict[str, CatalogueQuery], seed: Workspace) -> None:
    store = memory_store(seed.graphs)
    assert run(store, catalogue[name].text).rows == ()
    assert len(run(with_trig(store, FAULTS[name]), catalogue[name].text).rows) == 1


SAME = """graph:asserted { event:x a conflict:Attack ; skos:prefLabel "X" }
    graph:accepted { event:x conflict:isHeldToBe event:harir-attack-2023-11-20 }
    graph:decisions { decision:x conflict:decidesSubject event:x ; conflict:decidesProperty conflict:isHeldToBe ;
        conflict:acceptsAccount judgement:x }"""
JUDGED = """graph:accounts { judgement:x a conflict:SameJudgement ;
    conflict:judges event:x , event:harir-attack-2023-11-20 ;
    conflict:keeps event:harir-attack-2023-11-20 ; conflict:hasSource source:seed-report ; conflict:locator "l" ;
    conflict:paraphrase "p" ; conflict:hasCredibility credibility:6 ;
    conflict:recordedAt "2026-01-01T00:00:00Z"^^xsd:dateTime }"""
ACCOUNT_WITH_VALUE = f"""graph:accounts {{ {ACCOUNT_OF_X} ; told:munitionsAtLeast 3 }}
    graph:accepted {{ event:harir-attack-2023-11-20 conflict:munitionsAtLeast 3 }}"""


@pytest.mark.parametrize(
    ("added", "found"),
    [(SAME, 1), (SAME + JUDGED, 0), (SAME + JUDGED + ACCOUNT_WITH_VALUE, 0), (ACCOUNT_WITH_VALUE, 1)],
    ids=["judged by nobody", "judged", "told of what is held to be it", "told of something else"],
)
def test_facts_may_be_told_of_what_is_judged_to_be_their_subject(
    added: str, found: int, catalogue: dict[str, CatalogueQuery], seed: Workspace
) -> None:
    store = with_trig(memory_store(seed.graphs), added)
    assert len(run(store, catalogue["fact-without-account"].text).rows) == found
    assert run(store, catalogue["account-states-fact"].text).rows == ()


REJECTS = CONFLICT.term("rejectsAccount")
AGREED = f"""graph:asserted {{ event:x a conflict:Attack ; skos:prefLabel "X" }}
    graph:accounts {{ {ACCOUNT_OF_X} ; told:killedAtMost 3 ; told:hasTarget actor:iran , actor:iraq }}
    graph:accepted {{ event:x conflict:isAcceptedUnder policy:permissive ; conflict:killedAtMost 3 ;
        conflict:hasTarget actor:iran , actor:iraq }}"""
DIFFERING = f"graph:accounts {{ {ACCOUNT_OF_X.replace('account:x', 'account:y')} ; told:killedAtMost 4 }}"
REFUSED = """graph:decisions { decision:x conflict:decidesSubject event:x ;
    conflict:decidesProperty conflict:killedAtMost ;
    conflict:rejectsAccount account:x }"""
DECIDED = REFUSED.replace("rejectsAccount", "acceptsAccount")
HELD_TO_BE_X = """graph:accounts { judgement:z conflict:judges event:x , event:z }
    graph:accepted { event:z conflict:isHeldToBe event:x }"""


@pytest.mark.parametrize(
    ("added", "found"),
    [
        (AGREED, 0),
        (AGREED + DIFFERING, 1),
        (AGREED + DIFFERING + DECIDED, 0),
        (AGREED + DIFFERING.replace("event:x", "event:z") + HELD_TO_BE_X, 1),
        (AGREED + REFUSED, 1),
        (AGREED.replace("killedAtMost 3 ; told:", "killedAtMost 2 ; told:"), 1),
    ],
    ids=[
        "all agree",
        "accounts differ",
        "accounts differ and one is accepted",
        "one of what is held to be it differs",
        "refused",
        "stated by nobody",
    ],
)
def test_a_fact_needs_a_decision_where_there_is_something_to_decide(
    added: str, found: int, catalogue: dict[str, CatalogueQuery], seed: Workspace
) -> None:
    store = with_trig(memory_store(seed.graphs), added)
    assert len(run(store, catalogue["fact-without-decision"].text).rows) == found


def test_what_one_account_alone_states_needs_no_decision(catalogue: dict[str, CatalogueQuery], seed: Workspace) -> None:
    decisions = seed.graphs[DECISIONS.value]
    named = [t.subject for t in decisions if t.predicate in (CONFLICT.term("acceptsAccount"), REJECTS)]
    several = {subject for subject, count in Counter(named).items() if count > 1}
    rejecting = {t.subject for t in decisions if t.predicate == REJECTS}
    left = [t for t in decisions if t.subject in several | rejecting]
    assert 0 < len(left) < len(decisions)
    store = memory_store({**seed.graphs, DECISIONS.value: left})
    assert run(store, catalogue["fact-without-decision"].text).rows == ()


def test_a_told_assessment_may_be_about_its_matter(catalogue: dict[str, CatalogueQuery], store: Store) -> None:
    about = "ASK { ?telling a conflict:Assessment ; conflict:assesses ?matter }"
    assert run(store, about).rows[0][0].value == "true"
    assert run(store, catalogue["account-states-fact"].text).rows == ()
