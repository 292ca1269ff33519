"""The index of the names of datasets: it finds what a search through all names finds, in builds and by itself."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from typer.testing import CliRunner, Result

import kg
from kg.assistants.desk import Desk
from kg.assistants.tools import search, show
from kg.build_folder import write_build
from kg.cli import app
from kg.columns.names import rows_of
from kg.errors import InputError, UsageError
from kg.pipeline import build_workspace
from kg.rdf import name_index
from kg.rdf.manifest import NAME_INDEX, list_files, read_manifest
from kg.rdf.name_file import hash_of, open_name_file, write_name_file
from kg.rdf.name_index import NameFile, NameIndex
from kg.rdf.names import ALIKE, NEAR, Found, Names, fold, key_of, rank, slug
from kg.rdf.read import shipped
from kg.rdf.stored_names import StoredNames, open_names
from kg.rdf.terms import PREFIXES
from kg.rdf.write import write_manifest
from kg.serve.completion import completed
from kg.serve.home import candidates
from kg.serve.service import Service
from kg.serve.settings import Settings
from kg.sparql.catalogue import bind, read_catalogue
from kg.sparql.find import find_in_build, names_in_store
from kg.sparql.folder import open_folder
from made_up_dataset import dataset

EVENT = PREFIXES["event"]
Pairs = list[tuple[str, str]]


def indexed(path: Path, pairs: Iterable[tuple[str, str]], others: Pairs | None = None) -> StoredNames:
    """An index of things with their names; slugs are added."""
    rows = [(iri, name, place) for place, (iri, name) in enumerate(pairs)]
    frame = pl.DataFrame(rows, schema={"iri": pl.String, "name": pl.String, "place": pl.Int64}, orient="row")
    path.unlink(missing_ok=True)
    write_name_file(path, rows_of(frame), others or [])
    return open_names(path)


def with_slugs(pairs: Pairs) -> Pairs:
    return [*pairs, *((iri, slug(iri)) for iri in dict.fromkeys(iri for iri, _ in pairs))]


def by_definition(pairs: Pairs, text: str, alike: float) -> list[Found]:
    """What the index is to find, by comparing every name with ``text``."""

    def similarity(sought: str, word: str) -> int:
        if word == sought or (len(sought) >= 3 and word.startswith(sought)):
            return 100
        digits = any(unicodedata.category(letter)[0] == "N" for letter in sought + word)
        ratio = 0 if digits or min(len(sought), len(word)) < 3 else fuzz.ratio(sought, word)
        return int(ratio) if ratio >= 100 * alike else 0

    best: dict[str, Found] = {}
    chief = dict(reversed(pairs))
    for iri, name in sorted(pairs, key=lambda pair: (pair[1] != chief[pair[0]], len(key_of(pair[1])), pair[1])):
        key, own, words = key_of(text), key_of(name), fold(text).split()
        fits = [max((similarity(word, one) for one in fold(name).split()), default=0) for word in words]
        score = 100 if key == own else 0
        if not score and fits and all(fits):
            whole = fuzz.ratio(key, own)
            score = int(sum(fits) / len(fits) * (0.75 + 0.2 * min(len(key) / max(len(own), 1), 1.0)))
            score = max(score, int(whole) if whole >= 100 * alike and len(own) >= 3 else 0)
        if score and (iri not in best or score > best[iri].score):
            best[iri] = Found(iri, name, score)
    return sorted(best.values(), key=rank)


WORDS = st.sampled_from(
    ["attack", "attacks", "atack", "Aleppo", "Alepo", "Al", "town", "12", "123", "2016", "20167", "Ḥizb", "hizb", "ṣ1",
     "\u062d\u0644\u0628", "\u062d\u0644\u0628\u0627", "--", "kata\u02beib", "\u4e09\u9053", "IRQ12", "irq123"]
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
THINGS = st.lists(
    st.tuples(st.sampled_from([f"{space}{number}" for space in ("urn:a/", "urn:b#") for number in range(9)]), TEXTS),
    min_size=1,
    max_size=70,
    unique=True,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=THINGS, text=TEXTS, alike=st.sampled_from([ALIKE, NEAR]))
def test_finds_what_a_comparison_with_every_name_finds(tmp_path: Path, pairs: Pairs, text: str, alike: float) -> None:
    names, everything = indexed(tmp_path / NAME_INDEX, pairs), with_slugs(pairs)
    hits = names.search(text, alike=alike)
    assert (hits, hits.left_out) == (by_definition(everything, text, alike), 0)
    whole = Names(everything)
    assert {(one.iri, one.score) for one in hits} <= {
        (one.iri, score) for one in whole.search(text, alike=alike) for score in range(one.score + 1)
    }
    assert names.find(text) == whole.find(text)
    assert [names.label(iri) for iri in whole.things] == [whole.label(iri) for iri in whole.things]
    below = names.under("urn:a/").search(text, alike=alike)
    assert below == [one for one in hits if one.iri.startswith("urn:a/")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=THINGS, parted=st.lists(st.booleans(), min_size=70, max_size=70), text=TEXTS)
def test_what_stands_in_both_parts_is_one(tmp_path: Path, pairs: Pairs, parted: list[bool], text: str) -> None:
    inside = {iri for (iri, _), inside in zip(pairs, parted, strict=False) if inside}
    few, many = ([one for one in pairs if (one[0] in inside) is of] for of in (True, False))
    names, whole = indexed(tmp_path / NAME_INDEX, many, with_slugs(few)), Names(with_slugs(pairs))
    assert names.find(text) == whole.find(text)
    assert {*names.search(text)} == {
        *Names(with_slugs(few)).search(text),
        *by_definition(with_slugs(many), text, ALIKE),
    }


def events(number: int) -> Pairs:
    return [
        (f"{EVENT}ucdp-{n}", f"One-sided violence, Town {n % 40} town, Iraq, 1996-06-{n % 28 + 1}")
        for n in range(number)
    ]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> StoredNames:
    return indexed(tmp_path_factory.mktemp("names") / NAME_INDEX, events(3_000))


def test_what_is_left_out_is_counted(many: StoredNames) -> None:
    found = many.search("violence town")
    assert (len(found), found.left_out) == (name_index.COMPARED, 2_500)
    assert found == sorted(found, key=rank)
    found = many.search("Town 12")
    assert found.left_out == 0
    assert {one.iri for one in found} == {
        iri for iri, name in events(3_000) if "12" in name.replace("-", " ").replace(",", "").split()
    } | {f"{EVENT}ucdp-12"}


def test_events_are_found_by_place_date_and_words(many: StoredNames) -> None:
    wanted = {iri for iri, name in events(3_000) if "Town 4 " in name and name.endswith("06-5")}
    assert wanted
    for text in ("Town 4 Iraq 1996-06-5", "violense Iraq 1996 06 5 town 4", "one-sided town 4, 1996-06-5"):
        assert wanted <= {one.iri for one in many.search(text)}, text


def test_a_digit_off_is_another_event(many: StoredNames) -> None:
    assert [one.name for one in many.search("ucdp-2871")] == ["ucdp-2871"]
    assert [one.name for one in many.search("ucdp 287")] == ["ucdp-287", *(f"ucdp-287{n}" for n in range(10))]
    assert many.search("ucdp-99999") == []
    assert many.find("UCDP 2871") == (f"{EVENT}ucdp-2871",)
    assert many.label(f"{EVENT}ucdp-2871") == events(2_872)[-1][1]


def test_words_that_few_names_each_begin_with_are_found_together(many: StoredNames) -> None:
    found = many.search("199 iraq")
    assert (len(found), found.left_out) == (500, 2_500)
    assert len(many.search("299")) == 11
    assert many.begun("ucdp-29", 2_000) == [f"{EVENT}ucdp-{n}" for n in (29, *range(290, 300), *range(2_900, 3_000))]
    assert many.begun("ucdp-2", 3) == [f"{EVENT}ucdp-2", f"{EVENT}ucdp-20", f"{EVENT}ucdp-21"]
    assert many.begun("ucdp-2", 3, PREFIXES["actor"]) == many.begun("", 3) == []


def test_an_unknown_name_offers_what_is_near(many: StoredNames) -> None:
    with pytest.raises(UsageError, match=r"did you mean event:ucdp-\d+ \(One-sided violence, Town 31 "):
        many.resolve("violense, town 31")


def test_a_name_of_very_many_things(tmp_path: Path) -> None:
    place, pairs = PREFIXES["place"] + "attack-hill", [(f"{EVENT}{n}", "Attack") for n in range(700)]
    names = indexed(tmp_path / NAME_INDEX, [*pairs, (place, "Attack")])
    found = names.search("at-tack")
    assert (len(found), {one.score for one in found}, found.left_out) == (name_index.COMPARED, {100}, 201)
    found = names.search("attack")
    assert (len(found), found.left_out) == (701, 1)
    assert names.under(PREFIXES["place"]).resolve("attack").value == place
    with pytest.raises(UsageError, match=r"several: event:0 \(Attack\), .* and 696 more$"):
        names.resolve("attack")


def test_the_same_names_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (tmp_path / name for name in ("one", "other"))
    indexed(one, events(200), [("urn:x", "X")])
    indexed(other, sorted(events(200), reverse=True), [("urn:x", "X")])
    assert one.read_bytes() == other.read_bytes()


def test_text_is_data_and_never_a_query(tmp_path: Path) -> None:
    names = indexed(tmp_path / NAME_INDEX, [("urn:a/1", "'); DROP TABLE name; --"), ("urn:a/2", "100% _x_ \U0001f600")])
    assert names.find("'); drop table name; --") == ("urn:a/1",)
    assert [one.iri for one in names.search("drop table")] == ["urn:a/1"]
    assert names.search("% _") == names.search("\udcff") == []
    assert names.find("100% x") == ("urn:a/2",)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    (folder / "made-up.ttl").write_text(
        dataset().replace(
            '"Attack 7"@en', '"Attack 7"@en ; skos:altLabel "\u0647\u062c\u0648\u0645 7"@ar , "Iran \\"7\\""@en'
        ),
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_DATASET_FILE_BYTES", "5000")
        patch.setenv("KG_DATASET_ACCOUNTS", "10")
        for name in ("build", "again"):
            write_build(build_workspace([shipped("data"), folder / "made-up.ttl"]), folder / name)
    return folder / "build"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_a_build_has_all_names_in_its_index(built: Path) -> None:
    names, whole = open_names(built / NAME_INDEX), names_in_store(open_folder(built / "store"))
    inside = [iri for iri in whole.things if iri not in set(names.things)]
    assert {*inside} >= {f"{EVENT}made-up-{n}" for n in range(60)}
    assert len(names.things) > 1_000
    assert [one for one in whole.named if one[0] not in inside] == names.named
    for iri, name in whole.named:
        assert names.find(name) == whole.find(name)
        assert names.label(iri) == whole.label(iri)
    assert names.search("Kataeb Hezbolah") == whole.search("Kataeb Hezbolah")


def test_two_builds_have_the_same_index_and_list_it(built: Path) -> None:
    assert (built / NAME_INDEX).read_bytes() == (built.parent / "again" / NAME_INDEX).read_bytes()
    assert NAME_INDEX in read_manifest(built).by_path
    crate = json.loads((built / "ro-crate-metadata.json").read_text())
    assert NAME_INDEX in {one["@id"] for one in crate["@graph"]}


@pytest.mark.parametrize("text", ["Attack 7", "attak 7", "made-up-7", "\u0647\u062c\u0648\u0645 7", 'Iran "7"'])
def test_commands_find_events_of_datasets(built: Path, text: str) -> None:
    rows = json.loads(run("find", text, "--build", built, "--format", "json").stdout)
    assert ("event:made-up-7", "event", "Attack 7") in {(row["thing"], row["kind"], row["label"]) for row in rows}


def test_show_and_queries_take_names_of_datasets(built: Path) -> None:
    assert "# Attack 7" in run("show", "attack 7", "--build", built, "-f", "md").stdout
    query, names = read_catalogue(shipped("queries"))["differing-values"], open_names(built / NAME_INDEX)
    assert str(bind(query, {"subject": "attack 7"}, names.under)["subject"]) == f"<{EVENT}made-up-7>"
    with kg.connect(built) as graph:
        by_name = graph.query(query.name, subject="attack 0")
        assert by_name.height
        assert by_name.equals(graph.query(query.name, subject="event:made-up-0"))
    by_name = run("query", query.name, "-p", "subject=attack 0", "--build", built, "-f", "csv")
    assert (
        by_name.stdout
        == run("query", query.name, "-p", "subject=event:made-up-0", "--build", built, "-f", "csv").stdout
    )


def test_what_is_left_out_is_said(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_index, "COMPARED", 10)
    result = run("find", "attack", "--build", built, "-k", 1000, "--format", "json")
    assert result.stderr == "and 55 more names of datasets; add words, a place or a date\n"
    assert run("find", "attack 7", "--build", built, "-k", 1000).stderr == ""


def test_the_server_and_assistants_find_names_of_datasets(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.sparql.find.names_in_store", lambda store: pytest.fail("all names are read"))
    service, desk = Service(Settings(built)), Desk(built)
    assert isinstance(service.names, StoredNames)
    assert completed(service, "event:made-up-5")[:2] == [
        ("event:made-up-5", "Attack 5"), ("event:made-up-50", "Attack 50"),
    ]  # fmt: skip
    assert ("event:made-up-7", "Attack 7") in completed(service, "attack 7")
    assert completed(service, "actor:kataib-h")[0][0] == "actor:kataib-hezbollah"
    monkeypatch.setattr(name_index, "COMPARED", 10)
    found, near = candidates(service, "attack")
    assert (found.left_out, near) == (55, [])
    page = service.page(
        "search.html.j2", text="attack", found=found, total=len(found), left_out=12_345, near=near
    ).decode()
    assert "12,345 more names of datasets fit as well" in page
    answer = search(desk, "attack 7")
    assert (answer["found"][0]["thing"], answer["more"]) == ("event:made-up-7", 0)
    assert search(desk, "attack")["more"] == 55
    assert show(desk, "made-up-7")["iri"].endswith("made-up-7")
    # Playwright leaves a loop running in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, service.close()).result()
    desk.close()


def test_a_shell_completes_names_of_datasets(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.parent)

    def offered(words: str) -> list[str]:
        return CliRunner().invoke(app, [], env={
            "_KG_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "2",
        }).stdout.split()  # fmt: skip

    assert {"made-up-5", "made-up-50", "made-up-59"} <= {*offered("kg show made-up-5")}
    assert "event:made-up-57" in offered("kg show event:made-up-57")
    assert "actor:kataib-hezbollah" in offered("kg show actor:kataib-h")


def change(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as file:
        for statement in statements:
            file.execute(statement)
    file.close()


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    for entry in read_manifest(built).files:
        (tmp_path / "copy" / entry.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / entry.path).write_bytes((built / entry.path).read_bytes())
    return tmp_path / "copy"


def test_a_build_without_an_index_is_read_from_its_store(built: Path, copy: Path) -> None:
    (copy / NAME_INDEX).unlink()
    write_manifest(copy)
    assert find_in_build(copy, "Attack 7")[0] == find_in_build(built, "Attack 7")[0]


def test_an_index_that_is_missing_or_differs_is_an_error(built: Path, copy: Path) -> None:
    write_manifest(copy)
    content = (copy / NAME_INDEX).read_bytes()
    (copy / NAME_INDEX).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(InputError, match=r"names\.sqlite: is damaged \(its content is not what the build wrote\)"):
        find_in_build(copy, "Attack 7")
    (copy / NAME_INDEX).unlink()
    with pytest.raises(InputError, match=r"names\.sqlite: is damaged"):
        find_in_build(copy, "Attack 7")


HOSTILE: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"no database" * 1000),
    "nothing": lambda path: path.write_bytes(b""),
    "another database": lambda path: (path.unlink(), change(path, "CREATE TABLE a (b)")),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:9000]),
    "a view": lambda path: change(path, "DROP TABLE word", "CREATE VIEW word AS SELECT 'attack' word, 1 names"),
    "another table": lambda path: change(path, "CREATE TABLE more (one)"),
    "a trigger": lambda path: change(path, "CREATE TRIGGER t AFTER INSERT ON name BEGIN DELETE FROM name; END"),
    "a number of no name": lambda path: change(path, "UPDATE word SET names = 1000000"),
    "a text for a set": lambda path: change(path, "UPDATE word SET names = 'x'"),
    "a set that is cut": lambda path: change(path, "UPDATE word SET names = x'000102'"),
    "a set that is too long": lambda path: change(path, "UPDATE word SET names = x'01' || zeroblob(10000)"),
    "no count": lambda path: change(path, "DELETE FROM about"),
    "a huge count": lambda path: change(path, "UPDATE about SET names = 1 << 60"),
    "bytes for a name": lambda path: change(path, "UPDATE name SET name = x'ff' WHERE name NOT NULL"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_index_is_refused(kind: str, built: Path, tmp_path: Path) -> None:
    path = tmp_path / NAME_INDEX
    path.write_bytes((built / NAME_INDEX).read_bytes())
    HOSTILE[kind](path)
    with pytest.raises(InputError, match=r"names\.sqlite: is damaged \("):
        open_names(path).search("attack 7")


def test_keys_that_share_a_checksum_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.columns.names.hash_of", lambda key: hash_of("one"))
    monkeypatch.setattr(name_index, "hash_of", lambda key: hash_of("one"))
    names = indexed(tmp_path / NAME_INDEX, [("urn:a/1", "One"), ("urn:a/2", "Two")])
    assert (names.find("one"), names.find("two"), names.find("three")) == (("urn:a/1",), ("urn:a/2",), ())


def test_the_index_cannot_be_written(many: StoredNames, tmp_path: Path) -> None:
    indexed(tmp_path / NAME_INDEX, events(3))
    file = open_name_file(tmp_path / NAME_INDEX)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        file.execute("DELETE FROM name")
    file.close()
    assert NameIndex(NameFile(tmp_path / NAME_INDEX)).label("urn:nothing") is None
    assert list_files(tmp_path).by_path.keys() == {NAME_INDEX}
