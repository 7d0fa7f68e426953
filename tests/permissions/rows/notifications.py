"""The event stream: what may be read is the same for polling, socket, replay and snapshot."""

from __future__ import annotations

from accounts.roles import Capability
from notifications import actions, streams
from notifications.messages import Message
from notifications.models import Delivery, InboxItem
from tests.permissions.table import EVERYONE, SIGNED_IN, Row, Scene, Who, holders


def build(scene: Scene) -> None:
    """The group's stream lies in the city; so does the report's, whose reporter has no account."""
    actions.describe_stream(streams.group(scene.group.pk), area_ids=[scene.city.pk, scene.beat.pk])
    actions.describe_stream(streams.report(scene.report_id), area_ids=[scene.city.pk])
    alarm = Message("tests.alert", "Alert", "Answer it.", severity="high")
    actions.open_deliveries("tests:alert", [scene.bystander.pk], wave=0, message=alarm)
    scene.things["inbox_item"] = InboxItem.objects.get(user=scene.bystander)
    scene.things["delivery"] = Delivery.objects.filter(recipient=scene.bystander).first()


ROWS = [
    Row(
        "GET /api/v1/events",
        "everyone",
        EVERYONE,
        case="public tile",
        query=lambda _: {"stream": "public:11/1186/698"},
    ),
    Row(
        "GET /api/v1/events",
        "the person himself",
        (),
        case="another person's stream",
        otherwise="not_found",
        codes={Who.RECEIPT: "not_found"},
        query=lambda scene: {"stream": streams.user(scene.bystander.pk)},
    ),
    Row(
        "GET /api/v1/events",
        Capability.VIEW_GROUP_INCIDENTS,
        holders(Capability.VIEW_GROUP_INCIDENTS, Capability.VIEW_POLICE_INCIDENTS),
        case="group stream",
        otherwise="not_found",
        codes={Who.RECEIPT: "not_found"},
        elsewhere="not_found",
        query=lambda scene: {"stream": streams.group(scene.group.pk)},
    ),
    Row(
        "GET /api/v1/events",
        Capability.VIEW_POLICE_INCIDENTS,
        holders(Capability.VIEW_POLICE_INCIDENTS),
        case="beat stream",
        otherwise="not_found",
        codes={Who.RECEIPT: "not_found"},
        elsewhere="not_found",
        query=lambda scene: {"stream": streams.beat(scene.beat.pk)},
    ),
    Row(
        "GET /api/v1/events",
        "the reporter, by account or receipt",
        {Who.RECEIPT},
        case="report stream",
        otherwise="not_found",
        query=lambda scene: {"stream": streams.report(scene.report_id)},
    ),
    Row("GET /api/v1/inbox", "signed in", SIGNED_IN),
    Row("POST /api/v1/inbox/read-all", "signed in", SIGNED_IN, success=204),
    Row(
        "POST /api/v1/inbox/{item_id}/read",
        "the person told",
        (),
        case="another person's message",
        otherwise="not_found",
        path=lambda scene: {"item_id": scene.things["inbox_item"].pk},
    ),
    Row("GET /api/v1/inbox/preferences", "signed in", SIGNED_IN),
    Row(
        "PUT /api/v1/inbox/preferences",
        "signed in",
        SIGNED_IN,
        body=lambda _: {"email": "all"},
    ),
    Row(
        "POST /api/v1/deliveries/{delivery_id}/ack",
        "the person told",
        (),
        case="another person's alert",
        otherwise="not_found",
        path=lambda scene: {"delivery_id": scene.things["delivery"].pk},
    ),
    Row("WS hello", "a page of ours", EVERYONE),
    Row("WS subscribe", "as GET /api/v1/events", EVERYONE, case="public tile"),
    Row("WS unsubscribe", "own subscriptions", EVERYONE),
    Row("WS ack", "the person told", SIGNED_IN),
    Row("WS ping", "a page of ours", EVERYONE),
]
