"""The same graph behind every kind of store: memory, a folder, and endpoints that the tests start on loopback."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from kg.sparql.backends import Backend, open_store
from kg.sparql.folder import open_folder
from kg.sparql.store import memory_store, write_store
from kg.workspace import Workspace

VIRTUOSO = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = v-temp.db
TransactionFile = v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = .
NumberOfBuffers = 10000
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
"""


@pytest.fixture(scope="session")
def graph(shipped_graph: Workspace) -> Store:
    """All shipped data in memory; read by the tests, never written."""
    return memory_store(shipped_graph.graphs)


@pytest.fixture(scope="session")
def folder(shipped_graph: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("build") / "store"
    write_store(shipped_graph.graphs, place)
    return place


@pytest.fixture(scope="module")
def oxigraph(folder: Path) -> Iterator[str]:
    """The address of ``oxigraph serve-read-only`` over the folder; it ends with the module, and its endless query."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("oxigraph is not installed (pip install oxigraph)")
    port = free_port()
    command = [program, "serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with running([*command, "--union-default-graph"], folder.parent):
        wait_for(port)
        yield f"http://127.0.0.1:{port}/query"


@pytest.fixture(scope="module")
def virtuoso(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso with the graph, in a database of its own."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        pytest.skip("Virtuoso is not installed (apt-get install virtuoso-opensource-7-bin)")
    place, sql, http = tmp_path_factory.mktemp("virtuoso"), free_port(), free_port()
    (place / "v.ini").write_text(VIRTUOSO.format(sql=sql, http=http))
    open_folder(folder).dump(str(place / "graph.nq"), RdfFormat.N_QUADS)
    with running([program, "+foreground", "+configfile", "v.ini"], place):
        wait_for(http)
        load = "ld_dir('.', 'graph.nq', ''); rdf_loader_run();"
        subprocess.run([client, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        yield f"http://127.0.0.1:{http}/sparql"


@pytest.fixture(scope="module", params=["memory", "folder", "oxigraph", "virtuoso"])
def backend(request: pytest.FixtureRequest, graph: Store) -> Iterator[Backend]:
    """What answers, one after another."""
    where = graph if request.param == "memory" else request.getfixturevalue(request.param)
    with closing(open_store(where)) as store:
        yield store


@contextmanager
def running(command: list[str], place: Path) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 30) -> None:
    """Return once something listens on ``port``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"nothing listens on port {port} after {seconds:g} s")
