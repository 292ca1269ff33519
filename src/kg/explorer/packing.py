"""The data of the explorer's page as they stand in the page: what the picture needs as JSON, the evidence compressed.

The evidence is JSON compressed by zlib, in base64. Nothing of it is drawn: the page unpacks it with the browser's own
``DecompressionStream`` once the first picture is there (``static/page/unpack.js``), so that it costs neither room nor
the time of the first draw.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

from kg.errors import InputError
from kg.rdf.text import script_json

Values = dict[str, Any]

#: The tables that hold what is read and not drawn.
EVIDENCE = ("accounts", "sources", "steps", "properties", "reasons", "checks")
_ELEMENT = r'<script type="{}" id="{}">(.*?)</script>'
_DATA = re.compile(_ELEMENT.format("application/json", "data"), re.DOTALL)
_PACKED = re.compile(_ELEMENT.format("text/plain", "packed"))


def take_apart(values: Mapping[str, Any]) -> tuple[Values, Values]:
    """The page's data as two: what the picture needs, and the evidence.

    The first keeps, as ``cited``, the IRIs of the sources, which of them are not independent of each other, and for
    each account the place of its source (null where it is not known). The second has the tables of :data:`EVIDENCE`,
    and as ``judged`` what each policy has otherwise of the accounts.
    """
    policies = [dict(policy) for policy in values["policies"]]
    evidence = {name: values[name] for name in EVIDENCE if name in values}
    evidence["judged"] = [policy.pop("accounts") for policy in policies]
    cited = {
        "sources": [source["iri"] for source in values["sources"]],
        "voices": [source.get("voice") for source in values["sources"]],
        "accounts": [account.get("source") for account in values["accounts"]],
    }
    rest = {name: value for name, value in values.items() if name not in EVIDENCE}
    return {**rest, "policies": policies, "cited": cited}, evidence


def pack(values: Mapping[str, Any]) -> str:
    """``values`` compressed, as text of letters that mean nothing in HTML; the same values give the same text."""
    return base64.b64encode(zlib.compress(script_json(values).encode("ascii"), 9)).decode("ascii")


def read_page(page: str) -> Values:
    """The data of an explorer's page, whole: ``nodes``, ``edges``, ``options``, and everything else as ``model``.

    Raises :class:`~kg.errors.InputError` for a text that is no page of the explorer.
    """
    stated, packed = _DATA.search(page), _PACKED.search(page)
    if stated is None or packed is None:
        raise InputError("no page of the explorer: it lacks the elements of its data")
    values: Values = json.loads(stated[1])
    evidence: Values = json.loads(zlib.decompress(base64.b64decode(packed[1])))
    model = values["model"]
    del model["cited"]
    for policy, judged in zip(model["policies"], evidence.pop("judged"), strict=True):
        policy["accounts"] = judged
    return {**values, "model": {**model, **evidence}}
