"""Watch groups: public to find, run by their coordinators and by the city that serves the place."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Capability, Role, ScopeKind
from tests.factories import accounts as people_factory
from tests.factories.watch import make_zone, square
from tests.permissions.table import EVERYONE, SIGNED_IN, Row, Scene, Who, holders
from watch.models import Membership, MembershipState

RUN = holders(Capability.MANAGE_GROUP)
BELONG = holders(Capability.VIEW_GROUP_INCIDENTS, Capability.MANAGE_GROUP)
OVER_IT = holders(Capability.MANAGE_GROUP) - {Who.COORDINATOR}
ZONE = {
    "type": "Polygon",
    "coordinates": [
        [[28.466, 49.232], [28.470, 49.232], [28.470, 49.235], [28.466, 49.235], [28.466, 49.232]]
    ],
}


def build(scene: Scene) -> None:
    """A group at home in the city, with a coordinator more, so that people can go."""
    scene.group.home_area_id = scene.city.pk
    scene.group.save()
    deputy = people_factory.make_user("deputy@example.org", name="Deputy")
    people_factory.make_grant(deputy, Role.COORDINATOR, ScopeKind.GROUP, scene.group.pk)
    scene.things["zone"] = scene.group.zones.get()


def _group(scene: Scene) -> dict[str, Any]:
    return {"group_id": scene.group.pk}


def _zone(scene: Scene) -> dict[str, Any]:
    return {"group_id": scene.group.pk, "zone_id": scene.things["zone"].pk}


def _second_zone(scene: Scene) -> None:
    make_zone(scene.group, square(half=0.001))


def _member(scene: Scene) -> dict[str, Any]:
    return {"group_id": scene.group.pk, "member_id": scene.things["membership"].pk}


def _standing(state: MembershipState, *roles: Role) -> Callable[[Scene], None]:
    """The bystander asks, or belongs with these roles."""

    def setup(scene: Scene) -> None:
        scene.things["membership"] = Membership.objects.create(
            group=scene.group, user=scene.bystander, state=state
        )
        for role in roles:
            people_factory.make_grant(scene.bystander, role, ScopeKind.GROUP, scene.group.pk)

    return setup


def _everybody_asked(scene: Scene) -> None:
    for user in scene.people.values():
        Membership.objects.create(group=scene.group, user=user, state=MembershipState.REQUESTED)


def _draft(_: Scene) -> dict[str, Any]:
    return {"name": "Yard", "geojson": ZONE}


_ASKED = _standing(MembershipState.REQUESTED)
_MEMBER = _standing(MembershipState.ACTIVE, Role.GROUP_MEMBER)
_DEPUTY = _standing(MembershipState.ACTIVE, Role.GROUP_MEMBER, Role.COORDINATOR)


def _change(route: str, path: Callable[[Scene], dict[str, Any]] = _group, **fields: Any) -> Row:
    """A row only those who run the group pass."""
    fields = {"allow": RUN, "otherwise": "watch.manage", "elsewhere": "watch.manage", **fields}
    return Row(route, Capability.MANAGE_GROUP, path=path, **fields)


def _decide(verb: str, setup: Callable[[Scene], None], **fields: Any) -> Row:
    """A row about one person. Who does not belong does not learn that the row exists."""
    outside = {Who.GROUP_MEMBER: "not_found" if setup is _ASKED else "watch.manage"}
    return _change(
        f"POST /api/v1/groups/{{group_id}}/members/{{member_id}}/{verb}",
        _member,
        setup=setup,
        success=204,
        otherwise="not_found",
        strangers="not_found",
        elsewhere="not_found",
        codes=outside,
        **fields,
    )


ROWS = [
    Row("GET /api/v1/groups", "everyone", EVERYONE),
    Row("GET /api/v1/groups", "everyone", EVERYONE, case="mine", query=lambda _: {"mine": True}),
    Row(
        "POST /api/v1/groups",
        Capability.FOUND_GROUP,
        holders(Capability.FOUND_GROUP),
        success=201,
        otherwise="watch.found",
        elsewhere="watch.found",
        body=lambda scene: {"name": "Our yard", "zones": [_draft(scene)]},
    ),
    Row(
        "GET /api/v1/groups/zones",
        "everyone",
        EVERYONE,
        query=lambda _: {"bbox": "28.4,49.2,28.5,49.3"},
    ),
    Row("GET /api/v1/groups/{group_id}", "everyone", EVERYONE, path=_group),
    Row("GET /api/v1/groups/{group_id}/zones", "everyone", EVERYONE, path=_group),
    Row(
        "GET /api/v1/tiles/zones/{z}/{x}/{y}.mvt",
        "everyone",
        EVERYONE,
        path=lambda _: {"z": 11, "x": 1185, "y": 698},
    ),
    _change("PATCH /api/v1/groups/{group_id}", body=lambda _: {"description": "Between two bridges"}),
    Row(
        "POST /api/v1/groups/{group_id}/archive",
        "manage the group's area",
        OVER_IT,
        otherwise="watch.archive",
        elsewhere="watch.archive",
        path=_group,
        body=lambda _: {"reason": "Nobody is left"},
    ),
    Row(
        "POST /api/v1/groups/{group_id}/revive",
        "manage the group's area",
        OVER_IT,
        otherwise="watch.archive",
        elsewhere="watch.archive",
        path=_group,
        body=lambda _: {"reason": "They are back"},
    ),
    _change("POST /api/v1/groups/{group_id}/zones", body=_draft, success=201),
    _change(
        "POST /api/v1/groups/{group_id}/zones/upload",
        success=201,
        form=lambda _: {"file": SimpleUploadedFile("zone.geojson", _as_json())},
    ),
    _change("PUT /api/v1/groups/{group_id}/zones/{zone_id}", _zone, body=_draft),
    _change("DELETE /api/v1/groups/{group_id}/zones/{zone_id}", _zone, success=204, setup=_second_zone),
    Row(
        "POST /api/v1/groups/{group_id}/join",
        "signed in",
        SIGNED_IN,
        path=_group,
        body=lambda _: {"note": "I live at 12"},
    ),
    Row(
        "POST /api/v1/groups/{group_id}/leave",
        "the person himself",
        SIGNED_IN,
        success=204,
        path=_group,
        setup=_everybody_asked,
    ),
    Row(
        "GET /api/v1/groups/{group_id}/members",
        "belongs to the group, or runs it",
        BELONG,
        otherwise="watch.members",
        elsewhere="watch.members",
        path=_group,
    ),
    _decide("approve", _ASKED),
    _decide("decline", _ASKED, body=lambda _: {}),
    _decide("remove", _MEMBER, body=lambda _: {}),
    _decide("make-coordinator", _MEMBER),
    _decide("step-down", _DEPUTY),
]


def _as_json() -> bytes:
    return json.dumps(ZONE).encode()
