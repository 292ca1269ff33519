"""The process that holds a store open and answers queries, one at a time, until its input ends.

Started by :mod:`kg.sparql.workers` as ``python -m kg.sparql.worker FOLDER BYTES``, the bytes being what queries may
take. It says first whether it could open the store; then it reads tasks ``(seconds, Task)`` from standard input, and
writes a ``Reply`` or the error for each.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import threading
import time
from pathlib import Path

from kg.errors import InputError, KgError
from kg.sparql.oxigraph import evaluated
from kg.sparql.sandbox import close_network
from kg.sparql.store import open_folder

#: How often a process looks whether the one that started it is still there.
PARENT_SECONDS = 0.25


def main() -> None:
    """Answer tasks until standard input ends; an alarm of the system ends the process at a task's time limit.

    The alarm needs no help from the parent, so that no query outlives a parent that was killed.
    """
    folder, memory = Path(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Whoever started us ends us, once the answers are out.
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    close_network()  # Before the store starts threads, which inherit it.
    try:
        store = open_folder(folder)
    except KgError as error:
        _say(error)
        return
    except Exception as error:  # Whatever the library says of a damaged store.
        _say(InputError(f"the store cannot be opened: {error}", file=folder))
        return
    memory += _taken()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    _say(None)
    while True:
        try:
            seconds, task = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by kg.sparql.workers
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        outcome = evaluated(store, task)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _say(outcome)


def _end_with(parent: int) -> None:
    """End this process, in the middle of a query too, soon after ``parent`` has ended; queries let threads run."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)


def _taken() -> int:
    """The address space that the process takes already, in bytes; 0 where the system does not tell."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[0]) * resource.getpagesize() if told.exists() else 0


def _say(outcome: object) -> None:
    pickle.dump(outcome, sys.stdout.buffer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
