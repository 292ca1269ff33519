"""The explorer: one HTML page that draws the network with the evidence behind it, offline.

A workspace enters; a page leaves.
"""
