"""Every socket command as everybody: the live socket opens exactly the streams that polling opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async

from notifications import protocol
from notifications.models import Delivery
from tests.notifications.live import Browser, running_hub
from tests.permissions import scene as scenes
from tests.permissions import table
from tests.permissions.scene import SIGNED_IN, Scene, Who
from tests.permissions.table import Row, all_rows

STREAM_ROWS = [row for row in all_rows() if row.route == "GET /api/v1/events" and row.query]
EVERYBODY = [(who, False) for who in Who] + [(who, True) for who in sorted(SIGNED_IN)]
COMMANDS_TRIED = {"hello", "subscribe", "unsubscribe", "ack", "ping"}


@pytest.fixture
def town(transactional_db) -> Scene:
    """The scene in committed rows: the hub reads on connections of its own."""
    scene = scenes.build()
    for module in table.modules():
        if build := getattr(module, "build", None):
            build(scene)
    return scene


@sync_to_async
def session_keys(scene: Scene) -> dict[tuple[Who, bool], str]:
    def key(who: Who, elsewhere: bool) -> str:
        return scene.client(who, elsewhere=elsewhere).session.session_key or ""

    return {(who, elsewhere): key(who, elsewhere) for who, elsewhere in EVERYBODY}


def expected(scene: Scene, who: Who, *, elsewhere: bool) -> dict[str, str]:
    """Stream to the frame that must answer it: `live`, or `denied`."""

    def open_to(row: Row) -> bool:
        if elsewhere and row.elsewhere is not None and who in row.allow:
            return False
        return who in row.allow

    return {
        row.query(scene)["stream"]: "live" if open_to(row) else "denied" for row in STREAM_ROWS if row.query
    }


async def answers(browser: Browser, streams: set[str]) -> dict[str, str]:
    """What each stream is answered with in the end."""
    found: dict[str, str] = {}
    while found.keys() != streams:
        frame = await browser.next()
        if frame["type"] in {"live", "denied"}:
            found[frame["stream"]] = frame["type"]
    return found


def refusals(found: dict[str, str]) -> Iterator[str]:
    return (stream for stream, answer in found.items() if answer == "denied")


async def test_hello_and_subscribe_open_to_everybody_what_the_table_says(town):
    keys = await session_keys(town)
    async with running_hub():
        for number, (who, elsewhere) in enumerate(EVERYBODY):
            wanted = expected(town, who, elsewhere=elsewhere)
            browser = Browser(keys[who, elsewhere], address=f"192.0.2.{number + 1}")
            await browser.open(*wanted)
            assert await answers(browser, set(wanted)) == wanted, (who, elsewhere, "hello")
            await browser.leave()
            browser = await Browser(keys[who, elsewhere], address=f"198.51.100.{number + 1}").open()
            unknown = [{"stream": stream, "epoch": None, "off": None} for stream in wanted]
            await browser.say("subscribe", streams=unknown)
            assert await answers(browser, set(wanted)) == wanted, (who, elsewhere, "subscribe")
            await browser.say("unsubscribe", streams=list(wanted))
            await browser.say("ping")
            assert (await browser.next())["type"] == "pong", (who, elsewhere)
            await browser.leave()
    assert any(refusals(wanted)), (
        "the last reader of this loop is refused something, or the loop proves little"
    )


async def test_nobody_acknowledges_for_somebody_else(town):
    delivery = town.things["delivery"]
    keys = await session_keys(town)
    async with running_hub():
        for number, (who, elsewhere) in enumerate(EVERYBODY):
            browser = await Browser(keys[who, elsewhere], address=f"192.0.2.{number + 1}").open()
            await browser.say("ack", delivery=str(delivery.pk))
            frame = await browser.next()
            assert frame["type"] == "error", (who, frame)
            assert frame["code"] in {"not_found", "auth.required"}, (who, frame)
            await browser.leave()
    assert (await sync_to_async(Delivery.objects.get)(pk=delivery.pk)).acked_at is None


def test_every_command_of_the_protocol_is_tried():
    assert set(protocol.COMMANDS) == COMMANDS_TRIED
