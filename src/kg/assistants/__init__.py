"""Answers for assistant programs: a server of the Model Context Protocol, read-only, over a build.

A build folder and requests enter; answers leave, each with the accounts that it rests on, the policy, and the date of
knowledge. What no source says is answered as that.
"""
