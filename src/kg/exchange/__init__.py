"""Data from and for other programs: importers, sheets, matching and judging, export formats, the dataset's description.

Tables of other projects or a workspace enter; RDF, tables and files of other formats leave.
"""
