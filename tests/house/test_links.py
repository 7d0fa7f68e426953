"""Every link that people are told leads to a page there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.tree import ROOT, parsed, python_files

PAGES = ROOT / "frontend" / "src" / "routes"
API = ("/api/", "/calendar/", "//")


def _routes() -> list[re.Pattern[str]]:
    """A pattern for each page of the front end: `[id]` is one part of the path, `[[id]]` may be missing."""
    found = []
    for page in PAGES.rglob("+page.svelte"):
        path = ""
        for part in page.parent.relative_to(PAGES).parts:
            path += "(/[^/]+)?" if part.startswith("[[") else "/[^/]+" if part.startswith("[") else f"/{part}"
        found.append(re.compile(path or "/"))
    return found


def _links(path: Path) -> set[str]:
    """Paths of our pages in a file that words messages; what is filled in stands as `x`."""
    found, pieces = set(), set[int]()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.JoinedStr):
            pieces |= {id(part) for part in node.values}
            parts = [p.value if isinstance(p, ast.Constant) else "x" for p in node.values]
            found.add("".join(str(part) for part in parts))
        elif id(node) not in pieces and isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return {link for link in found if re.fullmatch(r"/[a-z][\w/?=-]*", link) and not link.startswith(API)}


def test_what_people_are_told_leads_somewhere() -> None:
    routes = _routes()
    worded = [
        path
        for path in python_files()
        if "wording" in path.parts or path.stem in {"wording", "informing", "answer_links"}
    ]
    links = {link for path in worded for link in _links(path)}
    assert {"/duty", "/brigade/x/rota", "/patrol/x", "/receipt?id=x"} <= links
    dead = [link for link in links if not any(r.fullmatch(link.partition("?")[0]) for r in routes)]
    assert dead == []
