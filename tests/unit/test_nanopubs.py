"""Nanopublications: the library reads and verifies each, they say what the graph holds, and nobody is asked."""

import re
import socket
import subprocess
import sys
import tomllib
from base64 import b64decode
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import rdflib
from Crypto.Hash import SHA256
from Crypto.PublicKey import RSA
from Crypto.Signature import pkcs1_15
from nanopub import Nanopub
from nanopub.trustyuri.rdf import RdfHasher
from nanopub.utils import MalformedNanopubError
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from rdflib import Literal as RdflibLiteral
from rdflib import URIRef
from typer.testing import CliRunner, Result

from hostile_label import HOSTILE, HOSTILE_DATA, hostile_workspace
from kg.cli import app
from kg.errors import DataError, DatasetWarning, InputError, OutputError, UsageError
from kg.exchange.formats import nanopubs, of_dataset
from kg.exchange.formats.nanopub_settings import NanopubSettings
from kg.exchange.formats.trusty import THIS, orcid_iri, own, read_signer
from kg.pipeline import build_workspace
from kg.rdf.resources import resources
from kg.rdf.terms import ACCEPTED, ACCOUNTS, CONFLICT, DCT, DECISIONS, PREFIXES, PROV, TOLD, TYPE, XSD
from kg.review.check import check_source
from kg.workspace import Workspace
from made_up_dataset import dataset
from seed_report import SEED

# The library and rdflib use what rdflib is about to replace.
pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph:DeprecationWarning", "ignore:Dataset:DeprecationWarning"
)

ORCID = "0000-0002-1825-0097"
#: ORCID's own example of an iD, which belongs to nobody.
OWNER = f"https://orcid.org/{ORCID}"
NPX, CITO, SCHEMA = "http://purl.org/nanopub/x/", "http://purl.org/spar/cito/", "http://schema.org/"
GRAPHS = {"Head", "assertion", "provenance", "pubinfo"}
Parts = dict[str, set[Triple]]


def content(workspace: Workspace, *layers: str, form: str = "nanopubs", **settings: Any) -> bytes:
    return b"".join(of_dataset(form, workspace, layers, NanopubSettings(**settings))["graph"])


def cut(text: bytes) -> list[bytes]:
    """The nanopublications of a file: each begins with its prefixes, after an empty line."""
    return [part + b"\n" for part in re.split(rb"\n\n(?=@prefix)", text.removesuffix(b"\n\n"))]


def read(text: bytes, form: RdfFormat = RdfFormat.TRIG) -> dict[str, Parts]:
    """By the IRI of the nanopublication, and by the local name of the graph: its triples."""
    found: dict[str, Parts] = {}
    for quad in parse(text, format=form):
        assert isinstance(quad, Quad)
        assert isinstance(quad.graph_name, NamedNode)
        name, _, local = quad.graph_name.value.partition("#")
        found.setdefault(name, {}).setdefault(local, set()).add(quad.triple)
    return found


def opened(text: bytes, folder: Path) -> Nanopub:
    file = folder / "one.trig"
    file.write_bytes(text)
    return Nanopub(rdf=file)


def about(triples: set[Triple], subject: NamedNode) -> dict[str, set[str]]:
    """The values of a subject, as text, by property."""
    found: dict[str, set[str]] = {}
    for triple in triples:
        if triple.subject == subject:
            assert isinstance(triple.object, NamedNode | Literal)
            found.setdefault(triple.predicate.value, set()).add(triple.object.value)
    return found


def of_kind(found: dict[str, Parts], kind: str) -> dict[str, Parts]:
    """The nanopublications of a class, by what they are about: the subject that has the class."""
    wanted = NamedNode(kind)
    return {
        triple.subject.value: parts
        for parts in found.values()
        for triple in parts["assertion"]
        if triple.predicate == TYPE and triple.object == wanted
        if isinstance(triple.subject, NamedNode)
    }


@pytest.fixture(autouse=True)
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library needs literals as they are written; pySHACL, which other tests import, has rdflib rewrite them."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return hostile_workspace(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("key") / "key.pem"
    file.write_bytes(RSA.generate(2048).export_key("PEM", pkcs=8))
    return file


def test_the_library_verifies_each(hostile: Workspace, tmp_path: Path) -> None:
    text = content(hostile, "accounts", "decisions", check="seed-report")
    parts = cut(text)
    assert len(parts) == len(read(text)) > 150
    for part in parts:
        found = opened(part, tmp_path)
        assert found.is_valid
        assert found.has_valid_trusty
        assert {str(graph.identifier).rpartition("#")[2] for graph in found.rdf.contexts() if len(graph)} == GRAPHS


