"""`/metrics` for Prometheus: who may read the figures, and those measured when asked."""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from core import jobs, metrics


def may_scrape(request: HttpRequest) -> bool:
    """A scraper with the token, or one in an allowed network that did not come through a proxy."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    if "X-Forwarded-For" in request.headers:
        return False
    address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104
    return any(address in network for network in settings.METRICS_NETWORKS)


def job_gauges() -> Iterable[tuple[str, str, float]]:
    """How many jobs wait, and for how long the oldest has."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT queue, count(j.id), coalesce(extract(epoch FROM now() - min(e.at)), 0)
            FROM unnest(%s::text[]) AS queue
            LEFT JOIN procrastinate_jobs j ON j.queue_name = queue AND j.status = 'todo'
              AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
            LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
            GROUP BY queue
            """,
            [list(jobs.QUEUES)],
        )
        rows = cursor.fetchall()
        cursor.execute(
            """
            SELECT count(*) FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
            WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '60 seconds')
            """
        )
        orphans = cursor.fetchone()[0]
    yield "varta_jobs_of_dead_workers", "Jobs a dead worker left half done.", float(orphans)
    for queue, count, oldest in rows:
        yield f"varta_jobs_waiting_{queue}", f"Jobs that wait in the queue {queue}.", float(count)
        yield (
            f"varta_jobs_oldest_seconds_{queue}",
            f"Age of the oldest job in the queue {queue}.",
            float(oldest),
        )


def pool_gauges() -> Iterable[tuple[str, str, float]]:
    """This process's database pool: connections open, idle, and requests that wait for one."""
    pool = getattr(connection, "_connection_pools", {}).get(connection.alias)
    if pool is None:
        return
    figures = pool.get_stats()
    for key in ("pool_size", "pool_available", "requests_waiting"):
        yield f"varta_db_{key}", f"Database pool: {key}.", float(figures.get(key, 0))


def _registry() -> CollectorRegistry:
    """Every process's figures where they are put together, else this process's own."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def scrape(request: HttpRequest) -> HttpResponse:
    """All figures in Prometheus' text form; 404 for whoever may not have them."""
    if not may_scrape(request):
        return HttpResponseNotFound()
    measured = CollectorRegistry()
    measured.register(metrics.MeasuredGauges())
    return HttpResponse(
        generate_latest(_registry()) + generate_latest(measured), content_type=CONTENT_TYPE_LATEST
    )


metrics.register_gauges(job_gauges)
metrics.register_gauges(pool_gauges)
