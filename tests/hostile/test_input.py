"""Data and files of strangers: names, characters, dates, depth, devices and policies that nobody expected."""

import csv
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

import kg
from kg.cli.console import harmless
from kg.errors import DataError, InputError, LimitError, UsageError
from kg.evidence.accounts import decision_triples
from kg.evidence.inputs import Inputs
from kg.evidence.policy import parse_moment
from kg.evidence.records import Decision
from kg.exchange.formats import FORMATS, of_dataset
from kg.limits import limits
from kg.pipeline import accept_and_infer, find_faults, find_policy, load_data, prepare
from kg.rdf.load import parse_file
from kg.rdf.moments import read_moment, unreadable
from kg.rdf.nesting import MOST_NESTED
from kg.rdf.read import SYNTAXES, SourceFile, read_bytes
from kg.rdf.resources import read_term
from kg.rdf.tables import one_line, present
from kg.rdf.terms import CONFLICT, PREFIXES, shorten
from kg.rdf.write import trig, turtle

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
#: Every line separator that Unicode knows, other control characters, and what changes the direction of text.
ODD = "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e\r\n\t\ufffe\u202e\u2066\x1b\x7f\x9b"
ACCOUNT = (
    "conflict:hasSource {source} ; conflict:locator 'l' ; conflict:paraphrase 'p' ; conflict:hasCredibility"
    " credibility:1 ; conflict:recordedAt '{recorded}'^^xsd:dateTime"
)


def small(base: str, slug: str, label: str = "L", recorded: str = "2024-01-01T00:00:00Z") -> str:
    """One event of one source, with every name made of ``base`` (with KIND in it) and ``slug``."""
    event, actor, source, account, place = (
        f"<{base.replace('KIND', kind)}{slug}>" for kind in ("event", "actor", "source", "account", "place")
    )
    escaped = "".join(f"\\u{ord(c):04X}" for c in label)
    return f"""{HEAD}
{source} a conflict:Source ; skos:prefLabel "{escaped}"@en ; conflict:hasReliability reliability:A .
{event} a conflict:UseOfForce ; skos:prefLabel "{escaped}"@en .
{actor} a conflict:Militia ; skos:prefLabel "{escaped}"@en .
{place} a conflict:Region ; skos:prefLabel "{escaped}"@en .
{account} a conflict:Account ; conflict:isAccountOf {event} ; {ACCOUNT.format(source=source, recorded=recorded)} ;
    told:hasPerpetrator {actor} ; told:occurredAt {place} ; told:earliestTime "2024-01-01T00:00:00Z"^^xsd:dateTime .
"""


def parts(form: str, built: kg.KnowledgeGraph) -> bytes:
    return b"".join(chunk for chunks in of_dataset(form, built.built).values() for chunk in chunks)


OURS, FOREIGN = "https://w3id.org/conflict-kg/id/KIND/", "http://example.org/KIND#"


@pytest.mark.parametrize(
    ("base", "slug"),
    [
        *((OURS, slug) for slug in ("us-strike-2024.01", "a.", "-a", "a%20b", "a(b", "a,b", "a~b", "a:b", "a/b", "")),
        *((OURS, slug) for slug in ("сила", "a²", "①", "e\u0301", "x" * 2000, "a?b=c#d")),
        *((base, "a.b") for base in (FOREIGN, "urn:x:KIND:", "mailto:KIND@example.org?subject=")),
    ],
)
def test_every_name_is_built_and_exported(tmp_path: Path, base: str, slug: str) -> None:
    file = tmp_path / "in.ttl"
    file.write_text(small(base, slug), encoding="utf-8")
    assert find_faults(load_data([file])) == []
    built = kg.build(file)
    for form in set(FORMATS) - {"parquet"}:
        assert parts(form, built)
    event = base.replace("KIND", "event") + slug
    for form, syntax in (("turtle", RdfFormat.TURTLE), ("trig", RdfFormat.TRIG), ("rdfxml", RdfFormat.RDF_XML)):
        subjects = {quad.subject for quad in parse(parts(form, built), syntax)}
        assert NamedNode(event) in subjects, form


