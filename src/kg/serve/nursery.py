"""A process that forks the processes for queries, which so start in milliseconds: it has read the program already.

Started as ``python -m kg.serve.nursery FD``. On the socket FD it is sent the arguments of one
:mod:`kg.sparql.worker` at a time, with three pipes: the worker's standard input and output, and one to which the
nursery writes the process's id first and its exit code at its end. It ends, and ends its children, when the socket is
closed, as it is when the server is killed.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from kg.errors import LimitError
from kg.sparql import worker
from kg.sparql.workers import Process

#: How ids and exit codes are written.
_NUMBER = struct.Struct("!i")
_MESSAGE = 2**16


class Nursery:
    """The server's end. Methods may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def start(self, arguments: Sequence[str]) -> Process:
        """A new process of :mod:`kg.sparql.worker`; ``LimitError`` where the machine gives none now."""
        with self._lock:
            try:
                return self._forked(arguments)
            except (OSError, EOFError) as error:
                self._end()  # The next one who asks gets a new nursery.
                raise LimitError("no process for queries could be started") from error

    def close(self) -> None:
        """End the nursery and all that it started."""
        with self._lock:
            self._end()

    def _forked(self, arguments: Sequence[str]) -> Process:
        if self._socket is None:
            self._begin()
        assert self._socket is not None
        (their_in, stdin), (stdout, their_out), (status, their_status) = os.pipe(), os.pipe(), os.pipe()
        theirs = [their_in, their_out, their_status]
        try:
            socket.send_fds(self._socket, [json.dumps(list(arguments)).encode()], theirs)
        finally:
            for fd in theirs:
                os.close(fd)
        child = _Child(stdin, stdout, status)
        child.pid = child.number()
        return child

    def _begin(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs:
            fd = theirs.fileno()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "kg.serve.nursery", str(fd)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(fd,),
            )

    def _end(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            self._process.wait()
        self._socket = self._process = None


class _Child:
    """A process that the nursery forked, as ``subprocess.Popen`` would show it."""

    def __init__(self, stdin: int, stdout: int, status: int) -> None:
        self.pid = 0
        self.stdin: IO[bytes] | None = os.fdopen(stdin, "wb")
        self.stdout: IO[bytes] | None = os.fdopen(stdout, "rb")
        self._status = os.fdopen(status, "rb", buffering=0)
        self._code: int | None = None
        self._lock = threading.Lock()

    def number(self) -> int:
        """The next number that the nursery writes; ``EOFError`` where it has ended."""
        received = self._status.read(_NUMBER.size)
        if len(received) < _NUMBER.size:
            raise EOFError
        return int(_NUMBER.unpack(received)[0])

    def poll(self) -> int | None:
        if self._code is None and select.select([self._status], [], [], 0)[0]:
            return self.wait()
        return self._code

    def wait(self) -> int:
        with self._lock:
            if self._code is None:
                try:
                    self._code = self.number()
                except EOFError:  # The nursery was killed, and its children with it.
                    self._code = -signal.SIGKILL
                self._status.close()
            return self._code

    def kill(self) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def main() -> None:
    """Fork what is asked for until the socket is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which then closes the socket.
    children: dict[int, int] = {}
    signal.signal(signal.SIGCHLD, lambda *_: _reap(children))
    gc.freeze()  # Memory that no collection touches stays shared with the children.
    with socket.socket(fileno=int(sys.argv[1])) as control:
        while True:
            message, fds, _, _ = socket.recv_fds(control, _MESSAGE, 3)
            if not message:
                break
            _fork(json.loads(message), fds, control, children)
    for pid in list(children):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _fork(arguments: list[str], fds: list[int], control: socket.socket, children: dict[int, int]) -> None:
    stdin, stdout, status = fds
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
        _become_worker(arguments, stdin, stdout, [control.detach(), status, *children.values()])
    os.close(stdin)
    os.close(stdout)
    children[pid] = status
    _tell(status, pid)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])


def _become_worker(arguments: list[str], stdin: int, stdout: int, foreign: list[int]) -> None:
    try:
        for fd in foreign:
            os.close(fd)
        for fd, place in ((stdin, 0), (stdout, 1)):
            os.dup2(fd, place)
            os.close(fd)
        sys.argv = [worker.__file__, *arguments]
        worker.main()
    finally:
        os._exit(0)


def _reap(children: dict[int, int]) -> None:
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            pipe = children.pop(pid)
            _tell(pipe, os.waitstatus_to_exitcode(status))
            os.close(pipe)


def _tell(pipe: int, number: int) -> None:
    with suppress(BrokenPipeError):
        os.write(pipe, _NUMBER.pack(number))


if __name__ == "__main__":
    main()
