"""The datasets as sources: publisher, address and licence as the publishers state them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.exchange.importers.frames import SourceDescription

_UPPSALA = "Uppsala University, Department of Peace and Conflict Research"
_TREASURY = "US Department of the Treasury, Office of Foreign Assets Control"
_UCDP = ("https://ucdp.uu.se/downloads/", "https://creativecommons.org/licenses/by/4.0/")

SOURCES = {
    source.key: source
    for source in (
        SourceDescription("ucdp-ged", "UCDP Georeferenced Event Dataset", _UPPSALA, *_UCDP),
        SourceDescription("ucdp-esd", "UCDP External Support Dataset", _UPPSALA, *_UCDP),
        SourceDescription("ucdp-actor", "UCDP Actor Dataset", _UPPSALA, *_UCDP),
        SourceDescription("ucdp-dyadic", "UCDP Dyadic Dataset", _UPPSALA, *_UCDP),
        SourceDescription(
            "acled", "ACLED (Armed Conflict Location and Event Data)", "ACLED", "https://acleddata.com/",
            "https://acleddata.com/eula",
        ),
        SourceDescription(
            "gdelt", "GDELT, events", "The GDELT Project", "https://www.gdeltproject.org/",
            "https://www.gdeltproject.org/about.html#termsofuse",
        ),
        SourceDescription(
            "ofac-sdn", "OFAC, list of Specially Designated Nationals", _TREASURY, "https://sanctionslist.ofac.treas.gov/"
        ),
        SourceDescription(
            "ofac-consolidated", "OFAC, consolidated list of those not on the SDN list", _TREASURY,
            "https://sanctionslist.ofac.treas.gov/",
        ),
        SourceDescription(
            "un-sc", "United Nations Security Council, consolidated list", "United Nations Security Council",
            "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
        ),
        SourceDescription(
            "eu-fsf", "European Union, consolidated list of financial sanctions", "European Commission",
            "https://data.europa.eu/data/datasets/consolidated-list-of-persons-groups-and-entities-subject-to-eu-financial-sanctions",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        SourceDescription(
            "opensanctions", "OpenSanctions", "OpenSanctions", "https://www.opensanctions.org/",
            "https://creativecommons.org/licenses/by-nc/4.0/",
        ),
        SourceDescription("stix", "STIX 2.1 bundle", "the makers of the bundle"),
        SourceDescription(
            "wikidata", "Wikidata", "Wikimedia Foundation", "https://www.wikidata.org/",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
    )
}  # fmt: skip

#: How UCDP names the files of a release: ged251.csv, GEDEvent_v25_0_9.csv, ucdp-esd-ty-181.xlsx, Actor_v24_1.csv.
_RELEASE = re.compile(r"(?:^|[^0-9])v?(\d\d)[_.]?(\d)(?:[_.](\d{1,2}))?(?:[-_.][a-z]*)*$", re.IGNORECASE)
_PUBLISHED = re.compile(r"ged|ucdp|actor|dyadic|esd", re.IGNORECASE)


def release_of(names: Iterable[str]) -> str | None:
    """The release of UCDP that names of files say, of several in order; None where none does.

    >>> release_of(["ged251.csv"]), release_of(["GEDEvent_v25_0_9.csv"]), release_of(["events.csv"])
    ('25.1', '25.0.9', None)
    """
    found = []
    for name in names:
        stem = re.sub(r"(\.(csv|xlsx|zip|gz|json|tsv|txt))+$", "", name, flags=re.IGNORECASE)
        match = _RELEASE.search(stem) if _PUBLISHED.search(stem) else None
        if match:
            found.append(".".join(part for part in match.groups() if part))
    return ", ".join(dict.fromkeys(found)) or None