def test_two_names_that_end_alike_stay_two() -> None:
    subjects = [f"{base}e.1" for base in ("http://a.org/", "http://b.org/", PREFIXES["event"], PREFIXES["actor"])]
    policy = NamedNode(PREFIXES["policy"] + "cautious")
    decided = [Decision(NamedNode(iri), CONFLICT.term("hasTarget"), (), (), (), "r") for iri in subjects]
    assert len({triple.subject for triple in decision_triples(decided, policy)}) == len(subjects)
    ours = Decision(NamedNode(PREFIXES["event"] + "e"), CONFLICT.term("hasTarget"), (), (), (), "r")
    first = decision_triples([ours], policy)[0].subject
    assert first == NamedNode(PREFIXES["decision"] + "cautious-event-e-hasTarget")


@pytest.mark.parametrize("local", ["-a", "a.b", "a²", "①", "a:b", "", "ª"])
def test_what_turtle_cannot_prefix_is_written_in_full(local: str) -> None:
    node = NamedNode(PREFIXES["event"] + local)
    text = turtle([Triple(node, CONFLICT.term("p"), node)])
    assert {quad.subject for quad in parse(text.encode(), RdfFormat.TURTLE)} == {node}
    assert shorten(node.value).startswith("<")


def test_odd_characters_come_back_from_every_format(tmp_path: Path) -> None:
    file = tmp_path / "in.ttl"
    file.write_text(small(OURS, "e", f"L{ODD}"), encoding="utf-8")
    built = kg.build(file)
    rdf = {
        "turtle": RdfFormat.TURTLE, "trig": RdfFormat.TRIG, "ntriples": RdfFormat.N_TRIPLES,
        "nquads": RdfFormat.N_QUADS, "jsonld": RdfFormat.JSON_LD,
    }  # fmt: skip
    for form, syntax in rdf.items():
        labels = {quad.object for quad in parse(parts(form, built), syntax)}
        assert Literal(f"L{ODD}", language="en") in labels, form
    with pytest.raises(DataError, match="XML cannot hold"):
        parts("rdfxml", built)
    for separator, form in ((",", "csv"), ("\t", "tsv")):
        rows = list(csv.reader(io.StringIO(present(("l",), [(f"L{ODD}",)], form), newline=""), delimiter=separator))
        assert rows == [["l"], [f"L{ODD}"]]
    assert present(("l",), [(f"L{ODD}",)], "md").count("\n") == 3
    assert present(("l",), [(f"L{ODD}",)], "table").count("\n") == 2


def test_trig_with_line_separators_in_literals_is_read_back() -> None:
    triple = Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal(ODD))
    assert [quad.triple for quad in parse(trig({"urn:g": [triple]}).encode(), RdfFormat.TRIG)] == [triple]


def test_a_line_of_a_tree_stays_one_line() -> None:
    assert one_line(f"a{ODD[:11]}b\x1b[2J") == "a b [2J"


def test_a_terminal_gets_nothing_that_steers_it() -> None:
    assert harmless("a\x1b]0;x\x07\x9b\r\u202eb\tc\nd é") == "a\ufffd]0;x\ufffd\ufffd\ufffd\ufffdb\tc\nd é"


@pytest.mark.skipif(os.name != "posix", reason="needs pseudo-terminals")
def test_standard_output_and_error_are_guarded_on_a_terminal_alone(tmp_path: Path) -> None:
    import pty

    file = tmp_path / "in.ttl"
    file.write_text(small(OURS, "e", "L\x1b[2J"), encoding="utf-8")
    asked = [sys.executable, "-m", "kg.cli", "explain", "event:e", "conflict:hasPerpetrator", "actor:e", "-f", "json"]
    ours, theirs = pty.openpty()
    done = subprocess.Popen([*asked, "--data", str(file)], stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL)
    os.close(theirs)
    shown = b""
    while True:
        try:
            block = os.read(ours, 2**16)
        except OSError:  # Linux says so where the other end is closed.
            break
        if not block:
            break
        shown += block
    os.close(ours)
    assert done.wait() == 0
    assert b"event" in shown
    assert b"\x1b" not in shown
    ask = [sys.executable, "-m", "kg.cli", "explain", "event:e", "conflict:hasPerpetrator", "actor:e", "-f", "ttl"]
    piped = subprocess.run([*ask, "--data", str(file)], capture_output=True, check=True)
    assert b"hasPerpetrator" in piped.stdout


