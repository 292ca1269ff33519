"""Asking in SPARQL: the stores, what a query may do and how long, and the forms of its answer."""
