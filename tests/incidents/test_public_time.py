"""What the public sees of a report's coming and going never tells when it came in."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from incidents import actions, projections, spans
from incidents.models import Incident
from tests.factories import incidents as make


def test_the_live_public_does_not_tell_when_a_report_came_in(clock, beat, settings):
    settings.PUBLICATION_SPREAD_SECONDS = 300
    filed = [make.make_incident(category="hazard.dark") for _ in range(12)]
    waits = [row.public_at - row.reported_at - timedelta(minutes=delay_of(row)) for row in filed]
    assert all(timedelta() <= wait <= timedelta(minutes=5) for wait in waits)
    assert len(set(waits)) > 1, "each its own"
    clock.move_to(min(row.public_at for row in filed) - timedelta(milliseconds=1))
    assert actions.publish_due() == 0
    clock.move_to(max(row.public_at for row in filed))
    assert actions.publish_due() == 12


def delay_of(incident: Incident) -> int:
    return incident.category.publication_delay_minutes


@pytest.mark.parametrize("category", ["hazard.dark", "theft.bicycle", "hazard.other"])
def test_leaving_the_map_does_not_tell_when_a_report_came_in(clock, beat, settings, category):
    settings.PUBLICATION_SPREAD_SECONDS = 0
    first = make.make_incident(category=category)
    kind = first.category
    step = timedelta(minutes=kind.time_rounding_minutes)
    shown = spans.rounded(first.public_at, kind.time_rounding_minutes)
    assert first.public_until == shown + step + timedelta(days=kind.public_days)
    clock.move_to(shown + step - timedelta(seconds=1) - timedelta(minutes=kind.publication_delay_minutes))
    assert make.make_incident(category=category).public_until == first.public_until, "the same step, one end"
    settings.PUBLICATION_SPREAD_SECONDS = 300
    ends = [make.make_incident(category=category) for _ in range(12)]
    lots = [(row.public_until - first.public_until, row.public_at - row.reported_at) for row in ends]
    assert len({until for until, _at in lots}) > 1
    assert len({until - at for until, at in lots}) > 1, "not the lot of its beginning again"


def test_what_was_filed_before_leaves_by_the_same_rule(beat):
    old, over, history = (make.make_incident(category="theft.bicycle") for _ in range(3))
    days, by_rule = timedelta(days=old.category.public_days), old.public_until
    gone = timezone.now() - timedelta(days=1)
    Incident.objects.filter(pk=old.pk).update(public_until=old.reported_at + days)
    Incident.objects.filter(pk=over.pk).update(public_until=gone)
    Incident.objects.filter(pk=history.pk).update(public_until=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("incidents.migrations.0007_public_until_in_steps").FORWARD)
    ends = {row.pk: row.public_until for row in Incident.objects.all()}
    assert (ends[over.pk], ends[history.pk]) == (gone, None)
    assert timedelta() <= ends[old.pk] - by_rule <= timedelta(minutes=5)


def test_no_public_list_stands_in_the_order_in_which_reports_came_in(clock, beat, group, client, member):
    half_past = (timezone.now() - timedelta(minutes=30)).replace(minute=0, second=0, microsecond=0)
    for n in range(12):
        clock.shift(timedelta(seconds=10))
        make.make_incident(category="hazard.other", happened_at=half_past + timedelta(seconds=n))
    actions.publish_due()
    rows = Incident.objects.order_by("-reported_at")
    by_id = sorted((str(row.public_id) for row in rows), reverse=True)
    features = client.get("/api/v1/map/incidents", {"bbox": "28.3,49.1,28.6,49.3"}).json()
    assert [feature["id"] for feature in features["features"]] == by_id
    assert by_id != [str(row.public_id) for row in rows]
    tile = projections.stream_of_public(rows[0]).removeprefix("public:")
    live = client.get(f"/api/v1/map/live?tiles={tile}").json()["items"]
    assert [item["data"]["id"] for item in live] == by_id
    groups = member.get(f"/api/v1/groups/{group.pk}/live").json()["items"]
    assert [item["data"]["id"] for item in groups if item["subject"].startswith("masked:")] == by_id


def test_similar_reports_go_by_the_time_that_is_shown(clock, beat, client):
    """Until the end of the public time's step, whatever the minute in which the report came in."""
    incident = make.make_incident(category="hazard.other")
    rounding = timedelta(minutes=incident.category.time_rounding_minutes)
    gone = spans.rounded(incident.happened_from, incident.category.time_rounding_minutes) + rounding
    actions.publish_due()
    query = {"category": "hazard.other", "lon": 28.4682, "lat": 49.2331}
    clock.move_to(gone + timedelta(hours=24, seconds=-1))
    assert [row["id"] for row in client.get("/api/v1/reports/similar", query).json()] == [
        str(incident.public_id)
    ]
    clock.move_to(gone + timedelta(hours=24))
    assert client.get("/api/v1/reports/similar", query).json() == []