DEEP = MOST_NESTED + 1
NESTED = {
    "a.ttl": "\n<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * DEEP + "'d'" + " )>>" * DEEP + " .",
    "a.nt": "\n<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * DEEP + "<urn:d>" + " )>>" * DEEP + " .",
    "a.trig": "\n<urn:g> { " + "<< " * DEEP + "<urn:a> <urn:b> <urn:c>" + " >> <urn:b> <urn:c>" * DEEP + " . }",
    "a.nq": "\n<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 200_000,
    "a.rdf": "\n<r>" + "<e:A><e:p>" * DEEP,
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_terms_are_refused_with_file_and_line(name: str) -> None:
    file = SourceFile(Path(name), NESTED[name].encode(), SYNTAXES[Path(name).suffix])
    with pytest.raises(LimitError, match=rf"^{name}:2: .* nested more than {MOST_NESTED} deep"):
        parse_file(file)


def test_what_only_looks_nested_is_read() -> None:
    many, quoted = "<<" * 200, '<< "' * 200
    text = f'<urn:a> <urn:b> \'{many}\' , """{quoted} """ . # {many}\n'
    text += "<urn:a> <urn:b> <urn:c> {| <urn:d> << <urn:a> <urn:b> <urn:c> >> |} .\n" * 150
    assert parse_file(SourceFile(Path("a.ttl"), text.encode(), RdfFormat.TURTLE))


def test_a_deep_literal_on_the_command_line_is_refused() -> None:
    with pytest.raises(LimitError):
        read_term("'a' , " + "<<( <urn:a> <urn:b> " * DEEP)


def test_a_triple_term_in_data_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "in.ttl").write_text("<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .")
    with pytest.raises(InputError, match="a triple term"):
        load_data([tmp_path / "in.ttl"])


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs devices")
def test_devices_are_refused_and_pipes_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zero.ttl").symlink_to("/dev/zero")
    with pytest.raises(UsageError, match="is a device"):
        load_data([tmp_path])
    with pytest.raises(InputError, match="Is a directory"):
        read_bytes(tmp_path)
    pipe = tmp_path / "pipe.ttl"
    os.mkfifo(pipe)
    monkeypatch.setenv("KG_PIPE_SECONDS", "0.2")
    with pytest.raises(LimitError, match="KG_PIPE_SECONDS"):
        read_bytes(pipe)
    monkeypatch.setenv("KG_PIPE_SECONDS", "10")
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"abc"))
    writer.start()
    assert read_bytes(pipe) == b"abc"
    writer.join()
    monkeypatch.setenv("KG_FILE_BYTES", "2")
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"abc"))
    writer.start()
    with pytest.raises(LimitError, match="KG_FILE_BYTES"):
        read_bytes(pipe)
    writer.join()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_files_of_proc_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert b"Name:" in read_bytes(Path("/proc/self/status"))
    monkeypatch.setenv("KG_FILE_BYTES", "10")
    with pytest.raises(LimitError):
        read_bytes(Path("/proc/self/status"))


@pytest.mark.parametrize("value", ["abc", "-1", "0", "nan", "inf", "1e99", "٣", ""])
def test_a_setting_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    for setting in ("KG_FILE_BYTES", "KG_QUERY_SECONDS"):
        monkeypatch.setenv(setting, value)
        with pytest.raises(UsageError, match=f"{setting}=.*above 0"):
            limits()
        monkeypatch.delenv(setting)


@pytest.fixture(scope="module")
def shipped_inputs() -> Inputs:
    return prepare(load_data([]))


