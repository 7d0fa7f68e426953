"""Rooms stay small enough to be read at once."""

from __future__ import annotations

import ast
from statistics import median

from tests.house.tree import parsed, python_files, short, tracked

MAX_LINES = 400
MEDIAN_LINES = 120
MAX_FUNCTION_LINES = 50


def _lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_over_400_lines():
    written = [*python_files(tests=True), *(p for p in tracked() if p.suffix in {".ts", ".svelte", ".sh"})]
    long = {short(p): _lines(p) for p in written if ".gen." not in p.name and _lines(p) > MAX_LINES}
    assert long == {}


def test_the_median_file_is_at_most_120_lines():
    sizes = [lines for p in python_files() if (lines := _lines(p)) > 1]
    assert median(sizes) <= MEDIAN_LINES


def test_no_function_is_over_50_lines():
    long = {
        f"{short(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    }
    assert long == {}
