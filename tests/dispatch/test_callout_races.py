"""Real threads on real connections: C2, and that twenty answers at once are twenty answers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.queries import actor_of
from dispatch.actions import callout_reports, callout_starts, callout_sweep
from dispatch.models import Answer, CallOut, CallOutMark, Page
from notifications.models import Delivery, InboxItem
from tests.dispatch.conftest import make_town
from tests.factories import rosters as brigades
from tests.factories.callouts import Crew, make_crew, say, start
from tests.factories.geo import make_area
from tests.factories.incidents import make_incident
from tests.factories.races import raised

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_jobs_left(transactional_db: None) -> Iterator[None]:
    """The jobs' table is not Django's, so nobody else empties it."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def make() -> Crew:
    town = make_town()
    return make_crew([town.city.pk])


def pages_once() -> None:
    keys = list(Page.objects.values_list("callout", "user", "wave"))
    assert len(keys) == len(set(keys))
    told = list(InboxItem.objects.filter(kind__startswith="callout.page").values_list("user", "link", "kind"))
    assert len(told) == len(set(told))


def test_twenty_answers_at_once_are_twenty_lines_of_the_log() -> None:
    crew = make()
    people = [*crew.everybody, *(brigades.make_member(crew.brigade) for _ in range(15))]
    callout = start(crew)
    assert raised(*(lambda user=user: say(user, callout) for user in people)) == []
    numbers = sorted(Answer.objects.values_list("number", flat=True))
    assert len(numbers) == 20
    assert len(set(numbers)) == 20
    row = CallOut.objects.get()
    assert (row.rev, row.viable) == (numbers[-1], True)


def test_five_people_who_answer_two_call_outs_at_once_count_in_one_each() -> None:
    crew = make()
    one, two = start(crew), start(crew)
    both = [(user, callout) for user in crew.everybody for callout in (one, two)]
    assert raised(*(lambda user=user, callout=callout: say(user, callout) for user, callout in both)) == []
    for user in crew.everybody:
        last = [row.answers.filter(user=user).order_by("-number").first() for row in (one, two)]
        assert sorted(answer.reply for answer in last if answer) == ["cannot", "station"]
    assert Answer.objects.count() == 15
    assert CallOutMark.objects.filter(kind="went_elsewhere").count() == 5


def test_two_starters_for_one_incident_start_one_callout() -> None:
    town = make_town()
    crew = make_crew([town.city.pk])
    incident = make_incident(category="fire.building")
    actor = actor_of(town.dispatcher)

    def go() -> None:
        callout_starts.start_callout(
            actor,
            callout_id=uuid.uuid4(),
            brigade_id=crew.brigade.pk,
            category="fire.building",
            place="Соборна 12",
            incident_id=incident.pk,
        )

    assert raised(go, go, go) == []
    assert (CallOut.objects.count(), Page.objects.count()) == (1, 5)
    pages_once()


def test_one_start_sent_three_times_at_once_is_one_callout() -> None:
    crew, callout_id = make(), uuid.uuid4()
    assert raised(*[lambda: start(crew, callout_id=callout_id)] * 3) == []
    assert (CallOut.objects.count(), Page.objects.count()) == (1, 5)
    pages_once()


def test_the_job_of_a_report_run_by_two_workers_makes_one_callout() -> None:
    town = make_town()
    crew = make_crew([town.city.pk])
    crew.brigade.first_due_area = make_area("Перший виїзд", kind="first_due", served=False)
    crew.brigade.save()
    incident = make_incident(actor_of(crew.ira), category="fire.building")
    assert raised(*[lambda: callout_reports.consider_fire(incident.pk)] * 3) == []
    assert (CallOut.objects.count(), Page.objects.count()) == (1, 5)
    pages_once()


def test_two_workers_escalate_once() -> None:
    crew = make()
    start(crew)
    CallOut.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    assert raised(*[callout_sweep.sweep_callouts] * 4) == []
    row = CallOut.objects.get()
    assert (row.level, row.wave, Page.objects.count()) == (1, 2, 10)
    assert Delivery.objects.filter(channel="live", wave=2).count() == 5
    pages_once()


def test_a_look_that_comes_late_finds_nothing_to_do() -> None:
    crew = make()
    callout = start(crew)
    CallOut.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    for _ in range(3):
        callout_sweep.look(callout.pk)
    row = CallOut.objects.get()
    assert (row.wave, row.rev, Page.objects.count()) == (2, 2, 10)


def test_a_worker_killed_in_the_middle_neither_loses_nor_doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    crew = make()
    start(crew)
    CallOut.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    with monkeypatch.context() as patch:

        def killed(*_args: object, **_kwargs: object) -> None:
            raise SystemExit

        patch.setattr(callout_sweep, "publish", killed)
        with pytest.raises(SystemExit):
            callout_sweep.sweep_callouts()
    assert (CallOut.objects.get().wave, Page.objects.count()) == (1, 5)
    callout_sweep.sweep_callouts()
    callout_sweep.sweep_callouts()
    assert (CallOut.objects.get().wave, Page.objects.count()) == (2, 10)
    pages_once()


def test_one_callout_that_fails_delays_no_other_and_is_not_passed_over_in_silence() -> None:
    crew = make()
    bad, good = start(crew), start(crew)
    CallOut.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    CallOut.objects.filter(pk=bad.pk).update(
        plan=[{"kind": "nonsense", "brigade_id": "x", "wait_seconds": 1}]
    )
    with pytest.raises(ValueError, match="nonsense"):
        callout_sweep.sweep_callouts()
    assert CallOut.objects.get(pk=bad.pk).wave == 1
    assert CallOut.objects.get(pk=good.pk).wave == 2
