"""Two officers join the same two reports crosswise, in real threads: one stays open for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.queries import actor_of
from core.errors import Invalid
from core.models import AuditEntry
from incidents import actions, queries
from incidents.models import Incident, StatusChange
from incidents.workflow import State
from tests.factories import geo as places
from tests.factories import incidents as make
from tests.factories.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = 5


@pytest.fixture(autouse=True)
def _no_jobs_left(transactional_db: None) -> Iterator[None]:
    """The jobs' table is not Django's, so nobody else empties it."""
    yield
    queries.forget_lookups()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def joining(user: Any, incident: Incident, target: Incident) -> Callable[[], Any]:
    return lambda: actions.change_state(
        actor_of(user), incident.pk, to=State.DUPLICATE, duplicate_of=target.pk
    )


def rows() -> list[tuple[Any, ...]]:
    """Every incident with its state and the one it repeats."""
    return list(Incident.objects.order_by("pk").values_list("pk", "state", "duplicate_of", "rev"))


@pytest.mark.parametrize("_time", range(REPEATS))
def test_crosswise_one_is_joined_and_the_other_stays_open(_time: int) -> None:
    make.make_categories()
    beat = places.make_area(parent=places.make_city())
    officers = [make.officer(beat, email=f"{name}@example.org") for name in ("one", "other")]
    a, b = make.make_incident(), make.make_incident(category="hazard.dark")
    refused = at_once(joining(officers[0], a, b), joining(officers[1], b, a))
    assert refused == ["incident.duplicate_of"]
    joined = Incident.objects.get(state=State.DUPLICATE)
    still_open = Incident.objects.get(state=State.NEW)
    assert {joined.pk, still_open.pk} == {a.pk, b.pk}
    assert (joined.duplicate_of_id, still_open.duplicate_of_id) == (still_open.pk, None)
    assert StatusChange.objects.filter(verb="duplicate").count() == 1


def test_what_is_joined_to_another_is_no_target() -> None:
    make.make_categories()
    beat = places.make_area(parent=places.make_city())
    officer = make.officer(beat)
    a, b, c = (make.make_incident(category=code) for code in ("noise.music", "hazard.dark", "hazard.other"))
    joining(officer, a, b)()
    before, audit = rows(), AuditEntry.objects.count()
    for incident in (b, c):
        with pytest.raises(Invalid) as refusal:
            joining(officer, incident, a)()
        assert refusal.value.code == "incident.duplicate_of"
    assert (rows(), AuditEntry.objects.count()) == (before, audit)
