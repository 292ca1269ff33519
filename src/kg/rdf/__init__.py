"""RDF itself: terms and namespaces, files read and written, triples as resources and as text.

Files and triples enter; checked triples leave, or files that were written whole.
"""
