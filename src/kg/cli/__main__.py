"""``python -m kg.cli``: the command line."""

from kg.cli.app import main

main()
