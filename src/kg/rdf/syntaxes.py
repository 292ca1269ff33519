"""Which syntax a file has: what its name says, where its first bytes do not say otherwise.

A name is a hint: ``.owl`` stands for five syntaxes, and a server that does not find a file answers with a page under
the name asked for. What begins as RDF/XML or with a prefix of Turtle is read as that. What is no RDF for certain is
refused with the way to convert it. Doubt is left to the parser.
"""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote

from pyoxigraph import RdfFormat

from kg.errors import InputError

#: The ending of a name → its syntax; ``.gz`` may follow.
SYNTAXES = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}
#: What a syntax is called on the command line: by its ending, or by its name in ``kg export``.
INPUT_FORMATS = {ending.removeprefix("."): syntax for ending, syntax in SYNTAXES.items()} | {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "rdfxml": RdfFormat.RDF_XML,
    "json": RdfFormat.JSON_LD,
}
COMPRESSED = ".gz"
#: How much of a file tells its syntax; comments of ontologies fill pages.
HEAD_BYTES = 64 * 2**10

_OWL = "http://www.w3.org/2002/07/owl#"
_ROBOT = "convert it, as with: robot convert --input {} --output {}"
_FUNCTIONAL, _MANCHESTER, _OWL_XML, _OBO = (
    f"is {name}, not RDF; {_ROBOT}"
    for name in ("OWL in functional syntax", "OWL in Manchester syntax", "OWL/XML", "an ontology in OBO format")
)
_JSON = "is JSON, but not JSON-LD: it has neither @context nor @id; 'kg import' reads JSON of public datasets"
_OTHER_XML = "is XML, but neither RDF/XML nor Turtle: its first element <{}> is in no namespace"
_PAGE = "is an HTML page, as servers send in place of a file; fetch the RDF itself"
_CATALOGUE = "is an XML catalogue, not RDF; name it with --imports"
_COMPRESSION = "is compressed as {}, which is not read; unpack it first, or compress it with gzip"
_UTF_16 = "is {0}, which only RDF/XML may be; convert it, as with: iconv -f {0} -t UTF-8"
#: First bytes of files that are no text.
_MAGIC = {
    b"BZh": _COMPRESSION.format("bzip2"),
    b"\xfd7zXZ": _COMPRESSION.format("xz"),
    b"\x28\xb5\x2f\xfd": _COMPRESSION.format("zstd"),
    b"PK\x03\x04": _COMPRESSION.format("zip"),
    b"%PDF": "is a PDF document, not RDF",
    b"version https://git-lfs": "is a pointer of Git LFS, not the file itself; fetch it, as with: git lfs pull",
}
#: What a file in another syntax begins with, once comments are passed over.
_FOREIGN = {
    re.compile(r"(?:Prefix|Ontology|Import|Declaration)\s*\("): _FUNCTIONAL,
    re.compile(r"(?:Prefix|Ontology|Import|Class|ObjectProperty|Individual):\s"): _MANCHESTER,
    re.compile(r"(?:format-version|data-version|ontology|default-namespace|date|saved-by):\s|\[Term\]"): _OBO,
}
#: How JSON begins, and what JSON-LD has.
_OBJECT = re.compile(r"\{\s*\"[^\"]*\"\s*:|\[\s*\{\s*\"|[{\[]\s*[}\]]\s*\Z")
_KEYWORD = re.compile(r"\"@(?:context|id|graph|type)\"")
#: The endings that the other syntaxes of OWL usually have, for files whose content does not tell.
OWL_ENDINGS = {".ofn": _FUNCTIONAL, ".omn": _MANCHESTER, ".owx": _OWL_XML, ".obo": _OBO}
_TURTLE = re.compile(r"@(?:prefix|base)\b|(?:PREFIX|BASE)\s+(?:[^\s:<]*:\s*)?<", re.IGNORECASE)
#: A subject of N-Triples or Turtle, which no tag of XML looks like; and a line with a graph.
_SUBJECT = re.compile(r"<[^<>\s\"]*[:/#][/#?][^<>\s\"]*>\s|<>\s|_:\w|<(?:urn|tag|mailto):[^<>\s]*>\s")
#: A statement of Turtle whose subject is a relative IRI, which looks like a tag.
_STATEMENT = re.compile(r"<[^<>\s\"]*>\s+(?:<[^<>]*>|a\s|[\w.\-]*:)")
_QUAD = re.compile(r"\S+\s+<[^>]*>\s+(?:<[^>]*>|_:\S+|\"(?:[^\"\\\n]|\\.)*\"\S*)\s+(?:<[^>]*>|_:\S+)\s*\.")
#: The syntaxes whose texts nothing but their name may tell apart.
_LINES = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.TRIG, RdfFormat.N_QUADS)
_LINE_COMMENTS = re.compile(r"(?:\s+|[#!][^\n]*(?:\n|\Z))*")
_XML_COMMENTS = re.compile(r"(?:\s+|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z))*", re.DOTALL)
_DOCTYPE = re.compile(
    r"<!DOCTYPE\s+(?P<root>[^\s\[>]+)(?:[^\[>]*\[(?P<subset>.*?)\]\s*>|[^>]*>?)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<(?P<root>[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?)(?=[\s/>])(?P<attributes>[^>]*)")
