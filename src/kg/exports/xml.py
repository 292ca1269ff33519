"""XML for programs that draw networks: text that the standard library's writer may not pass on as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as Tree

from kg.present import NOT_XML, kept_returns


def xml_text(value: Any) -> str:
    """A value as text of an XML document: what XML cannot hold becomes U+FFFD, truth values are in lower case.

    >>> xml_text(True), xml_text("a\\x00b")
    ('true', 'a\\ufffdb')
    """
    return NOT_XML.sub("\ufffd", str(value).lower() if isinstance(value, bool) else str(value))


def document(root: Tree.Element) -> Iterator[bytes]:
    """The document of ``root``, indented."""
    Tree.indent(root)
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield kept_returns(Tree.tostring(root, encoding="utf-8", xml_declaration=False))
    yield b"\n"
