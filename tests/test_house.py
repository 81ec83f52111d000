"""The house: who may import whom, read from the syntax trees."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

BOT = Path(__file__).resolve().parents[1] / "bot"
BASE = {"model", "phrases", "vietnamese", "settings", "errors"}
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "vietnamese": set(),
    "phrases": {"model"},
    "settings": {"phrases", "errors"},
    "errors": {"phrases"},
    "progress": BASE | {"library"},
    "index": BASE,
    "search": BASE | {"index"},
    "answer": BASE | {"search", "index"},
    "library": BASE | {"index"},
    "journal": BASE,
    "delivery": BASE | {"journal"},  # its store: one file, one writer
    "conversation": BASE | {"index", "answer", "search", "library", "journal"},
    "channels": BASE | {"conversation", "delivery", "journal", "library"},
    "web": BASE | {"conversation", "delivery", "journal", "library"},
}
HEAVY = {
    "torch",
    "sentence_transformers",
    "faiss",
    "tantivy",
    "sqlalchemy",
    "telegram",
    "starlette",
    "uvicorn",
    "numpy",
}


def _room(file: Path) -> str:
    relative = file.relative_to(BOT)
    return relative.parts[0].removesuffix(".py")


def _imports(file: Path) -> set[tuple[str, int]]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names = [node.module or ""]
            if node.module == "bot":
                names = [f"bot.{alias.name}" for alias in node.names]
        found |= {(name, node.lineno) for name in names}
    return found


FILES = sorted(BOT.rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(BOT)))
def test_imports_point_downwards(file: Path) -> None:
    room = _room(file)
    if room in ("__main__", "__init__"):
        return
    assert room in MAY_IMPORT, f"{room} has no place in the table"
    for name, line in _imports(file):
        if name.split(".")[0] == "bot" and "." in name:
            other = name.split(".")[1]
            assert other == room or other in MAY_IMPORT[room], f"{file}:{line}: {room} may not import {other}"


def test_every_room_of_the_table_is_real() -> None:
    rooms = {_room(file) for file in FILES}
    assert rooms - {"__main__", "__init__"} <= MAY_IMPORT.keys()


def test_command_line_imports_nothing_heavy_at_module_level() -> None:
    tree = ast.parse((BOT / "__main__.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            name = node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
            assert name.split(".")[0] not in HEAVY
            assert name.split(".")[0] != "bot" or name in ("bot", "bot.errors", "bot.phrases", "bot.model")


@pytest.mark.parametrize("folder", ["bench", "training"])
def test_what_stands_beside_the_product_takes_what_is_there(folder: str) -> None:
    """No type checker reads these, and few tests run them."""
    names = {name for file in (BOT.parent / folder).glob("*.py") for name in _taken(file)}
    assert names
    gone = [f"{module}.{name}" for module, name in sorted(names) if not _is_there(module, name)]
    assert gone == []


def _taken(file: Path) -> set[tuple[str, str]]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "bot":
            found |= {(node.module, alias.name) for alias in node.names}
    return found


def _is_there(module: str, name: str) -> bool:
    return hasattr(importlib.import_module(module), name) or importlib.util.find_spec(f"{module}.{name}") is not None
