"""Decode one untrusted picture and write it again, clean. Runs as a process of its own, under limits.

Called as `python -I media_child.py FULL THUMB` with the upload on standard input; answers one line of
JSON on standard output: `{"width", "height"}`, or `{"error": code}`. Imports nothing of the product.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import IO

DATA_BYTES = 256 * 1024 * 1024
ADDRESS_BYTES = 768 * 1024 * 1024
"""Libraries and their mapped files count here as well; what the child may fill is `DATA_BYTES`."""
CPU_SECONDS = 5
FILE_BYTES = 16 * 1024 * 1024
MAX_PIXELS = 24_000_000
FULL_SIDE = 2048
THUMB_SIDE = 400
FORMATS = ("JPEG", "PNG", "WEBP")


def limit() -> None:
    """Bind this process before a byte of the upload is read."""
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES, DATA_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES, ADDRESS_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def clean(source: IO[bytes], full: str, thumb: str) -> dict[str, object]:
    """Re-encode `source` as two JPEG files without metadata; the answer as a dictionary."""
    from PIL import Image, ImageOps

    head = source.read(32)
    source.seek(0)
    formats: tuple[str, ...] = FORMATS
    if head[4:8] == b"ftyp":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
        formats = ("HEIF",)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(source, formats=formats) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            return {"error": "photo.too_many_pixels"}
        if min(opened.size) < 8:
            return {"error": "photo.too_small"}
        opened.draft("RGB", (FULL_SIDE, FULL_SIDE))
        opened.load()
        picture = _plain(opened)
        orientation = ImageOps.exif_transpose
        picture.info, exif = {}, opened.getexif()
        if exif.get(0x0112, 1) != 1 and opened.format != "HEIF":
            picture.getexif()[0x0112] = exif[0x0112]
            picture = orientation(picture)
    picture.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS)
    _write(picture, full, quality=84)
    small = picture.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    _write(small, thumb, quality=78)
    return {"width": picture.width, "height": picture.height}
