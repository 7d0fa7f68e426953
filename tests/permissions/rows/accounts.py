"""People, grants and the audit trail."""

from __future__ import annotations

from accounts.roles import Capability, Role, ScopeKind
from tests.factories.accounts import make_grant
from tests.permissions.table import EVERYONE, SIGNED_IN, Row, Scene, holders


def build(scene: Scene) -> None:
    """A grant of the bystander in the city that can be ended."""
    scene.things["grant"] = make_grant(
        scene.bystander,
        Role.PRESS_OFFICER,
        ScopeKind.AREA,
        scene.beat.pk,
        area_ids=[scene.city.pk, scene.beat.pk],
    )


def _new_grant(scene: Scene) -> dict[str, str]:
    return {
        "user_id": str(scene.bystander.pk),
        "role": "patrol_officer",
        "scope_kind": "area",
        "scope_id": str(scene.beat.pk),
        "reason": "Transferred to this city",
    }


ADMINS = holders(Capability.MANAGE_GRANTS)

ROWS = [
    Row("GET /api/v1/session", "everyone", EVERYONE),
    Row("PATCH /api/v1/me", "signed in, oneself", SIGNED_IN, body=lambda _: {"language": "en"}),
    Row("POST /api/v1/session/end-others", "signed in, oneself", SIGNED_IN, success=204),
    Row(
        "GET /api/v1/people",
        Capability.READ_PEOPLE,
        holders(Capability.READ_PEOPLE),
        query=lambda _: {"search": "by"},
    ),
    Row("GET /api/v1/grants", "signed in; one's own, and those in areas one administers", SIGNED_IN),
    Row(
        "POST /api/v1/grants",
        Capability.MANAGE_GRANTS,
        ADMINS,
        success=201,
        elsewhere="grant.outside",
        body=_new_grant,
    ),
    Row(
        "POST /api/v1/grants/{grant_id}/end",
        Capability.MANAGE_GRANTS,
        ADMINS,
        otherwise="not_found",
        strangers="not_found",
        elsewhere="not_found",
        path=lambda scene: {"grant_id": scene.things["grant"].pk},
        body=lambda _: {"reason": "Left the service"},
    ),
    Row("GET /api/v1/audit", Capability.READ_AUDIT, holders(Capability.READ_AUDIT)),
]
