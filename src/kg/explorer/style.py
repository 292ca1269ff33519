"""How kinds of nodes and families of edges look: a shape for the broad sort, a colour for the kind.

Colours are Okabe and Ito's, which people with the common colour-vision deficiencies can distinguish. Where one of them
is too pale for a line on white, ``light`` holds a darker shade of the same hue.
"""

from __future__ import annotations

from dataclasses import dataclass

BLACK, ORANGE, SKY, GREEN = "#4d4d4d", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILLION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
PALE = "#DDDDDD"


@dataclass(frozen=True)
class Kind:
    """A kind's look, and its ``tier``: the band it stands in when the graph is drawn as a hierarchy."""

    shape: str
    color: str
    tier: int


@dataclass(frozen=True)
class Family:
    """A family's line colour on a light and on a dark page, what its edges say, and whether the overview draws them."""

    light: str
    dark: str
    meaning: str
    chief: bool = True


STATES, FORCES, ALLIANCES, GROUPS, NAMES, EVENTS, SPEECH = range(7)

TIERS: tuple[str, ...] = (
    "States",
    "State organs and forces",
    "Coalitions and people",
    "Armed groups",
    "Brands and façades",
    "Events, in order of time",
    "Statements and legal acts, in order of time",
)

#: A party to events that are counted and not drawn, and the family of edges that say in how many two of them are.
COUNTED_PARTY, COUNTED_EVENTS = "CountedParty", "counted"

KINDS: dict[str, Kind] = {
    "State": Kind("square", BLUE, STATES),
    "StateOrgan": Kind("square", SKY, FORCES),
    "ArmedForce": Kind("hexagon", SKY, FORCES),
    "Coalition": Kind("hexagon", GREEN, ALLIANCES),
    "Person": Kind("dot", BLACK, ALLIANCES),
    "Militia": Kind("dot", VERMILLION, GROUPS),
    "ArmedGroup": Kind("dot", ORANGE, GROUPS),
    COUNTED_PARTY: Kind("square", PALE, GROUPS),
    "UnidentifiedGroup": Kind("dot", PALE, NAMES),
    "Facade": Kind("triangle", ORANGE, NAMES),
    "Brand": Kind("star", PURPLE, NAMES),
    "Attack": Kind("diamond", VERMILLION, EVENTS),
    "AttackSeries": Kind("diamond", ORANGE, EVENTS),
    "Strike": Kind("diamond", BLUE, EVENTS),
    "Killing": Kind("diamond", BLACK, EVENTS),
    "ClaimOfResponsibility": Kind("triangleDown", YELLOW, SPEECH),
    "Attribution": Kind("triangleDown", SKY, SPEECH),
    "Denial": Kind("triangleDown", PALE, SPEECH),
    "Doubt": Kind("triangleDown", ORANGE, SPEECH),
    "Condemnation": Kind("triangleDown", PURPLE, SPEECH),
    "Threat": Kind("triangleDown", VERMILLION, SPEECH),
    "Designation": Kind("triangleDown", BLUE, SPEECH),
    "Announcement": Kind("triangleDown", GREEN, SPEECH),
    "Declaration": Kind("triangleDown", BLACK, SPEECH),
}
OTHER_ACTOR = Kind("dot", PALE, GROUPS)
OTHER_EVENT = Kind("diamond", PALE, EVENTS)

FAMILIES: dict[str, Family] = {
    "support": Family(BLUE, SKY, "money, arms, training, advice"),
    "structure": Family("#6B7280", "#A7AFBC", "membership, command, façade"),
    "cooperation": Family("#00805D", "#2FC79A", "alliance, hosting, influence"),
    "force": Family("#C65600", "#F07E2B", "attack, strike, hostility"),
    "response": Family("#9A3F75", "#E29AC4", "retaliation", chief=False),
    "speech": Family("#9A6C00", "#F2C14E", "claim, denial, condemnation", chief=False),
    COUNTED_EVENTS: Family(
        "#4D4D4D", "#C9C9C9", "parties to the same events of datasets, which are counted; those that share most"
    ),
}
OTHER_FAMILY = Family("#4D4D4D", "#C9C9C9", "other relations")

#: End of an edge by its sign: an arrow helps, a bar harms, a circle does neither.
ENDS = {1: "arrow", -1: "bar", 0: "circle"}


def kind_style(kind: str, group: str) -> Kind:
    """The look of ``kind``, or the default look of its group where the kind is not known."""
    return KINDS.get(kind, OTHER_EVENT if group == "event" else OTHER_ACTOR)


def family_style(family: str) -> Family:
    """The look of ``family``, or a default where it is not known."""
    return FAMILIES.get(family, OTHER_FAMILY)


def is_core(kind: str, group: str) -> bool:
    """Whether the overview may draw nodes of ``kind``: actors but for persons; the rest is folded into counts."""
    return group != "event" and kind != "Person" and kind_style(kind, group).tier < EVENTS


#: The line pattern: solid stated, long dashes inferred, dots disputed, dash and dot both.
DASHES: dict[str, list[int] | bool] = {"stated": False, "inferred": [9, 6], "disputed": [2, 5], "both": [10, 4, 2, 4]}