#: Byte order marks, the longer ones first, and how 32 bits for ``<`` begin where there is none.
_MARKS = {
    b"\xff\xfe\x00\x00": "UTF-32LE",
    b"\x00\x00\xfe\xff": "UTF-32BE",
    b"\xff\xfe": "UTF-16LE",
    b"\xfe\xff": "UTF-16BE",
    b"\xef\xbb\xbf": "UTF-8",
    b"<\x00\x00\x00": "UTF-32LE",
    b"\x00\x00\x00<": "UTF-32BE",
}


def syntax_of_name(path: Path) -> RdfFormat | None:
    """The syntax that the name of a file says; None where it says none.

    >>> syntax_of_name(Path("a.nt.gz")) == RdfFormat.N_TRIPLES
    True
    """
    return SYNTAXES.get(ending(path))


def ending(path: Path) -> str:
    """The ending of a name in small letters, that before ``.gz`` where it has both."""
    name = path.name.lower()
    return Path(name.removesuffix(COMPRESSED)).suffix


def unicode_form(head: bytes) -> str | None:
    """The Unicode encoding that the first bytes show by a mark or by zeros (XML 1.0, appendix F); None for none."""
    for mark, form in _MARKS.items():
        if head.startswith(mark):
            return form
    first, second = head[:1], head[1:2]
    if b"\0" not in (first, second) or first == second:
        return None
    return "UTF-16BE" if first == b"\0" else "UTF-16LE"


def recognised(head: bytes, named: RdfFormat | None, path: Path | str) -> RdfFormat | None:
    """The syntax of what begins with ``head``: the ``named`` one where the content does not say otherwise.

    None where neither the name nor the content says one. Raises ``InputError``, with the way to convert the file, for
    what is certainly in another syntax, and for UTF-16 in a syntax other than RDF/XML.
    """
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise InputError(what, file=path)
    form = unicode_form(head)
    text = head[:HEAD_BYTES].decode(form or "utf-8", "ignore").lstrip("\ufeff")
    found = _xml(text, named, path) or _json(text, named, path) or _lines(text, path)
    if form not in (None, "UTF-8") and (found or named) != RdfFormat.RDF_XML:
        raise InputError(_UTF_16.format(form), file=path)
    return named if named in _LINES and found not in (RdfFormat.RDF_XML, RdfFormat.JSON_LD) else found or named


def _xml(text: str, named: RdfFormat | None, path: Path | str) -> RdfFormat | None:
    """RDF/XML where ``text`` begins with an element of it; ``InputError`` for other XML that is known."""
    start = _XML_COMMENTS.match(text)
    place = start.end() if start else 0
    declared = text.lstrip().startswith("<?xml")
    doctype = _DOCTYPE.match(text, place)
    if doctype and doctype["root"].lower() == "html":
        raise InputError(_PAGE, file=path)
    if doctype:
        start = _XML_COMMENTS.match(text, doctype.end())
        place = start.end() if start else place
    tag = _TAG.match(text, place)
    if tag is None or (_SUBJECT.match(text, place) and not declared):
        return RdfFormat.RDF_XML if declared or doctype else None
    name, attributes = tag["root"].rpartition(":")[2], tag["attributes"] or ""
    if name.lower() == "html":
        raise InputError(_PAGE, file=path)
    if name == "Ontology" and (f'"{_OWL}"' in attributes or f"'{_OWL}'" in attributes or "ontologyIRI" in attributes):
        raise _conversion(_OWL_XML, path)
    if name == "catalog":
        raise InputError(_CATALOGUE, file=path)
    if named in _LINES and not declared and not doctype and "xmlns" not in attributes:
        if _STATEMENT.match(text, place):
            return None
        raise InputError(_OTHER_XML.format(tag["root"]), file=path)
    return RdfFormat.RDF_XML


def _json(text: str, named: RdfFormat | None, path: Path | str) -> RdfFormat | None:
    """JSON-LD where ``text`` begins as JSON and has a keyword of it; ``InputError`` for other JSON."""
    if not _OBJECT.match(text.lstrip()):
        return None
    if named == RdfFormat.JSON_LD or _KEYWORD.search(text):
        return RdfFormat.JSON_LD
    raise InputError(_JSON, file=path)


def _lines(text: str, path: Path | str) -> RdfFormat | None:
    """The syntax of lines that ``text`` begins with; ``InputError`` for one that is no RDF."""
    start = _LINE_COMMENTS.match(text)
    place = start.end() if start else 0
    for pattern, what in _FOREIGN.items():
        if pattern.match(text, place):
            raise _conversion(what, path)
    if _QUAD.match(text, place):
        return RdfFormat.N_QUADS
    return RdfFormat.TURTLE if _TURTLE.match(text, place) or _SUBJECT.match(text, place) else None


def _conversion(what: str, path: Path | str) -> InputError:
    """The refusal of a file in another syntax, with the command that converts it."""
    name = str(path)
    return InputError(what.format(quote(name), quote(str(Path(name).with_suffix(".ttl")))), file=path)


def unknown_syntax(path: Path | str) -> InputError:
    """The refusal of a file of which neither name nor content says a syntax of RDF."""
    known = OWL_ENDINGS.get(ending(Path(path)))
    if known is not None:
        return _conversion(known, path)
    return InputError(f"unknown file type; known: {', '.join(SYNTAXES)}, each also with {COMPRESSED}", file=path)
