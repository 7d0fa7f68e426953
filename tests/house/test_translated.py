"""Every text that people may read has its Ukrainian words."""

from __future__ import annotations

import ast
import gettext
import subprocess
from pathlib import Path

from tests.house.tree import ROOT, parsed, python_files, short

CATALOGUE = ROOT / "config" / "locale" / "uk" / "LC_MESSAGES" / "django.po"
ONE = {"_", "_lazy", "gettext", "gettext_lazy", "gettext_noop"}
MANY = {"ngettext", "ngettext_lazy"}


def _marked(path: Path) -> set[tuple[str, bool]]:
    """Texts of a module marked for translation, and whether they have plural forms."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ONE | MANY:
            text = node.args[0]
            if isinstance(text, ast.Constant):
                found.add((str(text.value), node.func.id in MANY))
    return found


def test_no_text_lacks_its_ukrainian_words(tmp_path: Path) -> None:
    compiled = tmp_path / "uk.mo"
    subprocess.run(["msgfmt", "-o", compiled, CATALOGUE], check=True)
    with compiled.open("rb") as file:
        words = gettext.GNUTranslations(file)
    known = vars(words)["_catalog"]
    marked = {(short(path), *text) for path in python_files() for text in _marked(path)}
    assert len(marked) > 300
    assert [one for one in sorted(marked) if (one[1] if not one[2] else (one[1], 0)) not in known] == []
