"""Probes and figures: who may ask, and what they answer when something is wrong."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from config import health
from core import metrics


def _heartbeat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def test_alive_asks_nothing_of_the_database():
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_with_a_fresh_heartbeat():
    _heartbeat(5)
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "faults": []})


@pytest.mark.django_db
def test_not_ready_when_the_workers_are_silent():
    _heartbeat(300)
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (503, {"ready": False, "faults": ["worker"]})


@pytest.mark.django_db
def test_not_ready_when_the_schema_is_old(monkeypatch):
    _heartbeat(5)
    health._remember_current_schema.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
    assert Client().get("/readyz").json()["faults"] == ["migrations"]
    health._remember_current_schema.cache_clear()


def test_not_ready_without_a_database(monkeypatch):
    from django.db.utils import OperationalError

    def gone() -> bool:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "_database_answers", gone)
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["faults"]) == (503, ["database"])


def test_probes_answer_under_any_host_name(settings):
    settings.ALLOWED_HOSTS = ["varta.example.org"]
    assert Client().get("/healthz", headers={"Host": "web:8000"}).status_code == 200
    assert Client().get("/api/v1/session", headers={"Host": "web:8000"}).status_code == 400


@pytest.mark.django_db
def test_figures_for_loopback_only():
    assert Client().get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.9").get("/metrics").status_code == 404
    assert Client(REMOTE_ADDR="").get("/metrics").status_code == 404


@pytest.mark.django_db
def test_a_proxy_on_the_same_machine_is_not_loopback():
    assert Client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


@pytest.mark.django_db
def test_figures_for_an_allowed_network_and_for_the_token(settings):
    settings.METRICS_NETWORKS = [ip_network("10.1.0.0/16")]
    settings.METRICS_TOKEN = "long-and-secret"
    assert Client(REMOTE_ADDR="10.1.2.3").get("/metrics").status_code == 200
    outside = Client(REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert outside.get("/metrics", headers={"Authorization": "Bearer long-and-secret"}).status_code == 200
    assert outside.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert outside.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_never_by_path():
    Client().get("/api/v1/people?search=olena.kovalenko")
    text = Client().get("/metrics").content.decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    routes = {sample.labels.get("route") for sample in families["varta_request_seconds"].samples}
    assert "api/v1/people" in routes
    assert "olena" not in text
    assert {"varta_jobs_waiting_urgent", "varta_jobs_oldest_seconds_default"} <= set(families)


@pytest.mark.django_db
def test_another_room_can_add_a_gauge(monkeypatch):
    Client().get("/healthz")  # every room has registered its own by now
    monkeypatch.setattr(metrics, "_gauges", [])
    metrics.register_gauges(lambda: [("varta_stream_lag", "Events not yet sent.", 3.0)])
    assert "varta_stream_lag 3.0" in Client().get("/metrics").content.decode()
