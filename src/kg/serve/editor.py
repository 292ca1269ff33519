"""``/query``: the query editor, with the catalogue's queries as examples."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode
from starlette.requests import Request
from starlette.responses import Response

from kg.rdf.resources import term_text
from kg.rdf.terms import BASE, PREFIXES
from kg.rdf.text import script_json
from kg.serve.answers import answer
from kg.serve.pages import HTML
from kg.serve.service import Service, service_of
from kg.sparql.catalogue import FOLDERS, TYPES, CatalogueQuery

#: The editor's library sets styles by script; no text runs as one, and nothing is loaded from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FIRST = """\
# Who is said to sponsor whom: what the policy accepted, and what follows.
SELECT ?sponsor ?beneficiary {
  ?s conflict:sponsors ?b .
  ?s skos:prefLabel ?sponsor . ?b skos:prefLabel ?beneficiary
} ORDER BY ?sponsor ?beneficiary
"""
#: Where the pattern of a query begins, or the group that is all that stands before its filters.
_WHERE = re.compile(r"^WHERE\s*\{[^\S\n]*$", re.MULTILINE)
_GROUP = re.compile(rf"{_WHERE.pattern}(?:\n\s*#.*)*\n\s*\{{[^\S\n]*$", re.MULTILINE)


async def editor(request: Request) -> Response:
    """The page."""
    service = service_of(request)
    body = service.kept("editor", lambda: _page(service))
    return answer(request, body, HTML, {"Content-Security-Policy": POLICY})


def _page(service: Service) -> bytes:
    values = {
        "base": BASE,
        "prefixes": PREFIXES,
        "first": with_prefixes(FIRST),
        "examples": {query.name: with_defaults(query) for query in service.catalogue.values()},
    }
    folders = [
        (meaning, [(one.name, one.summary) for one in service.catalogue.values() if one.folder == folder])
        for folder, meaning in FOLDERS.items()
    ]
    return service.page("editor.html.j2", settings=script_json(values), folders=folders, summary=service.summary)


def with_defaults(query: CatalogueQuery) -> str:
    """:func:`with_values` with the default of each parameter that has one."""
    return with_values(query, {p.name: TYPES[p.type](p.default) for p in query.params if p.default is not None})


def with_values(query: CatalogueQuery, terms: Mapping[str, NamedNode | Literal]) -> str:
    """The text of a query of the catalogue without its header, and with a line of BIND for each of its parameters.

    A parameter without a term gets a line to fill in. Stores begin with what is bound, and look VALUES up last.
    """
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    body = "\n".join([f"# {query.summary}", *lines]).replace("\n\n\n", "\n\n").rstrip() + "\n"
    values = []
    for param in query.params:
        if param.name in terms:
            values.append(f"  BIND({term_text(terms[param.name])} AS ?{param.name})  # {param.meaning}")
        else:
            values.append(f"  # BIND(… AS ?{param.name})  # {param.type}: {param.meaning}")
    # What is bound outside a group is not seen inside it; of the branches of a UNION the first is no such group.
    begins = _GROUP if _GROUP.search(body) and "UNION" not in body else _WHERE
    text = begins.sub(lambda found: "\n".join([found.group(), *values]), body, count=1)
    return with_prefixes(text)


def with_prefixes(text: str) -> str:
    """``text`` with a PREFIX line for each of the project's prefixes that it uses and does not declare."""
    used = [name for name in PREFIXES if re.search(rf"(?<![\w?$:]){name}:", text) and f"PREFIX {name}:" not in text]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used) + text