def test_a_changed_letter_is_found(seed: Workspace, tmp_path: Path) -> None:
    part = next(part for part in cut(content(seed, "accounts")) if b"conflict:paraphrase" in part)
    changed = re.sub(rb'(conflict:paraphrase ".)(.)', lambda m: m[1] + (b"x" if m[2] != b"x" else b"y"), part)
    assert len(changed) == len(part)
    assert opened(part, tmp_path).has_valid_trusty
    with pytest.raises(MalformedNanopubError, match="not valid"):
        assert opened(changed, tmp_path).has_valid_trusty


def test_accounts_say_that_a_source_says_it(shipped_graph: Workspace) -> None:
    found = read(content(shipped_graph, "all"))
    statements = resources(shipped_graph.graphs[ACCOUNTS.value])
    assert len(found) == len(statements)
    told = set()
    for name, parts in found.items():
        assert set(parts) == GRAPHS
        (statement,) = {t.subject for t in parts["assertion"]}
        (source,) = about(parts["provenance"], NamedNode(f"{name}#assertion"))[PROV.term("wasDerivedFrom").value]
        assert isinstance(statement, NamedNode)
        assert statements[statement][CONFLICT.term("hasSource")] == (NamedNode(source),)
        assert about(parts["provenance"], NamedNode(source))[CONFLICT.term("hasReliability").value]
        assert not any(t.predicate.value.startswith(TOLD.iri) for t in parts["provenance"])
        told |= parts["assertion"] | {t for t in parts["provenance"] if t.subject == statement}
        info = about(parts["pubinfo"], NamedNode(name))
        assert info[DCT.term("created").value] == {v.value for v in statements[statement][CONFLICT.term("recordedAt")]}
        assert info[DCT.term("license").value] == {"https://creativecommons.org/licenses/by/4.0/"}
    assert told == set(shipped_graph.graphs[ACCOUNTS.value])


def test_accounts_do_not_depend_on_the_policy(seed: Workspace, nothing: Workspace) -> None:
    assert content(seed, "accounts") == content(nothing, "accounts")
    assert content(seed, "decisions") != content(nothing, "decisions")


def test_decisions_are_those_with_something_to_decide(shipped_graph: Workspace) -> None:
    found = of_kind(read(content(shipped_graph, "decisions")), CONFLICT.term("Decision").value)
    rejecting = {
        iri.value
        for iri, decision in resources(shipped_graph.graphs[DECISIONS.value]).items()
        if CONFLICT.term("rejectsAccount") in decision
    }
    assert rejecting <= found.keys()
    assert len(rejecting) < len(found) < len(shipped_graph.decisions)
    accepted = set(shipped_graph.graphs[ACCEPTED.value])
    kinds = set()
    for iri, parts in found.items():
        decision = about(parts["assertion"] | parts["provenance"], NamedNode(iri))
        facts = {t for t in parts["assertion"] if t.subject != NamedNode(iri)}
        assert facts <= accepted
        for fact in facts:
            assert {fact.subject.value} == decision[CONFLICT.term("decidesSubject").value]  # type: ignore[union-attr]
            assert {fact.predicate.value} == decision[CONFLICT.term("decidesProperty").value]
        accounts = [decision.get(CONFLICT.term(f"{end}Account").value, set()) for end in ("accepts", "rejects")]
        kinds.add((bool(facts), bool(accounts[1])))
        (derived,) = {t.subject for t in parts["provenance"] if t.predicate == PROV.term("wasDerivedFrom")}
        assert isinstance(derived, NamedNode)
        assert about(parts["provenance"], derived)[PROV.term("wasDerivedFrom").value] == set().union(*accounts)
        assert decision[CONFLICT.term("followsPolicy").value] == {shipped_graph.policy.iri.value}
    assert kinds == {(True, True), (True, False), (False, True)}


def test_verdicts_are_those_of_the_check(shipped_graph: Workspace) -> None:
    found = read(content(shipped_graph, check="source:seed-report"))
    checked = check_source(shipped_graph.inputs, "source:seed-report", shipped_graph.policy)
    by_statement = {}
    for name, parts in found.items():
        review = about(parts["assertion"], NamedNode(f"{name}#verdict"))
        rating = about(parts["assertion"], NamedNode(f"{name}#rating"))
        (statement,), (verdict,) = review[f"{SCHEMA}itemReviewed"], rating[f"{SCHEMA}alternateName"]
        by_statement[statement] = verdict
        used = about(parts["provenance"], NamedNode(f"{name}#assertion"))[PROV.term("wasDerivedFrom").value]
        cited = about(parts["assertion"], NamedNode(statement))
        assert set().union(*cited.values()) | {statement} <= used
        assert (used == {statement}) == (verdict == "alone")
        activity = about(parts["provenance"], NamedNode(f"{name}#activity"))
        assert activity[PROV.term("used").value] == {shipped_graph.policy.iri.value}
    assert by_statement == {v.statement: v.verdict for v in checked.verdicts}
    assert len(set(by_statement.values())) > 3


