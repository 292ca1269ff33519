"""``names.sqlite``: an index of the names of what stays in columns, and a list of all other names of a build.

Names are numbered from 0: those with the shortest keys (:func:`kg.rdf.names.key_of`) first, then by name and IRI. So
the lowest of the numbers that have the same words are those that a search for these words scores highest. A set of
numbers (:func:`pack`) is a number, a list of numbers, or bits.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from kg.errors import InputError, OutputError

#: How a file says what it is, in its header, and the version of its tables.
_APPLICATION, _VERSION = 0x6B676E6D, 1
#: Bytes of a page. A fixed size gives the same file wherever it is written.
_PAGE = 4096
#: The tables. ``space``: the beginnings of IRIs up to the last part, and which names their things have. ``name``: each
#: name with its thing; null where the name is the last part of the IRI; ``chief`` is the name that the thing is shown
#: by. ``same``: names by a checksum of their keys. ``word``: which names have a word. ``begin``: which names have a
#: word that begins so, where these are too many to be looked up word by word. ``other``: all other names of the build.
#: ``about``: the number of names, and the words without digits.
SCHEMA = (
    "CREATE TABLE about (names INTEGER NOT NULL, words TEXT NOT NULL)",
    "CREATE TABLE begin (word TEXT PRIMARY KEY, names NOT NULL) WITHOUT ROWID",
    "CREATE TABLE name (number INTEGER PRIMARY KEY, space INTEGER NOT NULL, slug TEXT NOT NULL, name TEXT,"
    " chief INTEGER NOT NULL)",
    "CREATE TABLE other (number INTEGER PRIMARY KEY, iri TEXT NOT NULL, name TEXT NOT NULL)",
    "CREATE TABLE same (hash INTEGER, number INTEGER, PRIMARY KEY (hash, number)) WITHOUT ROWID",
    "CREATE TABLE space (number INTEGER PRIMARY KEY, start TEXT NOT NULL, names NOT NULL)",
    "CREATE TABLE word (word TEXT PRIMARY KEY, names NOT NULL) WITHOUT ROWID",
)
_LIST, _BITS = b"\0", b"\1"
#: More numbers than this part of all are shorter as bits than as a list, and more than this many are read faster.
_SHARE, _MANY = 32, 20_000
#: A set of numbers as it is stored.
Packed = int | bytes


@dataclass(frozen=True)
class NameRows:
    """The rows of the tables, each sorted by its key; ``words`` are those without digits."""

    count: int
    spaces: Iterable[tuple[int, str, Packed]]
    names: Iterable[tuple[int, int, str, str | None, int]]
    hashes: Iterable[tuple[int, int]]
    postings: Iterable[tuple[str, Packed]]
    begins: Iterable[tuple[str, Packed]]
    words: Sequence[str]


def hash_of(key: str) -> int:
    """The checksum by which the names with a key are found; different keys may share one.

    >>> hash_of("iran") == hash_of("iran"), hash_of("iran") == hash_of("iraq")
    (True, False)
    """
    return crc32(key.encode(errors="surrogatepass"))


def most_listed(count: int) -> int:
    """How many numbers, of ``count`` names, a set has at most that is stored as a list."""
    return min(count // _SHARE, _MANY)


def pack(numbers: Sequence[int], count: int) -> Packed:
    """The set of ``numbers``, of ``count`` names, as it is stored.

    >>> pack([7], 100), pack([1, 2, 3, 9, 10], 16)
    (7, b'\\x01\\x0e\\x06')
    """
    if len(numbers) == 1:
        return numbers[0]
    if len(numbers) > most_listed(count):
        return _BITS + bits_of(numbers, count)
    return _LIST + _little(array("I", numbers)).tobytes()


def bits_of(numbers: Iterable[int], count: int) -> bytes:
    """The set of ``numbers`` as bits, the lowest first. ``IndexError`` where one is not below ``count`` names."""
    bits = bytearray(count // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return bytes(bits[: (count + 7) // 8])


def unpack(packed: Iterable[object], count: int) -> int:
    """The union of sets as a number whose bits they are; ``ValueError`` where one is none of ``count`` names.

    >>> bin(unpack([7, pack([1, 2, 3, 9, 10], 16)], 16))
    '0b11010001110'
    """
    union, few = 0, array("I")
    for one in packed:
        if isinstance(one, int) and 0 <= one < count:
            few.append(one)
        elif isinstance(one, bytes) and one[:1] == _LIST:
            numbers = array("I")
            numbers.frombytes(one[1:])
            few += _little(numbers)
        elif isinstance(one, bytes) and one[:1] == _BITS and len(one) <= count // 8 + 2:
            union |= int.from_bytes(one[1:], "little")
        else:
            raise ValueError("no set of names")
    if few:
        if max(few) >= count:
            raise ValueError("a number of no name")
        union |= int.from_bytes(bits_of(few, count), "little")
    return union


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def write_name_file(path: Path, rows: NameRows, others: Iterable[tuple[str, str]]) -> None:
    """Write the index to the new file ``path``; the same rows give the same bytes, with one version of SQLite.

    Raises ``OutputError`` where it cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            # The folder takes its place when all is written: what is half written is never read.
            for setting in (f"page_size={_PAGE}", "journal_mode=OFF", "synchronous=FULL", "locking_mode=EXCLUSIVE"):
                file.execute(f"PRAGMA {setting}")
            file.execute("BEGIN")
            for table in SCHEMA:
                file.execute(table)
            file.execute("INSERT INTO about VALUES (?, ?)", (rows.count, "\n".join(rows.words)))
            file.executemany("INSERT INTO space VALUES (?, ?, ?)", rows.spaces)
            file.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?)", rows.names)
            file.executemany("INSERT INTO same VALUES (?, ?)", rows.hashes)
            file.executemany("INSERT INTO word VALUES (?, ?)", rows.postings)
            file.executemany("INSERT INTO begin VALUES (?, ?)", rows.begins)
            file.executemany("INSERT INTO other (iri, name) VALUES (?, ?)", others)
            file.execute(f"PRAGMA application_id={_APPLICATION}")
            file.execute(f"PRAGMA user_version={_VERSION}")
            file.execute("COMMIT")
    except sqlite3.Error as error:
        raise OutputError(f"{path}: cannot be written: {error}") from error


def open_name_file(path: Path) -> sqlite3.Connection:
    """The index at ``path``, read-only, for any thread; ``InputError`` where it is none."""
    try:
        file = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False, isolation_level=None
        )
        try:
            _check(file)
        except BaseException:
            file.close()
            raise
    except (sqlite3.Error, ValueError) as error:
        raise damaged(path, error) from error
    return file


def _check(file: sqlite3.Connection) -> None:
    """``ValueError`` where a file has other tables, or anything that would run code."""
    file.execute("PRAGMA trusted_schema=OFF")
    file.execute("PRAGMA cell_size_check=ON")
    (application,), (version,) = _one(file, "PRAGMA application_id"), _one(file, "PRAGMA user_version")
    if (application, version) != (_APPLICATION, _VERSION):
        raise ValueError("it is no index of names")
    tables = sorted(text for (text,) in file.execute("SELECT sql FROM sqlite_master"))
    if tables != sorted(SCHEMA):
        raise ValueError("it has other tables")


def _one(file: sqlite3.Connection, query: str) -> tuple[object]:
    rows: Iterator[tuple[object]] = file.execute(query)
    return next(rows, (None,))


def damaged(path: Path, reason: object) -> InputError:
    """The error for an index that cannot be read."""
    return InputError(f"is damaged ({reason}); run 'kg build' again", file=path)
