"""A gold list for matching: actors of a graph, actors of made-up tables, and which of them are the same."""

from kg.exchange.matching.candidates import Candidate

_ABOVE = {"Militia": ("ArmedGroup", "Organization"), "ArmedGroup": ("Organization",), "State": ("Organization",)}


def candidate(slug: str, cls: str, *names: str, weak: tuple[str, ...] = (), ids: tuple[str, ...] = ()) -> Candidate:
    classes = frozenset({cls, *_ABOVE.get(cls, ()), "Actor"} if cls != "Place" else {cls})
    iri = f"https://w3id.org/conflict-kg/id/{'place' if cls == 'Place' else 'actor'}/{slug}"
    return Candidate(iri, classes, frozenset({cls}), (*names, *weak), frozenset(weak), frozenset({slug, *ids}))


GRAPH = (
    candidate("kataib-hezbollah", "Militia", "Kataib Hezbollah", "KH", ids=("OFAC SDN 11462",)),
    candidate("asaib-ahl-al-haq", "Militia", "Asaib Ahl al-Haq", "AAH"),
    candidate("harakat-al-nujaba", "Militia", "Harakat al-Nujaba", "Harakat Hezbollah al-Nujaba"),
    candidate("badr-organization", "Militia", "Badr Organization", "منظمة بدر"),
    candidate("lebanese-hezbollah", "ArmedGroup", "Hezbollah", "Hizb Allah"),
    candidate("houthis", "ArmedGroup", "Houthis", "Ansar Allah"),
    candidate("brigade-45", "Militia", "45th Brigade of the PMF"),
    candidate("islamic-resistance-in-iraq", "Brand", "Islamic Resistance in Iraq"),
    candidate("hadi-al-amiri", "Person", "Hadi al-Amiri"),
    candidate("qais-al-khazali", "Person", "Qais al-Khazali"),
    candidate("iraq", "State", "Iraq"),
    candidate("iran", "State", "Iran"),
    candidate("baghdad", "Place", "Baghdad"),
    candidate("ain-al-asad", "Place", "Ain al-Asad Airbase"),
)
OTHERS = (
    candidate("t-1", "Organization", "KATA'IB HIZBALLAH", "HIZBALLAH BRIGADES", ids=("OFAC SDN 11462",)),
    candidate("t-2", "ArmedGroup", "ʿAṣāʾib Ahl al-Ḥaqq"),
    candidate("t-3", "Organization", "HARAKAT HIZBALLAH AL-NUJABA"),
    candidate("t-4", "Organization", "منظمة بدر"),
    candidate("t-5", "Organization", "HIZBALLAH"),
    candidate("t-6", "ArmedGroup", "Ansarallah"),
    candidate("t-7", "Militia", "46th Brigade of the PMF"),
    candidate("t-8", "Organization", "ISLAMIC RESISTANCE IN IRAQ"),
    candidate("t-9", "Person", "AL-AMIRI, Hadi"),
    candidate("t-10", "Person", "AL-KHAZALI, Qays"),
    candidate("t-11", "State", "Government of Iraq"),
    candidate("t-12", "Organization", "Badr Organisation"),
    candidate("t-13", "Person", "AL-AMIRI, Mahdi"),
    candidate("t-14", "Organization", "IRAN"),
    candidate("t-15", "Place", "Baghdād"),
    candidate("t-16", "Place", "Ayn al Asad air base"),
    candidate("t-17", "Place", "Baghdad al-Jadida"),
    candidate("t-18", "Organization", "Hadi al-Amiri"),
    candidate("t-19", "Organization", "Harakat al-Shabaab"),
)
SAME = {
    ("kataib-hezbollah", "t-1"), ("asaib-ahl-al-haq", "t-2"), ("harakat-al-nujaba", "t-3"),
    ("badr-organization", "t-4"), ("lebanese-hezbollah", "t-5"), ("houthis", "t-6"), ("hadi-al-amiri", "t-9"),
    ("qais-al-khazali", "t-10"),
    ("iraq", "t-11"), ("badr-organization", "t-12"), ("baghdad", "t-15"), ("ain-al-asad", "t-16"),
}  # fmt: skip


def slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]
