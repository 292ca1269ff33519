"""What people have: entities, encodings, compression, imports, and files that are no RDF."""

import gzip
import io
import re
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import InputError, LimitError, UsageError
from kg.rdf.load import parse_file
from kg.rdf.read import STANDARD_INPUT, SourceFile, read_rdf
from kg.reason.files import FileClosure, close_files

RDF_NS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = f"<{RDF_NS}type>"
FACTS = f"<urn:x> {TYPE} <urn:C> .\n"
SUB = "<urn:C> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <urn:D> ."
XML = f"""<rdf:RDF xmlns:rdf="{RDF_NS}" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
<rdf:Description rdf:about="urn:C"><rdfs:subClassOf rdf:resource="urn:D"/><rdfs:label>é</rdfs:label></rdf:Description>
</rdf:RDF>"""
OWL_NS = "http://www.w3.org/2002/07/owl#"


def infer(folder: Path, *ontology: Path, **options: Any) -> FileClosure:
    (folder / "facts.nt").write_text(FACTS)
    return close_files([folder / "facts.nt"], ontology, **options)


def types(closed: FileClosure) -> list[str]:
    return sorted(o for frame in closed.texts for _, p, o in frame.rows() if p == TYPE)


def written(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def with_entities(*declared: str) -> str:
    """RDF/XML in which C is below ``urn:`` and the entity e, with these declarations."""
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE rdf:RDF [\n'
        + "\n".join(declared)
        + "\n]>\n"
        + XML.replace("urn:D", "urn:&e;")
    )


@pytest.mark.parametrize(
    ("declared", "meant"),
    [
        (['<!ENTITY e "D">'], "D"),
        (["<!ENTITY e 'D'>"], "D"),
        (["<!ENTITY e\n  'D' >", "<!ENTITY e 'E'>"], "D"),
        (["<!ENTITY e '&f;&f;'>", "<!-- <!ENTITY f 'no'> -->", "<!ENTITY f 'D'>"], "DD"),
        (["<!ENTITY e '&#68;&#x44;'>", "<!ELEMENT r ANY>", "<?a instruction?>"], "DD"),
        (["<!ENTITY e 'D&amp;E'>"], "D&E"),
        (["<!ENTITY e 'D&#38;#38;E'>"], "D&E"),
        (["<!ENTITY e 'a%20b'>"], "a%20b"),
        (["<!ENTITY é 'D'>", "<!ENTITY e '&é;'>"], "D"),
    ],
)
def test_internal_entities_are_read(declared: list[str], meant: str, tmp_path: Path) -> None:
    file = written(tmp_path / "o.rdf", with_entities(*declared))
    assert types(infer(tmp_path, file)) == [f"<urn:{meant}>"]


@pytest.mark.parametrize(
    ("declared", "line", "words"),
    [
        ("<!ENTITY e SYSTEM 'facts.nt'>", 3, "stands for another file"),
        ("<!ENTITY e PUBLIC 'x' 'http://127.0.0.1:9/'>", 3, "stands for another file"),
        ("<!ENTITY e SYSTEM 'a' NDATA b>", 3, "stands for another file"),
        ("<!ENTITY % e 'D'>", 3, "a parameter entity"),
        ("<!ENTITY % e SYSTEM 'D'>", 3, "a parameter entity"),
        ("%e;", 3, "a parameter entity"),
        ("<!ENTITY e '&e;'>", 3, "stands for itself"),
        ("<!ENTITY f '&e;'>\n<!ENTITY e '&f;'>", 4, "stands for itself"),
        ("<!ENTITY e '&f;'>", 3, "f is not declared"),
        ("<!ENTITY e '<b/>'>", 3, "stands for elements"),
        ("<!ENTITY e '&#60;b/>'>", 3, "stands for elements"),
        ("<!ENTITY e 'a & b'>", 3, "not well-formed"),
        ("<!ENTITY e '&#0;'>", 3, "no character"),
        ("<!ENTITY e 'D>", 3, "not well-formed"),
        ("<!ATTLIST a b CDATA 'x'>", 3, "gives attributes values"),
        ("<!ENTITY other 'D'>", 6, "unrecognized entity"),
    ],
)
def test_other_entities_are_refused_with_their_line(declared: str, line: int, words: str, tmp_path: Path) -> None:
    file = written(tmp_path / "o.rdf", with_entities(declared))
    with pytest.raises(InputError, match=words) as caught:
        infer(tmp_path, file)
    assert (caught.value.file, caught.value.line) == (file, line)


def test_entities_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ENTITY_CHARS", "100000")
    levels = ["<!ENTITY e0 'lol'>", *(f"<!ENTITY e{i + 1} '{f'&e{i};' * 10}'>" for i in range(30))]
    deep = ["<!ENTITY f0 'x'>", *(f"<!ENTITY f{i + 1} '&f{i};'>" for i in range(5000))]
    wide = ["<!ENTITY g 'y'>"]
    for declared, last in ((levels, "&e30;"), (deep, "&f5000;")):
        file = written(tmp_path / "o.rdf", with_entities(*declared, f"<!ENTITY e '{last}'>"))
        with pytest.raises(LimitError):
            infer(tmp_path, file)
    file = written(tmp_path / "o.rdf", with_entities(*wide, "<!ENTITY e 'D'>").replace("é", "&g;" * 100_001))
    with pytest.raises(LimitError, match="KG_ENTITY_CHARS"):
        infer(tmp_path, file)


def test_what_looks_like_a_reference_is_none(tmp_path: Path) -> None:
    text = with_entities("<!ENTITY e 'D'>").replace("é", "<![CDATA[&e;]]></rdfs:label><!-- &e; --><rdfs:label>&lt;&e;")
    (parsed,) = map(parse_file, read_rdf([written(tmp_path / "o.rdf", text)]))
    assert {ox.Literal("&e;"), ox.Literal("<D")} < {triple.object for triple in parsed}


def test_a_document_type_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    text = f'<!DOCTYPE rdf:RDF PUBLIC "-//x//y" "http://127.0.0.1:9/x.dtd">\n{XML}'
    assert types(infer(tmp_path, written(tmp_path / "o.rdf", text))) == ["<urn:D>"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<?xml version="1.0"?>', "utf-16"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16"),
        ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16-be"),
        ("<?xml version='1.0' encoding='iso-8859-1' standalone='yes'?>\n", "latin-1"),
        ('<?xml version="1.0" encoding="windows-1252"?>', "cp1252"),
        ('<?xml version="1.0" encoding="UTF8"?>', "utf-8"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "utf-8-sig"),
    ],
)
def test_encodings_of_xml_are_read(declared: str, encoding: str, tmp_path: Path) -> None:
    file = written(tmp_path / "o.rdf", (declared + XML).encode(encoding))
    (parsed,) = map(parse_file, read_rdf([file]))
    assert ox.Literal("é") in {triple.object for triple in parsed}
    assert types(infer(tmp_path, file)) == ["<urn:D>"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (XML.encode("latin-1"), r"o\.rdf:2: "),
        (b'<?xml version="1.0" encoding="klingon"?>' + XML.encode(), "'klingon' is not known"),
        (b'<?xml version="1.0" encoding="rot13"?>' + XML.encode(), "'rot13' is not known"),
        (b'<?xml version="1.0" encoding="UTF-16"?>' + XML.encode(), "but is not in it"),
        (b'<?xml version="1.0" encoding="ascii"?>\n' + XML.encode(), r"o\.rdf:3: a character is not ASCII"),
    ],
)
def test_wrong_encodings_are_named(content: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        infer(tmp_path, written(tmp_path / "o.rdf", content))


def test_turtle_is_utf_8(tmp_path: Path) -> None:
    for ending in ("ttl", "nt"):
        assert types(infer(tmp_path, written(tmp_path / f"o.{ending}", SUB.encode("utf-8-sig")))) == ["<urn:D>"]
        for encoding in ("utf-16", "utf-16-le", "utf-32"):
            with pytest.raises(InputError, match=r"is UTF-.*iconv"):
                infer(tmp_path, written(tmp_path / f"o.{ending}", SUB.encode(encoding)))


@pytest.mark.parametrize("number", [1, 1000])
def test_errors_of_xml_have_their_line(number: int, tmp_path: Path) -> None:
    text = XML.replace("\n", "\n" * number, 1).replace('resource="urn:D"', 'resource="D"')
    with pytest.raises(InputError, match=r"relative.*xml:base") as caught:
        infer(tmp_path, written(tmp_path / "o.rdf", text))
    assert caught.value.line == number + 1


@pytest.mark.parametrize("kind", ["langString", "dirLangString"])
def test_datatypes_that_need_a_language_tag_are_refused_in_every_syntax(kind: str, tmp_path: Path) -> None:
    xml = XML.replace("<rdfs:label>", f'<rdfs:label rdf:datatype="{RDF_NS}{kind}">')
    line = f'<urn:x> <urn:p> "x"^^<{RDF_NS}{kind}> .\n'
    for name, text in (("o.rdf", xml), ("o.nt", line), ("o.ttl", line), ("o.nq", line), ("o.trig", line)):
        with pytest.raises(InputError, match=kind):
            infer(tmp_path, written(tmp_path / name, text))


def test_gzip_is_unpacked_within_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("o.ttl.gz", SUB), ("o.nt.gz", SUB + "\n"), ("o.rdf.gz", XML), ("o.owl", SUB), ("o.nq.GZ", SUB)):
        file = written(tmp_path / name, gzip.compress(text.encode()))
        assert types(infer(tmp_path, file)) == ["<urn:D>"]
        assert len(read_rdf([file])[0].content) == len(text.encode())
    assert types(infer(tmp_path, written(tmp_path / "o.ttl.gz", SUB))) == ["<urn:D>"]
    whole = gzip.compress(FACTS.encode() * 100_000)
    monkeypatch.setenv("KG_REASON_BYTES", "100000")
    assert len(whole) < 100_000
    for name in ("big.nt.gz", "big.ttl.gz"):
        with pytest.raises(LimitError, match="KG_REASON_BYTES"):
            infer(tmp_path, written(tmp_path / name, whole))
    for broken in (whole[:-100], whole[:20] + b"x" * 20 + whole[40:]):
        monkeypatch.setenv("KG_REASON_BYTES", "100000000")
        with pytest.raises(InputError, match="cannot be unpacked"):
            infer(tmp_path, written(tmp_path / "big.nt.gz", broken))


