"""Reading a PMTiles v3 archive on our own disk, so that a basemap needs neither a tile server nor the net."""

from __future__ import annotations

import gzip
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

HEADER_BYTES = 127
GZIP = 2
CONTENT_TYPES = {
    1: "application/vnd.mapbox-vector-tile",
    2: "image/png",
    3: "image/jpeg",
    4: "image/webp",
    5: "image/avif",
}
MAX_DEPTH = 4
"""Directories may point to leaf directories; the format allows no more than a few levels."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What the header of a PMTiles file says. Positions in bytes from the start of the file."""

    path: Path
    root: tuple[int, int]
    leaves: int
    tiles: int
    internal_gzip: bool
    tile_gzip: bool
    content_type: str
    min_zoom: int
    max_zoom: int

    @property
    def is_raster(self) -> bool:
        """Pictures rather than vector tiles."""
        return self.content_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class _Entry:
    tile_id: int
    run: int
    length: int
    offset: int


def open_archive(path: Path) -> Archive:
    """Read the header. Raises ValueError when the file is no PMTiles v3 archive, OSError when unreadable."""
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
    if len(head) < HEADER_BYTES or head[:7] != b"PMTiles" or head[7] != 3:
        raise ValueError(f"{path.name} is not a PMTiles v3 file")
    numbers = struct.unpack_from("<11Q", head, 8)
    internal, compression, kind, low, high = struct.unpack_from("<5B", head, 97)
    return Archive(
        path=path,
        root=(numbers[0], numbers[1]),
        leaves=numbers[4],
        tiles=numbers[6],
        internal_gzip=internal == GZIP,
        tile_gzip=compression == GZIP,
        content_type=CONTENT_TYPES.get(kind, "application/octet-stream"),
        min_zoom=low,
        max_zoom=high,
    )


def tile(archive: Archive, z: int, x: int, y: int) -> bytes | None:
    """The stored bytes of a tile (gzipped where the archive says so), or None where there is none."""
    wanted = tile_id(z, x, y)
    position = archive.root
    for _ in range(MAX_DEPTH):
        entry = _find(_directory(archive, *position), wanted)
        if entry is None:
            return None
        if entry.run:
            return _bytes(archive, archive.tiles + entry.offset, entry.length)
        position = (archive.leaves + entry.offset, entry.length)
    return None


def tile_id(z: int, x: int, y: int) -> int:
    """Number of a tile along the Hilbert curve, after all tiles of the zooms before."""
    number = ((1 << (2 * z)) - 1) // 3
    side = 1 << z >> 1
    while side:
        right, low = int(bool(x & side)), int(bool(y & side))
        number += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
            x, y = y, x
        side >>= 1
    return number


def _bytes(archive: Archive, offset: int, length: int) -> bytes:
    with archive.path.open("rb") as file:
        file.seek(offset)
        return file.read(length)


@lru_cache(maxsize=64)
def _directory(archive: Archive, offset: int, length: int) -> tuple[_Entry, ...]:
    raw = _bytes(archive, offset, length)
    numbers = _varints(gzip.decompress(raw) if archive.internal_gzip else raw)
    count = next(numbers)
    tile_ids, last = [], 0
    for _ in range(count):
        last += next(numbers)
        tile_ids.append(last)
    runs = [next(numbers) for _ in range(count)]
    lengths = [next(numbers) for _ in range(count)]
    offsets: list[int] = []
    for n in range(count):
        value = next(numbers)
        offsets.append(offsets[n - 1] + lengths[n - 1] if value == 0 and n else value - 1)
    return tuple(map(_Entry, tile_ids, runs, lengths, offsets))


def _varints(data: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0


def _find(entries: tuple[_Entry, ...], wanted: int) -> _Entry | None:
    place = bisect_right(entries, wanted, key=lambda entry: entry.tile_id) - 1
    if place < 0:
        return None
    entry = entries[place]
    if entry.run and wanted >= entry.tile_id + entry.run:
        return None
    return entry
