"""Who may open and keep a live socket: origins, sessions, and authority that ends while it is open."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from accounts import actions as accounts_actions
from accounts.actor import session_tag, system_actor
from accounts.models import AuthorityChange, Grant
from accounts.roles import Role, ScopeKind
from notifications import actions, streams
from notifications.hub import hub as hub_module
from notifications.streams import StreamEvent as Event
from tests.factories.accounts import client_for, make_grant, make_user, receipt_client
from tests.notifications.live import ORIGIN, Browser

pytestmark = pytest.mark.usefixtures("hub")


@sync_to_async
def member(group_id, email="oksana@example.org"):
    """A member of a group, the session's key and the grant."""
    user = make_user(email)
    grant = make_grant(user, Role.GROUP_MEMBER, ScopeKind.GROUP, group_id)
    return user, client_for(user).session.session_key, grant


@sync_to_async
def record(stream: str) -> None:
    with transaction.atomic():
        actions.record_events([Event(stream, "thing.changed", "x:1", {"rev": 1})])


@pytest.mark.parametrize(
    ("_case", "origin"),
    [
        ("missing", None),
        ("null", "null"),
        ("another site", "https://evil.example"),
        ("plain http where https is ours", "http://varta.example"),
        ("sibling port", "https://varta.example:8443"),
        ("longer name", "https://varta.example.evil.example"),
        ("user part", "https://varta.example@evil.example"),
        ("path behind", "https://varta.example/"),
    ],
)
async def test_pages_that_are_not_ours_are_refused_at_the_handshake(settings, _case, origin):
    settings.SOCKET_ORIGINS = frozenset({"https://varta.example"})
    settings.SOCKET_ORIGIN_BY_HOST = False
    browser = Browser(origin=origin)
    assert await browser.socket.connect() == (False, 4403)


async def test_our_own_page_is_let_in(settings):
    settings.SOCKET_ORIGINS = frozenset({"https://varta.example"})
    settings.SOCKET_ORIGIN_BY_HOST = False
    browser = await Browser(origin="https://varta.example").open()
    await browser.leave()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (ORIGIN, True),
        ("http://localhost:9999", True),
        ("http://localhost.evil.example", False),
        (None, False),
    ],
)
async def test_on_a_private_machine_the_page_may_be_on_another_port(settings, origin, allowed):
    settings.SOCKET_ORIGINS = frozenset()
    settings.SOCKET_ORIGIN_BY_HOST = True
    browser = Browser(origin=origin)
    accepted, _ = await browser.socket.connect()
    assert accepted is allowed
    await browser.leave()


async def test_what_may_not_be_read_is_denied_and_what_is_not_there_answers_alike():
    group = uuid4()
    _, key, _ = await member(group)
    hidden, missing = streams.group(uuid4()), "nonsense"
    browser = await Browser(key).open(streams.group(group), hidden, missing, f"control:{uuid4()}")
    frames = await browser.until_live(streams.group(group))
    denied = [frame for frame in frames if frame["type"] == "denied"]
    assert {frame["stream"] for frame in denied} >= {hidden, missing}
    assert {frame["code"] for frame in denied} == {"not_found"}
    await record(hidden)
    assert await browser.nothing()
    await browser.leave()


async def test_nobody_signed_in_reads_public_tiles_only():
    tile, group = streams.public_tile(1176, 698), streams.group(uuid4())
    browser = await Browser().open(group, tile)
    frames = await browser.until_live(tile)
    assert frames[0] == {"type": "denied", "stream": group, "code": "auth.required"}
    await browser.leave()


@pytest.mark.parametrize("doorbell", ["heard", "lost"])
async def test_an_ended_grant_drops_the_stream_at_once_and_nothing_is_sent_after(monkeypatch, doorbell):
    """With the doorbell lost, revocation and event are found in the same round of the hub."""

    async def deaf(wake):
        del wake

    if doorbell == "lost":
        monkeypatch.setattr(hub_module, "listen", deaf)
    group = uuid4()
    user, key, grant = await member(group)
    stream, own = streams.group(group), streams.user(user.pk)
    browser = await Browser(key).open(stream, own)
    await browser.until_live(stream, own)

    @sync_to_async
    def end_and_record() -> None:
        """The event is committed right behind the revocation."""
        accounts_actions.end_grant(system_actor("tests"), grant.pk, reason="left")
        with transaction.atomic():
            actions.record_events([Event(stream, "thing.changed", "x:1", {"rev": 1})])

    began = time.monotonic()
    await end_and_record()
    assert await browser.next() == {"type": "dropped", "stream": stream, "code": "not_found"}
    assert time.monotonic() - began < 2
    await record(stream)
    await record(own)
    assert (await browser.next())["stream"] == own, "what is still allowed goes on"
    await browser.leave()


