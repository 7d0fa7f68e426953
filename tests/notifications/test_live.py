"""The live socket: replay, reset, live frames, limits and manners."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from geo.models import Area
from notifications import actions, queries, streams
from notifications.hub import hub as hub_module
from notifications.hub import link
from notifications.streams import StreamEvent as Event
from tests.factories.accounts import client_for, make_user
from tests.factories.dispatch import make_officer
from tests.factories.geo import make_area, make_city
from tests.notifications.live import Browser, wanted

pytestmark = pytest.mark.usefixtures("hub")


@sync_to_async
def person(email: str = "oksana@example.org"):
    """A person, their session's key and their own stream."""
    user = make_user(email)
    return user, client_for(user).session.session_key, streams.user(user.pk)


@sync_to_async
def record(stream: str, *subjects: str) -> None:
    with transaction.atomic():
        actions.record_events(
            [Event(stream, "thing.changed", s, {"rev": 1, "text": "Ґанок"}) for s in subjects]
        )


@sync_to_async
def position(stream: str) -> dict:
    return queries.positions([stream])[stream]


@sync_to_async
def execute(sql: str, arguments: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)


async def test_a_reader_without_a_snapshot_is_reset_to_the_top_and_then_live():
    _, key, stream = await person()
    await record(stream, "x:1", "x:2")
    at = await position(stream)
    browser = await Browser(key).open(stream)
    assert await browser.frames(2) == [
        {"type": "reset", "stream": stream, **at, "reason": "new"},
        {"type": "live", "stream": stream, **at},
    ]
    await record(stream, "x:3")
    event = await browser.next()
    assert event.pop("at").endswith("+00:00")
    assert event == {
        "type": "event", "stream": stream, "epoch": at["epoch"], "off": 3, "kind": "thing.changed",
        "subject": "x:3", "data": {"rev": 1, "text": "Ґанок"},
    }  # fmt: skip
    await browser.leave()


async def test_a_reader_with_a_position_gets_exactly_what_is_missing():
    _, key, stream = await person()
    await record(stream, "x:1")
    at = await position(stream)
    await record(stream, *(f"x:{n}" for n in range(2, 502)))
    browser = await Browser(key).open(stream, positions={stream: at})
    frames = await browser.until_live(stream)
    assert frames[0] == {"type": "replay", "stream": stream, "epoch": at["epoch"], "from": 2, "to": 501}
    assert [frame["off"] for frame in frames[1:]] == [*range(2, 502), 501]
    await record(stream, "x:502")
    assert (await browser.next())["off"] == 502
    await browser.leave()


async def test_an_unwritten_stream_is_continued_from_nought():
    _, key, stream = await person()
    at = await position(stream)
    browser = await Browser(key).open(stream, positions={stream: at})
    await browser.until_live(stream)
    await record(stream, "x:1")
    assert (await browser.next())["off"] == 1
    await browser.leave()


@pytest.mark.parametrize("_case", ["another epoch", "beyond the top", "below the floor"])
async def test_a_position_that_cannot_be_continued_is_reset(_case):
    _, key, stream = await person()
    await record(stream, "x:1", "x:2")
    at = await position(stream)
    held = {
        "another epoch": {"epoch": str(uuid4()), "off": 1},
        "beyond the top": {"epoch": at["epoch"], "off": 3},
        "below the floor": {"epoch": at["epoch"], "off": 0},
    }[_case]
    if _case == "below the floor":
        await execute("UPDATE notifications_stream SET floor = 1 WHERE key = %s", [stream])
    browser = await Browser(key).open(stream, positions={stream: held})
    reset, live = await browser.frames(2)
    assert reset == {
        "type": "reset", "stream": stream, **at, "reason": "floor" if _case == "below the floor" else "epoch"
    }  # fmt: skip
    assert live["type"] == "live"
    await browser.leave()


async def test_one_frame_reaches_everybody_who_reads_the_stream_and_nobody_else():
    _, key, stream = await person()
    _, other_key, other_stream = await person("petro@example.org")
    tile = streams.public_tile(1176, 698)
    first = await Browser(key).open(stream, tile)
    second = await Browser(key).open(tile)
    third = await Browser(other_key).open(other_stream)
    await first.until_live(stream, tile)
    await second.until_live(tile)
    await third.until_live(other_stream)
    await record(tile, "public:1")
    assert (await first.next())["stream"] == tile
    assert (await second.next())["stream"] == tile
    assert await third.nothing()
    for browser in (first, second, third):
        await browser.leave()


