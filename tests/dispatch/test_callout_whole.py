"""C1: a call-out and its pages are there together or not at all, wherever in its transaction it breaks; and
where nobody can be paged, a human knows with the same commit.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.queries import actor_of
from core.models import AuditEntry
from dispatch.actions import callout_reports, callout_starts, callout_sweep
from dispatch.models import CallOut, CallOutMark, Page
from notifications.models import Delivery, InboxItem, StreamScope
from rosters.models import AvailabilityException, EligibilityGate
from tests.dispatch.callout_world import mail_jobs
from tests.dispatch.conftest import Town
from tests.factories.callouts import Crew, make_crew, start
from tests.factories.geo import make_area
from tests.factories.incidents import make_incident

pytestmark = pytest.mark.django_db
WAYS = ("dispatcher", "report", "confirmed", "escalated")
STATES = ("here", "here", "away", "lapsed")
NOBODY = ("away", "lapsed")
STRIDE = 8
"""Of so many statements one breaks, from a random one on: all of them would take a minute."""
TABLES = (CallOut, Page, CallOutMark, Delivery, InboxItem, AuditEntry, StreamScope)


@pytest.fixture(autouse=True)
def _stands(clock: Any) -> None:
    """The clock stands before anybody is granted anything."""


class Strike:
    """Breaks the connection's statement of that number, once; counts them meanwhile."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            raise OperationalError("planted")
        return execute(*arguments)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows() -> list[Any]:
    """Everything that a start writes, jobs and events that wait for the commit included."""
    found: list[Any] = [list(table.objects.order_by("pk").values()) for table in TABLES]
    with connection.cursor() as cursor:
        for table in ("procrastinate_jobs", "notifications_pending"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found.append(cursor.fetchone())
    return found


def set_state(crew: Crew, states: tuple[str, ...]) -> set[Any]:
    """Bring the people into these states; those who can be paged."""
    now, ready = timezone.now(), set()
    for user, state in zip(crew.everybody, states, strict=True):
        if state == "here":
            ready.add(user.pk)
        elif state == "away":
            AvailabilityException.objects.create(
                user=user, during=(now, now + timedelta(hours=9)), available=False, said_at=now
            )
        else:
            EligibilityGate.objects.filter(user=user, kind="medical").update(revoked_at=now)
    return ready


def verb_of(way: str, crew: Crew, town: Town) -> Callable[[], object]:
    """The start, by that way; all that comes before it has been done."""
    if way == "dispatcher":
        callout_id = uuid.uuid4()
        return lambda: start(crew, by=town.dispatcher, callout_id=callout_id)
    if way == "escalated":
        start(crew)
        CallOut.objects.update(deadline_at=timezone.now(), alarm_at=None)
        return callout_sweep.sweep_callouts
    crew.brigade.first_due_area = make_area("Перший виїзд", kind="first_due", served=False)
    crew.brigade.save()
    if way == "report":
        incident = make_incident(actor_of(crew.ira), category="fire.building")
        return lambda: callout_reports.consider_fire(incident.pk)
    incident = make_incident(category="fire.building")
    callout_reports.consider_fire(incident.pk)
    callout_id = CallOut.objects.get(incident=incident).pk
    return lambda: callout_starts.confirm(actor_of(town.dispatcher), callout_id=callout_id)


@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    way=st.sampled_from(WAYS),
    states=st.sampled_from((STATES, NOBODY)).flatmap(lambda of: st.tuples(*[st.sampled_from(of)] * 5)),
    first=st.integers(1, STRIDE),
)
def test_wherever_a_start_breaks_there_is_nothing_and_the_next_try_is_whole(
    town: Town, way: str, states: tuple[str, ...], first: int
) -> None:
    with undone():
        crew = make_crew([town.city.pk])
        ready = set_state(crew, states)
        verb, before = verb_of(way, crew, town), rows()
        count = Strike()
        for _ in range(2):
            with undone():
                count = Strike()
                with connection.execute_wrapper(count):
                    verb()
        assert count.seen > 20
        for at in range(first, count.seen + 1, STRIDE):
            with connection.execute_wrapper(Strike(at)), pytest.raises(OperationalError, match="planted"):
                verb()
            assert rows() == before, f"statement {at} of {count.seen} left something"
        verb()
        whole(way, ready, town)


def whole(way: str, ready: set[Any], town: Town) -> None:
    """Everybody eligible was paged with a delivery by each channel and a mail; nobody at all is an alarm."""
    callout = CallOut.objects.get()
    pages = Page.objects.filter(callout=callout)
    wave = pages.filter(wave=callout.wave)
    if way != "escalated":
        paged = set(wave.values_list("user_id", flat=True))
        assert paged == ready or not ready
        assert callout.audience == {str(callout.brigade_id): callout.audience[str(callout.brigade_id)]}
        alarmed = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:alarm", recipient=town.dispatcher)
        assert alarmed.exists() is (not ready), "an empty audience is told to a human"
    deliveries = Delivery.objects.filter(alert_key=f"callout:{callout.pk}")
    keys = set(pages.values_list("user_id", "wave"))
    for channel in ("live", "email"):
        assert set(deliveries.filter(channel=channel).values_list("recipient_id", "wave")) == keys
    mailed = {item for job in mail_jobs() for item in job}
    assert mailed >= set(deliveries.values_list("item_id", flat=True))