def test_what_contradicts_is_cited(shipped_graph: Workspace) -> None:
    statement = PREFIXES["account"] + "seed-report-jet-strike"
    (parts,) = (
        parts
        for parts in read(content(shipped_graph, check="seed-report")).values()
        if any(t.predicate.value == f"{SCHEMA}itemReviewed" and t.object.value == statement for t in parts["assertion"])  # type: ignore[union-attr]
    )
    (verdict,) = (
        v for v in check_source(shipped_graph.inputs, "seed-report", shipped_graph.policy).verdicts
        if v.statement == statement
    )  # fmt: skip
    cited = about(parts["assertion"], NamedNode(statement))[f"{CITO}disagreesWith"]
    assert cited == {c.other for c in verdict.comparisons if c.comparison.outcome == "differs"} != set()


def test_the_same_input_gives_the_same_bytes(seed: Workspace, key: Path) -> None:
    for settings in ({}, {"key": key, "orcid": ORCID}):
        first = content(seed, "accounts", "decisions", check="seed-report", **settings)
        assert first == content(seed, "accounts", "decisions", check="seed-report", **settings)


def test_both_syntaxes_say_the_same(hostile: Workspace) -> None:
    lines = content(hostile, "accounts", "decisions", form="nanopubs-nquads")
    assert read(lines, RdfFormat.N_QUADS) == read(content(hostile, "accounts", "decisions"))


def test_datasets_are_part_of_it_but_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_DATASET_FILE_BYTES", "5000")
    monkeypatch.setenv("KG_DATASET_ACCOUNTS", "10")
    file = tmp_path / "made-up.ttl"
    file.write_text(dataset(), encoding="utf-8")
    workspace = build_workspace([*SEED, file], policy="permissive")
    assert workspace.datasets is not None
    found = of_kind(read(content(workspace, "accounts")), CONFLICT.term("Account").value)
    in_columns = found.keys() - workspace.evidence.accounts.keys()
    assert len(in_columns) == sum(workspace.datasets.sources.values()) > 100
    with pytest.warns(DatasetWarning, match=f"{len(in_columns)} accounts of datasets are not compared"):
        assert content(workspace, check="seed-report")


def test_a_hostile_text_stays_a_text(hostile: Workspace) -> None:
    account = NamedNode(PREFIXES["account"] + "hostile")
    parts = of_kind(read(content(hostile, "accounts")), CONFLICT.term("Account").value)[account.value]
    assert about(parts["assertion"], account)[CONFLICT.term("paraphrase").value] == {HOSTILE}
    assert about(parts["provenance"], account)[CONFLICT.term("locator").value] == {HOSTILE}
    assert set(parts) == GRAPHS


def test_a_name_that_stands_for_the_nanopublication_is_refused(tmp_path: Path) -> None:
    for name in (THIS.value, own("assertion").value, THIS.value.removesuffix("#")):
        file = tmp_path / "reserved.ttl"
        note = f"<{PREFIXES['account']}hostile> <{PREFIXES['skos']}seeAlso> <{name}> ."
        file.write_text(HOSTILE_DATA + note, encoding="utf-8", newline="")
        workspace = build_workspace([*SEED, file], policy="permissive")
        with pytest.raises(DataError, match="is reserved for nanopublications"):
            content(workspace, "accounts")


