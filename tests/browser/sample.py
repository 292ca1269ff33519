"""A made-up graph of the shipped size, and its evidence, for the explorer's tests."""

from __future__ import annotations

import networkx as nx

from kg.evidence.records import AccountView, Evidence, Source

ID = "https://w3id.org/conflict-kg/id/"
ONTOLOGY = "https://w3id.org/conflict-kg/ontology#"

#: slug, label, kind, importance
ACTORS = (
    ("iran", "Iran", "State", 1.0), ("iraq", "Iraq", "State", 0.7), ("usa", "United States", "State", 0.9),
    ("syria", "Syria", "State", 0.2), ("irgc", "Islamic Revolutionary Guard Corps", "StateOrgan", 0.6),
    ("quds", "Quds Force", "ArmedForce", 0.8), ("usaf", "United States Air Force", "ArmedForce", 0.4),
    ("centcom", "United States Central Command", "ArmedForce", 0.5),
    ("isf", "Iraqi Security Forces", "ArmedForce", 0.3),
    ("oir", "Combined Joint Task Force Inherent Resolve", "Coalition", 0.3),
    ("pmf", "Popular Mobilization Forces", "Coalition", 0.6),
    ("maksusi", "Fadel al-Maksusi", "Person", 0.1),
    ("kh", "Kataib Hezbollah", "Militia", 0.9), ("han", "Harakat al-Nujaba", "Militia", 0.6),
    ("aah", "Asaib Ahl al-Haq", "Militia", 0.5), ("kss", "Kataib Sayyid al-Shuhada", "Militia", 0.6),
    ("haaa", "Harakat Ansar Allah al-Awfiya", "Militia", 0.3), ("badr", "Badr Organization", "Militia", 0.3),
    ("lh", "Lebanese Hezbollah", "ArmedGroup", 0.5), ("isis", "Islamic State", "ArmedGroup", 0.2),
    ("iri", "Islamic Resistance in Iraq", "Brand", 0.7), ("waritheen", "Tashkil al-Waritheen", "Facade", 0.2),
    ("alwiyat", "Alwiyat al-Waad al-Haq", "Facade", 0.2),
    ("backed", "Iran-backed militias (unnamed)", "UnidentifiedGroup", 0.2),
)  # fmt: skip

#: Other names of some of them; one fits two.
NAMES = {
    "kh": (
        "KH",
        "Kata\u02beib \u1e24izbull\u0101h",
        "\u0643\u062a\u0627\u0626\u0628 \u062d\u0632\u0628 \u0627\u0644\u0644\u0647",
        "The Brigades",
    ),
    "kss": ("KSS", "The Brigades"),
}

#: slug, label, kind, date, latitude, longitude, place
EVENTS = (
    ("green-zone", "Attacks on the Green Zone", "AttackSeries", "2023-09-01", 33.31, 44.36, "Green Zone"),
    ("harir-1", "Harir drone attack, 17 October", "Attack", "2023-10-17", 36.53, 44.35, "Harir air base"),
    ("abu-kamal", "Strike near Abu Kamal", "Strike", "2023-10-26", 34.45, 40.92, "Abu Kamal"),
    ("maysulun", "Strike on Maysulun store", "Strike", "2023-11-08", 35.33, 40.14, "Deir ez-Zor"),
    ("mayadin", "Strikes on Mayadin and Abu Kamal", "Strike", "2023-11-12", 35.02, 40.45, "Mayadin"),
    ("al-asad", "Al Asad missile attack", "Attack", "2023-11-20", 33.79, 42.44, "Al Asad airbase"),
    ("harir-2", "Harir drone attack, 20 November", "Attack", "2023-11-20", 36.53, 44.35, "Harir air base"),
    ("east-syria", "Rockets at a base in eastern Syria", "Attack", "2023-11-20", 35.29, 40.30, "Eastern Syria"),
    ("abu-ghraib", "Abu Ghraib gunship strike", "Strike", "2023-11-21", 33.29, 44.07, "Abu Ghraib"),
    ("jurf", "Jurf al-Sakhar strikes", "Strike", "2023-11-22", 32.87, 44.21, "Jurf al-Sakhar"),
    ("death", "Killing of Fadel al-Maksusi", "Killing", "2023-11-21", 33.29, 44.07, "Abu Ghraib"),
    ("claim-1", "Claim by Tashkil al-Waritheen", "ClaimOfResponsibility", "2023-10-17", None, None, None),
    ("claim-2", "Superseding claim for Harir", "ClaimOfResponsibility", "2023-10-18", None, None, None),
    ("designation", "Designation of Kataib Sayyid al-Shuhada", "Designation", "2023-11-17", None, None, None),
    ("denial", "Iran denies direction", "Denial", "2023-11-19", None, None, None),
    ("condemnation", "Iraq condemns the strikes", "Condemnation", "2023-11-22", 33.31, 44.36, "Baghdad"),
)  # fmt: skip

