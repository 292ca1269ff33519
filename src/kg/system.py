"""What Python and the system are asked for beyond their ordinary interface, each with its reason or its gain.

Gains are medians of ``kg build`` of the shipped data on two cores, with and without.
"""

from __future__ import annotations

import atexit
import ctypes
import errno
import gc
import os
import platform
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Garbage-collection threshold: objects made before Python looks for cycles among them, in a command that ends and in
#: one that goes on.
YOUNG_OBJECTS, YOUNG_OBJECTS_OF_SERVER = 5_000_000, 500_000
#: Seconds for which a thread holds the GIL while another waits.
SWITCH_SECONDS = 1e-4
#: For ``renameat2``: paths are relative to where the process stands, and the two change places.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EACCES
#: Machine → its audit number, and its calls socket, connect, sendto, sendmsg, sendmmsg, io_uring_setup.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 44, 46, 307, 425)),
    "aarch64": (0xC00000B7, (198, 203, 206, 211, 269, 425)),
}
#: Calls from here on are those of x32, a second set of numbers on x86_64.
_X32 = 0x40000000


def collect_rarely(young_objects: int = YOUNG_OBJECTS) -> None:
    """Let Python look for garbage rarely, and not once more when the process ends.

    What a command reads it keeps to its end, so that looking finds nothing. Gain: a fifth of the
    processor time of a build, a tenth of that of ``kg reason`` with an ontology of 40,000 classes.
    """
    gc.set_threshold(young_objects)
    atexit.register(gc.freeze)


@contextmanager
def short_turns() -> Iterator[None]:
    """Let threads take turns of ``SWITCH_SECONDS`` until the block ends; Python's own are of 5 ms.

    Oxigraph asks for the GIL while it writes the store, and would wait as long as Python works. Gain: a twentieth of
    the time of a build.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def exchange_paths(one: Path, other: Path) -> bool:
    """Let two paths change places in one step; False where the system or its file system cannot (see renameat2(2)).

    Without it nothing stands at ``other`` for a moment, which a server that reads there would meet.
    """
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def close_network() -> bool:
    """Take from this thread, and from those that it starts, the right to open a socket; nothing gives it back.

    Whoever tries gets ``EACCES``. Gives whether the system has such a filter: on others, and on machines that are
    not x86_64 or aarch64, nothing changes.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    code = _code(*machine)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    program = _Program(len(code) // 8, code)
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _code(audit: int, denied: tuple[int, ...]) -> bytes:
    """The filter: calls of another machine's numbers, of x32, and those that are ``denied`` fail, all others pass.

    An instruction is its code, how many to skip if true and if false, and a value; a call is its number at 0 and its
    machine at 4.
    """
    last = len(denied) + 1  # The instruction that denies, counted from the one after the number is loaded.
    parts = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _DENY), (_LOAD, 0, 0, 0)]
    parts.append((_AT_LEAST, last, 0, _X32))
    parts += [(_EQUAL, last - 1 - n, 0, call) for n, call in enumerate(denied)]
    parts += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENY)]
    return b"".join(struct.pack("=HBBI", *part) for part in parts)
