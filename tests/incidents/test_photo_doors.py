"""Every door a picture comes in by: what is kept is pixels alone, and a busy process says so."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pillow_heif import register_heif_opener

from core import pictures
from core.models import AuditEntry
from incidents.models import Incident, Photo
from rosters.models import EligibilityGate, QualificationGrant
from tests.factories.accounts import client_for
from tests.factories.incidents import SECRET, report_body, send
from tests.factories.rosters import make_brigade, make_member
from tests.house.tree import ROOT

register_heif_opener()
MARK = "CANARY-49.2331-28.4682"
KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photo(kind: str) -> bytes:
    """A picture with a position and a mark in its metadata."""
    exif = Image.Exif()
    exif[0x010E] = MARK
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 13.0, 59.0), 3: "E", 4: (28.0, 28.0, 5.0)})
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, kind, exif=exif.tobytes())
    assert MARK.encode() in out.getvalue()
    return out.getvalue()


def add(client: Client, incident_id: str, kind: str, **fields: str):
    """Send a photo to a report."""
    body = {"photo_id": str(uuid4()), "photo": SimpleUploadedFile("a.jpg", photo(kind)), **fields}
    return client.post(f"/api/v1/reports/{incident_id}/photos", body)


def by_secret(client: Client, _incident: dict, kind: str) -> int:
    """With the report, by what it was sent with."""
    return add(client, _incident["id"], kind, retry_secret=SECRET).status_code


def by_receipt(client: Client, incident: dict, kind: str) -> int:
    """Later, on the page the receipt opens."""
    send(client, {"words": incident["receipt"]}, "/api/v1/receipts/open")
    return add(client, incident["id"], kind).status_code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", [by_secret, by_receipt])
def test_a_photo_of_a_report_is_kept_as_pixels(
    client: Client, beat, folder: Path, door: Callable[..., int], kind: str
):
    incident = send(client, report_body()).json()
    assert door(client, incident, kind) == 201
    assert Photo.objects.get().incident_id == Incident.objects.get().pk
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 2
    for path in files:
        assert pictures.foreign_parts(path.read_bytes()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("paper", [QualificationGrant, EligibilityGate])
def test_the_scan_of_a_paper_is_kept_as_pixels_and_takes_the_place_of_the_one_before(
    folder: Path, paper: type, kind: str, django_capture_on_commit_callbacks
):
    person = make_member(make_brigade(), "driver")
    row = paper.objects.filter(user=person).first()
    route = "gates" if paper is EligibilityGate else "qualification-grants"
    url = f"/api/v1/{route}/{row.pk}/evidence"
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client_for(person).post(url, {"file": SimpleUploadedFile("x.heic", photo(kind))})
        assert answer.status_code == 204
    [path] = [path for path in folder.rglob("*") if path.is_file()]
    assert pictures.foreign_parts(path.read_bytes()) == []
    got = client_for(person).get(url)
    assert got["Content-Type"] == "image/jpeg"
    assert b"".join(got.streaming_content) == path.read_bytes()
    bad = client_for(person).post(url, {"file": SimpleUploadedFile("x.jpg", b"GIF89a" + b"0" * 99)})
    assert (bad.status_code, bad.json()["code"]) == (422, "evidence.kind")
    assert [one for one in folder.rglob("*") if one.is_file()] == [path]


def test_a_busy_process_asks_to_come_again_and_counts_nothing(
    client: Client, beat, folder: Path, monkeypatch
):
    incident = send(client, report_body()).json()
    monkeypatch.setattr("incidents.actions.photos.PHOTOS_AN_HOUR", 1)
    monkeypatch.setattr(pictures, "_IN_THE_ROOM", threading.BoundedSemaphore(1))
    before = (Incident.objects.values().get(), AuditEntry.objects.count())
    with pictures._turn():
        answer = add(client, incident["id"], "JPEG", retry_secret=SECRET)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "photo.busy", "5")
    assert answer.json()["data"] == {"retry_after": 5}
    assert (Incident.objects.values().get(), AuditEntry.objects.count()) == before
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert add(client, incident["id"], "JPEG", retry_secret=SECRET).status_code == 201


def test_there_is_no_other_door_for_pictures():
    """A new route that takes a file is judged here: is it a picture, and does it go through core.pictures?"""
    files = [path for pattern in ("*/api.py", "*/api/*.py") for path in ROOT.glob(pattern)]
    doors = {str(path.relative_to(ROOT)) for path in files if "File[UploadedFile]" in path.read_text()}
    pictures_in = {"incidents/api/report.py", "rosters/api/evidence.py"}
    tables_and_maps = {"geo/api/areas.py", "rosters/api/papers.py", "rosters/api/water.py", "watch/api.py"}
    assert doors == pictures_in | tables_and_maps
