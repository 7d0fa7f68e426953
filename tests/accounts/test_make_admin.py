"""The first administrator of an installation."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Grant, User
from accounts.roles import Capability
from core.models import AuditEntry
from tests.factories.accounts import make_actor
from tests.factories.geo import make_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city():
    cache.clear()
    make_city(code="UA05020030010063857")


def run(capsys, *options: str) -> list[str]:
    call_command("make_admin", "Boss@City.example", "--area", "UA05020030010063857", *options)
    return capsys.readouterr().out.splitlines()


def may_sign_in(password: str) -> bool:
    body = {"email": "boss@city.example", "password": password}
    url = "/_allauth/browser/v1/auth/login"
    return Client().post(url, body, content_type="application/json").status_code == 200


def test_makes_an_account_that_can_sign_in_and_give_roles(capsys):
    lines = run(capsys)
    assert lines[0] == "boss@city.example administers Вінниця from now on."
    assert may_sign_in(lines[-1].strip())
    user = User.objects.get()
    assert make_actor(user).has(Capability.MANAGE_GRANTS)
    verbs = AuditEntry.objects.filter(target_kind="user").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["user.made", "grant.given", "user.signed_in"]


def test_a_second_run_changes_nothing(capsys):
    password = run(capsys)[-1].strip()
    before = AuditEntry.objects.count()
    assert run(capsys) == [
        "boss@city.example administers Вінниця already.",
        "Sign in with the password set earlier, or by a code to that address.",
    ]
    assert (Grant.objects.count(), AuditEntry.objects.count()) == (1, before)
    assert may_sign_in(password)


def test_a_new_password_is_made_only_when_asked_for(capsys):
    old = run(capsys)[-1].strip()
    new = run(capsys, "--new-password")[-1].strip()
    assert may_sign_in(new)
    assert not may_sign_in(old)


@pytest.mark.parametrize(
    ("email", "area"), [("no address", "UA05020030010063857"), ("a@example.org", "nowhere")]
)
def test_refuses_what_it_does_not_understand(email, area):
    with pytest.raises(CommandError):
        call_command("make_admin", email, "--area", area)
    assert not User.objects.exists()
