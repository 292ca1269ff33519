"""Who says what, and what a policy accepts of it: accounts, grades, policies, acceptance, identity, comparison.

Triples of accounts enter; plain records and the decisions of a policy leave.
"""
