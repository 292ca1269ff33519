"""Queries in processes that can be stopped: Oxigraph cannot end a query by itself, and a thread cannot be killed."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from kg.errors import InputError, KgError, LimitError
from kg.limits import limits
from kg.sparql.evaluate import Backend, Reply, Task
from kg.sparql.folder import check_folder
from kg.sparql.store import StoreText

__all__ = ["QueryPool", "Reply"]


class Process(Protocol):
    """What is needed of a process, as ``subprocess.Popen`` has it."""

    pid: int
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None

    def poll(self) -> int | None:
        """The exit code; None while it runs."""

    def wait(self) -> int:
        """The exit code, once it has ended."""

    def kill(self) -> None:
        """End it."""


#: Device and number of a folder.
Place = tuple[int, int]


def place_of(folder: Path) -> Place:
    """What tells ``folder`` from others that had or will have its name; ``InputError`` where there is none."""
    try:
        state = folder.stat()
    except OSError as error:
        raise InputError(error.strerror or str(error), file=folder) from error
    return state.st_dev, state.st_ino


def start_process(arguments: Sequence[str]) -> Process:
    """A new process of :mod:`kg.sparql.worker` with ``arguments``."""
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "kg.sparql.worker", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


class ProcessPool(Backend):
    """Processes that hold one store open and answer one query each at a time.

    One that overruns its time or memory is killed and replaced, and the next query does not notice. The processes
    start with the pool, so that no query waits for one but the first, and the first after one was killed. Methods
    may be called from any thread. ``start`` starts a process whose queries may take so many bytes of memory; without
    ``replace`` none is started for one that ended.
    """

    def __init__(self, start: Callable[[int], Process], size: int, *, replace: bool = True) -> None:
        self._new, self._replace = start, replace
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._workers: set[_Worker] = set()
        self._closed = False
        for _ in range(size):
            self._start()

    def _reply(self, task: Task, seconds: float | None) -> Reply:
        """The answer of a process, as soon as one is free."""
        outcome = self._outcome(task, seconds)
        assert isinstance(outcome, Reply)
        return outcome

    def form(self, text: str) -> str:
        """The form of the query ``text``: see :func:`kg.sparql.gate.gate`, in a process, within its limits.

        Raises what the gate raises, and ``LimitError`` where it was stopped.
        """
        outcome = self._outcome(text, None)
        assert isinstance(outcome, str)
        return outcome

    def _outcome(self, task: Task | str, seconds: float | None) -> object:
        worker = self._idle.get()
        try:
            outcome = worker.ask(limits().query_seconds if seconds is None else seconds, task)
        finally:
            self._give_back(worker)
        if isinstance(outcome, KgError):
            raise outcome
        return outcome

    @property
    def alive(self) -> bool:
        """Whether a process is left."""
        with self._lock:
            return any(worker.alive for worker in self._workers)

    def give_way(self) -> None:
        """Let the processes that run now go on at the lowest priority, on what others leave of the machine."""
        with self._lock:
            workers = list(self._workers)
        for worker in workers:
            worker.give_way()

    def close(self) -> None:
        """End the processes, busy ones too; a query that is running raises ``LimitError``."""
        with self._lock:
            self._closed = True
            workers, self._workers = self._workers, set()
        for worker in workers:
            worker.end()

    def _give_back(self, worker: _Worker) -> None:
        if worker.alive:
            self._idle.put(worker)
            return
        worker.end()
        with self._lock:
            self._workers.discard(worker)
        if self._replace:
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._closed:
                return
            worker = _Worker(self._new)
            self._workers.add(worker)
        self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class QueryPool(ProcessPool):
    """Processes that hold the store in ``folder`` open: see :class:`ProcessPool`.

    ``start`` starts one with the arguments of :mod:`kg.sparql.worker`. ``place`` tells the folder from one that takes
    its place, in which no process opens the store; by default it is that of the folder that stands there now.
    """

    def __init__(
        self,
        folder: Path,
        size: int = 2,
        start: Callable[[Sequence[str]], Process] = start_process,
        *,
        replace: bool = True,
        place: Place | None = None,
    ) -> None:
        check_folder(folder)
        arguments = (str(folder), *map(str, place or place_of(folder)))
        super().__init__(lambda memory: start((*arguments, str(memory))), size, replace=replace)


class EarlyStart:
    """Starts processes that hold their store in memory, the first one before it is known what that is to hold.

    So it has read the program by the time that it gets the text.
    """

    def __init__(self) -> None:
        self._waiting: Process | None = start_process(())

    def __call__(self, text: StoreText, memory: int) -> Process:
        """A process that holds ``text``, whose queries may take ``memory`` bytes."""
        waiting, self._waiting = self._waiting, None
        process = waiting or start_process(())
        assert process.stdin is not None
        with suppress(OSError):  # It has ended: who asks it is told.
            pickle.dump((text, memory), process.stdin)
            process.stdin.flush()
        return process

    def close(self) -> None:
        """End the process that still waits."""
        if self._waiting is not None:
            self._waiting.kill()
            self._waiting.wait()


class _Worker:
    """One process; it is ready once it has said so."""

    def __init__(self, start: Callable[[int], Process]) -> None:
        self._memory = limits().query_bytes
        self._process = start(self._memory)
        self._ready = False

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, seconds: float, task: Task | str) -> object:
        """The outcome of ``task``; ``LimitError`` where the process ended over it."""
        assert self._process.stdin is not None
        try:
            if not self._ready:
                failed = self._heard()
                if isinstance(failed, KgError):
                    self._process.wait()
                    return failed
                self._ready = True
            pickle.dump((seconds, task), self._process.stdin)
            self._process.stdin.flush()
            return self._heard()
        except (EOFError, OSError, pickle.UnpicklingError):
            return self._cause(seconds)

    def _heard(self) -> object:
        assert self._process.stdout is not None
        return pickle.load(self._process.stdout)  # noqa: S301 - written by our own worker

    def _cause(self, seconds: float) -> KgError:
        if self._process.wait() == -signal.SIGALRM:
            return LimitError(f"the query ran longer than {seconds:g} s (KG_QUERY_SECONDS) and was stopped")
        if not self._ready:
            return InputError("the process for queries ended before it was ready")
        most = f"{self._memory} bytes (KG_QUERY_BYTES)"
        return LimitError(f"the query needed more memory than {most}, or is too complex, and was stopped")

    def give_way(self) -> None:
        """Lower the priority of the process, which cannot be raised again; it may have ended already."""
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, 19)

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # What was not yet written has no reader any more.
                    stream.close()
