"""Receipts and photographs through HTTP."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import AuthorityChange
from core.models import AuditEntry
from incidents import receipts
from incidents.models import Incident, Photo, Receipt
from tests.factories import accounts as people
from tests.factories import incidents as make
from tests.verified import verifies
from tests.verify import View, verify_action


def opened(client: Client, words: str, **extra: str):
    return make.send(client, {"words": words}, "/api/v1/receipts/open", **extra)


def trusted(client: Client) -> Client:
    """The same browser, sending our page's token from now on."""
    client.get("/api/v1/session")
    client.defaults["HTTP_X_CSRFTOKEN"] = client.cookies["csrftoken"].value
    return client


@pytest.fixture
def filed(beat):
    return make.file_report()


@pytest.fixture
def reporter(filed) -> Client:
    client = people.client_for(None)
    assert opened(client, filed.words).json() == {"report_id": str(filed.incident.pk)}
    return trusted(client)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_ten_words_open_the_report_in_either_language(filed, client):
    numbers = receipts.read(filed.words)
    for language in ("uk", "en"):
        browser = people.client_for(None)
        assert opened(browser, receipts.words(numbers, language).upper()).status_code == 200
        assert browser.get(f"/api/v1/reports/{filed.incident.pk}").status_code == 200
    assert client.get(f"/api/v1/reports/{filed.incident.pk}").status_code == 404


def test_the_words_are_not_stored(filed):
    receipt = Receipt.objects.get()
    assert len(bytes(receipt.digest)) == 32
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM incidents_receipt r")
        text = cursor.fetchone()[0]
    assert not any(word in text for word in filed.words.split())


def test_wrong_words_and_no_words_answer_alike_at_the_same_cost(filed, client):
    wrong = receipts.words((1,) * 10, "en")
    sizes, costs = set(), set()
    for words in (wrong, "nonsense", "", receipts.words((2,) * 10, "uk")):
        with CaptureQueriesContext(connection) as seen:
            answer = opened(client, words)
        assert (answer.status_code, answer.json()["code"]) == (422, "receipt.unknown")
        sizes.add(len(answer.content))
        costs.add(len([q for q in seen if "SAVEPOINT" not in (q["sql"] or "")]))
    assert len(sizes) == len(costs) == 1


def test_ten_wrong_tries_an_hour_and_no_more(filed, client, clock):
    for _ in range(10):
        assert opened(client, "wrong").status_code == 422
    assert opened(client, filed.words).status_code == 429
    assert opened(client, filed.words, REMOTE_ADDR="198.51.100.9").status_code == 200
    clock.shift(361)
    assert opened(client, filed.words).status_code == 200


def test_right_words_cost_no_try(filed, client):
    for _ in range(12):
        assert opened(people.client_for(None), filed.words).status_code == 200


def test_many_who_open_their_own_do_not_use_up_the_citys_tries(filed, monkeypatch):
    monkeypatch.setattr("incidents.actions.receipts.CITY_TRIES_AN_HOUR", 2)
    for host in range(5):
        browser = people.client_for(None)
        assert opened(browser, filed.words, REMOTE_ADDR=f"198.51.100.{host}").status_code == 200


def test_closing_a_receipt_ends_its_sight_and_tells_the_hubs(filed, reporter):
    path = f"/api/v1/reports/{filed.incident.pk}"
    assert reporter.get(path).status_code == 200
    assert make.send(reporter, {}, "/api/v1/receipts/close").status_code == 204
    assert reporter.get(path).status_code == 404
    assert AuthorityChange.objects.filter(kind="receipt_closed").count() == 1


def picture(size=(64, 48), **fields: object) -> dict[str, object]:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "CANARY"
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif)
    upload = SimpleUploadedFile("IMG_1234.jpg", out.getvalue(), "image/jpeg")
    return {"photo_id": str(uuid.uuid4()), "photo": upload} | fields