POLICIES = {
    "conflict:reliabilityTreshold reliability:A": r"conflict:reliabilityTreshold \(did you mean",
    "conflict:hasReliabilityThreshold reliability:a": "reliability:A to reliability:F",
    "conflict:hasCredibilityThreshold credibility:99": "credibility:1 to credibility:6",
    "conflict:hasCredibilityThreshold credibility:1 , credibility:2": "at most one conflict:hasCredibilityThreshold",
    "conflict:minimumSources 'abc'": "an integer from 1 up",
    "conflict:minimumSources -5": "an integer from 1 up",
    "conflict:minimumSources 0": "an integer from 1 up",
    "conflict:acceptsOnlySource <urn:nobody>": "name at most one source",
    "a conflict:State": "nothing else",
    "conflict:minimumSources 1 . actor:iran conflict:sponsors actor:iraq": "actor:iran",
    "conflict:minimumSources 1 . policy:y a conflict:AcceptancePolicy": "it describes 2",
}


@pytest.mark.parametrize("said", POLICIES)
def test_a_policy_file_is_judged(tmp_path: Path, shipped_inputs: Inputs, said: str) -> None:
    (tmp_path / "p.ttl").write_text(f"{HEAD} policy:x a conflict:AcceptancePolicy ; {said} .")
    with pytest.raises(InputError, match=rf"p\.ttl: .*{POLICIES[said]}"):
        find_policy(shipped_inputs, str(tmp_path / "p.ttl"))


@pytest.mark.parametrize(
    "text", ["", "policy:cautious a conflict:AcceptancePolicy .", "[] a conflict:AcceptancePolicy ."]
)
def test_a_policy_file_takes_no_known_name(tmp_path: Path, shipped_inputs: Inputs, text: str) -> None:
    (tmp_path / "p.ttl").write_text(HEAD + text)
    with pytest.raises(InputError, match=r"p\.ttl"):
        find_policy(shipped_inputs, str(tmp_path / "p.ttl"))


def test_a_policy_file_without_name_is_taken(tmp_path: Path, shipped_inputs: Inputs) -> None:
    (tmp_path / "p.ttl").write_text(
        f"{HEAD} policy:x a conflict:AcceptancePolicy ; conflict:hasReliabilityThreshold reliability:A ; "
        "conflict:excludesSource source:seed-report ; conflict:minimumSources 2 ."
    )
    policy, described = find_policy(shipped_inputs, str(tmp_path / "p.ttl"))
    assert (policy.label, policy.reliability, policy.minimum_sources, len(described)) == ("x", "A", 2, 4)


def test_data_change_no_shipped_policy(tmp_path: Path) -> None:
    file = tmp_path / "in.ttl"
    file.write_text(small(OURS, "e") + "policy:cautious conflict:minimumSources 5 .")
    (found,) = find_faults(load_data([file]))
    assert (found.subject, found.file) == ("policy:cautious", str(file))
    file.write_text(small(OURS, "e") + "policy:only-e a conflict:AcceptancePolicy ; conflict:minimumSources 5 .")
    with pytest.raises(DataError, match="policy:only-e is in the data already"):
        find_policy(prepare(load_data([file])), "only:e")


def test_a_policy_among_data_with_an_unknown_property_is_a_finding(tmp_path: Path) -> None:
    file = tmp_path / "in.ttl"
    policy = "policy:x a conflict:AcceptancePolicy ; skos:prefLabel 'x'@en ; skos:definition 'd'@en"
    file.write_text(f"{small(OURS, 'e')} {policy} ; conflict:minimumSource 2 .")
    (found,) = find_faults(load_data([file]))
    assert "did you mean conflict:minimumSources?" in found.message


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2024-01-31T24:00:00Z", "2024-02-01T00:00:00+00:00"),
        ("2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00"),
        ("2024-01-01T00:00:00.123456789-14:00", "2024-01-01T00:00:00.123456-14:00"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
    ],
)
def test_moments_of_the_standard_are_read(tmp_path: Path, text: str, read: str) -> None:
    assert read_moment(text).isoformat() == read
    assert unreadable("dateTime", text) is None
    if text.endswith(("Z", "14:00")):
        (tmp_path / "in.ttl").write_text(small(OURS, "e", recorded=text))
        assert find_faults(load_data([tmp_path / "in.ttl"])) == []
        assert kg.build(tmp_path / "in.ttl").evidence.accounts[PREFIXES["account"] + "e"].recorded_at == text


