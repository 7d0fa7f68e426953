"""Reading the audit trail."""

from __future__ import annotations

import pytest

from accounts.actor import system_actor
from accounts.roles import Role, ScopeKind
from core import audit, sealing
from core.models import AuditEntry
from tests.factories.accounts import client_for, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return make_user("admin@example.org", grants=[(Role.CITY_ADMIN, ScopeKind.AREA, "a1")])


def write(count: int, verb: str = "thing.done", target: str = "t") -> None:
    for _ in range(count):
        audit.record(system_actor("tests"), verb, "thing", target, {"n": 1})


def test_pages_run_backwards_without_gap_or_repetition(admin):
    write(120)
    client = client_for(admin)
    ids, before = [], None
    while True:
        query = {"verb": "thing.done", **({"before": before} if before else {})}
        page = client.get("/api/v1/audit", query).json()
        ids += [line["id"] for line in page["items"]]
        before = page["next"]
        if before is None:
            break
    assert ids == sorted(
        AuditEntry.objects.filter(verb="thing.done").values_list("id", flat=True), reverse=True
    )


def test_filters_by_who_and_what(admin):
    write(2, target="t1")
    write(1, "thing.undone", target="t2")
    client = client_for(admin)

    def verbs(**query):
        return [line["verb"] for line in client.get("/api/v1/audit", query).json()["items"]]

    assert verbs(target_kind="thing", target_id="t1") == ["thing.done"] * 2
    assert verbs(verb="thing.undone") == ["thing.undone"]
    assert verbs(actor_id="nobody") == []


def test_reading_is_itself_in_the_trail(admin):
    client_for(admin).get("/api/v1/audit", {"verb": "grant.given"})
    line = AuditEntry.objects.get()
    assert (line.verb, line.actor_id) == ("audit.read", str(admin.pk))
    assert line.data == {"filters": {"verb": "grant.given"}, "before": None}


def test_a_line_says_whether_it_is_sealed(admin, transactional_db):
    write(1)
    sealing.seal()
    write(1)
    items = client_for(admin).get("/api/v1/audit", {"verb": "thing.done"}).json()["items"]
    assert [line["sealed"] for line in items] == [False, True]


def test_who_may_not_read_leaves_no_line():
    officer = make_user(grants=[(Role.DISPATCHER, ScopeKind.AREA, "a1")])
    assert client_for(officer).get("/api/v1/audit").status_code == 403
    assert not AuditEntry.objects.exists()
