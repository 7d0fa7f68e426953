"""Photographs: every upload is decoded and written anew by a limited child process.

What is kept is a JPEG of at most 2,048 pixels a side and a thumbnail of 400, with nothing in them but
pixels. `foreign_parts` is the proof, asked of every file before it is stored.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

MAX_BYTES = 12 * 1024 * 1024
MAX_PHOTOS = 5
WALL_SECONDS = 10
_CHILD = Path(__file__).with_name("media_child.py")
_AT_ONCE = threading.BoundedSemaphore(2)
"""Children of one web process at a time: pictures wait, reports do not."""


class Upload(Protocol):
    """A file being uploaded, as far as it matters here."""

    def read(self, size: int = ..., /) -> bytes:
        """Up to so many bytes."""
        ...

    def seek(self, offset: int, /) -> object:
        """Go to a place in it."""
        ...


class MediaError(Exception):
    """The upload cannot be kept; `code` is photo.unreadable, photo.too_many_pixels or photo.too_small."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


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
    """Re-encode an upload into `root` under a random name. Raises MediaError; leaves no file behind then."""
    name = secrets.token_hex(16)
    full, thumb = full_path(root, name), thumb_path(root, name)
    full.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    digest = digest_of(upload)
    try:
        width, height = _reencode(upload, full, thumb)
        _prove_clean(full)
        _prove_clean(thumb)
    except MediaError:
        remove(root, name)
        raise
    return Stored(name, width, height, full.stat().st_size, digest)


def remove(root: Path, name: str) -> None:
    """Delete both files of a photo, if they are there."""
    full_path(root, name).unlink(missing_ok=True)
    thumb_path(root, name).unlink(missing_ok=True)


def _prove_clean(path: Path) -> None:
    """Raise MediaError where a written file holds anything but pixels."""
    if foreign_parts(path.read_bytes()):
        raise MediaError("photo.unreadable")


def _reencode(upload: Upload, full: Path, thumb: Path) -> tuple[int, int]:
    """Width and height of what the child wrote. Raises MediaError."""
    command = [sys.executable, "-I", str(_CHILD), str(full), str(thumb)]
    with _AT_ONCE:
        try:
            done = subprocess.run(
                command,
                input=upload.read(MAX_BYTES + 1),
                capture_output=True,
                timeout=WALL_SECONDS,
                check=False,
                env={},  # no key and no database address where untrusted bytes are decoded
            )
        except subprocess.TimeoutExpired:
            raise MediaError("photo.unreadable") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:  # killed by a limit, or crashed
        raise MediaError("photo.unreadable") from None
    if "error" in answer:
        raise MediaError(str(answer["error"]))
    return int(answer["width"]), int(answer["height"])


_PIXEL_MARKERS = frozenset({0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD, 0xDA})
"""Quantisation, frames, Huffman tables, restart interval, scan: what pixels need."""


def foreign_parts(data: bytes) -> list[str]:
    """Everything in a JPEG file that is not pixels: metadata segments, comments, profiles, trailing bytes.

    A JFIF header (APP0, without thumbnail) is allowed. An empty list is the proof that a file is clean.
    """
    if data[:2] != b"\xff\xd8":
        return ["not a JPEG"]
    found: list[str] = []
    at = 2
    while at + 4 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker == 0xD9:
            break
        length = int.from_bytes(data[at + 2 : at + 4])
        body = data[at + 4 : at + 2 + length]
        is_plain_jfif = marker == 0xE0 and body[:5] == b"JFIF\0" and body[12:14] == b"\0\0"
        if marker not in _PIXEL_MARKERS and not is_plain_jfif:
            found.append(f"segment {marker:02X}")
        at += 2 + length
        if marker == 0xDA:
            at = _end_of_scan(data, at)
    if data[at : at + 2] != b"\xff\xd9" or at + 2 != len(data):
        found.append("trailing bytes")
    return found


def _end_of_scan(data: bytes, at: int) -> int:
    """Offset of the first marker after entropy-coded data (stuffed zeros and restarts belong to it)."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            return len(data)
        following = data[at + 1] if at + 1 < len(data) else 0xD9
        if following == 0x00 or 0xD0 <= following <= 0xD7:
            at += 2
            continue
        return at