@pytest.mark.parametrize(
    "text",
    [
        "0000-01-01T00:00:00Z", "-0044-03-15T00:00:00Z", "12024-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
        "9999-12-31T24:00:00Z", "9999-12-31T23:00:00-14:00", f"2024-01-01T00:00:00.{'1' * 19}Z",
    ],
)  # fmt: skip
def test_moments_that_cannot_be_read_are_findings(tmp_path: Path, text: str) -> None:
    (tmp_path / "in.ttl").write_text(small(OURS, "e", recorded=text))
    found = find_faults(load_data([tmp_path / "in.ttl"]))
    assert {(f.subject, f.path) for f in found} == {("account:e", "conflict:recordedAt")}
    assert any(repr(text) in f.message for f in found)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13-01", "20240101", "0000-01-01", "٢٠٢٤-01-01", "2024-01-01T25:00:00Z"]
)
def test_a_date_of_the_command_line_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no date"):
        parse_moment(text)


@pytest.mark.parametrize("given", [5, b"x", {"a": 1}, [5], [""], ""])
def test_what_is_no_path_is_refused(given: object) -> None:
    with pytest.raises(UsageError, match="is no path"):
        kg.build(given)  # type: ignore[arg-type]


def test_a_path_as_text_is_one_path(tmp_path: Path) -> None:
    (tmp_path / "in.ttl").write_text(small(OURS, "e"))
    built = [kg.build(data) for data in (str(tmp_path / "in.ttl"), tmp_path, [tmp_path])]
    assert [len(one.evidence.accounts) for one in built] == [1, 1, 1]


@pytest.mark.parametrize("kind", ["dateTime", "date", "gYear", "duration"])
def test_a_time_too_long_for_the_engines_is_refused(tmp_path: Path, kind: str) -> None:
    """Longer numbers than 64 bits end the SHACL engine's process."""
    long = {"dateTime": f"{'2' * 130}-01-01T00:00:00Z", "date": f"{'2' * 30}-01-01", "duration": f"P{'9' * 20}Y"}
    (tmp_path / "in.ttl").write_text(
        small(OURS, "e") + f'event:e skos:note "{long.get(kind, "2" * 130)}"^^xsd:{kind} .\n', encoding="utf-8"
    )
    with pytest.raises(InputError, match="a time has no number this long"):
        load_data([tmp_path / "in.ttl"])


def test_a_long_fraction_of_a_second_is_no_crash(tmp_path: Path) -> None:
    text = f"2024-01-01T00:00:00.{'1' * 400}Z"
    (tmp_path / "in.ttl").write_text(
        small(OURS, "e") + f'event:e skos:note "{text}"^^xsd:dateTime .\n', encoding="utf-8"
    )
    assert isinstance(find_faults(load_data([tmp_path / "in.ttl"])), list)


def test_many_accounts_of_one_event_are_accepted_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.review.check import check_source

    sources = "".join(
        f"source:s{i} a conflict:Source ; skos:prefLabel 's'@en ; conflict:hasReliability reliability:A .\n"
        for i in (0, 1)
    )
    accounts = "".join(
        f"account:a{i} a conflict:Account ; conflict:isAccountOf event:e ; told:killedAtLeast {i} ;"
        f" {ACCOUNT.format(source=f'source:s{i % 2}', recorded='2024-01-01T00:00:00Z')} .\n"
        for i in range(700)
    )
    (tmp_path / "in.ttl").write_text(small(OURS, "e") + sources + accounts)
    inputs = prepare(load_data([tmp_path / "in.ttl"]))
    policy, _ = find_policy(inputs, "cautious")
    dataset = accept_and_infer(inputs, policy)
    (decision,) = (d for d in dataset.decisions if d.property == CONFLICT.term("killedAtLeast"))
    assert (decision.values, len(decision.accepted)) == ((Literal(699),), 700)
    checked = check_source(inputs, "s0", policy)
    assert checked.tally() == {"contradicted": 0, "related": 0, "partly": 0, "corroborated": 350, "alone": 0}
    monkeypatch.setenv("KG_ANALYSIS_PAIRS", "200000")
    with pytest.raises(LimitError, match="KG_ANALYSIS_PAIRS"):
        check_source(inputs, "s0", policy)
