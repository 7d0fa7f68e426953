"""Units, duty, positions and work: for the police of the place."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.roles import Capability
from tests.factories import dispatch as factory
from tests.factories.incidents import make_categories, make_incident
from tests.permissions.table import Row, Scene, Who, holders

POLICE = holders(Capability.VIEW_POLICE_INCIDENTS)
SENDERS = holders(Capability.DISPATCH_UNITS)


def build(scene: Scene) -> None:
    """A free unit, a unit with a crew, and an incident nobody has."""
    make_categories()
    scene.things["unit"] = factory.make_unit(scene.city, "Матриця-1")
    crew, unit = factory.make_crew(scene.city, "Матриця-2")
    scene.things |= {"crew": crew, "crewed": unit, "work": make_incident(category="noise.music")}


def _incident(scene: Scene) -> dict[str, Any]:
    return {"incident_id": scene.things["work"].pk}


def _everybody_on_duty(scene: Scene) -> None:
    """Each police officer on a unit of their own."""
    for people, area in ((scene.people, scene.city), (scene.elsewhere, scene.elsewhere_city)):
        for who in POLICE:
            factory.go_on_duty(people[who], factory.make_unit(area))


def _all_on_one_unit(scene: Scene) -> None:
    """Each police officer of the place on the unit that has the incident."""
    for who in POLICE:
        factory.go_on_duty(scene.people[who], scene.things["crewed"])
    factory.take(scene.things["crew"], scene.things["work"].pk)


def _fix(_: Scene) -> dict[str, Any]:
    return {"fixes": [{"lon": 28.46, "lat": 49.23, "at": timezone.now().isoformat()}]}


def _work(verb: str, **fields: Any) -> Row:
    """A step with the incident of one's own unit. To others there is no such incident."""
    return Row(
        f"POST /api/v1/dispatch/incidents/{{incident_id}}/{verb}",
        "on duty on the unit that has it",
        POLICE,
        otherwise="not_found",
        codes={Who.RECEIPT: "auth.required"},
        elsewhere="not_found",
        path=_incident,
        setup=_all_on_one_unit,
        **fields,
    )


ROWS = [
    Row(
        "GET /api/v1/dispatch/units",
        Capability.VIEW_POLICE_INCIDENTS,
        POLICE,
        otherwise="dispatch.police_only",
    ),
    Row(
        "POST /api/v1/dispatch/units",
        Capability.DISPATCH_UNITS,
        SENDERS,
        success=201,
        otherwise="dispatch.keep_units",
        elsewhere="dispatch.keep_units",
        body=lambda scene: {"call_sign": "Матриця-9", "home_area_id": str(scene.city.pk)},
    ),
    Row(
        "PATCH /api/v1/dispatch/units/{unit_id}",
        Capability.DISPATCH_UNITS,
        SENDERS,
        otherwise="not_found",
        strangers="not_found",
        codes={Who.PATROL_OFFICER: "dispatch.keep_units"},
        elsewhere="not_found",
        path=lambda scene: {"unit_id": scene.things["unit"].pk},
        body=lambda _: {"call_sign": "Матриця-8"},
    ),
    Row(
        "GET /api/v1/dispatch/duty",
        Capability.VIEW_POLICE_INCIDENTS,
        POLICE,
        otherwise="dispatch.police_only",
    ),
    Row(
        "POST /api/v1/dispatch/duty",
        Capability.GO_ON_DUTY,
        POLICE,
        otherwise="dispatch.police_only",
        elsewhere="not_found",
        body=lambda scene: {"unit_id": str(scene.things["unit"].pk)},
    ),
    Row(
        "POST /api/v1/dispatch/duty/end",
        "on duty",
        POLICE,
        otherwise="dispatch.police_only",
        setup=_everybody_on_duty,
    ),
    Row(
        "POST /api/v1/dispatch/positions",
        "on duty",
        POLICE,
        otherwise="dispatch.police_only",
        setup=_everybody_on_duty,
        body=_fix,
    ),
    Row(
        "GET /api/v1/dispatch/incidents/{incident_id}",
        Capability.VIEW_POLICE_INCIDENTS,
        POLICE,
        otherwise="not_found",
        elsewhere="not_found",
        path=_incident,
    ),
    Row(
        "GET /api/v1/dispatch/incidents/{incident_id}/nearest-units",
        Capability.VIEW_POLICE_INCIDENTS,
        POLICE,
        otherwise="not_found",
        elsewhere="not_found",
        path=_incident,
    ),
    Row(
        "POST /api/v1/dispatch/incidents/{incident_id}/take",
        "on duty, and police of the place",
        POLICE,
        otherwise="not_found",
        elsewhere="not_found",
        path=_incident,
        setup=_everybody_on_duty,
    ),
    Row(
        "POST /api/v1/dispatch/incidents/{incident_id}/assign",
        Capability.DISPATCH_UNITS,
        SENDERS,
        otherwise="not_found",
        codes={Who.PATROL_OFFICER: "dispatch.send"},
        elsewhere="not_found",
        path=_incident,
        body=lambda scene: {"unit_id": str(scene.things["crewed"].pk)},
    ),
    _work("en-route"),
    _work("on-scene"),
    _work("resolve", body=lambda _: {"disposition": "nothing_found"}),
    _work("hand-back", body=lambda _: {"reason": "called_away"}),
]
