"""Reports in plain words → sheets of candidate statements, each with the passage it was found in; nothing is accepted.

Enters: the text of a report, and the names of a graph. Leaves: rows of a sheet that a person accepts, mends or refuses.
"""
