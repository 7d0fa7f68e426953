"""Evidence of papers: PDF, JPEG or PNG, told by content, kept under a random name. Pure but for the disk."""

from __future__ import annotations

import secrets
from pathlib import Path

MAX_BYTES = 10 * 1024 * 1024
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
"""Suffix of a stored file to its content type."""


def kind_of(data: bytes) -> str | None:
    """The suffix for this content; None where it is none of the three kinds, or is cut off."""
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return "pdf"
    if data.startswith(b"\xff\xd8\xff") and data.rstrip(b"\0").endswith(b"\xff\xd9"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82"):
        return "png"
    return None


def store(data: bytes, kind: str, root: Path) -> str:
    """Write the file; its name. The name tells nothing and cannot be guessed."""
    name = f"{secrets.token_hex(16)}.{kind}"
    path = path_of(root, name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    path.write_bytes(data)
    return name


def path_of(root: Path, name: str) -> Path:
    """Where a stored file lies."""
    return root / "evidence" / name[:2] / name


def content_type(name: str) -> str:
    """The content type of a stored file."""
    return TYPES[name.rpartition(".")[2]]
