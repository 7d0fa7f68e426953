"""Photographs: what comes in hostile or tagged goes out as pixels alone."""

from __future__ import annotations

import io
import random
import signal
import subprocess
import threading
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from pillow_heif import register_heif_opener

from config import processes
from core import picture_child, pictures
from incidents import media

register_heif_opener()
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
    with pytest.raises(pictures.PictureError) as caught:
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
        assert "error" not in picture_child.clean(io.BytesIO(tagged(number)), str(full), str(thumb))
        for data in (full.read_bytes(), thumb.read_bytes()):
            assert pictures.foreign_parts(data) == [], number
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


def test_a_cameras_jpeg_with_a_second_picture_is_one_picture(tmp_path: Path):
    out = io.BytesIO()
    first, second = Image.new("RGB", (64, 48), "teal"), Image.new("RGB", (64, 48), "red")
    first.save(out, "MPO", save_all=True, append_images=[second])
    with Image.open(io.BytesIO(out.getvalue())) as opened:
        assert opened.format == "MPO"
    stored, full, _ = kept(out.getvalue(), tmp_path)
    assert (stored.width, stored.height) == (64, 48)
    assert max(Image.open(io.BytesIO(full)).getpixel((10, 10))[:1]) < 60


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue(), tmp_path) == "photo.too_many_pixels"


LARGEST = [
    ("JPEG", "RGB", {}),
    ("JPEG", "RGB", {"progressive": True, "subsampling": 0}),
    ("JPEG", "CMYK", {"progressive": True, "subsampling": 0}),
    ("PNG", "RGBA", {"compress_level": 1}),
    ("PNG", "LA", {"compress_level": 1}),
    ("PNG", "P", {"compress_level": 1, "transparency": 0}),
    ("PNG", "I;16", {"compress_level": 1}),
    ("WEBP", "RGB", {"quality": 50, "method": 0}),
    ("WEBP", "RGBA", {"quality": 50, "method": 0}),
    ("WEBP", "RGBA", {"lossless": True, "quality": 0, "method": 0}),
    ("HEIF", "RGB", {"quality": 30}),
    ("HEIF", "RGBA", {"quality": 30}),
]
"""Each decoder at its hungriest."""
SIZES = {24_000_000: (6000, 4000), 12_000_000: (4000, 3000)}


@pytest.mark.parametrize(("kind", "mode", "how"), LARGEST, ids=lambda value: str(value))
def test_the_largest_permitted_picture_of_every_format_fits_the_limits(
    tmp_path: Path, kind: str, mode: str, how: dict[str, object]
):
    size = SIZES[picture_child.MAX_PIXELS[kind]]
    colour = (
        40_000
        if mode == "I;16"
        else 1
        if mode == "P"
        else tuple([120] * len(Image.new(mode, (1, 1)).getbands()))
    )
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **how)
    stored, full, _ = kept(out.getvalue(), tmp_path)
    assert (stored.width, stored.height) == (2048, 2048 * size[1] // size[0])
    assert max(Image.open(io.BytesIO(full)).size) == 2048


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_row_more_than_permitted_is_refused_before_it_is_unpacked(tmp_path: Path, kind: str):
    width, height = SIZES[picture_child.MAX_PIXELS[kind]]
    out = io.BytesIO()
    Image.new("L", (width, height + 2)).convert("RGB").save(out, kind, quality=30)
    assert refused(out.getvalue(), tmp_path) == "photo.too_many_pixels"


def child_with(folder: Path, settings: str) -> Path:
    """The child's own code with other limits."""
    path = folder / "other.py"
    path.write_text(
        "import importlib.util as u\n"
        f"spec = u.spec_from_file_location('child', {str(pictures._CHILD)!r})\n"
        "child = u.module_from_spec(spec)\nspec.loader.exec_module(child)\n"
        f"{settings}\nchild.main()\n"
    )
    return path


def test_a_picture_that_needs_more_memory_than_the_child_has_is_refused(tmp_path: Path, monkeypatch):
    # 64 kilobytes of file, of twice the pixels this format is trusted with: four canvases of 96 megabytes.
    out = io.BytesIO()
    Image.new("RGBA", (6000, 4000), (1, 2, 3, 128)).save(out, "WEBP", quality=50, method=0)
    assert len(out.getvalue()) < 100_000
    bold = child_with(tmp_path, "child.MAX_PIXELS['WEBP'] = 24_000_000")
    monkeypatch.setattr(pictures, "_CHILD", bold)
    (tmp_path / "kept").mkdir()
    assert refused(out.getvalue(), tmp_path / "kept") == "photo.too_many_pixels"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P"])
def test_bands_give_the_same_picture_as_the_whole(mode: str):
    noise = Image.effect_noise((5000, 701), 90)
    picture = (
        Image.merge("RGB", [noise, noise.rotate(180), noise]).quantize(32)
        if mode == "P"
        else noise.convert(mode)
    )
    banded = picture_child._reduced(picture)
    assert banded.size == (2500, 351)
    assert banded.tobytes() == picture_child._simple_mode(picture).reduce(2).tobytes()


def endless(scans: int) -> bytes:
    """A small JPEG that says its last scan over and over: each costs the decoder the whole picture again."""
    data = jpeg((4000, 3000), progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:-2] + data[at:-2] * scans + data[-2:]


def test_a_picture_that_takes_too_long_costs_its_child_and_nothing_else(tmp_path: Path, monkeypatch):
    # The child's own code, with one second of processor time instead of five.
    short = child_with(tmp_path, "child.CPU_SECONDS = 1")
    ended: list[int] = []
    run = subprocess.run

    def watched(*args: object, **options: object) -> object:
        done = run(*args, **options)
        ended.append(done.returncode)
        return done

    monkeypatch.setattr(pictures, "_CHILD", short)
    monkeypatch.setattr(
        pictures, "WALL_SECONDS", 120
    )  # the limit under test is the processor's, not the wall's
    monkeypatch.setattr(pictures.subprocess, "run", watched)
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
    monkeypatch.setattr(pictures, "_CHILD", spy)
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
        except pictures.PictureError:
            continue
        assert pictures.foreign_parts(full) == pictures.foreign_parts(thumb) == []


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
    assert pictures.foreign_parts(data) == found


class Room(threading.BoundedSemaphore):
    """Nobody may wait at its door: a thread that does takes no report meanwhile."""

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        assert not blocking
        return super().acquire(blocking=False)


def test_a_full_room_is_told_at_once_and_a_long_wait_after_a_while(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(pictures, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(pictures, "_IN_THE_ROOM", Room(2))
    monkeypatch.setattr(pictures, "WAIT_SECONDS", 0.05)
    with pictures._turn():
        with pytest.raises(pictures.PicturesBusy):  # one decodes, one waits in vain
            media.store(io.BytesIO(jpeg()), tmp_path)
        assert pictures._IN_THE_ROOM.acquire(blocking=False)  # who waited has left the room
        monkeypatch.setattr(pictures, "WAIT_SECONDS", 3600)
        with pytest.raises(pictures.PicturesBusy):  # the room is full: nobody waits an hour
            media.store(io.BytesIO(jpeg()), tmp_path)
        pictures._IN_THE_ROOM.release()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept(jpeg(), tmp_path)[0].width == 64


def test_of_the_threads_of_a_web_process_one_is_always_free_of_pictures():
    command = processes.web_command(8000, 1)
    threads = int(command[command.index("--blocking-threads") + 1])
    assert pictures._IN_THE_ROOM._initial_value < threads
    assert pictures._AT_ONCE._initial_value < pictures._IN_THE_ROOM._initial_value
