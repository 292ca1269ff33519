"""The process that holds a store open and answers queries, one at a time, until its input ends.

Started by :mod:`kg.sparql.workers` as ``python -m kg.sparql.worker FOLDER DEVICE NUMBER BYTES``: device and number are
those of the folder, which another may have replaced by now, and the bytes are what queries may take. Without arguments
it reads from standard input what its store is to hold, which it keeps in memory, and the bytes. It says first whether
it could open the store; then it reads tasks from standard input, and writes the outcome or the error of each. A task is
``(seconds, Task)``, answered by a ``Reply``, or ``(seconds, text)``, answered by the form of the query.
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

from pyoxigraph import Store

from kg.errors import InputError, KgError
from kg.sparql.folder import open_folder
from kg.sparql.gate import gate
from kg.sparql.oxigraph import evaluated
from kg.sparql.store import StoreText
from kg.system import close_network

#: How often a process looks whether the one that started it is still there.
PARENT_SECONDS = 0.25


def main() -> None:
    """Answer tasks until standard input ends; an alarm of the system ends the process at a task's time limit.

    The alarm needs no help from the parent, so that no query outlives a parent that was killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Whoever started us ends us, once the answers are out.
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    close_network()  # Before the store starts threads, which inherit it.
    try:
        store, memory = _opened(*sys.argv[1:]) if sys.argv[1:] else _received()
    except EOFError:
        return
    except KgError as error:
        _say(error)
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
        outcome = _judged(task) if isinstance(task, str) else evaluated(store, task)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _say(outcome)


def _opened(path: str, device: str, number: str, memory: str) -> tuple[Store, int]:
    """The store in a folder, which stays the same one whatever takes its place; ``InputError`` where it did already.

    The process works in the folder from now on, so that every file is opened in the one that was looked at.
    """
    folder = Path(path)
    try:
        os.chdir(folder)
        here = Path().stat()
        if (here.st_dev, here.st_ino) != (int(device), int(number)):
            raise InputError("another store took its place", file=folder)
        return open_folder(Path()), int(memory)
    except Exception as error:  # Whatever the library says of a damaged store.
        reason = error.reason if isinstance(error, InputError) else f"the store cannot be opened: {error}"
        raise InputError(reason, file=folder) from error


def _received() -> tuple[Store, int]:
    """A store that holds what arrives on standard input."""
    text, memory = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by kg.sparql.workers
    assert isinstance(text, StoreText)
    return text.in_memory(), memory


def _judged(text: str) -> str | KgError:
    """The form of the query ``text``; the error where it may not run."""
    try:
        return gate(text).form
    except KgError as error:
        return error


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
