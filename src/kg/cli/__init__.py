"""The command line: data to standard output, progress to standard error, one clear line for every error.

Exit codes: 0 ok, 1 findings, 2 usage, 3 bad input or an output that cannot be written, 4 limit hit. Everything
heavy is imported inside the command that needs it, so that ``kg --help`` answers at once.
"""

from kg.cli.analyse import analyse
from kg.cli.app import app, main
from kg.cli.build import build
from kg.cli.draft import draft
from kg.cli.evidence import add, check, diff, validate, withdraw
from kg.cli.exchange import export, import_
from kg.cli.find import find
from kg.cli.init import init
from kg.cli.match import judge, match
from kg.cli.mcp import mcp
from kg.cli.new import new
from kg.cli.path import path
from kg.cli.query import explain, query
from kg.cli.reason import reason
from kg.cli.schema import schema
from kg.cli.serve import serve
from kg.cli.show import show

__all__ = [
    "add", "analyse", "app", "build", "check", "diff", "draft", "explain", "export", "find", "import_", "init", "judge",
    "main", "match", "mcp", "new", "path", "query", "reason", "schema", "serve", "show", "validate", "withdraw",
]  # fmt: skip
