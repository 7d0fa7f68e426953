"""The same application under both socket servers, as processes of their own, met by a bare client."""

from __future__ import annotations

import asyncio
import json
import os

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from bench import wire
from notifications import actions, streams
from notifications.streams import StreamEvent as Event
from tests.factories.accounts import client_for, make_user

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
async def test_from_a_commit_to_the_wire(transactional_db, monkeypatch, server):
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"
    monkeypatch.setitem(os.environ, "DATABASE_URL", url)
    user = await sync_to_async(make_user)()
    session = (await sync_to_async(client_for)(user)).session.session_key
    stream = streams.user(user.pk)
    frames: asyncio.Queue[dict] = asyncio.Queue()

    async def next_of(kind: str) -> dict:
        while True:
            frame = await asyncio.wait_for(frames.get(), 10)
            if frame["type"] == kind:
                return frame

    @sync_to_async
    def record() -> None:
        with transaction.atomic():
            actions.record_events([Event(stream, "thing.changed", "x:1", {"rev": 1, "text": "Ґанок"})])

    port = wire.free_port(18170)
    process = await asyncio.to_thread(wire.start, server, port)
    try:
        peer = await wire.connect(
            port, lambda _, text, __: frames.put_nowait(json.loads(text)), cookie=f"sessionid={session}"
        )
        wanted = [{"stream": stream, "epoch": None, "off": None}]
        peer.say(json.dumps({"type": "hello", "v": 1, "streams": wanted}))
        await next_of("live")
        await record()
        event = await next_of("event")
        assert (event["off"], event["data"]) == (1, {"rev": 1, "text": "Ґанок"})
        peer.say(json.dumps({"type": "nonsense"}))
        assert (await next_of("error"))["code"] == "unknown"
        assert await asyncio.wait_for(peer.closed, 5) == 4400
    finally:
        process.kill()
        process.wait()