def test_standard_input_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    ontology = written(tmp_path / "o.ttl", SUB)
    for content, syntax in (
        (FACTS.encode(), None),
        (FACTS.encode(), ox.RdfFormat.N_TRIPLES),
        (gzip.compress(FACTS.encode()), ox.RdfFormat.TURTLE),
        (b"@prefix u: <urn:> . u:x a u:C .", None),
        (b"<urn:x> a <urn:C>", ox.RdfFormat.TURTLE),
        (XML.replace("<rdfs:label>é</rdfs:label>", '<rdf:type rdf:resource="urn:C"/>').encode("utf-16"), None),
    ):
        given(content)
        if content.endswith(b"C>"):
            with pytest.raises(InputError, match="standard input:1: not well-formed"):
                close_files([STANDARD_INPUT], [ontology], input_format=syntax)
        else:
            assert types(close_files([STANDARD_INPUT], [ontology], input_format=syntax)) == ["<urn:D>"]
    given(b"what is this")
    with pytest.raises(InputError, match="standard input: unknown file type"):
        close_files([STANDARD_INPUT], [ontology])
    given(FACTS.encode())
    with pytest.raises(UsageError, match="once"):
        close_files([STANDARD_INPUT], [STANDARD_INPUT])
    given(FACTS.encode() * 100)
    monkeypatch.setenv("KG_FILE_BYTES", "1000")
    with pytest.raises(LimitError, match="KG_FILE_BYTES"):
        read_rdf([STANDARD_INPUT])


