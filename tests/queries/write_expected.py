"""Write the expected rows of the named queries (default: all) from the shipped data; read them before you keep them."""

import sys
from pathlib import Path

from kg.pipeline import build_workspace
from kg.rdf.read import shipped
from kg.rdf.tables import present
from kg.rdf.write import write_text
from kg.sparql.catalogue import bind, read_catalogue
from kg.sparql.query import run
from kg.sparql.store import memory_store
from seed_report import SEED


def main(names: list[str]) -> None:
    """Rewrite the rows over all data (``expected``) and over the seed report alone (``expected-seed``)."""
    here = Path(__file__).parent
    stores = {"expected": build_workspace(), "expected-seed": build_workspace(SEED, policy="permissive")}
    for folder, dataset in stores.items():
        (here / folder).mkdir(exist_ok=True)
        store = memory_store(dataset.graphs)
        for name, query in read_catalogue(shipped("queries")).items():
            if query.folder != "checks" and (not names or name in names):
                answer = run(store, query.text, bind(query, {}))
                write_text(here / folder / f"{name}.csv", present(answer.columns, answer.rows, "csv"))


if __name__ == "__main__":
    main(sys.argv[1:])
