"""The dossier: all that a build holds of one thing, for its page, the command line and other programs.

The open store of a build and an IRI enter; plain data leave, and texts made of them.
"""
