"""Fuzz targets: each module here with a function ``run(seconds, seed)`` tries mutated inputs for so long.

``make fuzz TARGET=turtle SECONDS=600 SEED=1`` runs one, ``TARGET=all`` each in turn.
"""
