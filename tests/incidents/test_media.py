"""Photographs: what comes in hostile or tagged goes out as pixels alone."""

from __future__ import annotations

import csv
import io
import random
import signal
import subprocess
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from incidents import media, media_child
from tests.shared import shared

MARK = b"CANARY-49.2331-28.4682"


def jpeg(size: tuple[int, int] = (64, 48), colour: str = "teal", **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **save)
    return out.getvalue()


def tagged(number: int) -> bytes:
    """One of a seeded family of pictures with metadata wherever the format has a place for it."""
    chance = random.Random(number)
    picture = Image.new(
        chance.choice(["RGB", "L", "RGBA", "P"]), (chance.randrange(16, 90), chance.randrange(16, 90))
    )
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x9286] = MARK.decode()
    exif[0x0112] = chance.randrange(1, 9)
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 13.0, 59.0), 3: "E", 4: (28.0, 28.0, 5.0)})
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + MARK + b"</x:xmpmeta>"
    out = io.BytesIO()
    kind = chance.choice(["JPEG", "PNG", "WEBP"])
    if kind == "JPEG":
        picture.convert(chance.choice(["RGB", "L", "CMYK"])).save(
            out, kind, exif=exif, xmp=xmp, comment=MARK, icc_profile=b"\0" * 128 + MARK, dpi=(72, 72)
        )
    elif kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("GPS", MARK.decode())
        text.add_itxt("XML:com.adobe.xmp", xmp.decode())
        picture.save(out, kind, exif=exif, pnginfo=text)
    else:
        picture.convert("RGBA").save(out, kind, exif=exif, xmp=xmp, lossless=True)
    return out.getvalue() + chance.choice([b"", MARK, b"PK\x03\x04" + MARK, b"<script>" + MARK])


def kept(data: bytes, root: Path) -> tuple[media.Stored, bytes, bytes]:
    stored = media.store(io.BytesIO(data), root)
    full, thumb = media.full_path(root, stored.name), media.thumb_path(root, stored.name)
    return stored, full.read_bytes(), thumb.read_bytes()


def refused(data: bytes, root: Path) -> str:
    with pytest.raises(media.MediaError) as caught:
        media.store(io.BytesIO(data), root)
    assert not [path for path in root.rglob("*") if path.is_file()]
    return caught.value.code


def test_a_large_photo_is_shrunk_and_has_a_thumbnail(tmp_path: Path):
    stored, full, thumb = kept(jpeg((4000, 3000)), tmp_path)
    assert (stored.width, stored.height) == (2048, 1536)
    assert stored.size == len(full)
    assert Image.open(io.BytesIO(full)).size == (2048, 1536)
    assert Image.open(io.BytesIO(thumb)).size == (400, 300)


def test_metadata_in_two_hundred_tagged_pictures_is_gone(tmp_path: Path):
    # The child's own code, called in this process: two hundred interpreters would take half a minute.
    full, thumb = tmp_path / "full.jpg", tmp_path / "thumb.jpg"
    for number in range(200):
        assert "error" not in media_child.clean(io.BytesIO(tagged(number)), str(full), str(thumb))
        for data in (full.read_bytes(), thumb.read_bytes()):
            assert media.foreign_parts(data) == [], number
            assert MARK not in data, number
            assert not Image.open(io.BytesIO(data)).getexif(), number


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(tmp_path: Path, orientation: int):
    upright = Image.new("RGB", (60, 40), "black")
    upright.paste("red", (0, 0, 30, 20))  # upper left corner
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # transposition that undoes the tag
    seen = upright if orientation == 1 else upright.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    seen.save(out, "JPEG", exif=exif, quality=95)
    _, full, _ = kept(out.getvalue(), tmp_path)
    shown = Image.open(io.BytesIO(full))
    assert shown.size == (60, 40)
    assert shown.getpixel((10, 8))[0] > 200
    assert max(shown.getpixel((50, 30))) < 60


def test_transparency_becomes_white(tmp_path: Path):
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    _, full, _ = kept(out.getvalue(), tmp_path)
    assert min(Image.open(io.BytesIO(full)).getpixel((10, 10))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA", "CMYK", "YCbCr"])
def test_every_mode_is_understood(tmp_path: Path, mode: str):
    out = io.BytesIO()
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    Image.new(mode, (32, 24)).save(out, kind)
    stored, _, _ = kept(out.getvalue(), tmp_path)
    assert (stored.width, stored.height) == (32, 24)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue(), tmp_path) == "photo.too_many_pixels"