async def test_without_the_control_log_the_recheck_finds_it(monkeypatch):
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 1.0)
    group = uuid4()
    _, key, grant = await member(group)
    browser = await Browser(key).open(streams.group(group))
    await browser.until_live(streams.group(group))
    await Grant.objects.filter(pk=grant.pk).adelete()
    frame = await browser.next(timeout=4)
    assert (frame["type"], frame["stream"]) == ("dropped", streams.group(group))
    await browser.leave()


async def test_a_grant_that_runs_out_ends_with_its_time():
    group = uuid4()
    user = await sync_to_async(make_user)()
    end = timezone.now() + timedelta(seconds=2)
    await sync_to_async(make_grant)(user, Role.GROUP_MEMBER, ScopeKind.GROUP, group, until=end)
    key = (await sync_to_async(client_for)(user)).session.session_key
    browser = await Browser(key).open(streams.group(group))
    await browser.until_live(streams.group(group))
    frame = await browser.next(timeout=5)
    assert (frame["type"], frame["stream"]) == ("dropped", streams.group(group))
    assert timezone.now() >= end
    await browser.leave()


@pytest.mark.parametrize("_case", ["row gone", "expired", "disabled", "password changed"])
async def test_when_the_session_ends_the_socket_closes_and_coming_back_is_refused(monkeypatch, _case):
    monkeypatch.setattr(hub_module, "RECHECK_SECONDS", 1.0)
    user, key, _ = await member(uuid4())
    stream = streams.user(user.pk)
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)

    @sync_to_async
    def end() -> None:
        if _case == "row gone":
            Session.objects.filter(pk=key).delete()
        elif _case == "expired":
            Session.objects.filter(pk=key).update(expire_date=timezone.now())
        elif _case == "disabled":
            type(user).objects.filter(pk=user.pk).update(is_active=False)
        else:
            user.set_password("something else entirely")
            user.save(update_fields=["password"])

    await end()
    assert await browser.next(timeout=4) == {"close": 4401}
    again = Browser(key)
    await again.socket.connect()
    await again.say("hello", v=1, streams=[])
    assert await again.next() == {"close": 4401}


async def test_a_session_ended_by_its_person_closes_its_sockets_at_once():
    user, key, _ = await member(uuid4())
    other_key = await sync_to_async(lambda: client_for(user).session.session_key)()
    stream = streams.user(user.pk)
    browser, other = await Browser(key).open(stream), await Browser(other_key).open(stream)
    await browser.until_live(stream)
    await other.until_live(stream)

    @sync_to_async
    def sign_out() -> None:
        with transaction.atomic():
            Session.objects.filter(pk=key).delete()
            AuthorityChange.objects.create(at=timezone.now(), kind="session_ended", session=session_tag(key))

    began = time.monotonic()
    await sign_out()
    assert await browser.next() == {"close": 4401}
    assert time.monotonic() - began < 2
    assert await other.nothing()
    await other.leave()


async def test_a_receipt_opens_its_own_report_only():
    mine, other = uuid4(), uuid4()
    client = await sync_to_async(receipt_client)(mine)
    browser = await Browser(client.session.session_key).open(streams.report(other), streams.report(mine))
    frames = await browser.until_live(streams.report(mine))
    assert frames[0] == {"type": "denied", "stream": streams.report(other), "code": "not_found"}
    await browser.leave()


async def test_a_change_committed_late_with_an_early_id_is_not_missed():
    """Ids are given out before commit; following them by number would pass over the slower transaction."""
    group = uuid4()
    user, key, grant = await member(group)
    stream = streams.group(group)
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)

    @sync_to_async
    def write_out_of_order() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_authoritychange', 'id'))")
            early = cursor.fetchone()[0]
        AuthorityChange.objects.create(at=timezone.now(), kind="grant_given", user_id=uuid4())
        time.sleep(1.2)
        with transaction.atomic():
            Grant.objects.filter(pk=grant.pk).delete()
            AuthorityChange.objects.create(id=early, at=timezone.now(), kind="grant_ended", user_id=user.pk)

    await write_out_of_order()
    assert (await browser.next())["type"] == "dropped"
    await browser.leave()
