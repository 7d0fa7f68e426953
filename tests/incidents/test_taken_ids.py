"""An id that another report takes in the same moment: a conflict that loses nothing, never a fault."""

from __future__ import annotations

import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client
from PIL import Image

from incidents.models import Incident, Message, Photo
from tests.factories import accounts as people
from tests.factories import incidents as make


@pytest.fixture
def reporter(categories) -> Client:
    return people.client_for(people.make_user("reporter@example.org"))


@pytest.fixture
def reports(reporter, beat) -> list[Incident]:
    """Two reports of one person."""
    told = [make.send(reporter, make.report_body()).json()["id"] for _ in range(2)]
    return [Incident.objects.get(pk=one) for one in told]


@pytest.fixture
def unseen(monkeypatch):
    """Rows of a model are not found by their id, as if they were written right after the look."""

    def hide(model: type) -> None:
        truly = QuerySet.filter

        def filtered(self, *args, **wanted):
            found = truly(self, *args, **wanted)
            return found.none() if self.model is model and "pk" in wanted else found

        monkeypatch.setattr(QuerySet, "filter", filtered)

    return hide


def test_a_message(reporter, reports, unseen):
    body = {"id": str(uuid.uuid4()), "text": "Перше"}
    assert make.send(reporter, body, f"/api/v1/reports/{reports[0].pk}/messages").status_code == 201
    unseen(Message)
    answer = make.send(reporter, body | {"text": "Друге"}, f"/api/v1/reports/{reports[1].pk}/messages")
    assert (answer.status_code, answer.json()["code"]) == (409, "report.message_id")
    assert list(Message.objects.values_list("incident_id", "text")) == [(reports[0].pk, "Перше")]
    assert Incident.objects.get(pk=reports[1].pk).rev == reports[1].rev


def test_a_photo(reporter, reports, unseen, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    picture = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(picture, "JPEG")
    photo_id = str(uuid.uuid4())

    def add(report: Incident):
        photo = SimpleUploadedFile("a.jpg", picture.getvalue(), "image/jpeg")
        return reporter.post(f"/api/v1/reports/{report.pk}/photos", {"photo_id": photo_id, "photo": photo})

    assert add(reports[0]).status_code == 201
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    unseen(Photo)
    answer = add(reports[1])
    assert (answer.status_code, answer.json()["code"]) == (409, "photo.id")
    assert Photo.objects.count() == 1
    assert Incident.objects.get(pk=reports[1].pk).photo_count == 0
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == files
