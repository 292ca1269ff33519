"""The house: imports run along the pipeline, no cycles, small modules, side effects at the named edges."""

import ast
from pathlib import Path

import networkx
import pytest

SRC = Path(__file__).parents[2] / "src" / "kg"
MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SRC.rglob("*.py"))
}

#: The rooms, and the modules between them, in the order in which an account travels; imports go one way.
ROOMS = (
    "errors limits stages system",
    "rdf",
    "evidence",
    "reason",
    "columns",
    "workspace proofs pipeline",
    "read_build review",
    "sparql analyse",
    "exchange",
    "dossier",
    "explorer report",
    "answers build_answers build_folder api generated_shapes generate",
    "serve",
    "assistants",
    "cli __init__ __main__",
)
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms.split()}


def imports(path: Path) -> set[str]:
    """The kg modules that a file imports, inside functions and for types too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg"):
            module = node.module.removeprefix("kg").removeprefix(".")
            members = {f"{module}.{alias.name}".removeprefix(".") for alias in node.names} & MODULES.keys()
            found |= members or {module}
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("kg.") for a in node.names if a.name.startswith("kg.")}
    return found


def room(module: str) -> str:
    return module.split(".")[0]


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_along_the_pipeline(module: str) -> None:
    for imported in imports(MODULES[module]) - {""}:
        assert RANK[room(imported)] <= RANK[room(module)], f"{module} imports {imported}, which comes later"


def test_no_import_cycle() -> None:
    graph = networkx.DiGraph((m, i) for m, path in MODULES.items() for i in imports(path) & MODULES.keys() if i != m)
    assert sorted(networkx.simple_cycles(graph)) == []


def test_rooms_form_no_circle() -> None:
    pairs = {(room(m), room(i)) for m, path in MODULES.items() for i in imports(path) & MODULES.keys()}
    graph = networkx.DiGraph(pair for pair in pairs if pair[0] != pair[1])
    assert sorted(networkx.simple_cycles(graph)) == []


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_small(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 420


@pytest.mark.parametrize("module", MODULES)
def test_only_the_edges_touch_files_and_processes(module: str) -> None:
    edges = {"rdf.read", "rdf.write", "sparql.workers", "sparql.worker", "sparql.catalogue"}
    edges |= {"generate", "serve.nursery", "cli"}
    if room(module) in edges or module in edges:
        return
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert name not in {"open", "write_bytes", "urlopen", "Popen", "system"}, (
                f"{module}:{node.lineno} calls {name}"
            )
