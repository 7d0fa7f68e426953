"""One row of a member, two verbs at once: neither undoes what the other has written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.queries import actor_of
from accounts.roles import Role, ScopeKind
from rosters.actions import chiefs, time
from rosters.models import Brigade, Member, MemberState
from rosters.queries import brigades
from tests.factories.accounts import client_for, make_grant, make_user
from tests.factories.geo import make_city
from tests.factories.races import raised
from tests.factories.rosters import make_brigade, make_member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_jobs_left(transactional_db: None) -> Iterator[None]:
    """The jobs' table is not Django's, so nobody else empties it."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def meanwhile(monkeypatch: pytest.MonkeyPatch, other: Callable[[], Any]) -> None:
    """After a membership is read by the verb under test, another one is done in a thread of its own."""
    read, done = brigades.member_of, []

    def reads(*arguments: Any) -> Member | None:
        found = read(*arguments)
        if not done:
            done.append(True)
            assert raised(other) == []
        return found

    monkeypatch.setattr(brigades, "member_of", reads)


def say_off(person: User) -> Callable[[], Any]:
    until = timezone.now() + timedelta(hours=2)
    return lambda: time.say(actor_of(person), available=False, until=until)


def make_admin(brigade: Brigade, city: Any) -> User:
    person = make_user("admin@example.org")
    make_grant(person, Role.CITY_ADMIN, ScopeKind.AREA, city.pk, area_ids=list(brigade.area_ids))
    return person


def test_who_is_made_chief_or_relieved_while_they_say_their_time_loses_no_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Screens take what has a higher count: one counted twice would stay unseen."""
    city = make_city()
    brigade = make_brigade(area_ids=[city.pk])
    make_member(brigade, chief=True)
    person, admin = make_member(brigade), make_admin(brigade, city)
    with monkeypatch.context() as patch:
        meanwhile(patch, say_off(person))
        chiefs.appoint_chief(actor_of(admin), brigade_id=brigade.pk, email=person.email)
    member = Member.objects.get(user=person)
    assert (member.kind, member.rev) == ("chief", 3)
    assert member.known_until is not None
    with monkeypatch.context() as patch:
        meanwhile(patch, say_off(person))
        chiefs.end_chief(actor_of(admin), brigade_id=brigade.pk, user_id=person.pk)
    member.refresh_from_db()
    assert (member.kind, member.rev) == ("firefighter", 5)


def test_who_is_enrolled_from_a_table_keeps_what_was_counted_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True), make_user("new@example.org")
    row = Member.objects.create(brigade=brigade, user=person, state=MemberState.APPLIED)
    meanwhile(monkeypatch, lambda: Member.objects.filter(pk=row.pk).update(rev=40))
    table = b"email,travel_minutes,qualification,valid_from,valid_until\nnew@example.org,7,,,\n"
    form = {"file": SimpleUploadedFile("m.csv", table)}
    answer = client_for(chief).post(f"/api/v1/brigades/{brigade.pk}/members/import", data=form)
    assert answer.status_code == 200, answer.content
    row.refresh_from_db()
    assert (row.state, row.travel_minutes, row.rev) == ("probation", 7, 41)