def test_the_largest_permitted_picture_fits_the_limits(tmp_path: Path):
    out = io.BytesIO()
    Image.new("RGBA", (6000, 4000), "teal").save(out, "PNG", compress_level=1)
    stored, _, _ = kept(out.getvalue(), tmp_path)
    assert (stored.width, stored.height) == (2048, 1365)


def test_a_picture_that_needs_more_memory_than_the_child_has_is_refused(tmp_path: Path):
    # 64 kilobytes of file; its decoder wants three canvases of 96 megabytes.
    out = io.BytesIO()
    Image.new("RGBA", (6000, 4000), (1, 2, 3, 128)).save(out, "WEBP", quality=50, method=0)
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue(), tmp_path) == "photo.too_many_pixels"


def endless(scans: int) -> bytes:
    """A small JPEG that says its last scan over and over: each costs the decoder the whole picture again."""
    data = jpeg((4000, 3000), progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:-2] + data[at:-2] * scans + data[-2:]


def test_a_picture_that_takes_too_long_costs_its_child_and_nothing_else(tmp_path: Path, monkeypatch):
    # The child's own code, with one second of processor time instead of five.
    short = tmp_path / "short.py"
    short.write_text(
        "import importlib.util as u\n"
        f"spec = u.spec_from_file_location('child', {str(media._CHILD)!r})\n"
        "child = u.module_from_spec(spec)\nspec.loader.exec_module(child)\n"
        "child.CPU_SECONDS = 1\nchild.main()\n"
    )
    ended: list[int] = []
    run = subprocess.run

    def watched(*args: object, **options: object) -> object:
        done = run(*args, **options)
        ended.append(done.returncode)
        return done

    monkeypatch.setattr(media, "_CHILD", short)
    monkeypatch.setattr(media, "WALL_SECONDS", 120)  # the limit under test is the processor's, not the wall's
    monkeypatch.setattr(media.subprocess, "run", watched)
    (tmp_path / "kept").mkdir()
    data = endless(3_000)
    assert len(data) < 200_000
    assert refused(data, tmp_path / "kept") == "photo.unreadable"
    assert ended == [-signal.SIGKILL]


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a" + b"\0" * 100, b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
     b"BM" + b"\0" * 99,
     b"\0\0\0\x1cftypheic" + b"\0" * 500, jpeg()[:200], b"II*\0" + b"\0" * 200, b"8BPS" + b"\0" * 100],
)  # fmt: skip
def test_what_is_no_permitted_picture_is_refused(tmp_path: Path, data: bytes):
    assert refused(data, tmp_path) == "photo.unreadable"


def test_a_gif_in_the_name_of_a_jpeg_is_refused(tmp_path: Path):
    out = io.BytesIO()
    Image.new("RGB", (30, 30)).save(out, "GIF")
    assert refused(out.getvalue(), tmp_path) == "photo.unreadable"


def test_the_child_knows_no_secret_of_ours(tmp_path: Path, monkeypatch):
    spy = tmp_path / "spy.py"
    spy.write_text("import json, os\nprint(json.dumps({'error': ' '.join(os.environ)}))")
    monkeypatch.setattr(media, "_CHILD", spy)
    monkeypatch.setenv("VARTA_SECRET_KEY", "never for a decoder")
    (tmp_path / "kept").mkdir()
    assert "VARTA" not in refused(jpeg(), tmp_path / "kept")


def test_mutants_never_break_the_caller(tmp_path: Path):
    chance = random.Random(32)
    for number in range(40):
        data = bytearray(tagged(number))
        for _ in range(chance.randrange(1, 40)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            _, full, thumb = kept(bytes(data), tmp_path)
        except media.MediaError:
            continue
        assert media.foreign_parts(full) == media.foreign_parts(thumb) == []


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (jpeg(), []),
        (jpeg(comment=MARK), ["segment FE"]),
        (jpeg(exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"), ["segment E1"]),
        (jpeg(icc_profile=b"\0" * 200), ["segment E2"]),
        (jpeg(progressive=True), []),
        (jpeg() + b"\0", ["trailing bytes"]),
        (jpeg()[:-2], ["trailing bytes"]),
        (b"GIF89a", ["not a JPEG"]),
    ],
)
def test_the_proof_sees_what_is_foreign(data: bytes, found: list[str]):
    assert media.foreign_parts(data) == found


@pytest.mark.shared_data
def test_real_photos_lose_their_position(tmp_path: Path):
    folder = shared("photos-exif")
    rows = list(csv.DictReader((folder / "MANIFEST.csv").open()))
    assert len(rows) == 13
    for row in rows:
        _, full, thumb = kept((folder / row["file"]).read_bytes(), tmp_path)
        for data in (full, thumb):
            assert media.foreign_parts(data) == [], row["file"]
            assert b"Exif" not in data
            assert b"GPS" not in data
