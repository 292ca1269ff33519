"""The house: imports run along the pipeline, no cycles, small modules, side effects at the named edges."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "kg"
MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SRC.rglob("*.py"))
}

#: The rooms in the order of the pipeline; a module imports from its own room and earlier ones only.
ROOMS = [
    {"errors", "limits", "terms"},
    {"moments", "nesting"},
    {"evidence", "sources", "present", "resources", "manifest"},
    {"deprecated", "load", "validate", "policy", "catalogue", "outputs"},
    {"importers"},
    {"accept", "identity"},
    {"accounts"},
    {"compare"},
    {"rules"},
    {"reason"},
    {"derivations", "explain"},
    {"pipeline", "sparql"},
    {"reopen"},
    {"kinship", "diff"},
    {"check", "variations"},
    {"add"},
    {"proofs", "provenance", "withdraw"},
    {"analyse"},
    {"render", "export"},
    {"exports", "describe"},
    {"explore"},
    {"notebook"},
    {"ask"},
    {"build", "api", "mirror", "shapes"},
    {"serve"},
    {"__init__", "console"},
    {"cli"},
]
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}


def imports(path: Path) -> set[str]:
    """The kg modules that a file imports when it is imported (not inside functions, not for types alone)."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("kg"):
            found.add(node.module.removeprefix("kg").removeprefix("."))
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
    graph = {module: imports(path) & MODULES.keys() for module, path in MODULES.items()}

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path, module))
        for imported in graph[module]:
            walk(imported, (*path, module))

    for module in graph:
        walk(module, ())


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_small(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 420


@pytest.mark.parametrize("module", MODULES)
def test_only_the_edges_touch_files_and_processes(module: str) -> None:
    edges = {"sources", "export", "sparql.workers", "sparql.worker", "serve.nursery", "catalogue", "mirror", "cli"}
    if room(module) in edges or module in edges:
        return
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert name not in {"open", "write_bytes", "urlopen", "Popen", "system"}, (
                f"{module}:{node.lineno} calls {name}"
            )
