"""The source stays readable: small files, small functions, everything public explained."""

from __future__ import annotations

import ast
import tomllib

import pytest

from tests.house.rooms import HOUSE, modules, top_level

LONGEST_FILE = 400
LONGEST_FUNCTION = 60

each_module = pytest.mark.parametrize("path", modules().values(), ids=modules())


def functions(tree):
    """Every function and method of a module."""
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def public(scope):
    """Public classes, functions and methods that a scope declares, those of its classes too."""
    for node in scope.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_"):
                continue
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


@each_module
def test_a_file_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@each_module
def test_a_function_fits_on_a_screen(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lengths = {f.name: f.end_lineno - f.lineno + 1 for f in functions(tree)}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


@each_module
def test_everything_public_says_what_it_is_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"
    assert [n.name for n in public(tree) if not ast.get_docstring(n)] == []


def test_every_room_has_its_door_in_the_contracts():
    """A room that no contract names could import anything."""
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers")
    named = {name for layer in layers for name in layer.replace("(", " ").replace(")", " ").split()}
    others = {m for c in contracts if c["type"] == "forbidden" for m in c["source_modules"]}
    assert [room for room in top_level() if room not in named | others] == []