#: source, label, target, family, sign, start, end, flags (i inferred, d disputed)
EDGES = (
    ("iran", "commands", "irgc", "structure", 1, "1979-05-05", None, ""),
    ("irgc", "commands", "quds", "structure", 1, "1988-01-01", None, ""),
    ("usa", "commands", "centcom", "structure", 1, "1983-01-01", None, ""),
    ("centcom", "commands", "usaf", "structure", 1, None, None, ""),
    ("centcom", "leads", "oir", "structure", 1, "2014-10-17", None, ""),
    ("iraq", "commands", "isf", "structure", 1, None, None, ""),
    ("iraq", "funds", "pmf", "support", 1, "2014-06-15", None, ""),
    ("oir", "trains", "isf", "support", 1, "2014-10-17", None, ""),
    ("iraq", "hosts", "oir", "cooperation", 1, "2014-10-17", None, ""),
    ("quds", "sponsors", "kh", "support", 1, "2007-01-01", None, ""),
    ("quds", "trains", "kh", "support", 1, "2007-01-01", None, ""),
    ("quds", "sponsors", "han", "support", 1, "2013-01-01", None, ""),
    ("quds", "sponsors", "kss", "support", 1, "2013-01-01", None, ""),
    ("quds", "sponsors", "aah", "support", 1, "2006-01-01", None, ""),
    ("quds", "sponsors", "badr", "support", 1, "1982-01-01", None, "d"),
    ("quds", "sponsors", "haaa", "support", 1, None, None, ""),
    ("iran", "sponsors", "lh", "support", 1, "1982-01-01", None, ""),
    ("iran", "sponsors", "kh", "support", 1, None, None, "i"),
    ("iran", "sponsors", "han", "support", 1, None, None, "i"),
    ("iran", "sponsors", "kss", "support", 1, None, None, "i"),
    ("iran", "sponsors", "aah", "support", 1, None, None, "i"),
    ("lh", "arms", "kh", "support", 1, "2009-01-01", None, "d"),
    ("lh", "trains", "aah", "support", 1, "2009-04-01", None, ""),
    ("kh", "is member of", "pmf", "structure", 1, "2014-06-15", None, ""),
    ("han", "is member of", "pmf", "structure", 1, "2014-06-15", None, ""),
    ("aah", "is member of", "pmf", "structure", 1, "2014-06-15", None, ""),
    ("kss", "is member of", "pmf", "structure", 1, "2014-06-15", None, ""),
    ("badr", "is member of", "pmf", "structure", 1, "2014-06-15", None, ""),
    ("haaa", "is member of", "pmf", "structure", 1, None, None, ""),
    ("kh", "takes part in", "iri", "structure", 1, "2023-10-17", None, ""),
    ("han", "takes part in", "iri", "structure", 1, "2023-10-17", None, ""),
    ("kss", "takes part in", "iri", "structure", 1, "2023-10-17", None, ""),
    ("haaa", "takes part in", "iri", "structure", 1, "2023-10-17", None, ""),
    ("aah", "takes part in", "iri", "structure", 1, None, None, "d"),
    ("waritheen", "is façade of", "kh", "structure", 1, "2023-10-17", "2023-10-18", "d"),
    ("alwiyat", "is façade of", "kh", "structure", 1, "2021-01-01", None, "d"),
    ("usa", "is hostile to", "iran", "force", -1, "1979-11-04", None, ""),
    ("oir", "fights", "isis", "force", -1, "2014-10-17", None, ""),
    ("pmf", "fights", "isis", "force", -1, "2014-06-15", "2017-12-09", ""),
    ("iran", "supports", "syria", "cooperation", 1, "2011-03-15", None, ""),
    ("backed", "carries out", "green-zone", "force", -1, "2023-09-01", "2023-10-31", ""),
    ("harir-1", "targets", "oir", "force", -1, "2023-10-17", "2023-10-17", ""),
    ("usaf", "carries out", "abu-kamal", "force", -1, "2023-10-26", "2023-10-27", ""),
    ("usaf", "carries out", "maysulun", "force", -1, "2023-11-08", "2023-11-08", ""),
    ("usaf", "carries out", "mayadin", "force", -1, "2023-11-12", "2023-11-12", ""),
    ("usaf", "carries out", "abu-ghraib", "force", -1, "2023-11-21", "2023-11-21", ""),
    ("usaf", "carries out", "jurf", "force", -1, "2023-11-22", "2023-11-22", ""),
    ("al-asad", "targets", "oir", "force", -1, "2023-11-20", "2023-11-20", ""),
    ("harir-2", "targets", "oir", "force", -1, "2023-11-20", "2023-11-20", ""),
    ("east-syria", "targets", "oir", "force", -1, "2023-11-20", "2023-11-20", ""),
    ("abu-ghraib", "targets", "kh", "force", -1, "2023-11-21", "2023-11-21", ""),
    ("jurf", "targets", "kh", "force", -1, "2023-11-22", "2023-11-22", ""),
    ("death", "kills", "maksusi", "force", -1, "2023-11-21", "2023-11-21", ""),
    ("abu-ghraib", "retaliates for", "al-asad", "response", -1, "2023-11-21", "2023-11-21", ""),
    ("jurf", "retaliates for", "al-asad", "response", -1, "2023-11-22", "2023-11-22", "i"),
    ("abu-kamal", "retaliates for", "harir-1", "response", -1, "2023-10-26", "2023-10-27", ""),
    ("waritheen", "makes", "claim-1", "speech", 0, "2023-10-17", "2023-10-17", ""),
    ("claim-1", "claims", "harir-1", "speech", 0, "2023-10-17", "2023-10-17", ""),
    ("iri", "makes", "claim-2", "speech", 0, "2023-10-18", "2023-10-18", ""),
    ("claim-2", "claims", "harir-1", "speech", 0, "2023-10-18", "2023-10-18", ""),
    ("iri", "claims", "harir-2", "speech", 0, "2023-11-20", "2023-11-20", ""),
    ("alwiyat", "claims", "east-syria", "speech", 0, "2023-11-20", "2023-11-20", ""),
    ("usa", "issues", "designation", "speech", -1, "2023-11-17", "2023-11-17", ""),
    ("designation", "designates", "kss", "speech", -1, "2023-11-17", "2023-11-17", ""),
    ("iran", "makes", "denial", "speech", 0, "2023-11-19", "2023-11-19", ""),
    ("iraq", "makes", "condemnation", "speech", -1, "2023-11-22", "2023-11-22", ""),
    ("condemnation", "condemns", "jurf", "speech", -1, "2023-11-22", "2023-11-22", ""),
)  # fmt: skip

