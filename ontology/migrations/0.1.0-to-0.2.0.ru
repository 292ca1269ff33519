# Rewrites data of ontology 0.1.0 to 0.2.0, in place. Running it again changes nothing. Any SPARQL 1.1 store can run it
# whose default graph holds the data. For a file in Python, where literals shall keep their spelling:
#   import rdflib
#   rdflib.NORMALIZE_LITERALS = False
#   graph = rdflib.Graph().parse("mine.ttl")
#   graph.update(open("0.1.0-to-0.2.0.ru").read())
#   graph.serialize("mine.ttl")

PREFIX conflict: <https://w3id.org/conflict-kg/ontology#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX told: <https://w3id.org/conflict-kg/told#>

# What an assessment judges, and what a declaration is about.
DELETE { ?statement conflict:aboutMatter ?matter }
INSERT { ?statement conflict:assesses ?matter }
WHERE { ?statement a conflict:Assessment ; conflict:aboutMatter ?matter } ;

DELETE { ?declaration conflict:aboutMatter ?matter }
INSERT { ?declaration conflict:isAboutMatter ?matter }
WHERE { ?declaration conflict:aboutMatter ?matter } ;

# Properties.
DELETE { ?subject ?old ?object }
INSERT { ?subject ?new ?object }
WHERE {
  VALUES ( ?old ?new ) {
    ( conflict:aboutActor conflict:isAboutActor )
    ( conflict:acceptedUnder conflict:isAcceptedUnder )
    ( conflict:accordingTo conflict:hasSource )
    ( conflict:accountOf conflict:isAccountOf )
    ( conflict:affiliatedWith conflict:isAffiliatedWith )
    ( conflict:alliedWith conflict:isAlliedWith )
    ( conflict:attributedTo conflict:isAttributedTo )
    ( conflict:claimantSponsoredBy conflict:hasClaimantSponsoredBy )
    ( conflict:claimedBy conflict:isClaimedBy )
    ( conflict:countArea conflict:countsWithin )
    ( conflict:credibility conflict:hasCredibility )
    ( conflict:credibilityThreshold conflict:hasCredibilityThreshold )
    ( conflict:declaredBy conflict:isDeclaredBy )
    ( conflict:embeddedIn conflict:isEmbeddedInState )
    ( conflict:facadeOf conflict:isFacadeOf )
    ( conflict:facilityKind conflict:hitFacilityOfKind )
    ( conflict:facilityUsedBy conflict:hitFacilityUsedBy )
    ( conflict:heldToBe conflict:isHeldToBe )
    ( conflict:hostileTo conflict:isHostileTo )
    ( conflict:likelihood conflict:hasLikelihood )
    ( conflict:lineageKind conflict:hasLineageKind )
    ( conflict:locatedIn conflict:isLocatedIn )
    ( conflict:memberOf conflict:isMemberOf )
    ( conflict:motive conflict:hasMotive )
    ( conflict:onlySource conflict:acceptsOnlySource )
    ( conflict:perpetratorSponsoredBy conflict:hasPerpetratorSponsoredBy )
    ( conflict:platformKind conflict:hasPlatformKind )
    ( conflict:reliability conflict:hasReliability )
    ( conflict:reliabilityThreshold conflict:hasReliabilityThreshold )
    ( conflict:sponsoredBy conflict:isSponsoredBy )
    ( conflict:subEventOf conflict:isSubEventOf )
    ( conflict:succeededBy conflict:isSucceededBy )
    ( conflict:supersededBy conflict:isSupersededBy )
    ( conflict:suppliedWeapon conflict:suppliesWeapon )
    ( conflict:supportKind conflict:hasSupportKind )
    ( conflict:timePrecision conflict:hasTimePrecision )
    ( conflict:underPolicy conflict:followsPolicy )
    ( conflict:weaponKind conflict:hasWeaponKind )
    ( told:aboutActor told:isAboutActor )
    ( told:declaredBy told:isDeclaredBy )
    ( told:facilityKind told:hitFacilityOfKind )
    ( told:facilityUsedBy told:hitFacilityUsedBy )
    ( told:lineageKind told:hasLineageKind )
    ( told:motive told:hasMotive )
    ( told:platformKind told:hasPlatformKind )
    ( told:subEventOf told:isSubEventOf )
    ( told:suppliedWeapon told:suppliesWeapon )
    ( told:supportKind told:hasSupportKind )
    ( told:timePrecision told:hasTimePrecision )
    ( told:weaponKind told:hasWeaponKind )
    ( told:aboutMatter told:isAboutMatter )
  }
  ?subject ?old ?object
} ;

