"""The process that runs one query: reads the task from standard input, writes the answer or the error, and ends."""

from __future__ import annotations

import pickle
import sys

from kg.errors import InputError, KgError
from kg.query import Answer, run
from kg.store import open_store


def main() -> None:
    """Answer the one pickled task ``(store folder, query, bindings)`` on standard input."""
    folder, text, bindings = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by kg.query.run_limited
    outcome: Answer | KgError
    try:
        outcome = run(open_store(folder), text, bindings)
    except KgError as error:
        outcome = error
    except (OSError, ValueError, RuntimeError) as error:
        outcome = InputError(str(error), file="query")
    pickle.dump(outcome, sys.stdout.buffer)


if __name__ == "__main__":
    main()