def stored(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@verifies("incidents.add_photo")
def test_a_photo_is_added_seen_and_served_clean(filed, reporter, police, beat, settings):
    path = f"/api/v1/reports/{filed.incident.pk}/photos"
    screens = [
        View(police, f"/api/v1/incidents/board?streams=beat:{beat.pk}"),
        View(reporter, "/api/v1/reports/mine"),
    ]
    answer = verify_action(lambda: reporter.post(path, picture()), *screens)
    assert answer.status_code == 201, answer.content
    photo = answer.json()
    assert (photo["width"], photo["height"]) == (64, 48)
    for browser in (reporter, police):
        served = browser.get(photo["full"])
        assert served.status_code == 200
        body = b"".join(served.streaming_content)
        assert b"CANARY" not in body
        assert served["X-Content-Type-Options"] == "nosniff"
        assert served["Cache-Control"] == "private, no-store"
        assert "inline" in served["Content-Disposition"]
    assert people.client_for(None).get(photo["full"]).status_code == 404
    assert people.client_for(people.make_user()).get(photo["thumb"]).status_code == 404
    assert police.get(photo["full"].replace("full", "raw")).status_code == 404
    assert "IMG_1234" not in str(stored(Path(settings.MEDIA_ROOT)))


def test_the_same_photo_id_again_is_the_same_photo(filed, reporter, settings):
    path = f"/api/v1/reports/{filed.incident.pk}/photos"
    first = picture()
    one = reporter.post(path, first).json()
    first["photo"].seek(0)
    assert reporter.post(path, first).json() == one
    assert Photo.objects.count() == 1
    assert len(stored(Path(settings.MEDIA_ROOT))) == 2


def test_five_photos_and_no_sixth(filed, reporter):
    path = f"/api/v1/reports/{filed.incident.pk}/photos"
    for _ in range(5):
        assert reporter.post(path, picture()).status_code == 201
    answer = reporter.post(path, picture())
    assert (answer.status_code, answer.json()["code"]) == (409, "photo.full")
    assert "add_photo" not in reporter.get(f"/api/v1/reports/{filed.incident.pk}").json()["can"]


def test_the_secret_of_a_report_lets_its_photo_in_without_opening_it(filed):
    path = f"/api/v1/reports/{filed.incident.pk}"
    browser = people.client_for(None)
    answer = browser.post(f"{path}/photos", picture(retry_secret=make.SECRET))
    assert answer.status_code == 201, answer.content
    assert Incident.objects.get().photo_count == 1
    assert "sessionid" not in browser.cookies
    assert browser.get(path).status_code == 404
    assert browser.get(answer.json()["full"]).status_code == 404


def test_a_photo_by_secret_names_nobody(filed):
    person = people.make_user()
    answer = trusted(people.client_for(person)).post(
        f"/api/v1/reports/{filed.incident.pk}/photos", picture(retry_secret=make.SECRET)
    )
    assert answer.status_code == 201, answer.content
    line = AuditEntry.objects.get(verb="incident.photo_added")
    assert (line.actor_kind, line.actor_id) == ("receipt", "receipt")


@pytest.mark.parametrize("secret", ["", "0" * 22, make.SECRET[:-1], make.SECRET.swapcase()])
def test_no_other_secret_lets_a_photo_in(filed, settings, secret):
    path = f"/api/v1/reports/{filed.incident.pk}/photos"
    assert people.client_for(None).post(path, picture(retry_secret=secret)).status_code == 404
    other = make.file_report(retry_secret="another secret of another report")
    path = f"/api/v1/reports/{other.incident.pk}/photos"
    assert people.client_for(None).post(path, picture(retry_secret=make.SECRET)).status_code == 404
    assert not Photo.objects.exists()
    assert stored(Path(settings.MEDIA_ROOT)) == []


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"GIF89a", 422, "photo.unreadable"),
        (b"\xff\xd8" + b"\0" * (12 * 1024 * 1024), 413, "photo.too_large"),
    ],
)
def test_a_refused_photo_leaves_nothing(filed, reporter, settings, data, status, code):
    upload = SimpleUploadedFile("a.jpg", data)
    answer = reporter.post(f"/api/v1/reports/{filed.incident.pk}/photos", picture(photo=upload))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Photo.objects.exists()
    assert stored(Path(settings.MEDIA_ROOT)) == []
    assert Incident.objects.get().photo_count == 0


def test_steps_reach_the_inbox_of_a_signed_in_reporter(beat, police):
    user = people.make_user("reporter@example.org")
    reporter = people.client_for(user)
    told = make.send(reporter, make.report_body()).json()
    verify_action(
        lambda: make.send(police, {}, f"/api/v1/incidents/{told['id']}/acknowledge"),
        View(reporter, "/api/v1/inbox"),
    )
    items = reporter.get("/api/v1/inbox").json()["items"]
    assert [item["data"]["title"] for item in items] == [
        f"Your report {told['reference']}: Seen by the police"
    ]
