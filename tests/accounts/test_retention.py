"""What is forgotten, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from accounts import actions
from accounts.models import User
from accounts.roles import Role, ScopeKind
from tests.factories.accounts import make_grant, make_user

pytestmark = pytest.mark.django_db
NOON = "2026-03-01T12:00:00Z"


def unconfirmed(email: str) -> User:
    user = make_user(email)
    user.emailaddress_set.update(verified=False)
    return user


def test_accounts_never_confirmed_are_forgotten_after_a_week():
    with time_machine.travel(NOON, tick=False) as clock:
        unconfirmed("stale@example.org")
        make_user("confirmed@example.org")
        make_grant(unconfirmed("granted@example.org"), Role.CITY_ADMIN, ScopeKind.AREA, "a1")
        clock.shift(timedelta(days=6))
        unconfirmed("fresh@example.org")
        assert actions.forget_unconfirmed() == 0
        clock.shift(timedelta(days=1, seconds=1))
        assert actions.forget_unconfirmed() == 1
    left = User.objects.order_by("email").values_list("email", flat=True)
    assert list(left) == ["confirmed@example.org", "fresh@example.org", "granted@example.org"]