OTHER = {
    "functional.owl": "Prefix(:=<urn:>)\nOntology(<urn:o>\n)",
    "functional.ttl": "# from an editor\n\nOntology(<urn:o>)",
    "manchester.owl": "Prefix: : <urn:>\nOntology: <urn:o>\n",
    "odd.omn": "",
    "xml.owl": f'<?xml version="1.0"?>\n<Ontology xmlns="{OWL_NS}" ontologyIRI="urn:o"></Ontology>',
    "xml.rdf": f'<?xml version="1.0"?><!DOCTYPE Ontology [<!ENTITY a "b">]>\n<owl:Ontology xmlns:owl="{OWL_NS}"/>',
    "some.obo": "format-version: 1.2\n\n[Term]\nid: X:1\n",
    "it's.owl": "! comment\nformat-version: 1.2\n",
}


@pytest.mark.parametrize("name", OTHER)
def test_other_syntaxes_of_owl_are_recognised(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not RDF; convert it, as with: robot convert --input .* --output .*ttl"):
        infer(tmp_path, written(tmp_path / name, OTHER[name]))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!doctype html>\n<html></html>", "an HTML page"),
        (b"<!-- 404 -->\n<HTML><body>", "an HTML page"),
        (b'{"data": {}}', "JSON"),
        (b'[ {"id": "urn:x"} ]', "JSON"),
        (b'<?xml version="1.0"?><catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"/>', "--imports"),
        (b"PK\x03\x04", "zip"),
        (b"BZh91AY", "bzip2"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
    ],
)
def test_what_is_no_rdf_is_recognised(content: bytes, words: str, tmp_path: Path) -> None:
    for name in ("o.ttl", "o.owl", "o.nt", "o"):
        with pytest.raises(InputError, match=words):
            infer(tmp_path, written(tmp_path / name, content))


