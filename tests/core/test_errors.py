"""One shape for every refusal and fault."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError, OperationalError
from django.http import Http404
from django.test import Client

from accounts import queries
from core.errors import Conflict
from tests.factories.accounts import client_for, make_user

SESSION = "/api/v1/session"


def break_session(monkeypatch, error: Exception) -> None:
    """Let the session route fail inside: the point of these tests is what comes out."""

    def fail(_actor):
        raise error

    monkeypatch.setattr(queries, "own_grants", fail)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ZeroDivisionError("secret detail"), 500, "internal"),
        (OperationalError("server closed the connection at 10.0.0.5"), 503, "unavailable"),
        (DataError("integer out of range"), 422, "invalid"),
        (Http404("secret detail"), 404, "not_found"),
        (PermissionDenied("secret detail"), 403, "refused"),
        (Conflict("incident.state", "Closed already.", data={"state": "closed"}), 409, "incident.state"),
    ],
)
def test_whatever_happens_has_one_shape_and_tells_no_secret(client, db, monkeypatch, error, status, code):
    break_session(monkeypatch, error)
    answer = client.get(SESSION)
    body = json.loads(answer.content)
    assert (answer.status_code, body["code"]) == (status, code)
    assert set(body) == {"code", "message", "data"}
    assert b"secret" not in answer.content
    assert b"10.0.0.5" not in answer.content


def test_a_fault_gives_the_request_id_under_which_the_log_has_it(client, db, monkeypatch, caplog):
    break_session(monkeypatch, ZeroDivisionError())
    answer = client.get(SESSION, headers={"X-Request-ID": "trace-me-123"})
    assert answer.json()["data"] == {"request_id": "trace-me-123"}
    assert any(record.message == "unexpected fault" and record.exc_info for record in caplog.records)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/nothing", 404, "not_found"),
        ("get", "/api/v2/session", 404, "not_found"),
        ("delete", SESSION, 405, "method"),
        ("get", "/api/v1/grants/%00/end", 404, "not_found"),
    ],
)
def test_addresses_and_methods_that_do_not_exist(client, db, method, path, status, code):
    answer = getattr(client, method)(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_wrong_method_says_which_are_right(client, db):
    assert client.delete(SESSION)["Allow"] == "GET"


def patch_me(body: str, language: str = "en"):
    return client_for(make_user()).patch(
        "/api/v1/me", body, content_type="application/json", headers={"Accept-Language": language}
    )


@pytest.mark.parametrize("body", ["{", b'"\xed\xa0\x80"', '{"name": "a\\u0000b"}'])
def test_a_body_that_cannot_be_read(db, body):
    answer = patch_me(body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("language", "message", "name"),
    [
        ("en", "Please check the marked answers.", "Please write at most 120 characters."),
        ("uk", "Перевірте позначені відповіді.", "Напишіть щонайбільше 120 знаків."),
    ],
)
def test_a_field_is_named_with_a_sentence_in_the_readers_language(db, language, message, name):
    answer = patch_me(json.dumps({"name": "x" * 121, "language": "fr"}), language)
    assert answer.status_code == 422
    assert answer.json()["message"] == message
    assert answer.json()["data"]["fields"]["name"] == name
    assert set(answer.json()["data"]["fields"]) == {"name", "language"}
    assert answer["Content-Language"] == language


def test_the_database_away_before_the_route_is_a_503_too(monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.ensure_connection", away)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    answer = client.get(SESSION)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
