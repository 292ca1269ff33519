"""A dossier as text: for a terminal, as Markdown, as JSON, as one HTML page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from kg.dossier.portrait import Portrait
from kg.dossier.reading import Link
from kg.dossier.rows import Rows
from kg.dossier.ties import Tie
from kg.rdf.tables import as_markdown, cell, markdown_text, one_line
from kg.rdf.terms import shorten

#: A section: heading, columns and rows, and a remark where rows are left out.
Section = tuple[str, Sequence[str], Sequence[Sequence[object]], str]

_TIE = ("when", "what", "kind", "as", "with", "how", "grade", "sources", "standing")
_ACCOUNT = ("grade", "source or subject", "paraphrase", "recorded", "standing", "account")


def sections(thing: Portrait) -> Iterator[Section]:
    """The tables of a dossier in their order; those without rows are left out."""
    if thing.stated:
        rows = [(_name(one.property), _name(one.value), one.standing, one.reason) for one in thing.stated]
        yield "Stated values", ("what", "told", "the policy", "how it decided"), rows, ""
    facts = [(_name(one.property), _names(one.values), one.grade, one.layer) for one in thing.facts.shown]
    if facts:
        yield "Facts", ("what", "value", "grade", "layer"), facts, _left_out(thing.facts)
    for group in thing.groups:
        yield group.heading, _TIE, [_tie(tie) for tie in group.rows.shown], _left_out(group.rows)
    differences = [
        (
            _name(one.property),
            "disputed: nothing" if one.disputed else _names(one.accepted),
            _names(values),
            f"{grade} {source.text}",
            one.reason,
        )
        for one in thing.differences
        for _, source, grade, values in one.others
    ]
    if differences:
        yield "Where sources differ", ("what", "accepted", "another says", "who", "why"), differences, ""
    conclusions = [(_name(one.property), _name(one.value)) for one in thing.conclusions.shown]
    if conclusions:
        yield "What follows", ("what", "value"), conclusions, _left_out(thing.conclusions)
    is_source = thing.iri.rpartition("/")[0].endswith("/source")
    accounts = [
        (
            one.grade,
            _name(one.about) if is_source else one.source.text,
            f"{one.paraphrase} (hedged: {one.hedge})" if one.hedge else one.paraphrase,
            one.recorded,
            one.standing,
            _short(one.account),
        )
        for one in thing.accounts.shown
    ]
    if accounts:
        yield "Accounts of this source" if is_source else "Who says so", _ACCOUNT, accounts, _left_out(thing.accounts)
    named = [(prop, _names(rows.shown), rows.total) for prop, rows in thing.pointing]
    if named:
        yield "Named by", ("as", "what", "how many"), named, ""


def _tie(tie: Tie) -> tuple[object, ...]:
    shared = "; ".join(f"{role}: {_name(other)}" for role, other in tie.others)
    standing = "accepted" if tie.accepted else "reported only"
    how = ", ".join(tie.details)
    return tie.when or "not dated", _name(tie.thing), tie.kind, tie.role, shared, how, tie.grade, tie.sources, standing


def _short(link: Link) -> str:
    return shorten(link.href) if link.href else ""


def _name(link: Link) -> str:
    """A thing by its label and its prefixed name; a term of the vocabulary by its label."""
    short = _short(link)
    return f"{link.text} ({short})" if short and "/id/" in link.href and short != link.text else link.text


def _names(links: Sequence[Link]) -> str:
    return ", ".join(map(_name, links))


def _left_out(rows: Rows[Any]) -> str:
    return f"The first {len(rows.shown)} of at least {rows.total}." if rows.cut else ""


def _head(thing: Portrait) -> list[str]:
    kinds = ", ".join(kind.text for kind in thing.kinds)
    lines = [f"{kinds} <{thing.iri}>" if kinds else f"<{thing.iri}>"]
    if thing.names:
        lines.append(f"Also: {'; '.join(thing.names)}")
    lines += thing.notes
    if thing.when:
        lines.append(thing.when)
    if thing.standing:
        lines.append(thing.standing + (f" {_name(thing.held_to_be)}" if thing.held_to_be else ""))
    return lines


def as_text(thing: Portrait) -> str:
    """The dossier for a terminal: a line a row, its cells apart by bars, so that no identifier is broken."""
    parts = ["\n".join([thing.title, *_head(thing)]) + "\n"]
    for heading, _, rows, left_out in sections(thing):
        lines = [" | ".join(one_line(cell(value)) for value in row if value != "") for row in rows]
        parts.append(
            "\n".join(["", heading.upper(), *(f"- {line}" for line in lines), *([left_out] * bool(left_out)), ""])
        )
    return "".join(parts)


def as_markdown_page(thing: Portrait) -> str:
    """The dossier in Markdown."""
    parts = [f"# {markdown_text(thing.title)}\n\n", "".join(f"{markdown_text(line)}\n\n" for line in _head(thing))]
    for heading, columns, rows, left_out in sections(thing):
        remark = f"\n{left_out}\n" if left_out else ""
        parts.append(f"## {heading}\n\n{as_markdown(columns, rows)}{remark}\n")
    return "".join(parts).rstrip("\n") + "\n"


def as_record(thing: Portrait) -> str:
    """The dossier as JSON; the fields are those of :class:`kg.dossier.portrait.Portrait`, ``href`` is an IRI."""
    return json.dumps(asdict(thing), ensure_ascii=False, indent=2) + "\n"


def as_html(thing: Portrait) -> str:
    """The dossier as one HTML page, whose links are IRIs."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(loader=PackageLoader("kg.dossier"), autoescape=True, undefined=StrictUndefined)
    env.trim_blocks = env.lstrip_blocks = True
    kind = thing.iri.rpartition("/")[0].rpartition("/")[2]
    return env.get_template("page.html.j2").render(thing=thing, kind=kind, proofs=False, href=str) + "\n"


FORMS: dict[str, Callable[[Portrait], str]] = {
    "text": as_text,
    "md": as_markdown_page,
    "json": as_record,
    "html": as_html,
}