@pytest.mark.parametrize("name", ["o.owl", "o.ttl", "o", "o.rdf", "o.txt"])
@pytest.mark.parametrize("content", [XML, f"# c\n@prefix u: <urn:> .\n{SUB}", f"PREFIX u: <urn:>\n{SUB}"])
def test_the_content_tells_the_syntax_where_it_is_certain(name: str, content: str, tmp_path: Path) -> None:
    assert types(infer(tmp_path, written(tmp_path / name, content))) == ["<urn:D>"]


def test_turtle_that_looks_like_something_else_is_turtle(tmp_path: Path) -> None:
    for text in ("[] <urn:p> [ ] .", "_:x <urn:p> 1 .", "<urn:x> <urn:p> '<html>' .", "( 1 ) <urn:p> 1 ."):
        file = written(tmp_path / "o.ttl", text)
        assert parse_file(read_rdf([file])[0]) == parse_file(SourceFile(file, text.encode(), ox.RdfFormat.TURTLE))
    assert parse_file(read_rdf([written(tmp_path / "o.trig", "{ <urn:a> <urn:b> <urn:c> }")])[0])


def test_several_ontologies_and_folders_of_every_syntax(tmp_path: Path) -> None:
    folder = tmp_path / "axioms"
    written(folder / "a.ttl", SUB)
    written(folder / "b.rdf", XML.replace("urn:D", "urn:E").replace("urn:C", "urn:D"))
    written(folder / "c.nt.gz", gzip.compress(SUB.replace("urn:C", "urn:E").replace("urn:D", "urn:F").encode()))
    written(folder / "catalog-v001.xml", "<catalog/>")
    written(folder / "below" / "d.ttl", SUB.replace("urn:D", "urn:G"))
    other = written(tmp_path / "other.ttl", SUB.replace("urn:D", "urn:H"))
    assert types(infer(tmp_path, folder, other)) == [f"<urn:{name}>" for name in "DEFH"]
    written(folder / "e.ofn", "Ontology()")
    with pytest.raises(InputError, match=r"e\.ofn: is OWL in functional syntax"):
        infer(tmp_path, folder)


def test_blank_nodes_of_folders_stay_apart(tmp_path: Path) -> None:
    for number in (1, 2):
        written(tmp_path / "facts" / f"{number}.ttl", f"[] <urn:p> {number} .")
    written(tmp_path / "o.ttl", "<urn:p> <http://www.w3.org/2000/01/rdf-schema#domain> [ a <urn:Z> ] . " + SUB)
    domain = "<urn:p> <http://www.w3.org/2000/01/rdf-schema#domain> <urn:C> ."
    closed = close_files([tmp_path / "facts"], [tmp_path / "o.ttl", written(tmp_path / "d.nt", domain + "\n")])
    found = {(s, o) for frame in closed.texts for s, p, o in frame.rows() if p == TYPE}
    assert found == {(node, cls) for node in ("_:f1b0", "_:f2b0") for cls in ("<urn:C>", "<urn:D>")}


