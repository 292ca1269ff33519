"""The build as a local web service: SPARQL, pages and data of every resource, the ontology, the explorer.

:mod:`kg.serve.run` starts it, :mod:`kg.serve.app` lists what it answers. It reads a folder that ``kg build`` wrote,
changes nothing, and opens no connection to anywhere.
"""