def test_they_stream(seed: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    named = nanopubs.named
    monkeypatch.setattr(nanopubs, "named", lambda *given: made.append(1) or named(*given))
    chunks: Iterator[bytes] = iter(of_dataset("nanopubs", seed)["graph"])
    assert len(list(islice(chunks, 3))) == len(made) == 3


def test_nothing_goes_over_the_network(seed: Workspace, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert content(seed, "decisions", key=key, orcid=ORCID)


def holds(part: bytes, public: Any) -> bool:
    """Whether the signature of a nanopublication is that of all its other triples, by the owner of the key."""
    (name,) = read(part)
    quads, signature = [], b""
    for quad in parse(part, format=RdfFormat.TRIG):
        assert isinstance(quad, Quad)
        if quad.predicate.value == f"{NPX}hasSignature":
            signature = quad.object.value.encode()  # type: ignore[union-attr]
        else:
            quads.append(tuple(rdflib_term(t) for t in (quad.graph_name, quad.subject, quad.predicate, quad.object)))
    text = RdfHasher.normalize_quads(quads, baseuri=f"{name}#", hashstr=" ")
    try:
        pkcs1_15.new(public).verify(SHA256.new(text.encode()), b64decode(signature))
    except ValueError:
        return False
    return True


def rdflib_term(term: Any) -> URIRef | RdflibLiteral:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    datatype = None if term.language or term.datatype == XSD.term("string") else URIRef(term.datatype.value)
    return RdflibLiteral(term.value, lang=term.language, datatype=datatype, normalize=False)


def test_a_key_signs(hostile: Workspace, key: Path, tmp_path: Path) -> None:
    """The library's own ``has_valid_signature`` is true of every signature, so the key is asked itself."""
    private = RSA.import_key(key.read_bytes())
    plain, signed = content(hostile, "accounts"), content(hostile, "accounts", key=key, orcid=ORCID)
    assert read(plain).keys().isdisjoint(read(signed))
    for part in cut(signed)[:40]:
        found = opened(part, tmp_path)
        assert found.is_valid
        assert found.has_valid_trusty
        assert holds(part, private.public_key())
        assert not holds(part.replace(b"conflict:locator", b"conflict:paraphrase"), private.public_key())
    assert not holds(part, RSA.generate(1024).public_key())
    ((name, parts),) = read(part).items()
    signature = about(parts["pubinfo"], NamedNode(f"{name}#sig"))
    assert signature[f"{NPX}signedBy"] == about(parts["pubinfo"], NamedNode(name))[DCT.term("creator").value] == {OWNER}
    assert signature[f"{NPX}hasSignatureTarget"] == {name}
    (given,) = signature[f"{NPX}hasPublicKey"]
    assert RSA.import_key(b64decode(given)) == private.public_key()


def test_a_key_as_the_library_keeps_it_is_the_same(key: Path, tmp_path: Path) -> None:
    bare = tmp_path / "id_rsa"
    bare.write_text("".join(key.read_text().splitlines()[1:-1]))
    assert read_signer(bare, ORCID).sign("x") == read_signer(key, ORCID).sign("x")


def test_keys_that_cannot_sign_are_refused_without_a_word_of_them(key: Path, tmp_path: Path) -> None:
    private = RSA.import_key(key.read_bytes())
    locked = private.export_key("PEM", pkcs=8, passphrase="secret", protection="scryptAndAES128-CBC")
    wrong = {
        "a public key": private.public_key().export_key("PEM"),
        "without a passphrase": locked,
        "no RSA key": b"SECRETSECRET",
        "give one in PEM": b"-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n",
        "1024 bits": RSA.generate(1024).export_key("PEM"),
    }
    for message, text in wrong.items():
        file = tmp_path / "wrong.pem"
        file.write_bytes(text)
        with pytest.raises(InputError, match=message) as caught:
            read_signer(file, ORCID)
        assert "SECRET" not in str(caught.value)
    assert str(private.d) not in repr(read_signer(key, ORCID))


@pytest.mark.parametrize(
    "orcid", ["0000-0002-1825-0098", "0000-0002-1825-009", "https://example.org/x", "", f"{ORCID}\n"]
)
def test_what_is_no_orcid_is_refused(orcid: str) -> None:
    with pytest.raises(UsageError, match="is no ORCID iD"):
        orcid_iri(orcid)


def test_an_orcid_may_end_in_x() -> None:
    assert orcid_iri("https://orcid.org/0000-0002-1694-233X").value.endswith("233X")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_the_command_writes_what_was_asked_for(shipped_build: Path, shipped_graph: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "verdicts.trig"
    done = run("export", "nanopubs", "--build", shipped_build, "--check", "seed-report", "--out", out)
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == content(shipped_graph, check="seed-report")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nanopubs", "--orcid", ORCID], "a signature needs both"),
        (["turtle", "--check", "seed-report"], "are for nanopubs and nanopubs-nquads alone"),
        (["nanopubs", "--check", "no-such-source"], "is unknown or has no accounts"),
        (["nanopubs", "--layer", "inferred"], "cannot hold the layer 'inferred'"),
    ],
)
def test_options_that_do_not_fit_are_refused(shipped_build: Path, arguments: list[str], message: str) -> None:
    done = run("export", *arguments, "--build", shipped_build)
    assert isinstance(done.exception, UsageError)
    assert message in str(done.exception)


def test_the_key_is_not_replaced(shipped_build: Path, key: Path) -> None:
    before = key.read_bytes()
    done = run("export", "nanopubs", "--build", shipped_build, "--key", key, "--orcid", ORCID, "--out", key)
    assert isinstance(done.exception, OutputError)
    assert key.read_bytes() == before


@pytest.mark.parametrize("missing", ["nanopub", "Crypto"])
def test_without_the_extra_one_line_says_how_to_install_it(shipped_build: Path, missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from kg.cli import main; main()"
    command = [sys.executable, "-c", code, "export", "nanopubs", "--build", str(shipped_build)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "pip install 'conflict-kg[nanopub]'" in line
    assert done.stdout == ""
    extras = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    assert "nanopub" in extras["project"]["optional-dependencies"]


def test_nothing_else_loads_the_library() -> None:
    code = "import sys, kg, kg.exchange.formats; print({'nanopub', 'Crypto'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
