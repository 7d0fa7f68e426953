"""The built front end over HTTP: every page, caching, encodings, and what must not be answered."""

from __future__ import annotations

import base64
import gzip
import hashlib

import pytest
from django.test import Client, override_settings

SHELL = "<html><script>start()</script><script src='/x.js'></script><body>Varta</body></html>"


@pytest.fixture
def build(tmp_path):
    """A front end as the build leaves it."""
    (tmp_path / "index.html").write_text(SHELL)
    (tmp_path / "index.html.gz").write_bytes(gzip.compress(SHELL.encode()))
    (tmp_path / "report.html").write_text("<html>Report</html>")
    (tmp_path / "service-worker.js").write_text("self.skipWaiting()")
    (tmp_path / "manifest.webmanifest").write_text("{}")
    immutable = tmp_path / "_app" / "immutable"
    immutable.mkdir(parents=True)
    (immutable / "start.abc123.js").write_text("x" * 100)
    (immutable / "start.abc123.js.gz").write_bytes(gzip.compress(b"x" * 100))
    (tmp_path.parent / "secret.html").write_text("never")
    with override_settings(FRONTEND_DIR=tmp_path, WHITENOISE_ROOT=tmp_path):
        yield tmp_path


@pytest.fixture
def web(build):
    return Client()


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_an_own_page_an_unknown_page_and_the_root(web):
    assert body(web.get("/report")) == b"<html>Report</html>"
    assert body(web.get("/patrol/018f-abc")).decode() == SHELL
    assert body(web.get("/")).decode() == SHELL


def test_pages_ask_each_time_and_are_not_sent_twice(web):
    first = web.get("/watch/new")
    assert first["Cache-Control"] == "no-cache"
    assert "Accept-Encoding" in first["Vary"]
    again = web.get("/watch/new", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_changed_build_is_seen_without_a_restart(web, build):
    before = web.get("/")["ETag"]
    (build / "index.html").write_text(SHELL.replace("Varta", "Varta 2"))
    after = web.get("/")
    assert after["ETag"] != before
    assert b"Varta 2" in after.content


def test_precompressed_twins_are_used(web):
    page = web.get("/", headers={"Accept-Encoding": "gzip, deflate"})
    assert page["Content-Encoding"] == "gzip"
    assert gzip.decompress(page.content).decode() == SHELL
    script = web.get("/_app/immutable/start.abc123.js", headers={"Accept-Encoding": "gzip"})
    assert script["Content-Encoding"] == "gzip"


def test_hashed_files_are_kept_for_ever_and_the_service_worker_is_not(web):
    assert "immutable" in web.get("/_app/immutable/start.abc123.js")["Cache-Control"]
    assert web.get("/service-worker.js")["Cache-Control"] == "no-cache"
    assert web.get("/manifest.webmanifest")["Content-Type"] == "application/manifest+json"


def test_the_policy_allows_the_pages_own_inline_script_and_no_other(web):
    digest = base64.b64encode(hashlib.sha256(b"start()").digest()).decode()
    page = web.get("/")
    assert page.csp_script_hashes == (f"'sha256-{digest}'",)
    policy = page["Content-Security-Policy"]
    assert f"'sha256-{digest}'" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize(
    "path",
    ["/missing.png", "/_app/immutable/old.js", "/api/v1/none", "/ws/v1/live", "/media/x", "/%2e%2e/secret"],
)
def test_what_is_no_page_is_not_answered_with_one(web, path):
    response = web.get(path)
    assert response.status_code == 404 or body(response).decode() == SHELL
    assert b"never" not in body(response)
    if not path.startswith("/%2e"):
        assert response.status_code == 404


def test_pages_take_no_other_method(web):
    assert web.post("/report").status_code == 405


def test_without_a_build_it_says_404(tmp_path):
    with override_settings(FRONTEND_DIR=tmp_path, WHITENOISE_ROOT=None):
        assert Client().get("/").status_code == 404
