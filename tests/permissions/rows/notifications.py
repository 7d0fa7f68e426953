"""The event stream: what may be read is the same for polling, socket, replay and snapshot."""

from __future__ import annotations

from accounts.roles import Capability
from notifications import actions, streams
from tests.permissions.table import EVERYONE, Row, Scene, Who, holders


def build(scene: Scene) -> None:
    """The group's stream lies in the city; so does the report's, whose reporter has no account."""
    actions.describe_stream(streams.group(scene.group.pk), area_ids=[scene.city.pk, scene.beat.pk])
    actions.describe_stream(streams.report(scene.report_id), area_ids=[scene.city.pk])


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
]
