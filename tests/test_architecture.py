"""The house rules that a parser can check; each also fails on a planted fault."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RANKS = {
    "rules": 0,
    "formats": 1,
    "solvers": 1,
    "transports": 1,
    "database": 2,
    "logs": 2,
    "models": 3,
    "queries": 4,
    "services": 5,
    "post": 6,
    "demo": 6,
    "jobs": 7,
    "worker": 8,
    "web": 8,
    "doctor": 8,
    "commands": 9,
    "cli": 10,
    "": 11,
}
FLASK_FREE = {"rules", "formats", "solvers", "transports", "models", "queries", "services"}
CLOCK_FREE = FLASK_FREE - {"transports"}
# Flask-Security's user mixin says what a user can do; hashing a password is its work too.
FLASK_EXCEPTIONS = {("models/account.py", "flask_security")}
HEAVY = {"reportlab", "xlsxwriter", "python_calamine", "scipy", "numpy", "openpyxl"}
STANDARD_ONLY = {"rules"}


def sources() -> dict[str, str]:
    package = ROOT / "eventapp"
    return {str(path.relative_to(package)): path.read_text() for path in package.rglob("*.py")}


def part(file: str) -> str:
    """Name the layer a file belongs to."""
    first = file.split("/")[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module
            if node.module == "eventapp":
                yield from ((node, f"eventapp.{alias.name}") for alias in node.names)


def inside_functions(tree: ast.AST) -> set[int]:
    return {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }


def layer_of(module: str) -> str:
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 else ""


def rank_faults(file: str, tree: ast.AST) -> list[str]:
    """A module imports only from a lower rank, or from its own layer."""
    own = part(file)
    return [
        f"{file} ({own}) imports {module}"
        for _, module in imported(tree)
        if module.startswith("eventapp.")
        and layer_of(module) != own
        and RANKS[layer_of(module)] >= RANKS[own]
    ]


def flask_faults(file: str, tree: ast.AST) -> list[str]:
    """Flask and its extensions stay at the edges."""
    return [
        f"{file} imports {module}"
        for _, module in imported(tree)
        if part(file) in FLASK_FREE
        and module.split(".")[0].startswith("flask")
        and (file, module.split(".")[0]) not in FLASK_EXCEPTIONS
    ]


def commit_faults(file: str, tree: ast.AST) -> list[str]:
    """Only the database's own modules commit."""
    return [
        f"{file}:{node.lineno} commits"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit" and part(file) != "database"
    ]


def clock_faults(file: str, tree: ast.AST) -> list[str]:
    """The moment is an argument everywhere but at the edges."""
    clocks = {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
        ("time", "time"),
        ("time", "localtime"),
    }
    return [
        f"{file}:{node.lineno} reads the clock"
        for node in ast.walk(tree)
        if part(file) in CLOCK_FREE
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in clocks
    ]


def hidden_import_faults(file: str, tree: ast.AST) -> list[str]:
    """No import of our own inside a function; heavy packages nowhere else."""
    inside = inside_functions(tree)
    own = [
        f"{file} hides the import of {module}"
        for node, module in imported(tree)
        if id(node) in inside and module.split(".")[0] in {"eventapp", "config"}
    ]
    heavy = [
        f"{file} imports {module} at start"
        for node, module in imported(tree)
        if id(node) not in inside and module.split(".")[0] in HEAVY
    ]
    return own + heavy


def standard_library_faults(file: str, tree: ast.AST) -> list[str]:
    """Rules are values in, a decision out: the standard library only."""
    return [
        f"{file} imports {module}"
        for _, module in imported(tree)
        if part(file) in STANDARD_ONLY
        and module.split(".")[0] not in {*sys.stdlib_module_names, "eventapp"}
    ]


CHECKS = [
    rank_faults,
    flask_faults,
    commit_faults,
    clock_faults,
    hidden_import_faults,
    standard_library_faults,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_has_no_faults(check):
    faults = [
        fault for file, source in sources().items() for fault in check(file, ast.parse(source))
    ]

    assert faults == []


@pytest.mark.parametrize(
    ("check", "file", "source"),
    [
        (rank_faults, "rules/rsvp.py", "from eventapp.models.rsvp import Invitation"),
        (rank_faults, "queries/rsvp.py", "from eventapp import services"),
        (rank_faults, "services/rsvp.py", "import eventapp.web.access"),
        (flask_faults, "services/rsvp.py", "from flask import current_app"),
        (flask_faults, "queries/rsvp.py", "import flask_login"),
        (commit_faults, "services/rsvp.py", "db.session.commit()"),
        (clock_faults, "services/rsvp.py", "from datetime import datetime\ndatetime.now()"),
        (clock_faults, "rules/rsvp.py", "import time\ntime.time()"),
        (hidden_import_faults, "web/x.py", "def f():\n    from eventapp.models import User"),
        (hidden_import_faults, "formats/sheet.py", "import xlsxwriter"),
        (standard_library_faults, "rules/names.py", "import babel"),
    ],
)
def test_a_planted_fault_is_found(check, file, source):
    assert len(check(file, ast.parse(source))) == 1


def test_every_module_says_what_it_is_for():
    silent = [
        file for file, source in sources().items() if not ast.get_docstring(ast.parse(source))
    ]

    assert silent == []
