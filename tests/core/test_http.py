"""Where requests come from, and what stands around every answer."""

from __future__ import annotations

import json
import logging
import smtplib
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from core import context, csp
from core.http import client_address, network_of, socket_url
from core.logs import JsonFormatter, NoRequests, trace_of
from core.metrics import METHODS, REQUEST_SECONDS
from core.middleware import RequestContext


def request(peer: str, forwarded: str | None = None):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=peer, **extra)


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        (0, "198.51.100.7", None, "198.51.100.7"),
        (0, "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (1, "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.1", "evil, junk,, 198.51.100.7", "198.51.100.7"),
        (2, "10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "10.0.0.1", "198.51.100.7", "10.0.0.1"),
        (1, "10.0.0.1", None, "10.0.0.1"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "10.0.0.1", "not an address", ""),
    ],
)
def test_only_what_the_trusted_proxies_wrote_counts(settings, proxies, peer, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(request(peer, forwarded)) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
def test_one_ipv6_home_is_one_source(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("configured", "host", "url"),
    [
        ("", "varta.example", ""),
        ("ws://{host}:8001/ws/v1/live", "192.168.1.5:8000", "ws://192.168.1.5:8001/ws/v1/live"),
        ("ws://{host}:8001/ws/v1/live", "[::1]:8000", "ws://[::1]:8001/ws/v1/live"),
        ("wss://live.example/ws/v1/live", "varta.example", "wss://live.example/ws/v1/live"),
    ],
)
def test_the_page_learns_where_its_socket_is(settings, configured, host, url):
    settings.SOCKET_URL = configured
    settings.ALLOWED_HOSTS = ["*"]
    assert socket_url(RequestFactory().get("/", HTTP_HOST=host)) == url


@pytest.mark.parametrize("path", ["/api/v1/session", "/api/v1/nothing", "/patrol", "/no-such-file.js"])
def test_every_answer_carries_the_security_headers(client, db, path):
    answer = client.get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Permissions-Policy"].startswith("geolocation=(self), camera=(self), microphone=()")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_answers_of_the_api_are_kept_nowhere(client, db):
    assert client.get("/api/v1/session")["Cache-Control"] == "no-store"


def test_the_page_may_load_itself_its_socket_and_its_map():
    policy = csp.page_policy(
        script_hashes=["'sha256-abc='"],
        socket_url="ws://localhost:8001/ws/v1/live",
        map_hosts=["https://tiles.example"],
    )
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["script-src"] == "'self' 'sha256-abc='"
    assert directives["style-src"] == "'self'"
    assert directives["connect-src"] == "'self' ws://localhost:8001 https://tiles.example"
    assert directives["img-src"] == "'self' blob: data: https://tiles.example"
    assert directives["worker-src"] == "'self' blob:"
    assert directives["default-src"] == directives["base-uri"] == "'none'"


@pytest.mark.parametrize("given", ["abcdefgh-1234", "0f9e8d7c6b5a43210f9e8d7c6b5a4321"])
def test_a_request_id_is_taken_over(client, db, given):
    assert client.get("/api/v1/nothing", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "with space in it", "x" * 65, "semi;colon:slash/"])
def test_a_request_id_that_could_forge_a_log_line_is_replaced(client, db, given):
    answered = client.get("/api/v1/nothing", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given
    assert uuid.UUID(answered)


def test_files_that_are_found_leave_no_line(client, caplog):
    found = RequestContext(lambda _request: HttpResponse(b"body{}"))
    missing = RequestContext(lambda _request: HttpResponse(status=404))
    with caplog.at_level(logging.INFO, logger="varta.access"):
        found(RequestFactory().get("/_app/immutable/a.css"))
        assert caplog.records == []
        missing(RequestFactory().get("/_app/immutable/b.css"))
        assert len(caplog.records) == 1


def test_the_log_knows_the_route_but_neither_person_nor_place(client, db, caplog):
    grant = uuid.uuid4()
    with caplog.at_level(logging.INFO, logger="varta.access"):
        client.post(f"/api/v1/grants/{grant}/end?secret=1", {}, content_type="application/json")
    (record,) = [r for r in caplog.records if r.name == "varta.access"]
    line = JsonFormatter().format(record)
    parsed = json.loads(line)
    assert (parsed["method"], parsed["status"], parsed["message"]) == ("POST", 422, "request")
    assert parsed["route"].startswith("api/v1/grants/<")
    assert str(grant) not in line
    assert "secret" not in line
    assert "127.0.0.1" not in line


@pytest.mark.django_db
def test_a_traceback_quotes_no_row_of_the_database():
    email = "@".join(["secret", "example.org"])
    User.objects.create_user(email)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.create_user(email)
    assert email in str(caught.value)
    error = caught.value
    record = logging.makeLogRecord({"msg": "fault", "exc_info": (type(error), error, error.__traceback__)})
    line = JsonFormatter().format(record)
    assert email not in line
    assert "duplicate key value violates unique constraint" in line
    assert "create_user" in line


def test_djangos_own_error_line_names_no_path(client, db, monkeypatch, caplog):
    monkeypatch.setattr("config.pages.find_page", lambda _path: 1 / 0)
    client.raise_request_exception = False
    client.get("/receipt/some-secret-word")
    (record,) = [r for r in caplog.records if r.name == "django.request"]
    assert NoRequests().filter(record)
    line = JsonFormatter().format(record)
    assert "some-secret-word" not in line
    assert json.loads(line)["message"] == "Internal Server Error"


def test_log_lines_of_a_request_carry_its_id():
    token = context.request_id.set("abc-123-def")
    try:
        line = json.loads(
            JsonFormatter().format(logging.makeLogRecord({"msg": "hello %s", "args": ("you",)}))
        )
    finally:
        context.request_id.reset(token)
    assert line["request_id"] == "abc-123-def"
    assert line["message"] == "hello you"


def test_an_answer_made_outside_django_views_is_covered_too(settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/api/v1/session")
    assert answer.status_code == 301
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_traceback_masks_the_addresses_of_mail():
    people = ["олена@приклад.укр", "o.b+alerts@mail.example.org", "O'Neil@example.org"]
    refused = smtplib.SMTPRecipientsRefused({one: (550, f"5.1.1 <{one}> unknown".encode()) for one in people})
    text = trace_of(refused)
    assert text.startswith("SMTPRecipientsRefused: ")
    assert "550" in text
    for part in ("олена", "приклад", "alerts", "example", "Neil@"):
        assert part not in text
    kept = "no server at postgresql://varta@/varta?host=/tmp"
    assert trace_of(RuntimeError(kept)) == f"RuntimeError: {kept}"


def test_an_invented_method_makes_no_figures_of_its_own(client, db):
    for method in ("GET", "BREW", "PROPFINDX1", "PROPFINDX2", "get"):
        client.generic(method, "/api/v1/categories")
    told = {sample.labels["method"] for family in REQUEST_SECONDS.collect() for sample in family.samples}
    assert told <= METHODS | {"OTHER"}
    assert {"GET", "OTHER"} <= told
