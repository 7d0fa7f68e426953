"""Evidence of papers: a PDF as it came, or a picture written anew without its metadata, under a random name.

A photograph of a licence tells where its holder lives, if one lets it. What a PDF says of itself is kept: it
is handed to two pairs of eyes alone, as a download.
"""

from __future__ import annotations

import io
import secrets
from pathlib import Path

from core import pictures

MAX_BYTES = 10 * 1024 * 1024
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
"""Suffix of a stored file to its content type; new ones are never PNG."""


def is_pdf(data: bytes) -> bool:
    """Whether the content is a whole PDF, whatever its name says."""
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]


def store(data: bytes, root: Path) -> str:
    """Write the file; its name, which tells nothing and cannot be guessed.

    Raises PictureError where it is neither a PDF nor a picture, and PicturesBusy.
    """
    name = f"{secrets.token_hex(16)}.{'pdf' if is_pdf(data) else 'jpg'}"
    path = path_of(root, name)
    if is_pdf(data):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        path.write_bytes(data)
        return name
    small = path.with_suffix(".thumb.jpg")
    pictures.rewrite(io.BytesIO(data), path, small)
    small.unlink()
    return name


def remove(root: Path, name: str) -> None:
    """Delete a stored file, if it is there."""
    if name:
        path_of(root, name).unlink(missing_ok=True)


def path_of(root: Path, name: str) -> Path:
    """Where a stored file lies."""
    return root / "evidence" / name[:2] / name


def content_type(name: str) -> str:
    """The content type of a stored file."""
    return TYPES[name.rpartition(".")[2]]
