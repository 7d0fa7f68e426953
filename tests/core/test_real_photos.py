"""Real photographs, with a position and marks in every place there is: pixels go out, or nothing."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from pillow_heif import register_heif_opener

from core import picture_child, pictures
from tests.core.test_pictures import MARK, kept
from tests.shared import shared

register_heif_opener()
WORDS = (MARK, b"Exif", b"GPS", b"8BIM", b"MakerNote")


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def marked(data: bytes) -> bytes:
    """A JPEG with a mark in every place the format has for metadata, beside what its camera wrote."""
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + (len(MARK) + 5).to_bytes(4, "big")
    iptc += b"\x1c\x02\x78" + len(MARK).to_bytes(2, "big") + MARK
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + MARK + b"</x:xmpmeta>"
    parts = [segment(0xE1, xmp), segment(0xED, iptc), segment(0xFE, MARK), segment(0xE2, b"MPF\0" + MARK)]
    parts += [segment(number, b"MakerNote " + MARK) for number in range(0xE3, 0xF0) if number != 0xED]
    return data[:2] + b"".join(parts) + data[2:] + MARK + data


def containers(data: bytes) -> dict[str, bytes]:
    """The same photo as each format the product takes, with its EXIF and marks."""
    with Image.open(io.BytesIO(data)) as opened:
        exif = opened.getexif()
        exif[0x010E] = MARK.decode()
        exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 13.0, 59.0), 3: "E", 4: (28.0, 28.0, 5.0)})
        small = opened.convert("RGB")
    small.thumbnail((320, 320))
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", MARK.decode())
    text.add_text("Raw profile type exif", MARK.decode(), zip=True)
    text.add_itxt("XML:com.adobe.xmp", MARK.decode())
    made = {"JPEG": marked(data)}
    for kind, how in (("PNG", {"pnginfo": text}), ("WEBP", {"xmp": MARK}), ("HEIF", {"xmp": MARK})):
        out = io.BytesIO()
        small.save(out, kind, exif=exif.tobytes(), **how)
        made[kind] = out.getvalue() + MARK
    return made


@pytest.mark.shared_data
def test_real_photos_lose_all_that_is_not_pixels_in_every_format(tmp_path: Path):
    full, thumb = tmp_path / "full.jpg", tmp_path / "thumb.jpg"
    photos = sorted((shared("photos-exif")).rglob("*.jpg"))
    assert len(photos) == 12
    for path in photos:
        for kind, data in containers(path.read_bytes()).items():
            assert MARK in data
            answer = picture_child.clean(io.BytesIO(data), str(full), str(thumb))
            assert "error" not in answer, (path.name, kind, answer)
            for written in (full.read_bytes(), thumb.read_bytes()):
                assert pictures.foreign_parts(written) == [], (path.name, kind)
                assert not [
                    word for word in (MARK, b"Exif", b"GPS", b"8BIM", b"MakerNote") if word in written
                ]


def mutant(data: bytes, chance: random.Random) -> bytes:
    """The file with bytes changed, cut out, doubled or swapped; headers more often than pixels."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(min(len(changed), chance.choice([64, 1024, len(changed)])))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at : at + 4] = chance.randbytes(4)
            case 2:
                del changed[at : at + chance.randrange(1, 64)]
            case _:
                changed[at:at] = changed[at : at + chance.randrange(1, 64)]
        if not changed:
            return b"\0"
    return bytes(changed)


@pytest.mark.shared_data
@pytest.mark.parametrize("rounds", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_mutants_of_real_photos_in_every_format_are_kept_clean_or_refused(tmp_path: Path, rounds: int):
    folder = shared("photos-exif")
    sources = [*containers((folder / "gps" / "DSCN0010.jpg").read_bytes()).values()]
    sources.append((folder / "heic" / "samplefilehub.heif").read_bytes())
    chance = random.Random(33)
    for _ in range(rounds):
        for data in sources:
            for _ in range(4):
                try:
                    _, full, thumb = kept(mutant(data, chance), tmp_path)
                except pictures.PictureError:
                    continue
                assert pictures.foreign_parts(full) == pictures.foreign_parts(thumb) == []


@pytest.mark.shared_data
def test_real_photos_lose_their_position(tmp_path: Path):
    folder = shared("photos-exif")
    rows = list(csv.DictReader((folder / "MANIFEST.csv").open()))
    assert len(rows) == 13
    for row in rows:
        _, full, thumb = kept((folder / row["file"]).read_bytes(), tmp_path)
        for data in (full, thumb):
            assert pictures.foreign_parts(data) == [], row["file"]
            assert b"Exif" not in data
            assert b"GPS" not in data
