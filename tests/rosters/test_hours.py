"""The ledger: one line for each source, corrections as further lines; training that qualifies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from rosters.actions import ledger
from rosters.actions.hours import record_hours
from rosters.models import HoursEntry, QualificationGrant, ShiftState, TrainingSession
from rosters.recurrence import Interval
from tests.factories.accounts import client_for
from tests.factories.rosters import (
    give_skill,
    make_brigade,
    make_member,
    make_qualification,
    make_shift,
    seat,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
JSON = "application/json"


def post(user, path, method="post", **body):
    return getattr(client_for(user), method)(f"/api/v1/{path}", data=body, content_type=JSON)


def test_a_duty_that_is_over_stands_in_the_ledger_once() -> None:
    brigade = make_brigade()
    driver = make_member(brigade, "driver")
    seat(make_shift(brigade, day=date(2026, 11, 21)), driver)
    seat(make_shift(brigade, day=date(2026, 11, 19), state=ShiftState.DRAFT), driver)
    seat(make_shift(brigade, day=date(2026, 11, 23)), driver)
    assert [ledger.record_duties(), ledger.record_duties()] == [1, 0]
    entry = HoursEntry.objects.get()
    assert (entry.user_id, entry.kind, entry.minutes, entry.note) == (driver.pk, "duty", 720, "Ніч")


def test_the_night_the_clock_goes_back_has_thirteen_hours() -> None:
    brigade = make_brigade()
    seat(make_shift(brigade, day=date(2026, 10, 24)), make_member(brigade, "driver"))
    assert ledger.record_duties() == 1
    assert HoursEntry.objects.get().minutes == 780


def test_a_correction_is_a_further_line() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver")
    seat(make_shift(brigade, day=date(2026, 11, 21)), driver)
    ledger.record_duties()
    path = f"hours/{HoursEntry.objects.get().pk}/correct"
    assert post(chief, path, minutes=600, note="Пішов раніше").json()["minutes"] == -120
    assert post(chief, path, minutes=660, note="Таки ні").json()["minutes"] == 60
    assert post(chief, path, minutes=660, note="Нічого нового").status_code == 422
    assert post(driver, path, minutes=900, note="Ще").json()["code"] == "rosters.command"
    mine = client_for(driver).get("/api/v1/me/hours").json()
    assert mine["totals"] == {"duty": 660, "call_out": 0, "training": 0}
    assert (mine["total"], mine["twice"]) == (660, 0)
    assert [line["minutes"] for line in mine["lines"] if line["corrects"] is None] == [720]
    window = "start=2026-11-01T00:00:00Z&end=2026-12-01T00:00:00Z"
    report = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/hours?{window}").json()
    by_user = {row["user_id"]: (row["total"], row["times"]["duty"]) for row in report}
    assert by_user == {str(chief.pk): (0, 0), str(driver.pk): (660, 1)}


def called(brigade, user, start: str, end: str, note: str = "") -> None:
    """A call-out in the ledger."""
    during = Interval(datetime.fromisoformat(start), datetime.fromisoformat(end))
    record_hours(
        brigade_id=brigade.pk, user_id=user.pk, kind="call_out", during=during, source_id=uuid4(), note=note
    )


def test_a_call_out_while_on_duty_stands_under_both_and_counts_once_together() -> None:
    here, there = make_brigade(), make_brigade()
    chief, driver = make_member(here, chief=True, name="Начальник"), make_member(here, "driver", name="Оля")
    make_member(there, user=driver)
    seat(make_shift(here, day=date(2026, 11, 21)), driver)
    ledger.record_duties()
    called(here, driver, "2026-11-21T19:00:00Z", "2026-11-21T20:30:00Z")
    called(there, driver, "2026-11-22T05:00:00Z", "2026-11-22T07:00:00Z")
    mine = client_for(driver).get("/api/v1/me/hours").json()
    assert mine["totals"] == {"duty": 720, "call_out": 210, "training": 0}
    assert (mine["total"], mine["twice"]) == (720 + 60, 90 + 60), "an hour of the second is after the duty"
    window = "start=2026-11-01T00:00:00Z&end=2026-12-01T00:00:00Z"
    url = f"/api/v1/brigades/{here.pk}"
    rows = client_for(chief).get(f"{url}/hours?{window}").json()
    assert [(row["name"], row["total"], row["twice"]) for row in rows] == [
        ("Начальник", 0, 0), ("Оля", 720, 90)
    ]  # fmt: skip
    table = client_for(chief).get(f"{url}/report.csv?{window}").content.decode("utf-8-sig").splitlines()
    assert table[0].endswith(",training_times,total")
    assert table[1:] == ["Начальник,0,0,0,0,0,0,0", "Оля,720,90,0,1,1,0,720"]


def test_the_chief_reads_the_ledger_with_what_was_corrected() -> None:
    brigade = make_brigade()
    chief, driver = make_member(brigade, chief=True), make_member(brigade, "driver", name="Оля")
    seat(make_shift(brigade, day=date(2026, 11, 21)), driver)
    ledger.record_duties()
    entry = HoursEntry.objects.get()
    post(chief, f"hours/{entry.pk}/correct", minutes=600, note="Пішла раніше")
    url = f"/api/v1/brigades/{brigade.pk}/hours/lines?start=2026-11-01T00:00:00Z&end=2026-12-01T00:00:00Z"
    [line] = client_for(chief).get(url).json()
    assert (line["id"], line["name"], line["minutes"], line["counts"]) == (str(entry.pk), "Оля", 720, 600)
    assert [(one["minutes"], one["note"]) for one in line["corrections"]] == [(-120, "Пішла раніше")]
    assert client_for(chief).get(f"{url}&user_id={chief.pk}").json() == []
    assert client_for(driver).get(url).json()["code"] == "rosters.command"


def test_people_stand_in_the_order_of_the_alphabet() -> None:
    brigade = make_brigade()
    chief = make_member(brigade, chief=True, name="Яна")
    names = ["Євген", "Іван", "Ґалаґан", "Ельза", "Їжак", "Гнат", "Йосип", "Дана", "Инна"]
    for name in names:
        make_member(brigade, name=name)
    window = "start=2026-11-01T00:00:00Z&end=2026-12-01T00:00:00Z"
    rows = client_for(chief).get(f"/api/v1/brigades/{brigade.pk}/hours?{window}").json()
    expected = ["Гнат", "Ґалаґан", "Дана", "Ельза", "Євген", "Инна", "Іван", "Їжак", "Йосип", "Яна"]
    assert [row["name"] for row in rows] == expected


def plan(chief, brigade, **fields):
    body = {
        "title": "Апарати",
        "start": "2026-11-20T17:00:00Z",
        "end": "2026-11-20T19:30:00Z",
        "grants": "mask",
    }
    return post(chief, f"brigades/{brigade.pk}/training", **body | fields)


def test_training_enters_hours_and_qualifies_who_was_there() -> None:
    make_qualification("mask")
    brigade = make_brigade()
    chief, there, away = make_member(brigade, chief=True), make_member(brigade), make_member(brigade)
    holder = make_member(brigade)
    give_skill(holder, "mask", DateTimeTZRange(NOW - timedelta(days=300), NOW + timedelta(days=60)))
    session = plan(chief, brigade).json()
    present = {str(there.pk): True, str(away.pk): False, str(holder.pk): True}
    marked = post(chief, f"training/{session['id']}/attendance", "put", present=present)
    assert marked.status_code == 200, marked.content
    answer = post(chief, f"training/{session['id']}/close", valid_until="2027-11-20T19:30:00Z")
    assert answer.json()["kept"] == [str(holder.pk)]
    rows = HoursEntry.objects.order_by("minutes").values_list("user_id", "kind", "minutes")
    assert set(rows) == {(there.pk, "training", 150), (holder.pk, "training", 150)}
    grant = QualificationGrant.objects.get(user=there)
    assert grant.valid.lower == datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
    assert grant.valid.upper == datetime(2027, 11, 20, 19, 30, tzinfo=UTC)
    again = post(chief, f"training/{session['id']}/close")
    assert (again.status_code, again.json()["code"]) == (409, "rosters.session_closed")
    assert HoursEntry.objects.count() == 2


def test_a_session_is_changed_and_called_off_until_it_is_closed() -> None:
    make_qualification("mask")
    brigade = make_brigade()
    chief, there = make_member(brigade, chief=True), make_member(brigade)
    session = plan(chief, brigade).json()
    body = {name: session[name] for name in ("start", "end")} | {"title": "Насоси", "grants": None}
    assert post(there, f"training/{session['id']}", "put", **body).json()["code"] == "rosters.command"
    wrong = body | {"end": body["start"]}
    assert post(chief, f"training/{session['id']}", "put", **wrong).status_code == 422
    assert TrainingSession.objects.get().title == "Апарати"
    answer = post(chief, f"training/{session['id']}", "put", **body).json()
    assert (answer["title"], answer["grants"]) == ("Насоси", None)
    other = plan(chief, brigade, title="Зайве").json()
    assert client_for(chief).delete(f"/api/v1/training/{other['id']}").status_code == 204
    post(chief, f"training/{session['id']}/close")
    assert post(chief, f"training/{session['id']}", "put", **body).json()["code"] == "rosters.session_closed"
    assert client_for(chief).delete(f"/api/v1/training/{session['id']}").status_code == 409
    assert [one.title for one in TrainingSession.objects.all()] == ["Насоси"]


def test_a_session_is_closed_when_it_is_over() -> None:
    make_qualification("mask")
    brigade = make_brigade()
    chief = make_member(brigade, chief=True)
    session = plan(chief, brigade, end="2026-11-22T12:30:00Z").json()
    assert post(chief, f"training/{session['id']}/close").status_code == 422
    stranger = make_member(make_brigade())
    present = {str(stranger.pk): True}
    assert post(chief, f"training/{session['id']}/attendance", "put", present=present).status_code == 422
    assert not HoursEntry.objects.exists()
