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

import pillow_heif
from PIL import Image, ImageCms, ImageOps

DATA_BYTES = 256 * 1024 * 1024
ADDRESS_BYTES = 768 * 1024 * 1024
"""Libraries and their mapped files count here as well; what the child may fill is `DATA_BYTES`."""
CPU_SECONDS = 5
FILE_BYTES = 16 * 1024 * 1024
MAX_PIXELS = {"JPEG": 24_000_000, "PNG": 24_000_000, "WEBP": 12_000_000, "HEIF": 24_000_000}
"""What each decoder can unpack within `DATA_BYTES`, 16 MB of which are the interpreter and its libraries.

A pixel costs, at the worst: JPEG 8 bytes (progressive CMYK keeps all coefficients) and 1 for the picture,
read at half its size; PNG 4; WebP 4 canvases of 4; HEIC about 7. All that follows goes by bands (`_reduced`).
"""
FULL_SIDE = 2048
THUMB_SIDE = 400
MIN_SIDE = 8
MAX_BYTES = 12 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP")
ORIENTATION = 0x0112
Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())
BAND = 128
"""Rows of the result made at a time."""


def limit() -> None:
    """Bind this process before a byte of the upload is read."""
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES, DATA_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_BYTES, ADDRESS_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def clean(source: IO[bytes], full: str, thumb: str) -> dict[str, object]:
    """Re-encode `source` as two JPEG files without metadata; the answer as a dictionary.

    Shrinks before it turns and converts, so that the largest permitted picture stays within the limits.
    """
    head = source.read(32)
    source.seek(0)
    formats: tuple[str, ...] = FORMATS
    if head[4:8] == b"ftyp":
        pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
        formats = ("HEIF",)
    with Image.open(source, formats=formats) as opened:
        # A camera's JPEG with a second picture behind the first calls itself MPO.
        if opened.width * opened.height > MAX_PIXELS.get(str(opened.format), MAX_PIXELS["JPEG"]):
            return {"error": "photo.too_many_pixels"}
        if min(opened.size) < MIN_SIDE:
            return {"error": "photo.too_small"}
        profile = opened.info.get("icc_profile")
        turned = opened.format == "HEIF"  # its decoder has turned the picture already
        opened.draft("RGB", _goal(opened.size))
        opened.load()
        orientation = 1 if turned else opened.getexif().get(ORIENTATION, 1)
        picture = _reduced(opened)
        picture.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS)
    picture.getexif()[ORIENTATION] = orientation
    plain = _pixels_only(ImageOps.exif_transpose(picture), profile)
    plain.save(full, "JPEG", quality=84, optimize=True, progressive=True)
    small = plain.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    small.save(thumb, "JPEG", quality=78, optimize=True, progressive=True)
    return {"width": plain.width, "height": plain.height}


def _goal(size: tuple[int, int]) -> tuple[int, int]:
    """The size to come down to: a decoder that can halve is asked for no more than is kept."""
    part = min(1.0, FULL_SIDE / max(size))
    return max(1, int(size[0] * part)), max(1, int(size[1] * part))


def _reduced(picture: Image.Image) -> Image.Image:
    """The picture in a simple mode, at most twice as large as it will be: band by band, never copied whole.

    Means over whole squares of pixels, and bands that begin at a square: the same as in one piece.
    """
    factor = max(1, max(picture.size) // (2 * FULL_SIDE), min(2, max(picture.size) // FULL_SIDE))
    if factor == 1:
        return _simple_mode(picture)
    rows = BAND * factor
    bands = []
    for top in range(0, picture.height, rows):
        band = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        bands.append(_simple_mode(band).reduce(factor))
    whole = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    for number, band in enumerate(bands):
        whole.paste(band, (0, number * BAND))
    return whole


def _simple_mode(picture: Image.Image) -> Image.Image:
    """The picture in one of the modes that can be shrunk well: L, RGB, RGBA or CMYK."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in {"L", "RGB", "RGBA", "CMYK"}:
        return picture
    return picture.convert("RGBA" if "transparency" in picture.info or "A" in picture.mode else "RGB")


def _pixels_only(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """A new sRGB picture that has the old one's pixels and nothing else of it."""
    plain = Image.new("RGB", picture.size, "white")
    if picture.mode == "RGBA":
        plain.paste(picture, mask=picture.getchannel("A"))
    else:
        plain.paste(_to_srgb(picture, profile))
    return plain


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as the embedded profile means them; a profile that cannot be read is ignored."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            return turned
    return picture.convert("RGB")


def main() -> None:
    """Read the upload, answer, and never show a trace of what went wrong inside."""
    limit()
    try:
        answer = clean(io.BytesIO(sys.stdin.buffer.read(MAX_BYTES + 1)), sys.argv[1], sys.argv[2])
    except (MemoryError, Image.DecompressionBombError):
        answer = {"error": "photo.too_many_pixels"}
    except Exception:  # noqa: BLE001 the decoders raise anything; each means the same to the person
        answer = {"error": "photo.unreadable"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
