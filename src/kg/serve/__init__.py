"""The build as a local web service: SPARQL, pages and data of every resource, the ontology, the explorer.

A folder that ``kg build`` wrote and requests enter; answers leave. It changes nothing and opens no connection:
:mod:`kg.serve.run` starts it, :mod:`kg.serve.app` lists what it answers.
"""
