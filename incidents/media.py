"""Photographs of reports: where they lie and what is kept of them.

What is kept is a JPEG of at most 2,048 pixels a side and a thumbnail of 400, with nothing in them but
pixels (`core.pictures`).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from core import pictures
from core.pictures import Upload

MAX_PHOTOS = 5


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept of an upload. Sizes in pixels and bytes; `digest` is SHA-256 of the upload."""

    name: str
    width: int
    height: int
    size: int
    digest: str


def full_path(root: Path, name: str) -> Path:
    """Where the full picture lies."""
    return root / "photos" / name[:2] / f"{name}.jpg"


def thumb_path(root: Path, name: str) -> Path:
    """Where the thumbnail lies."""
    return root / "photos" / name[:2] / f"{name}.thumb.jpg"


def digest_of(upload: Upload) -> str:
    """SHA-256 of the whole upload, read in pieces; leaves it at its beginning."""
    upload.seek(0)
    found = hashlib.sha256()
    while piece := upload.read(1 << 20):
        found.update(piece)
    upload.seek(0)
    return found.hexdigest()


def store(upload: Upload, root: Path) -> Stored:
    """Keep an upload under a random name. Raises PictureError and PicturesBusy; no file is left then."""
    name = secrets.token_hex(16)
    full = full_path(root, name)
    digest = digest_of(upload)
    width, height = pictures.rewrite(upload, full, thumb_path(root, name))
    return Stored(name, width, height, full.stat().st_size, digest)


def remove(root: Path, name: str) -> None:
    """Delete both files of a photo, if they are there."""
    full_path(root, name).unlink(missing_ok=True)
    thumb_path(root, name).unlink(missing_ok=True)
