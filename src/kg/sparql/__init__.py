"""SPARQL: stores, the gate that queries pass, workers that can be killed, and the catalogue of queries.

Layers or a stored build and a query's text enter; an answer in SPARQL's formats, as a frame or as rows leaves.
"""
