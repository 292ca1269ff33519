"""The report and the pages of analyses, for people who read rather than explore.

A workspace and its tables enter; HTML and Markdown leave.
"""