#: The classes that make some of the edges.
TYPES = {
    "claims": "ClaimOfResponsibility", "sponsors": "Sponsorship", "commands": "Command", "leads": "Command",
    "is member of": "Membership", "takes part in": "Membership", "is façade of": "FacadeRelation",
}  # fmt: skip
ENDS = {
    "Sponsorship": ("hasSponsor", "hasBeneficiary"), "Command": ("hasSuperior", "hasSubordinate"),
    "Membership": ("hasMember", "hasGroup"), "FacadeRelation": ("hasFacade", "hasPrincipal"),
}  # fmt: skip
ROLES = {name: tuple(ONTOLOGY + one for one in (*ends, "validFrom", "validUntil")) for name, ends in ENDS.items()}

LABELS = {
    "StateOrgan": "state organ", "ArmedForce": "armed force", "ArmedGroup": "armed group", "Facade": "façade",
    "UnidentifiedGroup": "unidentified group", "AttackSeries": "attack series",
    "ClaimOfResponsibility": "claim of responsibility",
}  # fmt: skip
GRADES = ("E6", "B2", "C3", "A1")


def node(label: str, kind: str = "Militia", **changes: object) -> dict[str, object]:
    """A node's attributes as the graph contract has them."""
    return {
        "label": label, "names": (), "kind": kind, "kind_label": LABELS.get(kind, kind.lower()), "group": "actor",
        "start": None, "end": None, "lat": None, "lon": None, "precision": None, "place": None, "disputed_places": (),
        "accounts": (), "summary": "", "size": 0.3,
    } | changes  # fmt: skip


