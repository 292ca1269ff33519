"""Sanctions lists in XML: OFAC's SDN.XML and CONSOLIDATED.XML, the UN Security Council's list, the EU's (two forms).

By their schemas. OFAC marks weak names with ``category``, the UN by ``QUALITY`` Low, the EU by ``strong`` false. The
day of listing is told where the list has it: ``LISTED_ON`` (UN), ``designationDate`` (EU). An entry's row is its place
in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree

from kg.errors import InputError
from kg.exchange.importers.entries import entry, read_entries
from kg.exchange.importers.frames import Reading
from kg.exchange.importers.ofac import LISTING, only_consolidated
from kg.exchange.importers.settings import ImportSettings
from kg.rdf.read_tables import whole
from kg.rdf.xml_text import plain_xml

Element = ElementTree.Element
_OFAC_KINDS = {"Individual": "Person", "Entity": "Organization", "Vessel": None, "Aircraft": None}
_KINDS = {"person": "Person", "entity": "Organization"}


def read_xml(path: Path, roots: tuple[str, ...]) -> Element | None:
    """The root of an XML document; None where the file is no XML. ``InputError`` where it has none of ``roots``."""
    content = whole(path)
    if not content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return None
    try:
        root = ElementTree.fromstring(plain_xml(content, path))  # noqa: S314 - no entity is left in it
    except ElementTree.ParseError as error:
        raise InputError("not well-formed XML", file=path, line=error.position[0]) from error
    if _local(root) not in roots:
        advanced = "; of OFAC's lists SDN.XML or sdn.csv is read" if _local(root) == "Sanctions" else ""
        raise InputError(f"the XML holds {_local(root)!r}, not {' or '.join(roots)}{advanced}", file=path)
    for element in root.iter():
        element.tag = _local(element)
    return root


def ofac_xml(path: Path, file: str, settings: ImportSettings) -> Reading | None:
    """OFAC's SDN.XML or CONSOLIDATED.XML."""
    root = read_xml(path, ("sdnList",))
    if root is None:
        return None
    found = list(root.iter("sdnEntry"))
    programmes = [_texts(one, "programList/program") for one in found]
    apart = PurePath(file).name.lower().startswith("cons") or any(map(only_consolidated, programmes))
    source, title = ("ofac-consolidated", "OFAC non-SDN") if apart else ("ofac-sdn", "OFAC SDN")
    rows = []
    for number, (one, under) in enumerate(zip(found, programmes, strict=True), 1):
        names = [(_ofac_name(aka), _text(aka, "category").lower() == "weak") for aka in one.iter("aka")]
        uid = _text(one, "uid")
        rows.append(
            entry(
                number, uid, _ofac_name(one), _text(one, "sdnType"), [source], programmes=under,
                identifier=f"{title} {uid}", **_names(names),
            )
        )  # fmt: skip
    return read_entries(rows, file, "ofac", _OFAC_KINDS, settings, listing=LISTING[source])


def un_xml(path: Path, file: str, settings: ImportSettings) -> Reading | None:
    """The consolidated list of the UN Security Council."""
    root = read_xml(path, ("CONSOLIDATED_LIST",))
    if root is None:
        return None
    rows: list[dict[str, Any]] = []
    for tag, kind in (("INDIVIDUAL", "person"), ("ENTITY", "entity")):
        for one in root.iter(tag):
            parts = (_text(one, name) for name in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"))
            names = [
                (part, _text(alias, "QUALITY").lower() == "low")
                for alias in one.iter(f"{tag}_ALIAS")
                for part in _text(alias, "ALIAS_NAME").split(";")
            ]
            names.append((_text(one, "NAME_ORIGINAL_SCRIPT"), False))
            rows.append(
                entry(
                    len(rows) + 1, _text(one, "DATAID"), " ".join(filter(None, parts)), kind, ["un-sc"],
                    programmes=[_text(one, "UN_LIST_TYPE")] if _text(one, "UN_LIST_TYPE") else [],
                    identifier=f"UN SC {_text(one, 'REFERENCE_NUMBER')}",
                    listed=_text(one, "LISTED_ON")[:10] or None, **_names(names),
                )
            )  # fmt: skip
    return read_entries(rows, file, "un", _KINDS, settings)


def eu_xml(path: Path, file: str, settings: ImportSettings) -> Reading | None:
    """The EU's consolidated list of financial sanctions, in its present form or that before 2018."""
    root = read_xml(path, ("export", "WHOLE"))
    if root is None:
        return None
    form: Callable[[Element], Iterator[dict[str, Any]]] = _eu_entries if root.tag == "export" else _old_eu_entries
    return read_entries(list(form(root)), file, "eu", _KINDS, settings)


def _eu_entries(root: Element) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(root.iter("sanctionEntity"), 1):
        subject = next(one.iter("subjectType"), None)
        code = "" if subject is None else subject.get("code", "")
        aliases = [(a.get("wholeName", ""), a.get("strong", "true") == "false") for a in one.iter("nameAlias")]
        name, others = _first_strong(aliases)
        reference = one.get("euReferenceNumber", "")
        yield entry(
            number, one.get("logicalId", ""), name, "person" if code == "person" else "entity" if code else "",
            ["eu-fsf"], programmes=sorted({r.get("programme", "") for r in one.iter("regulation")} - {""}),
            identifier=f"EU {reference}" if reference else None, listed=one.get("designationDate") or None,
            **_names(others),
        )  # fmt: skip


def _old_eu_entries(root: Element) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(root.iter("ENTITY"), 1):
        name, others = _first_strong([(_text(alias, "WHOLENAME"), False) for alias in one.iter("NAME")])
        yield entry(
            number, one.get("Id", ""), name, {"P": "person", "E": "entity"}.get(one.get("Type", ""), ""), ["eu-fsf"],
            programmes=[one.get("programme", "")] if one.get("programme") else [],
            identifier=f"EU {one.get('Id', '')}", **_names(others),
        )  # fmt: skip


def _first_strong(names: list[tuple[str, bool]]) -> tuple[str, list[tuple[str, bool]]]:
    """The name, which is the first that is not weak, and the others."""
    at = next((n for n, (name, weak) in enumerate(names) if name and not weak), 0)
    return (names[at][0], names[:at] + names[at + 1 :]) if names else ("", [])


def _ofac_name(element: Element) -> str:
    return ", ".join(filter(None, (_text(element, "lastName"), _text(element, "firstName"))))


def _names(names: list[tuple[str, bool]]) -> dict[str, list[str]]:
    """Other names, and weak ones."""
    plain = [(" ".join(name.split()), weak) for name, weak in names if name.strip()]
    return {"others": [n for n, weak in plain if not weak], "weak": [n for n, weak in plain if weak]}


def _text(element: Element, name: str) -> str:
    return " ".join((element.findtext(name) or "").split())


def _texts(element: Element, path: str) -> list[str]:
    return [" ".join(part.text.split()) for part in element.findall(path) if part.text]


def _local(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]
