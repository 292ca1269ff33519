"""Each shape takes what conforms and names every fault; the shipped data conform."""

import pytest
from pyoxigraph import RdfFormat, Triple, parse
from pyshacl import validate
from rdflib import RDF, RDFS, SH, BNode, Graph
from shape_examples import EXAMPLES, ONTOLOGY, PROLOGUE, SCHEME, SHAPES, SHAPES_GRAPH, WORLD

from kg.errors import UsageError
from kg.evidence.shapes import shape_findings as check
from kg.pipeline import build_workspace, find_faults, load_data
from kg.rdf.read import shipped
from kg.rdf.terms import ACCOUNTS, ASSERTED, DECISIONS, GEO, TYPE
from kg.rdf.terms import CONFLICT as OURS

TARGETS = (SH.targetClass, SH.targetSubjectsOf)
NODE_SHAPES = sorted(SHAPES_GRAPH.subjects(RDF.type, SH.NodeShape))
TARGETED = [s.removeprefix(SHAPES) for s in NODE_SHAPES if any((s, t, None) in SHAPES_GRAPH for t in TARGETS)]


def parsed(shape: str, snippet: str) -> Graph:
    own = f"@prefix x: <https://example.org/{shape}/> .\n"
    return Graph().parse(data=PROLOGUE + SCHEME + own + snippet, format="turtle")


def surroundings() -> Graph:
    graph = Graph().parse(shipped("ontology") / "schemes.ttl")
    for triple in ONTOLOGY.triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    return graph + parsed("world", WORLD)


def messages_of(shape: str) -> set[str]:
    """Every message that the shape, its property shapes and its queries can give."""
    node = SHAPES[shape]
    parts = [node, *SHAPES_GRAPH.objects(node, SH.property), *SHAPES_GRAPH.objects(node, SH.sparql)]
    return {str(m) for part in parts for m in SHAPES_GRAPH.objects(part, SH.message)}


def triples_of(graph: Graph) -> list[Triple]:
    return [quad.triple for quad in parse(graph.serialize(format="nt").encode(), format=RdfFormat.N_TRIPLES)]


def results(which: int) -> set[tuple[str, str]]:
    """(focus node, message) of every result over the world and all examples of one column."""
    graph = surroundings()
    for shape, pair in EXAMPLES.items():
        graph += parsed(shape, pair[which])
    _, report, _ = validate(graph, shacl_graph=SHAPES_GRAPH, inference="none")
    found = set()
    for result in report.objects(predicate=SH.result):
        focus = report.value(result, SH.focusNode)
        name = "_" if isinstance(focus, BNode) else str(focus)
        found.add((name, str(report.value(result, SH.resultMessage))))
    return found


@pytest.fixture(scope="module")
def good() -> set[tuple[str, str]]:
    return results(0)


@pytest.fixture(scope="module")
def bad() -> set[tuple[str, str]]:
    return results(1)


def test_every_targeted_shape_has_examples() -> None:
    assert sorted(EXAMPLES) == TARGETED


def test_shapes_without_target_are_used_by_others() -> None:
    helpers = {s for s in NODE_SHAPES if s.removeprefix(SHAPES) not in TARGETED}
    assert helpers == set(SHAPES_GRAPH.objects(predicate=SH.node))


@pytest.mark.parametrize("shape", TARGETED)
def test_conforming_example_has_no_findings(shape: str, good: set[tuple[str, str]]) -> None:
    subjects = {str(s) for s in parsed(shape, EXAMPLES[shape][0]).subjects()}
    assert subjects
    assert {finding for finding in good if finding[0] in subjects} == set()


@pytest.mark.parametrize("shape", TARGETED)
def test_violating_example_draws_every_message(shape: str, bad: set[tuple[str, str]]) -> None:
    graph = parsed(shape, EXAMPLES[shape][1])
    nodes = {"_" if isinstance(s, BNode) else str(s) for s in graph.all_nodes()}
    found = {message for focus, message in bad if focus in nodes}
    assert messages_of(shape) - found == set()


def test_the_world_of_the_examples_conforms(good: set[tuple[str, str]]) -> None:
    assert good == set()


def test_messages_are_sentences() -> None:
    messages = [str(m) for m in SHAPES_GRAPH.objects(predicate=SH.message)]
    assert [m for m in messages if not (m[0].isupper() and m.endswith(".") and len(m) <= 250)] == []


@pytest.mark.parametrize("shape", NODE_SHAPES)
def test_every_constraint_has_a_message_of_its_own(shape: str) -> None:
    constraints = [*SHAPES_GRAPH.objects(shape, SH.property), *SHAPES_GRAPH.objects(shape, SH.sparql)]
    assert len(messages_of(shape.removeprefix(SHAPES))) >= len(constraints)


@pytest.mark.parametrize("shape", NODE_SHAPES)
def test_shapes_say_what_they_are(shape: str) -> None:
    assert SHAPES_GRAPH.value(shape, RDFS.label)
    assert SHAPES_GRAPH.value(shape, RDFS.comment)


def test_shipped_data_conform() -> None:
    assert find_faults(load_data()) == []


def test_every_place_with_coordinates_has_its_point() -> None:
    triples = load_data().asserted
    with_latitude, with_point = (
        {t.subject for t in triples if t.predicate == predicate}
        for predicate in (OURS.term("latitude"), GEO.term("asWKT"))
    )
    assert with_latitude == with_point != set()


def _named(subject: str) -> str:
    """The subject of a finding; each engine names blank nodes in its own way."""
    return "_" if subject.startswith("<") and "://" not in subject else subject


@pytest.mark.parametrize("which", [0, 1], ids=["conforming", "violating"])
def test_the_engines_agree_on_all_examples(which: int) -> None:
    graph = surroundings()
    for shape, pair in EXAMPLES.items():
        graph += parsed(shape, pair[which])
    data, shapes = triples_of(graph), triples_of(SHAPES_GRAPH)
    quick, reference = (
        {(_named(f.subject), f.path, f.message) for f in check(data, shapes, {}, engine)}
        for engine in ("shacl", "pyshacl")
    )
    assert quick == reference
    assert bool(quick) == bool(which)


def test_an_unknown_engine_is_an_error() -> None:
    with pytest.raises(UsageError, match="no SHACL engine 'fast'; there are: shacl, pyshacl"):
        check([], [], {}, "fast")


@pytest.mark.parametrize("policy", ["cautious", "permissive"])
def test_decisions_of_the_policies_conform(policy: str) -> None:
    graphs = build_workspace(policy=policy).graphs
    data = triples_of(surroundings()) + [t for name in (ASSERTED, ACCOUNTS, DECISIONS) for t in graphs[name.value]]
    assert any(t.predicate == TYPE and t.object == OURS.term("Decision") for t in data)
    assert check(data, triples_of(SHAPES_GRAPH), {}) == []
