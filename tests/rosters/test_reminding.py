"""Papers that lapse are told of at 90, 30 and 7 days and on the day; evidence is for two pairs of eyes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.actor import system_actor
from core.errors import Conflict
from core.models import AuditEntry
from notifications.models import InboxItem
from rosters.actions import qualifications, reminding
from rosters.models import Inclusion, Qualification, QualificationGrant
from rosters.queries.roll import inclusions
from tests.factories.accounts import client_for
from tests.factories.rosters import give_skill, make_brigade, make_member, make_qualification
from tests.verify import View, verify_action

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
END = NOW + timedelta(days=100)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
WINDOW = "start=2026-11-20T00:00:00Z&end=2026-12-20T00:00:00Z"


def kinds(user) -> list[str]:
    return list(InboxItem.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_each_stage_is_told_once(time_machine) -> None:
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True, name="Начальник"), make_member(brigade, name="Ольга")
    give_skill(person, "driver", DateTimeTZRange(NOW, END))
    told = []
    for days_left in (91, 90, 89, 30, 29, 7, 1, 0, -1):
        time_machine.move_to(END - timedelta(days=days_left), tick=False)
        told.append(reminding.remind_of_papers())
        assert reminding.remind_of_papers() == 0
    assert told == [0, 1, 0, 1, 0, 1, 0, 1, 0]
    assert kinds(person) == ["rosters.lapsing"] * 3 + ["rosters.lapsed"]
    item = InboxItem.objects.get(user=chief)
    assert (item.kind, item.words["person"]) == ("rosters.lapsed_of", "Ольга")


def test_a_renewal_silences_and_has_its_own_reminders(time_machine) -> None:
    person = make_member(make_brigade())
    give_skill(person, "driver", DateTimeTZRange(NOW, END))
    give_skill(person, "driver", DateTimeTZRange(END, END + timedelta(days=365)))
    time_machine.move_to(END, tick=False)
    assert reminding.remind_of_papers() == 0
    time_machine.move_to(END + timedelta(days=365 - 30), tick=False)
    assert reminding.remind_of_papers() == 1


def test_a_lapse_is_shown_to_the_brigade(time_machine) -> None:
    brigade = make_brigade()
    person = make_member(brigade)
    give_skill(person, "driver", DateTimeTZRange(NOW - timedelta(days=9), NOW + timedelta(minutes=1)))
    view = View(client_for(person), f"/api/v1/brigades/{brigade.pk}/rota?{WINDOW}")

    def lapse() -> None:
        time_machine.move_to(NOW + timedelta(minutes=2), tick=False)
        assert reminding.remind_of_papers() == 1

    verify_action(lapse, view)


def test_the_catalogue_is_brought_once() -> None:
    actor = system_actor("tests")
    first = qualifications.sync_qualifications(actor)
    assert first == {"made": 15, "changed": 0, "linked": 7}
    assert qualifications.sync_qualifications(actor) == {"made": 0, "changed": 0, "linked": 0}
    assert "group-leader" in inclusions()["platoon-leader"]
    Qualification.objects.filter(code="radio").update(name_en="Wireless")
    assert qualifications.sync_qualifications(actor)["changed"] == 1


def test_nothing_comes_with_itself() -> None:
    for code in ("a", "b", "c"):
        make_qualification(code)
    qualifications.include("a", "b")
    qualifications.include("b", "c")
    with pytest.raises(Conflict) as refusal:
        qualifications.include("c", "a")
    assert refusal.value.data == {"circle": ["a", "b", "c", "a"]}
    assert Inclusion.objects.count() == 2


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


def upload(user, grant, data=PDF):
    url = f"/api/v1/qualification-grants/{grant.pk}/evidence"
    return client_for(user).post(url, data={"file": SimpleUploadedFile("my licence.pdf", data)})


def test_evidence_is_for_the_person_and_the_chief(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    brigade = make_brigade()
    chief, person = make_member(brigade, chief=True), make_member(brigade, "driver")
    colleague = make_member(brigade)
    grant = QualificationGrant.objects.get(user=person)
    assert upload(person, grant).status_code == 204
    url = f"/api/v1/qualification-grants/{grant.pk}/evidence"
    for reader in (person, chief):
        answer = client_for(reader).get(url)
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert client_for(colleague).get(url).status_code == 404
    assert upload(colleague, grant).status_code == 404
    grant.refresh_from_db()
    assert len(grant.evidence) == 36
    assert AuditEntry.objects.filter(verb="member.evidence_read").count() == 2


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"<html>%PDF-1.4 %%EOF", 422),
        (b"%PDF-1.4 cut", 422),
        (b"%PDF-1.4" + b"0" * 10 * 2**20 + b"%%EOF", 413),
    ],
    ids=["disguised", "cut", "large"],
)
def test_what_is_no_paper_is_not_kept(settings, tmp_path, data, status) -> None:
    settings.MEDIA_ROOT = tmp_path
    person = make_member(make_brigade(), "driver")
    assert upload(person, QualificationGrant.objects.get(), data).status_code == status
    assert QualificationGrant.objects.get().evidence == ""
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
