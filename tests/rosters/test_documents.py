"""Printed papers: what they state, in both languages, read back by somebody else's program."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from pypdf import PdfReader

from rosters.actions import ledger
from rosters.actions.hours import record_hours
from rosters.documents import Service, service_pdf
from rosters.models import HoursEntry, HoursKind, Member
from rosters.recurrence import Interval
from tests.factories.accounts import client_for
from tests.factories.rosters import make_brigade, make_member, make_shift, seat

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
WINDOW = "start=2026-10-31T22:00:00Z&end=2026-11-30T22:00:00Z"


def words(data: bytes) -> str:
    """The text of a PDF as another program reads it."""
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def driver():
    """Somebody with one night of duty in the ledger."""
    brigade = make_brigade("ДПК Стрижавка")
    person = make_member(brigade, "driver", name="Ольга Ґудзь-Їжакевич")
    seat(make_shift(brigade, day=date(2026, 11, 21)), person)
    ledger.record_duties()
    return person


def test_a_certificate_of_service_in_ukrainian(driver) -> None:
    member = Member.objects.get(user=driver)
    answer = client_for(driver).get(f"/api/v1/members/{member.pk}/certificate.pdf?language=uk")
    assert answer["Content-Type"] == "application/pdf"
    text = words(answer.content)
    assert "Ольга Ґудзь-Їжакевич" in text
    assert "ДПК Стрижавка" in text
    assert "01.01.2020" in text
    assert "12:00" in text
    assert "22.11.2026" in text


def test_a_certificate_of_engagement_states_local_time(driver) -> None:
    url = f"/api/v1/hours/{HoursEntry.objects.get().pk}/certificate.pdf?language=en"
    text = words(client_for(driver).get(url).content)
    assert "From 21.11.2026 20:00" in text
    assert "Until 22.11.2026 08:00" in text
    stranger = make_member(Member.objects.get(user=driver).brigade)
    assert client_for(stranger).get(url).status_code == 404


def test_the_report_names_everybody_also_at_zero(driver) -> None:
    brigade = Member.objects.get(user=driver).brigade
    chief = make_member(brigade, chief=True, name="=cmd|Начальник")
    url = f"/api/v1/brigades/{brigade.pk}/report"
    text = words(client_for(chief).get(f"{url}.pdf?{WINDOW}&language=en").content)
    assert "01.11.2026 – 30.11.2026" in text
    assert "12:00 (1) 0:00 (0) 0:00 (0) 12:00" in text
    table = client_for(chief).get(f"{url}.csv?{WINDOW}").content.decode("utf-8-sig").splitlines()
    assert table[1:] == ["'=cmd|Начальник,0,0,0,0,0,0,0", "Ольга Ґудзь-Їжакевич,720,0,0,1,0,0,720"]
    assert client_for(driver).get(f"{url}.pdf?{WINDOW}").json()["code"] == "rosters.command"


@pytest.mark.parametrize(
    ("language", "same_time", "together", "once"),
    [
        (
            "en",
            "Of these at the same time, counted once together −1:30",
            "Together 12:00",
            "together each hour counts once",
        ),
        (
            "uk",
            "З них водночас, разом рахується один раз −1:30",
            "Разом 12:00",
            "разом кожна година рахується один раз",
        ),
    ],
)
def test_hours_at_the_same_time_are_certified_once_and_it_is_said(
    driver, language, same_time, together, once
) -> None:
    member = Member.objects.get(user=driver)
    start = datetime(2026, 11, 21, 19, tzinfo=UTC)
    record_hours(
        brigade_id=member.brigade_id,
        user_id=driver.pk,
        kind=HoursKind.CALL_OUT,
        during=Interval(start, start + timedelta(minutes=90)),
        source_id=uuid4(),
    )
    url = f"/api/v1/members/{member.pk}/certificate.pdf?language={language}"
    text = words(client_for(driver).get(url).content)
    assert same_time in text
    assert together in text
    chief = make_member(member.brigade, chief=True, name="Начальник")
    url = f"/api/v1/brigades/{member.brigade_id}/report.pdf?{WINDOW}&language={language}"
    text = words(client_for(chief).get(url).content)
    assert "12:00 (1) 1:30 (1) 0:00 (0) 12:00" in text
    assert once in text


def test_the_typeface_is_embedded() -> None:
    facts = Service(
        "А", "Б", "В", "Г", [("active", date(2026, 1, 1), None)], [("duty", 61)], date(2026, 2, 1)
    )
    data = service_pdf(facts, "uk")
    assert b"GolosText" in data or b"Golos" in data
    assert data.startswith(b"%PDF-")
