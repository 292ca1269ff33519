"""Tables of the datasets, mutated: refused by one of the project's errors, or accounts that are well-formed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from pyoxigraph import parse

from fuzz import harness
from fuzz.mutate import mutated
from kg.errors import KgError
from kg.exchange.importers import ImportSettings, read_dataset
from kg.exchange.importers import written as statements

SETTINGS = ImportSettings("2024-06-01")
TABLES = Path(__file__).parents[1] / "unit" / "tables"
TOKENS = tuple(
    b',|\t|""|"|;|-0- |0|1|9|-9|2023|20231120|2023-11-20|20 November 2023|91|-181|33.5|x,y|id|latitude'.split(b"|")
)


def inputs(chance: Random) -> Iterator[tuple[str, bytes]]:
    """Mutations of the datasets' files, without end; a file's name begins with the dataset's."""
    seeds = [(path.name, path.read_bytes()) for path in sorted(TABLES.iterdir())]
    while True:
        name, content = chance.choice(seeds)
        yield name, mutated(chance, content, TOKENS)


@contextmanager
def attempting(folder: Path) -> Iterator[Callable[[Path], None]]:
    """Import the table, and read the Turtle that comes of it."""

    def attempt(file: Path) -> None:
        written = folder / "written.ttl"
        try:
            dataset = file.stem.split("-")[0]
            reading = read_dataset(dataset, [file], SETTINGS)
            written.write_bytes(b"".join(statements(reading, dataset, SETTINGS)))
        except KgError:
            return
        for _ in parse(path=str(written)):
            pass

    yield attempt


def run(seconds: float, seed: int) -> int:
    """See :func:`fuzz.harness.run`."""
    return harness.run(__name__, seconds, seed)
