"""The event log: numbering at commit, roll-backs, positions, pages, the day's partitions."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from notifications import actions, queries, streams
from notifications.models import Pending, Stream, StreamEvent
from notifications.streams import StreamEvent as Event
from tests.factories.accounts import client_for, make_user
from tests.verify import View, flush_events, verify_action


def event(stream: str, subject: str = "thing:1", **data: object) -> Event:
    return Event(stream, "thing.changed", subject, data or {"rev": 1})


def roll_back(*events: Event) -> None:
    """Record events in a transaction (a savepoint, inside one) that fails."""
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        actions.record_events(events)
        raise ZeroDivisionError


def rows(stream: str) -> list[tuple[int, str]]:
    return list(StreamEvent.objects.filter(stream=stream).order_by("off").values_list("off", "subject"))


@pytest.mark.django_db(transaction=True)
class TestNumbering:
    def test_one_call_numbers_each_stream_without_gap(self):
        a, b = streams.user(uuid4()), streams.group(uuid4())
        with transaction.atomic():
            actions.record_events([event(a, "x:1"), event(b, "x:2"), event(a, "x:3")])
            actions.record_events([event(a, "x:4")])
            assert Stream.objects.filter(key__in=[a, b]).count() == 0, (
                "offsets are taken at commit, not before"
            )
        assert rows(a) == [(1, "x:1"), (2, "x:3"), (3, "x:4")]
        assert rows(b) == [(1, "x:2")]
        assert Pending.objects.count() == 0
        assert Stream.objects.get(key=a).top == 3

    def test_a_rolled_back_transaction_leaves_neither_event_nor_hole(self):
        a = streams.user(uuid4())
        with transaction.atomic():
            actions.record_events([event(a, "x:1")])
        roll_back(event(a, "x:2"))
        with transaction.atomic():
            actions.record_events([event(a, "x:3")])
        assert rows(a) == [(1, "x:1"), (2, "x:3")]

    def test_a_rolled_back_savepoint_leaves_nothing(self):
        a = streams.user(uuid4())
        with transaction.atomic():
            actions.record_events([event(a, "x:1")])
            roll_back(event(a, "x:2"))
            with transaction.atomic():
                actions.record_events([event(a, "x:3")])
        assert rows(a) == [(1, "x:1"), (2, "x:3")]
        assert Pending.objects.count() == 0

    def test_only_the_savepoint_that_first_recorded_is_rolled_back(self):
        a = streams.user(uuid4())
        with transaction.atomic():
            roll_back(event(a, "x:1"))
            actions.record_events([event(a, "x:2")])
        assert rows(a) == [(1, "x:2")]


@pytest.mark.django_db
class TestRecording:
    def test_a_projection_over_the_limit_is_a_fault_of_the_code(self):
        a = streams.user(uuid4())
        actions.record_events([event(a, text="é" * 2040)])
        with pytest.raises(ValueError, match="4096 is the limit"):
            actions.record_events([event(a, text="é" * 2050)])
        flush_events()
        assert [off for off, _ in rows(a)] == [1]

    def test_the_database_refuses_an_oversized_payload_by_itself(self):
        insert = """INSERT INTO notifications_event (stream, off, day, at, kind, subject, data)
            VALUES ('user:x', 1, current_date, now(), 'k', 's', repeat('x', 4097))"""
        with connection.cursor() as cursor:
            cursor.execute("SELECT event_log_partition(current_date)")
            with pytest.raises(IntegrityError):
                cursor.execute(insert)

    @pytest.mark.parametrize(
        "key",
        ["", "user", "user:", "user:1", "nobody:1", "public:10/1/1", "public:11/2048/0", "public:11/01/1",
         "user:0C9A51F2-33D7-4B5E-9C7C-3E2F6B1D8A40", "user:" + "1" * 90],
    )  # fmt: skip
    def test_a_malformed_key_is_refused(self, key):
        with pytest.raises(ValueError):  # noqa: PT011  the reason differs, the refusal does not
            actions.record_events([event(key)])

    def test_a_call_is_one_statement(self, django_assert_num_queries):
        keys = [streams.user(uuid4()) for _ in range(50)]
        with django_assert_num_queries(1):
            actions.record_events([event(key) for key in keys])


@pytest.mark.django_db
class TestPositions:
    def test_an_unwritten_stream_stands_at_nought_and_continues_from_there(self):
        a = streams.user(uuid4())
        start = queries.positions([a])[a]
        assert start["off"] == 0
        actions.record_events([event(a)])
        flush_events()
        assert queries.positions([a])[a] == {"epoch": start["epoch"], "off": 1}

    def test_rotation_voids_old_positions(self):
        user = make_user()
        a = streams.user(user.pk)
        actions.record_events([event(a)])
        flush_events()
        before = queries.positions([a])[a]
        with connection.cursor() as cursor:
            cursor.execute("SELECT event_log_rotate(NULL)")
        after = queries.positions([a])[a]
        assert after["off"] == before["off"]
        assert after["epoch"] != before["epoch"]
        page = (
            client_for(user).get("/api/v1/events", {"stream": a, "epoch": before["epoch"], "after": 0}).json()
        )
        assert page["reset"] is True
        assert page["events"] == []
        new = streams.user(uuid4())
        assert queries.positions([new])[new]["epoch"] == after["epoch"]


@pytest.mark.django_db
class TestPages:
    def test_events_after_a_position(self):
        user = make_user()
        a = streams.user(user.pk)
        start = queries.positions([a])[a]
        actions.record_events(
            [event(a, "x:1", rev=1), Event(a, "thing.gone", "x:1", None), event(a, "x:2", n="ї")]
        )
        flush_events()
        client = client_for(user)
        page = client.get("/api/v1/events", {"stream": a, "epoch": start["epoch"], "after": 1}).json()
        assert (page["top"], page["floor"], page["reset"]) == (3, 0, False)
        assert [(e["off"], e["kind"], e["subject"], e["data"]) for e in page["events"]] == [
            (2, "thing.gone", "x:1", None),
            (3, "thing.changed", "x:2", {"n": "ї"}),
        ]

    @pytest.mark.parametrize(
        ("_case", "epoch", "after"),
        [
            ("no position", None, None),
            ("beyond the top", "same", 2),
            ("another epoch", "5d0f3a52-8d0b-4c36", 0),
        ],
    )
    def test_a_position_that_cannot_be_continued_is_reset(self, _case, epoch, after):
        user = make_user()
        a = streams.user(user.pk)
        actions.record_events([event(a)])
        flush_events()
        known = queries.positions([a])[a]["epoch"] if epoch == "same" else epoch
        asked = {"stream": a} | ({"epoch": known, "after": after} if known else {})
        page = client_for(user).get("/api/v1/events", asked).json()
        assert (page["reset"], page["events"], page["top"]) == (True, [], 1)

    def test_a_stream_of_somebody_else_answers_like_a_missing_one(self):
        user, other = make_user("a@example.org"), make_user("b@example.org")
        actions.record_events([event(streams.user(other.pk))])
        flush_events()
        client = client_for(user)
        answers = [
            client.get("/api/v1/events", {"stream": key, "after": 0})
            for key in (streams.user(other.pk), streams.user(uuid4()), "user:nonsense", "control:1")
        ]
        assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}

    def test_nobody_signed_in_is_asked_to_sign_in_but_reads_the_public_tiles(self):
        client = client_for(None)
        assert client.get("/api/v1/events", {"stream": streams.user(uuid4())}).status_code == 401
        assert client.get("/api/v1/events", {"stream": streams.public_tile(1176, 698)}).status_code == 200


@pytest.mark.django_db
class TestDays:
    def test_a_dropped_day_raises_the_floor_and_resets_readers_below_it(self):
        user = make_user()
        a = streams.user(user.pk)
        actions.record_events([event(a, "x:1"), event(a, "x:2")])
        flush_events()
        epoch = queries.positions([a])[a]["epoch"]
        today = datetime.now(UTC).date()
        old = today - timedelta(days=400)
        with connection.cursor() as cursor:
            cursor.execute("SELECT event_log_partition(%s)", [old])
            cursor.execute("UPDATE notifications_event SET day = %s WHERE stream = %s AND off = 1", [old, a])
            cursor.execute("SELECT event_log_raise_floors(%s)", [old])
            cursor.execute("SELECT event_log_drop(%s)", [old])
        assert rows(a) == [(2, "x:2")]
        client = client_for(user)
        below = client.get("/api/v1/events", {"stream": a, "epoch": epoch, "after": 0}).json()
        at_floor = client.get("/api/v1/events", {"stream": a, "epoch": epoch, "after": 1}).json()
        assert (below["reset"], below["floor"]) == (True, 1)
        assert [e["off"] for e in at_floor["events"]] == [2]


@pytest.mark.django_db
class TestVerifyAction:
    """The helper itself must fail on the faults it is there for."""

    class Screen(View):
        def __init__(self, client, stream, items):
            super().__init__(client, "screen")
            object.__setattr__(self, "_read", (stream, items))

        def snapshot(self):
            stream, items = self._read
            return {"positions": queries.positions([stream]), "items": [dict(i) for i in items]}

    def screen(self, items):
        user = make_user()
        stream = streams.user(user.pk)
        return stream, self.Screen(client_for(user), stream, items)

    def test_put_and_drop_lead_to_the_next_snapshot(self):
        items = [{"subject": "x:1", "data": {"rev": 1}}]
        stream, screen = self.screen(items)

        def act():
            items[:] = [{"subject": "x:2", "data": {"rev": 1}}]
            actions.record_events([Event(stream, "gone", "x:1", None), event(stream, "x:2")])
            return "answer"

        assert verify_action(act, screen) == "answer"

    @pytest.mark.parametrize("_case", ["forgotten event", "other projection", "forgotten drop"])
    def test_faults_are_found(self, _case):
        items: list[dict] = []
        stream, screen = self.screen(items)

        def act():
            items.append({"subject": "x:1", "data": {"rev": 2, "state": "new"}})
            if _case != "forgotten event":
                actions.record_events([event(stream, "x:1", rev=2, state="old")])
            if _case == "forgotten drop":
                items.clear()

        with pytest.raises(AssertionError):
            verify_action(act, screen)
