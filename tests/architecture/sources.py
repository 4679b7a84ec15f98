"""Our own files, read as files."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("lms", "courses", "learners", "certificates")


def files(*endings: str, under: tuple[str, ...] = PACKAGES) -> list[Path]:
    """Our files with one of these endings, without what is made by machines."""
    return [
        path
        for folder in under
        for ending in endings
        for path in sorted((ROOT / folder).rglob(f"*{ending}"))
        if not {"__pycache__", "migrations", "node_modules"} & set(path.parts)
    ]


def name_of(path: Path) -> str:
    """The path of a file inside the house."""
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    """A module as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
