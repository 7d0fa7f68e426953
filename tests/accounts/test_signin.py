"""Sign-up, sign-in by password and by e-mailed code, and what strangers can learn from them: nothing."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.auth import actor_of_session
from accounts.models import AuthorityChange, User
from core.models import AuditEntry
from tests.factories.accounts import PASSWORD, client_for, make_user

pytestmark = pytest.mark.django_db
BASE = "/_allauth/browser/v1"
CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)
GOOD = "pine kettle over river"


@pytest.fixture(autouse=True)
def _empty_cache(db):
    cache.clear()


def browser(language: str = "en") -> Client:
    """Somebody's browser with our page open."""
    client = client_for(None, csrf=True)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def post(client: Client, path: str, **body: str):
    """As the page does: JSON, with the token of the cookie as it is now."""
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    return client.post(f"{BASE}{path}", body, content_type="application/json", headers={"X-CSRFToken": token})


def sign_out(client: Client):
    return client.delete(f"{BASE}/auth/session", headers={"X-CSRFToken": client.cookies["csrftoken"].value})


def mailed_code() -> str:
    return CODE.search(mail.outbox[-1].body)[1]


def person_of(client: Client) -> str | None:
    person = client.get("/api/v1/session").json()["person"]
    return person and person["email"]


def sign_up(client: Client, email: str = "new@example.org", password: str = GOOD):
    return post(client, "/auth/signup", email=email, password=password)


def test_sign_up_needs_the_code_from_the_mail():
    client = browser("uk")
    assert sign_up(client, "New@Example.org").status_code == 401
    assert person_of(client) is None
    assert mail.outbox[-1].to == ["new@example.org"]
    verified = post(client, "/auth/email/verify", key=mailed_code())
    assert verified.status_code == 200
    assert person_of(client) == "new@example.org"
    assert User.objects.get().language == "uk"
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "user.signed_up",
        "user.signed_in",
    ]


def test_a_wrong_code_does_not_verify_and_attempts_run_out():
    client = browser()
    sign_up(client)
    statuses = [post(client, "/auth/email/verify", key="WRONG1").status_code for _ in range(4)]
    assert statuses[0] == 400
    assert post(client, "/auth/email/verify", key=mailed_code()).status_code == 409
    assert person_of(client) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("1234567890", "password_too_common"),
    ],
)
def test_weak_passwords_are_refused(password, code):
    answer = sign_up(browser(), "newperson@example.org", password)
    assert answer.status_code == 400
    assert code in {error["code"] for error in answer.json()["errors"]}
    assert not User.objects.exists()


def test_a_long_password_of_plain_words_is_good_enough():
    assert sign_up(browser(), password="а" * 3 + " просто довгий пароль").status_code == 401


def test_sign_in_by_password():
    user = make_user()
    client = browser()
    assert post(client, "/auth/login", email="OKSANA@example.org", password=PASSWORD).status_code == 200
    assert person_of(client) == user.email


def test_sign_in_by_code_in_the_persons_own_language():
    user = make_user(language="uk")
    client = browser("en")
    assert post(client, "/auth/code/request", email=user.email).status_code == 401
    assert mail.outbox[-1].subject == "Ваш код для входу у Варту"
    assert post(client, "/auth/code/confirm", code=mailed_code()).status_code == 200
    assert person_of(client) == user.email


def test_a_code_works_once():
    user = make_user()
    client = browser()
    post(client, "/auth/code/request", email=user.email)
    code = mailed_code()
    post(client, "/auth/code/confirm", code=code)
    sign_out(client)
    assert person_of(client) is None
    assert post(client, "/auth/code/confirm", code=code).status_code == 409


def comparable(answer) -> tuple[int, object]:
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("path", "extra"),
    [
        ("/auth/signup", {"password": GOOD}),
        ("/auth/login", {"password": "some wrong password"}),
        ("/auth/code/request", {}),
        ("/auth/password/request", {}),
    ],
)
def test_nobody_learns_whether_an_address_has_an_account(path, extra):
    make_user("known@example.org")
    known = comparable(post(browser(), path, email="known@example.org", **extra))
    unknown = comparable(post(browser(), path, email="nobody@example.org", **extra))
    assert known == unknown


def test_the_owner_of_a_known_address_is_told_by_mail_only():
    make_user("known@example.org")
    sign_up(browser(), "known@example.org")
    assert [m.subject for m in mail.outbox] == ["You have an account at Varta already"]
    assert User.objects.count() == 1


def test_guessing_passwords_is_stopped_for_the_address_whoever_asks():
    user = make_user()
    for number in range(5):
        client = browser()
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert post(client, "/auth/login", email=user.email, password="wrong").status_code == 400
    answer = post(browser(), "/auth/login", email=user.email, password=PASSWORD)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "too_many_login_attempts"


def test_codes_cannot_be_ordered_without_end():
    user = make_user()
    statuses = [post(browser(), "/auth/code/request", email=user.email).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 400]
    assert len(mail.outbox) == 3


def test_a_closed_account_cannot_sign_in():
    user = make_user()
    User.objects.update(is_active=False)
    client = browser()
    post(client, "/auth/login", email=user.email, password=PASSWORD)
    assert person_of(client) is None


def test_a_new_password_ends_the_other_sessions_and_tells_the_owner():
    user = make_user()
    here, there = browser(), browser()
    for client in (here, there):
        post(client, "/auth/login", email=user.email, password=PASSWORD)
    changed = post(here, "/account/password/change", current_password=PASSWORD, new_password=GOOD)
    assert changed.status_code == 200
    assert (person_of(here), person_of(there)) == (user.email, None)
    assert actor_of_session(there.cookies["sessionid"].value) is None
    assert actor_of_session(here.cookies["sessionid"].value).user_id == user.pk
    assert mail.outbox[-1].subject == "Your password was changed"
    assert "192.0.2" not in mail.outbox[-1].body
    assert list(AuthorityChange.objects.values_list("kind", "user_id")) == [("sessions_ended", user.pk)]


def test_a_forgotten_password_is_replaced_by_code():
    user = make_user()
    client = browser()
    assert post(client, "/auth/password/request", email=user.email).status_code == 401
    answer = post(client, "/auth/password/reset", key=mailed_code(), password=GOOD)
    assert answer.status_code in {200, 401}
    assert post(browser(), "/auth/login", email=user.email, password=GOOD).status_code == 200
    assert post(browser(), "/auth/login", email=user.email, password=PASSWORD).status_code == 400


def test_signing_out_ends_the_session_for_sockets_too():
    user = make_user()
    client = browser()
    post(client, "/auth/login", email=user.email, password=PASSWORD)
    key = client.cookies["sessionid"].value
    assert actor_of_session(key).user_id == user.pk
    sign_out(client)
    assert actor_of_session(key) is None
    change = AuthorityChange.objects.get()
    assert (change.kind, change.user_id, len(change.session)) == ("session_ended", user.pk, 64)
    assert key not in change.session


def test_sign_in_from_another_sites_page_is_refused():
    user = make_user()
    client = Client(enforce_csrf_checks=True)
    answer = post(client, "/auth/login", email=user.email, password=PASSWORD)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.csrf")
    assert not AuditEntry.objects.exists()
