"""The built front end on the product's own origin: files by WhiteNoise, every page by one small view."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from wsgiref.headers import Headers

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

ALWAYS_ASK = "no-cache"
"""Keep it, but ask each time whether it is still the current one."""
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """One built HTML file as it lies on the disk."""

    body: bytes
    etag: str
    script_hashes: tuple[str, ...]
    """Sources for the Content-Security-Policy: this page's own inline scripts and no others."""
    encoded: dict[str, bytes]


def read_page(path: Path) -> Page:
    """Read a page with its precompressed twins, where the build made them."""
    body = path.read_bytes()
    scripts = _INLINE_SCRIPT.findall(body.decode())
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    twins = {name: path.with_name(path.name + suffix) for name, suffix in ENCODINGS}
    return Page(
        body=body,
        etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        script_hashes=tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests),
        encoded={name: twin.read_bytes() for name, twin in twins.items() if twin.exists()},
    )


@lru_cache(maxsize=128)
def _read_once(path: Path, modified_ns: int) -> Page:
    """A page is read again only when its file has changed."""
    return read_page(path)


def find_page(path: str) -> Page:
    """The page for an address: its own prerendered file, else the shell that asks the router in the browser.

    Raises Http404 when the front end has not been built.
    """
    root = Path(settings.FRONTEND_DIR).resolve()
    name = path.strip("/") or "index"
    for candidate in (
        root / f"{name}.html",
        root / name / "index.html",
        root / "200.html",
        root / "index.html",
    ):
        if candidate.is_relative_to(root) and ".." not in candidate.parts and candidate.is_file():
            return _read_once(candidate, candidate.stat().st_mtime_ns)
    raise Http404("The front end has not been built.")


def show_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer any address that is neither an API's nor a file's with the front end."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if "." in path.rpartition("/")[2]:
        raise Http404("No such file.")
    page = find_page(path)
    if request.headers.get("If-None-Match") == page.etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = _encoded(request, page)
    response["ETag"] = page.etag
    response["Cache-Control"] = ALWAYS_ASK
    patch_vary_headers(response, ["Accept-Encoding"])
    response.csp_script_hashes = page.script_hashes  # type: ignore[attr-defined]
    return response


def _encoded(request: HttpRequest, page: Page) -> HttpResponse:
    accepted = {part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
    for name, body in page.encoded.items():
        if name in accepted:
            return HttpResponse(body, headers={"Content-Encoding": name})
    return HttpResponse(page.body)


def file_headers(headers: Headers, path: str, url: str) -> None:
    """WhiteNoise's hook: what has its content's hash in its name is kept for ever, the rest asks."""
    if not is_immutable(path, url):
        headers["Cache-Control"] = ALWAYS_ASK
    if url.endswith((".webmanifest", "manifest.json")):
        headers["Content-Type"] = "application/manifest+json"


def is_immutable(path: str, url: str) -> bool:
    """Whether the file's name changes with its content."""
    return "/_app/immutable/" in url
