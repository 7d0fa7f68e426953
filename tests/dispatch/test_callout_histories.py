"""C1, C2, C4, C7, C8, C10 over random histories: three brigades, people whose papers, time and standing
change meanwhile, senders that fail, workers that die and jobs run twice, on an ordinary morning and on both
nights the clocks change. After each step the rows are what a second opinion (`callout_model`) says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from dispatch.models import CallOut, Page
from dispatch.turnout import Reply
from notifications.models import Delivery, InboxItem
from tests.dispatch.callout_model import Run
from tests.dispatch.callout_world import EDITS, HOMES, District, frozen
from tests.dispatch.conftest import Town

pytestmark = pytest.mark.django_db
TIMES = (
    datetime(2026, 3, 2, 7, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 56, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 56, tzinfo=UTC),
)
"""A morning; and four minutes before a usual week ends at 04:00 on the wall, on both nights of the clocks."""
WAITS = (119, 120, 120, 121, 121, 300)
VERBS = (
    *("start", "poison", *["wait"] * 6, "say", "say", "say"),
    *(*["edit"] * 6, "rest", "rest", "down", "close", "mail", "mail", "mail"),
)
REPLIES = [*Reply] + [Reply.STATION] * 4
CHANGES = [*sorted(EDITS), "join", "join", "join"]
MAIL = ("refused", "none", "down", "killed", "refused")

people = st.tuples(
    *(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(("always", "always", "night", "silent")),
            st.sampled_from((0, 0, 0, 100, 300)),
            st.sampled_from((0, 0, 0, 0, 1, 3)) if n != 4 else st.sampled_from((0, 0, 1, 2)),
        )
        for n in range(len(HOMES))
    )
)
PLAIN = (0, "always", 0, 0)
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 7), st.integers(0, 7)), min_size=8, max_size=30
)


@pytest.fixture(autouse=True)
def _stands(clock: Any) -> None:
    """The clock stands before anybody is granted anything."""


def wait(district: District, clock: Any, a: int, b: int) -> None:
    """Time goes on, and the sweep comes: once, twice, or from a worker that is killed and then another."""
    clock.shift(timedelta(seconds=WAITS[a % len(WAITS)]))
    district.sweep(killed=b == 1)
    if b == 2:
        district.sweep()


ACTS: dict[str, Callable[[District, int, int], None]] = {
    "start": lambda district, a, b: district.start(a, again=b == 7),
    "say": lambda district, a, b: district.say(a, b // 2, REPLIES[(a + b) % 8], twice=b > 5),
    "edit": lambda district, a, b: district.edit(CHANGES[(a * 8 + b) % len(CHANGES)], a, b),
    "poison": lambda district, a, b: district.poison(),
    "mail": lambda district, a, b: district.mail(a, MAIL[b % 5]),
    "close": lambda district, a, b: district.close(a, b % 4),
    "rest": lambda district, a, b: district.spare(a, muster=b < 6),
    "down": lambda district, a, b: district.stand_down(a, rest=False),
}


def check(district: District) -> None:
    """What holds after every step."""
    rows = CallOut.objects.in_bulk([*district.order])
    for run_id, run in district.model.runs.items():
        row = next(row for key, row in rows.items() if str(key) == run_id)
        assert frozen(row) == district.kept[run_id], "C8: frozen when it started"
        assert (row.state, row.level, row.wave, row.deadline_at, row.viable) == (
            run.state, run.level, run.wave, run.deadline, run.viable
        ), "the plan is climbed as it was frozen, by nobody's fault slower"  # fmt: skip
        check_pages(run_id, run)
        check_told(run_id, run)
    assert max(district.post.taken.values(), default=1) <= 2, "only what a dying worker had sent comes twice"


def check_pages(run_id: str, run: Run) -> None:
    pages = Page.objects.filter(callout_id=run_id)
    found = Counter((str(user), wave) for user, wave in pages.values_list("user_id", "wave"))
    assert found == Counter(list(run.pages)), "C2, C7: once each, and those who are eligible at that second"
    deliveries = Delivery.objects.filter(alert_key=f"callout:{run_id}")
    assert Counter(
        (str(user), wave, by) for user, wave, by in deliveries.values_list("recipient_id", "wave", "channel")
    ) == Counter((key, wave, by) for (key, wave), stage in run.pages.items() for by in stage.channels), (
        "C1: every page with its deliveries"
    )


def check_told(run_id: str, run: Run) -> None:
    items = InboxItem.objects.filter(link__endswith=run_id)
    told = Counter(
        (str(user), kind.rpartition(".")[2])
        for user, kind in items.filter(kind__startswith="callout.page").values_list("user_id", "kind")
    )
    assert told == Counter((key, stage.kind) for (key, _), stage in run.pages.items()), (
        "C7: in words of its step"
    )
    downs = items.filter(kind="callout.stood_down").values_list("user_id", flat=True)
    assert Counter(map(str, downs)) == run.downs, "C10: exactly those paged and not stood down since"
    alarms = Delivery.objects.filter(alert_key=f"callout:{run_id}:alarm")
    assert alarms.exists() is run.alarmed, "C1: nobody to page is an alarm"


@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(begin=TIMES[0], first=0, who=(PLAIN,) * 8, history=[("edit", 0, 0), *[("wait", 1, 0)] * 6])
@given(begin=st.sampled_from(TIMES), first=st.sampled_from((0, 0, 1)), who=people, history=steps)
def test_whatever_happens_call_outs_are_what_the_rules_say(
    town: Town,
    clock: Any,
    monkeypatch: pytest.MonkeyPatch,
    begin: datetime,
    first: int,
    who: Any,
    history: list[Any],
) -> None:
    clock.move_to(begin)
    with transaction.atomic():
        district = District(who, begin, town.dispatcher, town.city.pk)
        monkeypatch.setattr(EmailMessage, "send", lambda mail, **_options: district.post.send(mail))
        district.start(first)
        check(district)
        for verb, a, b in history:
            clock.shift(timedelta(seconds=1))
            if verb == "wait":
                wait(district, clock, a, b)
            else:
                ACTS[verb](district, a, b)
            check(district)
        transaction.set_rollback(True)