# Classes, and properties that decisions name.
DELETE { ?subject ?property ?old }
INSERT { ?subject ?property ?new }
WHERE {
  VALUES ( ?old ?new ) {
    ( conflict:RetaliatoryStrike conflict:RetaliatoryUseOfForce )
    ( conflict:Telling conflict:Statement )
    ( conflict:aboutActor conflict:isAboutActor )
    ( conflict:acceptedUnder conflict:isAcceptedUnder )
    ( conflict:accordingTo conflict:hasSource )
    ( conflict:accountOf conflict:isAccountOf )
    ( conflict:affiliatedWith conflict:isAffiliatedWith )
    ( conflict:alliedWith conflict:isAlliedWith )
    ( conflict:attributedTo conflict:isAttributedTo )
    ( conflict:claimantSponsoredBy conflict:hasClaimantSponsoredBy )
    ( conflict:claimedBy conflict:isClaimedBy )
    ( conflict:countArea conflict:countsWithin )
    ( conflict:credibility conflict:hasCredibility )
    ( conflict:credibilityThreshold conflict:hasCredibilityThreshold )
    ( conflict:declaredBy conflict:isDeclaredBy )
    ( conflict:embeddedIn conflict:isEmbeddedInState )
    ( conflict:facadeOf conflict:isFacadeOf )
    ( conflict:facilityKind conflict:hitFacilityOfKind )
    ( conflict:facilityUsedBy conflict:hitFacilityUsedBy )
    ( conflict:heldToBe conflict:isHeldToBe )
    ( conflict:hostileTo conflict:isHostileTo )
    ( conflict:likelihood conflict:hasLikelihood )
    ( conflict:lineageKind conflict:hasLineageKind )
    ( conflict:locatedIn conflict:isLocatedIn )
    ( conflict:memberOf conflict:isMemberOf )
    ( conflict:motive conflict:hasMotive )
    ( conflict:onlySource conflict:acceptsOnlySource )
    ( conflict:perpetratorSponsoredBy conflict:hasPerpetratorSponsoredBy )
    ( conflict:platformKind conflict:hasPlatformKind )
    ( conflict:reliability conflict:hasReliability )
    ( conflict:reliabilityThreshold conflict:hasReliabilityThreshold )
    ( conflict:sponsoredBy conflict:isSponsoredBy )
    ( conflict:subEventOf conflict:isSubEventOf )
    ( conflict:succeededBy conflict:isSucceededBy )
    ( conflict:supersededBy conflict:isSupersededBy )
    ( conflict:suppliedWeapon conflict:suppliesWeapon )
    ( conflict:supportKind conflict:hasSupportKind )
    ( conflict:timePrecision conflict:hasTimePrecision )
    ( conflict:underPolicy conflict:followsPolicy )
    ( conflict:weaponKind conflict:hasWeaponKind )
    ( conflict:aboutMatter conflict:isAboutMatter )
  }
  ?subject ?property ?old
} ;

# Inverses that only served a property chain: the relation holds the same fact.
DELETE { ?subject ?old ?object }
WHERE {
  VALUES ?old {
    conflict:isAffiliateIn
    conflict:isAttributedIn
    conflict:isClaimedIn
    conflict:isEmbeddedIn
    conflict:isFacadeIn
    conflict:isFirstAllyIn
    conflict:isHostIn
    conflict:isHostilePartyIn
    conflict:isInfluencerIn
    conflict:isMemberIn
    conflict:isPredecessorIn
    conflict:isResponseIn
    conflict:isSponsorIn
    conflict:isSuperiorIn
  }
  ?subject ?old ?object
} ;

# Places that have coordinates get them as a point too.
INSERT { ?place geo:asWKT ?point }
WHERE {
  ?place conflict:latitude ?north ; conflict:longitude ?east .
  BIND(STRDT(CONCAT("POINT(", STR(?east), " ", STR(?north), ")"), geo:wktLiteral) AS ?point)
}