def edge(label: str = "sponsors", **changes: object) -> dict[str, object]:
    """An edge's attributes as the graph contract has them."""
    return {
        "relation": f"{ONTOLOGY}sponsors", "type": "", "label": label, "family": "support",
        "sign": 1, "inferred": False, "status": "accepted", "start": None, "end": None, "grade": None, "accounts": (),
        "proof": None,
    } | changes  # fmt: skip


def proof(statement: str, *premises: dict[str, object], **changes: object) -> dict[str, object]:
    """A proof's values as the graph contract has them."""
    return {
        "statement": statement, "note": "", "rule": "", "axiom": "", "grade": None, "accounts": (), "premises": premises
    } | changes  # fmt: skip


PROOF = proof(
    "Iran sponsors the group",
    proof("Quds Force sponsors the group", grade="C3", accounts=(f"{ID}account/e09", f"{ID}account/e10")),
    proof("Quds Force is a state organ"),
    note="Drops time and grade.", rule="prp-spo2", axiom="sponsors propertyChainAxiom (commands o sponsors)",
    grade="C3",
)  # fmt: skip


def _time(date: str | None) -> str | None:
    return date and f"{date}T00:00:00+00:00"


def sample_graph() -> nx.MultiDiGraph:
    """Forty nodes and 67 edges in every kind of look."""
    graph = nx.MultiDiGraph(policy="permissive", roles=ROLES)
    for slug, label, kind, size in ACTORS:
        graph.add_node(f"{ID}actor/{slug}", **node(label, kind, size=size, names=NAMES.get(slug, ())))
    for slug, label, kind, date, lat, lon, place in EVENTS:
        graph.add_node(
            f"{ID}event/{slug}",
            **node(label, kind, group="event", start=_time(date), end=_time(date), lat=lat, lon=lon,
                   place=place, accounts=(f"{ID}account/{slug}",), summary="As told by one source."),
        )  # fmt: skip
    at = {name.rsplit("/", 1)[1]: name for name in graph}
    for number, (source, label, target, family, sign, start, end, flags) in enumerate(EDGES):
        inferred = "i" in flags
        stated = (
            {} if inferred or label not in TYPES else {"type": TYPES[label], "relation": f"{ID}relation/e{number:02}"}
        )
        graph.add_edge(
            at[source], at[target], key=f"e{number:02}",
            **edge(label, **stated, family=family, sign=sign, inferred=inferred, start=_time(start), end=_time(end),
                   status="disputed" if "d" in flags else "accepted", grade=GRADES[number % 4],
                   accounts=() if inferred else (f"{ID}account/e{number:02}",),
                   proof=PROOF if inferred else None),
        )  # fmt: skip
    return graph


def sample_evidence(graph: nx.MultiDiGraph) -> Evidence:
    """An account for everything in ``graph`` that names one: of a broadcast if its name ends in an odd digit."""
    report, unlinked = f"{ID}source/report", f"{ID}source/broadcast"
    sources = {
        report: Source(
            report, "A report on the region", "E", "An institute", "2023-12-01", "https://example.org/report"
        ),
        unlinked: Source(unlinked, "A broadcast", "B", url="javascript:alert(1)"),
    }
    stated = [name for _, data in graph.nodes(data=True) for name in data["accounts"]]
    stated += [name for _, _, data in graph.edges(data=True) for name in data["accounts"]]
    accounts = {
        name: AccountView(
            name, name.replace("account", "event"), unlinked if odd else report, "table, row 3",
            "The source tells that this happened.", "2" if odd else "6", "2026-11-01T00:00:00Z",
            hedge="reportedly", relays="an unnamed official", values=(("wounded at least", "8"),),
        )
        for name, odd in ((name, name[-1] in "13579") for name in sorted(stated))
    }  # fmt: skip
    return Evidence(accounts, sources)
