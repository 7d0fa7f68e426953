"""Answers that a browser may keep: an ETag known before the work is done, and who may keep the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

PUBLIC = "public, max-age=60, stale-while-revalidate=600"
"""The same for everybody: shared caches may keep it for a minute."""
PRIVATE = "private, no-cache"
"""For this person alone: keep it, and ask each time whether it is still the current one."""
GEOJSON = "application/geo+json"
VECTOR_TILE = "application/vnd.mapbox-vector-tile"


def etag_of(*parts: object) -> str:
    """A weak ETag over what the answer depends on: the data's stamp, the question, the audience."""
    text = "\x1f".join(str(part) for part in parts)
    return f'W/"{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"'


def answer(
    request: HttpRequest, *, etag: str, cache: str, content_type: str, make: Callable[[], bytes | str]
) -> HttpResponse:
    """304 when the client already holds this version, without calling `make`; else what `make` gives."""
    held = {item.removeprefix("W/") for item in parse_etags(request.headers.get("If-None-Match", ""))}
    if held and (etag.removeprefix("W/") in held or "*" in held):
        response = HttpResponse(status=304)
    else:
        body = make()
        response = HttpResponse(body, content_type=content_type, status=200 if body else 204)
    response["ETag"] = etag
    response["Cache-Control"] = cache
    return response
