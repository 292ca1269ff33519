"""The shipped files that hold the seed report's accounts and nobody else's."""

from kg.rdf.read import shipped

SEED = [shipped("data") / f"{name}.ttl" for name in ("actors", "events", "places", "relations", "sources")]