async def test_without_the_doorbell_only_half_a_second_is_lost(monkeypatch):
    async def deaf(wake):
        del wake

    monkeypatch.setattr(hub_module, "listen", deaf)
    _, key, stream = await person()
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)
    for number in range(1, 4):
        await record(stream, f"x:{number}")
        assert (await browser.next(timeout=1.5))["off"] == number
    await browser.leave()


async def test_a_new_epoch_resets_live_readers():
    _, key, stream = await person()
    await record(stream, "x:1")
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)
    await execute("SELECT event_log_rotate(NULL)", [])
    frame = await browser.next()
    assert (frame["type"], frame["reason"]) == ("reset", "epoch")
    assert {k: frame[k] for k in ("epoch", "off")} == await position(stream)
    await record(stream, "x:2")
    assert (await browser.next())["off"] == 2
    await browser.leave()


async def test_a_hole_in_the_log_is_never_passed_over():
    _, key, stream = await person()
    await record(stream, "x:1")
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)
    before = await position(stream)
    await execute("UPDATE notifications_stream SET top = top + 2 WHERE key = %s", [stream])
    frame = await browser.next()
    assert (frame["type"], frame["reason"], frame["off"]) == ("reset", "epoch", 3)
    assert frame["epoch"] != before["epoch"]
    await browser.leave()


async def test_the_hub_comes_back_after_losing_its_connections():
    _, key, stream = await person()
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)
    await execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name LIKE 'varta hub%%' AND datname = current_database()",
        [],
    )
    await record(stream, "x:1")
    assert (await browser.next(timeout=5))["off"] == 1
    await browser.leave()


async def test_subscribing_and_unsubscribing_later():
    _, key, stream = await person()
    tile = streams.public_tile(1176, 698)
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)
    await browser.say("subscribe", streams=[{"stream": tile, "epoch": None, "off": None}])
    await browser.until_live(tile)
    await browser.say("unsubscribe", streams=[stream])
    await browser.say("ping")
    assert await browser.next() == {"type": "pong"}
    await record(stream, "x:1")
    await record(tile, "public:1")
    assert (await browser.next())["stream"] == tile
    await browser.leave()


async def test_tops_are_stated_so_that_silence_is_noticed(monkeypatch):
    monkeypatch.setattr(hub_module, "TOPS_SECONDS", 0.5)
    _, key, stream = await person()
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)
    at = await position(stream)
    message = await browser.socket.receive_output(3)
    frame = json.loads(message["text"])
    assert (frame["type"], frame["tops"]) == ("tops", {stream: [at["epoch"], at["off"]]})
    await browser.leave()


async def test_no_tops_are_stated_while_the_database_is_away(monkeypatch):
    monkeypatch.setattr(hub_module, "TOPS_SECONDS", 0.5)
    monkeypatch.setattr(hub_module, "FRESH_SECONDS", 0.7)
    _, key, stream = await person()
    browser = await Browser(key).open(stream)
    await browser.until_live(stream)

    async def away(name):
        raise link.psycopg.OperationalError(name)

    async def fail(self, sql, arguments):
        raise link.psycopg.OperationalError

    monkeypatch.setattr(link, "connect", away)
    monkeypatch.setattr(link.Reader, "rows", fail)
    while not await browser.socket.receive_nothing(1.5):
        await browser.socket.receive_output()
    await browser.leave()


@pytest.mark.parametrize(
    ("_case", "text", "code"),
    [
        ("no JSON", "hello", "not_json"),
        ("no object", "[]", "not_json"),
        ("unknown type", '{"type": "shout"}', "unknown"),
        ("hello twice", '{"type": "hello", "v": 1, "streams": []}', "order"),
        ("bad entry", '{"type": "subscribe", "streams": [1]}', "malformed"),
        (
            "negative offset",
            '{"type": "subscribe", "streams": [{"stream": "a", "epoch": "b", "off": -1}]}',
            "malformed",
        ),
        ("too many streams", json.dumps({"type": "unsubscribe", "streams": ["a"] * 257}), "streams"),
        ("too large", json.dumps({"type": "ping", "pad": "x" * 65536}), "too_large"),
    ],
)  # fmt: skip
async def test_what_the_protocol_does_not_know_ends_the_connection(_case, text, code):
    browser = await Browser().open()
    await browser.socket.send_to(text_data=text)
    error = await browser.next()
    assert (error["type"], error["code"]) == ("error", code)
    assert await browser.next() == {"close": 4400}


