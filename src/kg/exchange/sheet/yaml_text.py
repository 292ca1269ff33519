"""A YAML document as texts, each with its line: mappings, lists and scalars alone.

The document is not resolved: ``no`` stays the text ``no``, and a date stays as it is written. Aliases, by which a
small file can stand for a huge one, tags and repeated keys are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from kg.errors import InputError
from kg.rdf.read import read_bytes

#: The largest document, in bytes, and the deepest nesting.
_BYTES, _DEPTH = 2**16, 8


@dataclass(frozen=True)
class Text:
    """A scalar; ``null`` and ``~`` are an empty text."""

    text: str
    line: int


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Fields:
    """A mapping: by key its value; ``keys`` are the lines of the keys."""

    fields: dict[str, Node]
    keys: dict[str, int]
    line: int


Node = Text | Items | Fields


def read_yaml(path: Path) -> Fields:
    """The mapping that is the one document of ``path``; ``InputError``, with the line, for anything else."""
    content = read_bytes(path)
    if len(content) > _BYTES:
        raise InputError(f"larger than {_BYTES} bytes", file=path)
    try:
        text = content.decode("utf-8-sig")
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            _refuse(path, event)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH:  # The parser's time grows with the square of the depth, and more.
                raise InputError("too deeply nested", path, _line(event))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise InputError("not in UTF-8", file=path) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(f"no YAML: {error.problem or error.context}", path, mark.line + 1 if mark else None) from error
    except yaml.YAMLError as error:
        raise InputError("no YAML: a character that cannot stand in it", file=path) from error
    found = None if node is None else _node(path, node)
    if not isinstance(found, Fields):
        raise InputError("no mapping: write lines such as 'columns:'", file=path, line=1)
    return found


def _line(event: yaml.Event) -> int | None:
    return event.start_mark.line + 1 if event.start_mark else None


def _refuse(path: Path, event: yaml.Event) -> None:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise InputError("aliases and anchors (* and &) are not read; put such a text in quotation marks", path, line)
    if getattr(event, "tag", None):
        raise InputError("tags (!) are not read; put such a text in quotation marks", path, line)


def _node(path: Path, node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        is_null = node.style is None and node.value in ("", "~", "null")
        return Text("" if is_null else str(node.value).strip(), line)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_node(path, item) for item in node.value), line)
    fields: dict[str, Node] = {}
    keys: dict[str, int] = {}
    for key, key_line, value in _pairs(path, node):
        if key in fields:
            raise InputError(f"{key!r} stands twice, in line {keys[key]} too", path, key_line)
        fields[key], keys[key] = _node(path, value), key_line
    return Fields(fields, keys, line)


def _pairs(path: Path, node: yaml.Node) -> Iterator[tuple[str, int, yaml.Node]]:
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise InputError("a key is a text", path, line)
        yield str(key.value).strip(), line, value
