"""The doorbell: once for each transaction, after its commit, never for one that failed."""

from __future__ import annotations

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from procrastinate.contrib.django import app

from core import doorbell, jobs

URGENT = "procrastinate_queue_v1#urgent"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard():
    """Listens on its own connection; returns what rang since the last call."""
    own = psycopg.connect(
        host=connection.settings_dict["HOST"],
        dbname=connection.settings_dict["NAME"],
        user=connection.settings_dict["USER"],
        autocommit=True,
    )
    own.execute("LISTEN varta_stream")
    own.execute("LISTEN varta_control")
    own.execute(f'LISTEN "{URGENT}"')

    def listen() -> list[tuple[str, str]]:
        return [(note.channel, note.payload) for note in own.notifies(timeout=0.15)]

    yield listen
    own.close()


def test_rings_once_for_a_transaction_and_without_payload(heard):
    with transaction.atomic():
        doorbell.ring()
        doorbell.ring()
        with transaction.atomic():
            doorbell.ring()
        assert heard() == []
    assert heard() == [("varta_stream", "")]


def test_rings_each_bell_that_was_rung(heard):
    with transaction.atomic():
        doorbell.ring(doorbell.CONTROL)
        doorbell.ring()
    assert sorted(heard()) == [("varta_control", ""), ("varta_stream", "")]


def test_a_transaction_that_fails_is_silent(heard):
    with pytest.raises(LookupError), transaction.atomic():
        doorbell.ring()
        raise LookupError
    assert heard() == []


def test_a_savepoint_that_fails_takes_only_its_own_ring(heard):
    with transaction.atomic():
        with pytest.raises(LookupError), transaction.atomic():
            doorbell.ring()
            raise LookupError
        doorbell.ring()
    assert heard() == [("varta_stream", "")]


def test_a_ring_before_a_failing_savepoint_still_rings(heard):
    with transaction.atomic():
        doorbell.ring()
        with pytest.raises(LookupError), transaction.atomic():
            doorbell.ring()
            raise LookupError
    assert heard() == [("varta_stream", "")]


def test_outside_a_transaction_it_rings_at_once(heard):
    doorbell.ring()
    assert heard() == [("varta_stream", "")]


def test_bells_of_one_transaction_are_one_statement(django_assert_num_queries):
    with django_assert_num_queries(3), transaction.atomic():  # begin, commit, both bells
        doorbell.ring()
        doorbell.ring(doorbell.CONTROL)


def test_workers_are_woken_after_the_commit_by_the_doorbell_alone(heard):
    ProcrastinateJob = apps.get_model("procrastinate", "ProcrastinateJob")
    connection.cursor().execute("DELETE FROM procrastinate_jobs")
    with transaction.atomic():
        jobs.enqueue("dispatch.consider", queue=jobs.URGENT, incident_id="1")
        jobs.enqueue("dispatch.consider", queue=jobs.URGENT, incident_id="2")
    assert heard() == [(URGENT, '{"type": "job_inserted"}')]
    jobs.enqueue("dispatch.consider", queue=jobs.URGENT, once="only", incident_id="3")
    jobs.enqueue("dispatch.consider", queue=jobs.URGENT, once="only", incident_id="4")
    waiting = ProcrastinateJob.objects.order_by("id").values_list("args", flat=True)
    assert [args["incident_id"] for args in waiting] == ["1", "2", "3"]
    connection.cursor().execute("DELETE FROM procrastinate_jobs")


def test_jobs_deferred_by_procrastinate_itself_still_ring(heard):
    app.configure_task("dispatch.consider", queue="urgent").defer(incident_id="1")
    assert [channel for channel, _payload in heard()] == [URGENT]
    connection.cursor().execute("DELETE FROM procrastinate_jobs")