def ontology(iri: str, *imports: str, axioms: str = "", version: str = "") -> str:
    """Turtle of an ontology with imports."""
    versions = f"<{iri}> <{OWL_NS}versionIRI> <{version}> ." if version else ""
    imported = "".join(f"<{iri}> <{OWL_NS}imports> <{other}> .\n" for other in imports)
    return f"<{iri}> a <{OWL_NS}Ontology> .\n{versions}\n{imported}{axioms}\n"


def test_imports_without_a_place_are_named(tmp_path: Path) -> None:
    file = written(tmp_path / "o.ttl", ontology("urn:o", "urn:one", "urn:two", "urn:o"))
    found = infer(tmp_path, file).warnings
    assert [warning.axiom for warning in found] == ["owl:imports <urn:one>", "owl:imports <urn:two>"]
    assert all("is not read" in warning.consequence and "--imports" in warning.consequence for warning in found)
    given = written(tmp_path / "one.ttl", ontology("urn:x", version="urn:one", axioms=SUB))
    assert [w.axiom for w in infer(tmp_path, file, given).warnings] == ["owl:imports <urn:two>"]


@pytest.mark.parametrize("engine", ["auto", "owlrl"])
def test_imports_are_found_in_a_folder(engine: str, tmp_path: Path) -> None:
    folder = tmp_path / "here and there"
    start = written(tmp_path / "o.ttl", ontology("urn:o", "http://e/a#", "urn:gone"))
    written(folder / "a b.rdf", XML.replace("<rdf:Desc", f'<o:Ontology rdf:about="http://e/a" xmlns:o="{OWL_NS}">'
            f'<o:imports rdf:resource="urn:v2"/></o:Ontology><rdf:Desc'))  # fmt: skip
    below = SUB.replace("urn:C", "urn:D").replace("urn:D> .", "urn:E> .")
    written(folder / "deep" / "b%20c.ttl", ontology("urn:b", "urn:o", "http://e/a", axioms=below, version="urn:v2"))
    written(folder / "broken.ttl", f"<urn:gone> a <{OWL_NS}Ontology> . broken")
    written(folder / "other.owl", "Ontology: <urn:gone>")
    written(folder / ".hidden" / "c.ttl", ontology("urn:gone"))
    closed = infer(tmp_path, start, imports=[folder], engine=engine)
    assert types(closed) == ["<urn:D>", "<urn:E>"]
    assert [warning.axiom for warning in closed.warnings][:3] == [
        "owl:imports <urn:gone>", str(folder / "broken.ttl"), str(folder / "other.owl"),
    ]  # fmt: skip
    assert {path.name for path in closed.files} == {"facts.nt", "o.ttl", "a b.rdf", "b%20c.ttl"}


def test_of_two_files_with_one_ontology_the_first_is_read(tmp_path: Path) -> None:
    start = written(tmp_path / "o.ttl", ontology("urn:o", "urn:a"))
    written(tmp_path / "in" / "1.ttl", ontology("urn:a", axioms=SUB))
    written(tmp_path / "in" / "2.ttl", ontology("urn:a"))
    closed = infer(tmp_path, start, imports=[tmp_path / "in"])
    assert types(closed) == ["<urn:D>"]
    (warning,) = closed.warnings
    assert "1.ttl" in warning.consequence
    assert "2.ttl" in warning.consequence


def test_imports_of_facts_are_read_too(tmp_path: Path) -> None:
    facts = written(tmp_path / "f.ttl", ontology("urn:o", "urn:a", axioms=FACTS))
    written(tmp_path / "in" / "1.ttl", ontology("urn:a", axioms=SUB))
    other = written(tmp_path / "other.ttl", "")
    assert "<urn:D>" in types(close_files([facts], [other], imports=[tmp_path / "in"]))


CATALOGUE = '<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"{}>{}</catalog>'


