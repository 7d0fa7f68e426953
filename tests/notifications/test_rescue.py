"""Jobs of dead workers are run again, whatever one of them trips over; what cannot wait goes first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from prometheus_client.parser import text_string_to_metric_families

from config.processes import WORKERS
from core import jobs
from notifications.tasks import rescue_jobs

SWEEP = "dispatch.sweep_alerts"
CONSIDER = "dispatch.consider"


def worker(silent_s: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silent_s],
        )
        return int(cursor.fetchone()[0])


def job(name: str, *, of: int | None = None, once: str | None = None) -> int:
    """A job as it lies in the table: half done by the worker `of`, or waiting."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status, worker_id)
               VALUES ('urgent', %s, %s, %s::procrastinate_job_status, %s) RETURNING id""",
            [name, once, "doing" if of else "todo", of],
        )
        return int(cursor.fetchone()[0])


def rescue() -> None:
    """As a worker runs it: on the workers' own kind of connection."""

    async def run() -> None:
        connector = app.connector.get_worker_connector()
        with app.replace_connector(connector):
            async with app.open_async():
                await rescue_jobs.func(0)

    asyncio.run(run())


def table() -> list[tuple[int, str, int]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("id", "status", "attempts"))


@pytest.fixture
def empty_table(transactional_db: None) -> Iterator[None]:
    """The queue's tables are not Django's to flush."""
    _clear()
    yield
    _clear()


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")


@pytest.mark.usefixtures("empty_table")
class TestRescue:
    def test_one_whose_like_waits_already_holds_up_no_other(self):
        dead = worker(60)
        job(SWEEP, of=dead, once=SWEEP)
        job(SWEEP, of=dead, once=SWEEP)
        waits = job(SWEEP, once=SWEEP)
        alert = job(CONSIDER, of=dead)
        rescue()
        assert table() == [(waits, "todo", 0), (alert, "todo", 1)]

    def test_of_two_alike_without_one_that_waits_one_remains(self):
        dead = worker(60)
        first = job(SWEEP, of=dead, once=SWEEP)
        job(SWEEP, of=dead, once=SWEEP)
        rescue()
        assert table() == [(first, "todo", 1)]

    def test_what_a_living_worker_does_is_left_to_it(self):
        alive, silent = worker(5), worker(29)
        mine, its = job(CONSIDER, of=alive), job(CONSIDER, of=silent)
        rescue()
        assert table() == [(mine, "doing", 0), (its, "doing", 0)]

    def test_the_figures_tell_of_jobs_that_nobody_takes_over(self):
        job(CONSIDER, of=worker(61))
        job(CONSIDER, of=worker(5))
        families = text_string_to_metric_families(Client().get("/metrics").content.decode())
        told = {family.name: family.samples[0].value for family in families if family.samples}
        assert told["varta_jobs_of_dead_workers"] == 1


@pytest.mark.django_db
def test_alerts_and_escalation_take_turns_and_pages_go_before_the_e_mails_of_alerts():
    _clear()
    jobs.enqueue_many("notifications.send_mail", [{"item_ids": []}], queue=jobs.MAIL)
    jobs.enqueue_many(
        "notifications.send_mail", [{"item_ids": []}], queue=jobs.MAIL, priority=jobs.Priority.ALERT
    )
    jobs.enqueue_many(
        "notifications.send_mail", [{"item_ids": []}], queue=jobs.MAIL, priority=jobs.Priority.PAGE
    )
    jobs.enqueue(CONSIDER, queue=jobs.URGENT, incident_id="1")
    for name in (SWEEP, "dispatch.sweep_callouts", "dispatch.end_lapsed_duties", rescue_jobs.name):
        jobs.enqueue(name, queue=jobs.URGENT, once=name, timestamp=0)
    found = ProcrastinateJob.objects.order_by("queue_name", "-priority", "id")
    assert list(found.values_list("queue_name", "task_name", "priority")) == [
        ("mail", "notifications.send_mail", 60),
        ("mail", "notifications.send_mail", 40),
        ("mail", "notifications.send_mail", 0),
        ("urgent", "notifications.rescue_jobs", 100),
        ("urgent", "dispatch.consider", 40),
        ("urgent", "dispatch.sweep_alerts", 40),
        ("urgent", "dispatch.sweep_callouts", 40),
        ("urgent", "dispatch.end_lapsed_duties", 40),
    ]


def test_each_queue_has_a_worker():
    assert set(WORKERS) == set(jobs.QUEUES)
