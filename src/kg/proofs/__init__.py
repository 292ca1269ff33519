"""Why a statement holds: derivations, the shortest and the best proofs, and PROV-O.

Facts, rules and conclusions enter; proofs leave, each with the accounts at its leaves.
"""