@pytest.mark.parametrize(
    ("attributes", "entries"),
    [
        ("", '<uri id="User" name="http://e/a%20b" uri="my%20files/a.ttl"/>'),
        ("", '<uri name="http://e/a b" uri="my files/a.ttl"/>'),
        (' xml:base="my%20files/"', '<uri name="http://e/a%20b" uri="./a.ttl"/>'),
        ("", '<group xml:base="my%20files/"><uri name="http://e/a%20b" uri="a.ttl"/></group>'),
        ("", '<group id="Folder Repository" prefer="public" xml:base=""><uri name="http://e/a%20b"'
             ' uri="my%20files/a.ttl" xml:base="./"/></group>'),
        ("", '<rewriteURI uriStartString="http://e/" rewritePrefix="wrong/"/>'
             '<rewriteURI uriStartString="http://e/a%20b" rewritePrefix="my%20files/a.ttl"/>'),
        ("", '<uriSuffix uriSuffix="%20b" uri="my%20files/a.ttl"/>'),
        ("", '<uri name="http://e/other" uri="x"/><nextCatalog catalog="gone.xml"/>'
             '<nextCatalog catalog="catalog.xml"/><nextCatalog catalog="my%20files/next.xml"/>'),
        ("", '<delegateURI uriStartString="http://e" catalog="my%20files/next.xml"/><nextCatalog catalog="x"/>'),
        ("", '<system systemId="http://e/a%20b" uri="x"/><foreign xmlns="urn:x"/>'
             '<uri name="http://e/a%20b" uri="my%20files/a.ttl"/>'),
    ],
)  # fmt: skip
def test_imports_are_found_by_a_catalogue(attributes: str, entries: str, tmp_path: Path) -> None:
    start = written(tmp_path / "o.ttl", ontology("urn:o", "http://e/a%20b"))
    written(tmp_path / "my files" / "a.ttl", ontology("urn:whatever", axioms=SUB))
    written(tmp_path / "my files" / "next.xml", CATALOGUE.format("", '<uri name="http://e/a%20b" uri="a.ttl"/>'))
    catalogue = written(tmp_path / "catalog.xml", CATALOGUE.format(attributes, entries))
    closed = infer(tmp_path, start, imports=[catalogue])
    assert (types(closed), closed.warnings) == (["<urn:D>"], ())
    assert catalogue in closed.files


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("", "it is not in"),
        ('<uri name="urn:a" uri="gone.ttl"/>', r"is .*gone\.ttl, which is no file"),
        ('<uri name="urn:a" uri="http://127.0.0.1:9/a.ttl"/>', "at http://127.0.0.1:9/a.ttl, and nothing is fetched"),
        ('<uri name="urn:a" uri="file://elsewhere/a.ttl"/>', "nothing is fetched"),
        ('<uri name="urn:a" uri="a%00b"/>', "nothing is fetched"),
        ('<nextCatalog catalog="http://127.0.0.1:9/"/>', "it is not in"),
    ],
)
def test_what_a_catalogue_does_not_have_is_named(entry: str, words: str, tmp_path: Path) -> None:
    start = written(tmp_path / "o.ttl", ontology("urn:o", "urn:a"))
    catalogue = written(tmp_path / "catalog.xml", CATALOGUE.format("", entry))
    first, *rest = infer(tmp_path, start, imports=[catalogue]).warnings
    assert first.axiom == "owl:imports <urn:a>"
    assert re.search(f"is not read: .*{words}", first.consequence)
    assert [warning.axiom for warning in rest] == [str(catalogue)] * ("next" in entry)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        ("<catalog", r"catalog\.xml:1: not well-formed"),
        ("<catalog/>", "no XML catalogue"),
        (SUB, "not well-formed"),
        ("<!DOCTYPE c [<!ENTITY a SYSTEM 'x'>]>" + CATALOGUE.format("", ""), "stands for another file"),
        (CATALOGUE.format("", '<uri name="urn:a" uri="http://["/>'), "an address that is none"),
    ],
)
def test_a_catalogue_that_is_none_is_refused(content: str | None, words: str, tmp_path: Path) -> None:
    start = written(tmp_path / "o.ttl", ontology("urn:o", "urn:a"))
    catalogue = tmp_path / "catalog.xml"
    if content is not None:
        written(catalogue, content)
    with pytest.raises(InputError, match=words):
        infer(tmp_path, start, imports=[catalogue])


def test_an_import_that_is_broken_is_an_error(tmp_path: Path) -> None:
    start = written(tmp_path / "o.ttl", ontology("urn:o", "urn:a"))
    written(tmp_path / "a.ttl", "\nbroken")
    catalogue = written(tmp_path / "catalog.xml", CATALOGUE.format("", '<uri name="urn:a" uri="a.ttl"/>'))
    with pytest.raises(InputError, match=r"a\.ttl:2: not well-formed"):
        infer(tmp_path, start, imports=[catalogue])