async def test_the_first_frame_must_be_a_hello_of_this_version():
    for frame in ({"type": "ping"}, {"type": "hello", "v": 2, "streams": []}):
        browser = Browser()
        await browser.socket.connect()
        await browser.socket.send_to(text_data=json.dumps(frame))
        assert (await browser.next())["type"] == "error"
        assert await browser.next() == {"close": 4400}


async def test_silence_after_connecting_ends_the_connection(monkeypatch):
    monkeypatch.setattr("notifications.consumers.HELLO_SECONDS", 0.2)
    browser = Browser()
    await browser.socket.connect()
    assert await browser.next() == {"close": 4400}


async def test_a_flood_of_commands_ends_the_connection():
    browser = await Browser().open()
    for _ in range(30):
        await browser.say("ping")
    frames = [await browser.next() for _ in range(21)]
    assert [f["type"] for f in frames[:19]] == ["pong"] * 19
    assert frames[-2]["code"] == "too_many"
    assert frames[-1] == {"close": 4400}


async def test_more_than_512_streams_and_more_than_256_at_once_are_refused():
    tiles = [streams.public_tile(1176, row) for row in range(512)]
    browser = await Browser().open(*tiles[:256])
    await browser.say("subscribe", streams=wanted(tuple(tiles[256:]), None))
    await browser.until_live(*tiles)
    await browser.say("subscribe", streams=wanted((streams.public_tile(1176, 512),), None))
    assert (await browser.next())["code"] == "streams"
    assert await browser.next() == {"close": 4400}
    greedy = Browser()
    await greedy.socket.connect()
    await greedy.say("hello", v=1, streams=wanted(tuple(tiles[:257]), None))
    assert (await greedy.next())["code"] == "streams"
    assert await greedy.next() == {"close": 4400}


@sync_to_async
def large_city(beats: int):
    """A city of so many beats and an officer of all of it: their session, the positions of their board."""
    city = make_city()
    first = make_area("Дільниця", parent=city)
    copies = []
    for number in range(1, beats):
        copy = Area.objects.get(pk=first.pk)
        copy.pk = uuid4()
        copy.path, copy.code = [city.pk, copy.pk], f"beat-{number}"
        copies.append(copy)
    Area.objects.bulk_create(copies)
    client = client_for(make_officer(city))
    board = client.get("/api/v1/incidents/board").json()
    return client.session.session_key, board["positions"]


async def test_the_desk_of_a_city_of_three_hundred_beats_follows_every_one_of_them():
    key, positions = await large_city(300)
    assert len(positions) == 301
    keys = tuple(positions)
    browser = await Browser(key).open(*keys[:256], positions=positions)
    await browser.say("subscribe", streams=wanted(keys[256:], positions))
    seen = await browser.until_live(*keys)
    assert {frame["type"] for frame in seen} == {"replay", "live"}
    for stream in (keys[0], keys[-1]):
        await record(stream, "x:1")
        assert (await browser.next())["stream"] == stream


async def test_one_person_holds_eight_sockets_and_one_address_thirty():
    _, key, stream = await person()
    own = [await Browser(key, address=f"192.0.2.{n}").open(stream) for n in range(8)]
    ninth = await Browser(key, address="192.0.2.9").open(stream)
    seen = [await ninth.next()]
    while "close" not in seen[-1]:
        seen.append(await ninth.next())
    assert seen[-1] == {"close": 1013}
    for browser in own:
        await browser.leave()
    crowd = [await Browser(address="2001:db8::1").open() for _ in range(30)]
    late = Browser(address="2001:db8::2")
    await late.socket.connect()
    assert (await late.next())["code"] == "too_many"
    assert await late.next() == {"close": 1013}
    for browser in crowd:
        await browser.leave()
