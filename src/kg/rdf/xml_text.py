"""RDF/XML as people write it → UTF-8 without a document type, which is what the parser takes.

Ontology editors declare entities for namespaces (``&owl;Class``), and older files are in other encodings than UTF-8.
Read are the encodings of :data:`_ENCODINGS`, and internal entities that stand for plain text, also by way of other
entities, as W3C *Extensible Markup Language (XML) 1.0*, section 4, defines them. What they stand for together is
bounded by ``entity_chars``. Nothing outside of the file is ever read: an entity that stands for another file, and
parameter entities, are refused. Lines stay where they were, so that errors name them.
"""

from __future__ import annotations

import codecs
import re
from functools import partial
from pathlib import Path

from kg.errors import InputError, LimitError
from kg.limits import limits
from kg.rdf.syntaxes import unicode_form

#: Python's names of the encodings that are read: those of web pages, without those that are no plain text.
_ENCODINGS = frozenset(
    ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "ascii", "koi8-r", "koi8-u"]
    + ["iso8859-1", *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16))]
    + [f"cp125{page}" for page in range(9)]
    + ["mac-roman", "shift_jis", "euc_jp", "iso2022_jp", "gb2312", "gbk", "gb18030", "big5", "euc_kr"]
)
_DECLARATION = re.compile(r"\s*<\?xml\s+(?:[^?>]|\?(?!>))*\?>")
_DECLARED = re.compile(r"""encoding\s*=\s*["']([A-Za-z][\w.\-]*)["']""")
#: What may stand before the document type: comments, instructions and space.
_PROLOGUE = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+[^\s\[>\"']+(?:\s+|\"[^\"]*\"|'[^']*'|SYSTEM|PUBLIC)*", re.DOTALL)
_END = re.compile(r"\s*>")
#: The declarations of a document type, each as a whole.
_PART = re.compile(
    r"\s+|<!--.*?-->|<\?.*?\?>|(?P<reference>%[^\s;]+;)"
    r"|<!(?P<kind>ENTITY|ELEMENT|ATTLIST|NOTATION)(?P<rest>\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>|(?P<close>\])",
    re.DOTALL,
)
_ENTITY = re.compile(r"\s+(?P<parameter>%\s+)?(?P<name>[^\s%\"'&;<>]+)\s+(?:\"(?P<one>[^\"]*)\"|'(?P<other>[^']*)')\s*")
_PARAMETER = re.compile(r"\s+%\s")
_CHARACTER = re.compile(r"&#(?:x(?P<hex>[0-9A-Fa-f]{1,6})|(?P<decimal>[0-9]{1,7}));")
#: In what an entity stands for: a character, or another entity.
_REFERENCE = re.compile(rf"{_CHARACTER.pattern}|&(?P<name>[^\s&;<#]+);")
#: References stand in text and in attributes; what looks like one elsewhere is none.
_TOKENS = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|&(?P<name>[^\s&;<#]+);", re.DOTALL)
_PREDEFINED = frozenset({"lt", "gt", "amp", "apos", "quot"})
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
#: How many entities may stand for one another in a row.
MOST_ENTITIES_DEEP = 100


def plain_xml(content: bytes, path: Path | str) -> bytes:
    """``content`` in UTF-8, with entities replaced by what they stand for, and without a document type.

    Raises ``InputError`` for an unknown or wrong encoding and for entities that are not read, ``LimitError`` where
    entities stand for more than ``entity_chars``; both name ``path`` and the line where it is known.
    """
    text = _decoded(content, path)
    if text is None:
        return content
    prologue = _PROLOGUE.match(text)
    start = prologue.end() if prologue else 0
    doctype = _DOCTYPE.match(text, start)
    if doctype is None:
        return text.encode()
    end, entities = doctype.end(), _Entities(path)
    if text.startswith("[", end):
        end = _read_subset(text, end + 1, entities)
    closing = _END.match(text, end)
    if closing is None:
        raise InputError("not well-formed: the document type has no end", file=path, line=_line(text, start))
    body = text[closing.end() :]
    lines = "\n" * text.count("\n", start, closing.end())
    return (text[:start] + lines + (entities.expanded(body) if entities.declared else body)).encode()


def _decoded(content: bytes, path: Path | str) -> str | None:
    """The text of XML, declared as UTF-8; None where it is UTF-8 without a document type, as most is."""
    form = unicode_form(content)
    head = content[:1000].decode(form or "latin-1", "ignore").lstrip("\ufeff")
    declaration = _DECLARATION.match(head)
    named = _DECLARED.search(declaration[0]) if declaration else None
    name = named[1] if named else "UTF-8"
    if form is None and name.upper() == "UTF-8" and b"<!DOCTYPE" not in content:
        return None
    encoding = form or _encoding(name, path)
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = 1 + content.count("\n".encode(encoding), 0, error.start)
        raise InputError(
            f"a character is not {encoding.upper()}; declare the file's encoding", file=path, line=line
        ) from error
    declared = _DECLARATION.match(text)
    return text if declared is None else _DECLARED.sub('encoding="UTF-8"', declared[0], 1) + text[declared.end() :]


def _encoding(name: str, path: Path | str) -> str:
    """Python's name of a declared encoding of bytes."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        found = ""
    if found not in _ENCODINGS:
        raise InputError(f"the encoding {name!r} is not known; write the file as UTF-8", file=path, line=1)
    if found.startswith(("utf-16", "utf-32")):
        raise InputError(f"declares the encoding {name}, but is not in it; correct the declaration", file=path, line=1)
    return found


def _read_subset(text: str, place: int, entities: _Entities) -> int:
    """Read the declarations of a document type from ``place`` on; where its ``]`` ends."""
    while True:
        part = _PART.match(text, place)
        if part is None or part.end() == place:
            raise InputError(
                "not well-formed: a declaration of the document type", file=entities.path, line=_line(text, place)
            )
        if part["reference"]:
            raise InputError(_NO_PARAMETERS, file=entities.path, line=_line(text, place))
        if part["kind"] == "ENTITY":
            entities.declare(part["rest"], _line(text, place))
        elif part["kind"] == "ATTLIST" and re.search("[\"']", part["rest"]):
            raise InputError(
                "the document type gives attributes values of their own, which are not read; write them where they"
                " are used",
                file=entities.path,
                line=_line(text, place),
            )
        place = part.end()
        if part["close"]:
            return place


_NO_PARAMETERS = "a parameter entity is declared, which is not read; only entities that stand for plain text are"
_NO_EXTERNALS = "the XML entity {} stands for another file, which is never read; put its text into this file"


class _Entities:
    """The entities that one file declares, and how much text they have stood for."""

    def __init__(self, path: Path | str) -> None:
        self.path = path
        self.declared: dict[str, tuple[str, int]] = {}
        self._values: dict[str, str] = {}
        self._most = self._left = limits().entity_chars

    def declare(self, rest: str, line: int) -> None:
        """Take in what follows ``<!ENTITY``; of two declarations of one name the first holds."""
        found = _ENTITY.fullmatch(rest)
        if _PARAMETER.match(rest):
            raise InputError(_NO_PARAMETERS, file=self.path, line=line)
        if found is None:
            name = rest.split()[0]
            if re.search(r"\s(?:SYSTEM|PUBLIC)\s", rest):
                raise InputError(_NO_EXTERNALS.format(name), file=self.path, line=line)
            raise InputError(f"not well-formed: the declaration of the XML entity {name}", file=self.path, line=line)
        literal = found["one"] if found["one"] is not None else found["other"]
        self.declared.setdefault(found["name"], (_CHARACTER.sub(partial(_character, self.path, line), literal), line))

    def expanded(self, body: str) -> str:
        """``body`` with each reference replaced by text, escaped so that it stays text."""

        def replaced(token: re.Match[str]) -> str:
            name = token["name"]
            if name is None or name in _PREDEFINED or name not in self.declared:
                return token[0]
            value = self.value(name)
            self._spend(name, value)
            return value

        return _TOKENS.sub(replaced, body)

    def value(self, name: str, above: tuple[str, ...] = ()) -> str:
        """What an entity stands for, as text for an attribute or an element."""
        if name not in self._values:
            literal, line = self.declared[name]
            if name in above:
                raise InputError(f"the XML entity {name} stands for itself", file=self.path, line=line)
            if len(above) >= MOST_ENTITIES_DEEP:
                raise LimitError(f"{self.path}:{line}: XML entities are nested more than {MOST_ENTITIES_DEEP} deep")
            self._values[name] = self._plain(name, literal, line, above)
            self._spend(name, self._values[name])
        return self._values[name]

    def _plain(self, name: str, literal: str, line: int, above: tuple[str, ...]) -> str:
        if "<" in literal:
            raise InputError(
                f"the XML entity {name} stands for elements, which are not read; only plain text is",
                file=self.path,
                line=line,
            )
        parts: list[str] = []
        place = length = 0
        for found in _REFERENCE.finditer(literal):
            parts += (self._text(name, literal[place : found.start()]), self._referred(found, name, line, above))
            length += len(parts[-2]) + len(parts[-1])
            if length > self._left:
                return "".join(parts)
            place = found.end()
        return "".join([*parts, self._text(name, literal[place:])])

    def _referred(self, found: re.Match[str], within: str, line: int, above: tuple[str, ...]) -> str:
        """What a reference within an entity stands for."""
        name = found["name"]
        if name is None:
            return _character(self.path, line, found).translate(_ESCAPES)
        if name in _PREDEFINED:
            return found[0]
        if name not in self.declared:
            raise InputError(f"the XML entity {name} is not declared", file=self.path, line=line)
        return self.value(name, (*above, within))

    def _text(self, name: str, literal: str) -> str:
        if "&" in literal:
            line = self.declared[name][1]
            raise InputError(f"not well-formed: '&' in the XML entity {name}", file=self.path, line=line)
        return literal.translate(_ESCAPES)

    def _spend(self, name: str, text: str) -> None:
        self._left -= len(text)
        if self._left < 0:
            raise LimitError(
                f"{self.path}: XML entities stand for more than {self._most} characters, at {name} (KG_ENTITY_CHARS)"
            )


def _character(path: Path | str, line: int, found: re.Match[str]) -> str:
    """The character that a reference to one by its number stands for."""
    number = int(found["hex"], 16) if found["hex"] else int(found["decimal"])
    if not 0 < number < 0x110000 or 0xD800 <= number < 0xE000:
        raise InputError(f"not well-formed: there is no character {found[0]}", file=path, line=line)
    return chr(number)


def _line(text: str, place: int) -> int:
    return 1 + text.count("\n", 0, place)
