"""The curator's questions: double-check a source, add a report, withdraw accounts, compare builds, leave one out.

Workspaces enter; tables of verdicts and differences leave.
"""
