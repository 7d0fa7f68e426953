"""The brigade's report of a period: how long each call-out took from the call to the road."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from accounts.queries import actor_of
from dispatch.actions import callout_marks
from tests.factories import callouts
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
WINDOW = "start=2026-10-31T22:00:00Z&end=2026-11-30T22:00:00Z"
STEPS = {"page": 0, "answer": 65, "crew": 130, "out": 400, "on_scene": None, "back": None}


@pytest.fixture
def crew(town):
    """Who can be called out."""
    return callouts.make_crew()


def go_out(crew, time_machine) -> None:
    """Called at noon; answers after 65, 100 and 130 s; out after 400."""
    callout = callouts.start(crew)
    for seconds, who in ((65, crew.ira), (100, crew.petro), (130, crew.olha)):
        time_machine.move_to(NOW + timedelta(seconds=seconds), tick=False)
        callouts.say(who, callout)
    time_machine.move_to(NOW + timedelta(seconds=400), tick=False)
    callout_marks.mark(actor_of(crew.ira), callout_id=callout.pk, mark_id=uuid.uuid4(), said="out")


def test_intervals_count_from_the_call_and_say_where_it_never_came(crew, time_machine) -> None:
    go_out(crew, time_machine)
    time_machine.move_to(NOW + timedelta(hours=3), tick=False)
    callouts.start(crew, place="Київська 3")
    time_machine.move_to(NOW + timedelta(days=20), tick=False)
    callouts.start(crew, place="У грудні")
    url = f"/api/v1/brigades/{crew.brigade.pk}/intervals"
    rows = client_for(crew.chief).get(f"{url}?{WINDOW}").json()
    assert [(row["place"], row["seconds_to"]) for row in rows] == [
        ("Соборна 12", STEPS),
        ("Київська 3", dict.fromkeys(STEPS) | {"page": 0}),
    ]
    log = client_for(crew.chief).get(f"/api/v1/callouts/{rows[0]['id']}/log").json()
    assert log["seconds_to"] == STEPS
    table = client_for(crew.chief).get(f"{url}.csv?{WINDOW}&language=uk").content.decode("utf-8-sig")
    assert table.splitlines()[1].endswith(",Соборна 12,0,65,130,400,,")
    assert table.splitlines()[1].startswith("2026-11-22T14:00:00+02:00,")


@pytest.mark.parametrize(
    ("language", "middle", "said"),
    [("en", "Median", "2 call-outs, 1 without a crew."), ("uk", "Медіана", "2 виїзди, 1 без екіпажу.")],
)
def test_the_printed_report_shows_them(crew, time_machine, language, middle, said) -> None:
    go_out(crew, time_machine)
    time_machine.move_to(NOW + timedelta(hours=3), tick=False)
    callouts.start(crew, place="Київська 3")
    url = f"/api/v1/brigades/{crew.brigade.pk}/report.pdf?{WINDOW}&language={language}"
    data = client_for(crew.chief).get(url).content
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())
    assert "22.11.2026 14:00" in text
    assert "Соборна 12 0:00 1:05 2:10 6:40" in text
    assert "Київська 3 0:00 — — —" in text
    assert f"{middle} 0:00 1:05 2:10 6:40" in text
    assert said in text


def test_a_report_takes_as_many_statements_for_twenty_call_outs_as_for_one(crew) -> None:
    url = f"/api/v1/brigades/{crew.brigade.pk}/intervals?{WINDOW}"
    client = client_for(crew.chief)
    counts = []
    for more in (1, 19):
        for _ in range(more):
            callouts.start(crew)
        with CaptureQueriesContext(connection) as ran:
            assert client.get(url).status_code == 200
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_another_chief_learns_nothing(crew) -> None:
    callouts.start(crew)
    stranger = make_member(make_brigade("Чужі"), chief=True)
    answers = [
        client_for(who).get(f"/api/v1/brigades/{crew.brigade.pk}/{what}?{WINDOW}").status_code
        for who in (stranger, crew.olha)
        for what in ("intervals", "report.pdf", "report.csv", "intervals.csv")
    ]
    assert answers == [404] * 4 + [403] * 4
