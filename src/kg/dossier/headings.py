"""The headings of a dossier: what a relation or event is to the thing that takes part in it, by its role.

The texts of a dossier (:mod:`kg.dossier.ties`) and the explorer's panel both group by them.
"""

from __future__ import annotations

from collections.abc import Mapping

#: The headings in the order in which they stand, each with the roles that a thing has in what is under it. What has
#: several roles in one relation or event stands under the first of their headings.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Who backs it": ("hasBeneficiary",),
    "Whom it backs": ("hasSponsor", "hasIntermediary"),
    "What it is part of, and who leads it": ("hasMember", "hasSubordinate", "hasEmbedded", "hasFacade", "hasAffiliate"),
    "Who is part of it, and whom it leads": (
        "hasGroup",
        "hasSuperior",
        "hasEmbeddingState",
        "hasPrincipal",
        "hasAffiliationTo",
    ),
    "Alliances, hosts and influence": (
        "hasFirstAlly",
        "hasSecondAlly",
        "hasHost",
        "hasGuest",
        "hasInfluencer",
        "hasInfluenced",
    ),
    "Hostilities": ("hasHostileParty", "hasOpposedParty"),
    "What it came from, and what came from it": ("hasPredecessor", "hasSuccessor", "formsActor"),
    "What it did": ("hasPerpetrator",),
    "What it claimed, announced or denied": ("isDeclaredBy",),
    "What it is blamed for": ("attributesTo",),
    "Listings": ("designated", "revokes"),
    "What was done to it": ("hasTarget", "harmedMembersOf", "hitFacilityUsedBy"),
    "Its killed and wounded, and whose they were": ("countsMembersOf", "isTollOf"),
    "Events that it was a party to": ("hasParty",),
    "Who claims it": ("claimsEvent",),
    "Who is blamed for it": ("attributesEvent",),
    "Who denies or doubts it, or a part in it": ("denies",),
    "What responds to it, and what it responds to": ("hasTrigger", "hasResponse"),
    "Its parts": ("isSubEventOf",),
    "What happened there": ("occurredAt",),
    "What is said of it": ("isAboutActor", "isAboutMatter"),
}
OTHERS = ("Other relations", "Other events")
RANK = {role: rank for rank, roles in enumerate(HEADINGS.values()) for role in roles}
#: Declarations whose target is listed rather than harmed.
LISTINGS = ("Designation", "Revocation")
#: What of a relation or event says how, rather than with whom or when.
DETAILS = ("hasSupportKind", "suppliesWeapon", "hasWeaponKind", "hasLineageKind", "underProgramme", "listIdentifier")
