"""Untrusted pictures: decoded and written anew by a limited child process, so that pixels alone remain.

The one way in for every picture that is kept, whoever sends it. `foreign_parts` is the proof, asked of every
file before it counts as kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.utils.translation import gettext as _

MAX_BYTES = 12 * 1024 * 1024
WALL_SECONDS = 10
WAIT_SECONDS = 5
RETRY_SECONDS = 5
_CHILD = Path(__file__).with_name("picture_child.py")
_AT_ONCE = threading.BoundedSemaphore(2)
_IN_THE_ROOM = threading.BoundedSemaphore(3)
"""Of the four threads of a web process two may decode and one may wait: the fourth takes reports whatever
comes in. Who finds the room full is told to come again."""


class Upload(Protocol):
    """A file being uploaded, as far as it matters here."""

    def read(self, size: int = ..., /) -> bytes:
        """Up to so many bytes."""
        ...

    def seek(self, offset: int, /) -> object:
        """Go to a place in it."""
        ...


class PictureError(Exception):
    """The upload cannot be kept; `code` is photo.unreadable, photo.too_many_pixels or photo.too_small."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class PicturesBusy(Exception):
    """As many pictures are being decoded as this process can bear; the upload itself may be good."""


def rewrite(upload: Upload, full: Path, thumb: Path) -> tuple[int, int]:
    """Write an upload anew as two JPEG files of pixels alone; width and height of the full one.

    Raises PictureError and PicturesBusy; neither leaves a file behind.
    """
    full.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    try:
        with _turn():
            size = _run_child(upload.read(MAX_BYTES + 1), full, thumb)
        _prove_clean(full)
        _prove_clean(thumb)
    except BaseException:
        full.unlink(missing_ok=True)
        thumb.unlink(missing_ok=True)
        raise
    return size


def _prove_clean(path: Path) -> None:
    """Raise PictureError where a written file holds anything but pixels."""
    if foreign_parts(path.read_bytes()):
        raise PictureError("photo.unreadable")


def words(code: str) -> str:
    """Why a picture is not kept, to whoever sent it."""
    if code == "photo.too_many_pixels":
        return _("This photo has too many pixels. Please send a smaller one.")
    if code == "photo.too_small":
        return _("This picture is too small to show anything.")
    return _("This file could not be read as a photo. JPEG, PNG, WebP and HEIC are accepted.")


@contextmanager
def _turn() -> Iterator[None]:
    """A turn at decoding, after a short wait. Raises PicturesBusy."""
    if not _IN_THE_ROOM.acquire(blocking=False):
        raise PicturesBusy
    try:
        if not _AT_ONCE.acquire(timeout=WAIT_SECONDS):
            raise PicturesBusy
        try:
            yield
        finally:
            _AT_ONCE.release()
    finally:
        _IN_THE_ROOM.release()


def _run_child(data: bytes, full: Path, thumb: Path) -> tuple[int, int]:
    """Width and height of what the child wrote. Raises PictureError."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD), str(full), str(thumb)],
            input=data,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            env={},  # no key and no database address where untrusted bytes are decoded
        )
    except subprocess.TimeoutExpired:
        raise PictureError("photo.unreadable") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:  # killed by a limit, or crashed
        raise PictureError("photo.unreadable") from None
    if "error" in answer:
        raise PictureError(str(answer["error"]))
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
