"""How authority enters a request: sessions, tokens, origins."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import actions
from accounts.actor import system_actor
from accounts.auth import actor_of_session
from accounts.models import AuthorityChange, User
from core import ids
from core.models import AuditEntry
from tests.factories.accounts import client_for, make_user, receipt_client

pytestmark = pytest.mark.django_db
JSON = "application/json"


def rename(client: Client, **headers: str):
    return client.patch("/api/v1/me", {"name": "New"}, content_type=JSON, headers=headers)


def signed_in(user: User) -> Client:
    """A browser with the session cookie, whose page does not send the token by itself."""
    client = client_for(user)
    del client.defaults["HTTP_X_CSRFTOKEN"]
    return client


def unchanged(user: User) -> bool:
    user.refresh_from_db()
    return user.name != "New" and not AuditEntry.objects.exists()


def test_our_own_page_may_change_things():
    user = make_user()
    client = signed_in(user)
    token = client.cookies["csrftoken"].value
    answer = rename(client, **{"X-CSRFToken": token, "Origin": "http://testserver"})
    assert answer.status_code == 200
    assert answer.json()["person"]["name"] == "New"


@pytest.mark.parametrize("token", [None, "", "x" * 32, "y" * 64])
def test_a_session_cookie_without_our_token_changes_nothing(token):
    user = make_user()
    answer = rename(signed_in(user), **({} if token is None else {"X-CSRFToken": token}))
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.csrf")
    assert unchanged(user)


def test_another_persons_token_does_not_fit():
    user = make_user()
    foreign = signed_in(make_user("other@example.org")).cookies["csrftoken"].value
    answer = rename(signed_in(user), **{"X-CSRFToken": foreign})
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.csrf")
    assert unchanged(user)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://testserver:8080",
        "https://testserver",
        "http://testserver.evil.example",
    ],
)
def test_another_sites_page_changes_nothing_even_with_the_token(origin):
    user = make_user()
    client = signed_in(user)
    token = client.cookies["csrftoken"].value
    answer = rename(client, **{"X-CSRFToken": token, "Origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.origin")
    assert unchanged(user)


def test_a_configured_origin_is_our_own_too(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://city.example"]
    client = signed_in(make_user())
    token = client.cookies["csrftoken"].value
    assert rename(client, **{"X-CSRFToken": token, "Origin": "https://city.example"}).status_code == 200


def test_without_a_session_there_is_nothing_to_protect_but_foreign_pages_are_refused_all_the_same():
    client = Client(enforce_csrf_checks=True)
    assert rename(client).json()["code"] == "auth.required"
    assert rename(client, Origin="https://evil.example").json()["code"] == "auth.origin"


def test_a_receipt_session_needs_the_token_as_well():
    client = receipt_client(ids.uuid7())
    assert rename(client).json()["code"] == "auth.required"
    del client.defaults["HTTP_X_CSRFTOKEN"]
    assert rename(client).json()["code"] == "auth.csrf"


def test_reading_needs_no_token():
    assert signed_in(make_user()).get("/api/v1/grants").status_code == 200


def test_signing_out_everywhere_else():
    user = make_user()
    here, there = client_for(user), client_for(user)
    assert here.post("/api/v1/session/end-others").status_code == 204
    assert here.get("/api/v1/session").json()["person"]["id"] == str(user.pk)
    assert there.get("/api/v1/session").json()["person"] is None
    assert actor_of_session(there.cookies["sessionid"].value) is None
    assert list(AuthorityChange.objects.values_list("kind", "user_id")) == [("sessions_ended", user.pk)]
    assert AuditEntry.objects.get().verb == "user.sessions_ended"


def test_a_request_that_was_under_way_does_not_take_the_new_cookie_away():
    here = client_for(make_user())
    old = here.cookies["sessionid"].value
    assert here.post("/api/v1/session/end-others").status_code == 204
    assert here.cookies["sessionid"].value not in {"", old}
    late = Client()
    late.cookies["sessionid"] = old
    answer = late.get("/api/v1/session")
    assert answer.json()["person"] is None
    assert "sessionid" not in answer.cookies


def test_signing_out_takes_the_cookie_away():
    here = client_for(make_user())
    assert here.delete("/_allauth/browser/v1/auth/session").status_code == 401
    assert here.cookies["sessionid"].value == ""


def test_closing_an_account_ends_its_sessions_and_opening_it_does_not_revive_them():
    user, job = make_user(), system_actor("tests")
    client = client_for(user)
    key = client.cookies["sessionid"].value
    actions.set_active(job, user.pk, active=False, reason="Left the service")
    assert client.get("/api/v1/session").json()["person"] is None
    actions.set_active(job, user.pk, active=True, reason="Came back")
    assert actor_of_session(key) is None
    assert [line.verb for line in AuditEntry.objects.order_by("id")] == ["user.disabled", "user.enabled"]


def test_a_receipts_session_is_an_actor_for_sockets():
    report = ids.uuid7()
    client = receipt_client(report)
    actor = actor_of_session(client.cookies["sessionid"].value)
    assert (actor.kind, actor.report_ids, actor.user_id) == ("receipt", frozenset({report}), None)
    assert client.get("/api/v1/session").json()["streams"] == [f"report:{report}"]


def test_a_name_is_tidied_and_a_change_of_nothing_leaves_no_line():
    user = make_user(name="Олена")
    client = client_for(user)

    def patch(**body):
        return client.patch("/api/v1/me", body, content_type=JSON).json()["person"]

    assert patch(name="  Олена \n  Коваль ")["name"] == "Олена Коваль"
    assert patch(name="Олена Коваль", language="en")["language"] == "en"
    assert patch(language="uk")["language"] == "uk"
    lines = AuditEntry.objects.order_by("id").values_list("verb", "data")
    assert list(lines) == [
        ("user.profile_changed", {"fields": ["name"]}),
        ("user.profile_changed", {"fields": ["language"]}),
    ]


@pytest.mark.parametrize(
    ("header", "person", "message"),
    [
        ("uk", "en", "Вам цього не дозволено."),
        ("en", "uk", "You are not allowed to do this."),
        (None, "uk", "Вам цього не дозволено."),
        (None, "en", "You are not allowed to do this."),
    ],
)
def test_answers_speak_the_pages_language_else_the_persons(header, person, message):
    client = client_for(make_user(language=person))
    answer = client.get("/api/v1/people", headers={"Accept-Language": header} if header else {})
    assert answer.json()["message"] == message


def test_an_actor_costs_one_statement_over_the_session_itself(django_assert_num_queries):
    client = client_for(make_user())
    with django_assert_num_queries(4):  # session, person, grants for the actor, grants for the list
        client.get("/api/v1/session")
