"""Reports, incidents, their photos and their places on the map."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.actor import Actor, ActorKind
from accounts.roles import Capability
from incidents import actions, projections
from incidents.models import Incident
from notifications import actions as notifications_actions
from tests.factories import incidents as make
from tests.permissions.scene import Who
from tests.permissions.table import EVERYONE, Row, Scene, holders

POLICE = holders(Capability.VIEW_POLICE_INCIDENTS)
WORKERS = holders(Capability.WORK_INCIDENTS)
MODERATORS = POLICE & holders(Capability.MODERATE_PUBLIC)
REPORTER = frozenset({Who.RECEIPT})
GROUP = holders(Capability.VIEW_GROUP_INCIDENTS) | POLICE


def build(scene: Scene) -> None:
    """A public hazard whose receipt somebody has, its photo, and a second report of the same."""
    make.make_categories()
    filed = make.file_report(id=scene.report_id, category="hazard.other")
    scene.things["words"] = filed.words
    scene.things["incident"] = filed.incident
    Incident.objects.update(hold_reason="", shown_to_groups=True)
    scene.things["second"] = make.make_incident(category="hazard.other")
    actions.publish_due()
    for name in ("incident", "second"):
        scene.things[name].refresh_from_db()
    reporter = Actor(ActorKind.RECEIPT, "receipt", "Reporter", report_ids=frozenset({scene.report_id}))
    upload = _picture(scene)["photo"]
    scene.things["photo"] = actions.add_photo(
        reporter, scene.report_id, photo_id=uuid.uuid4(), upload=upload, size=upload.size
    )


def _id(scene: Scene) -> dict[str, Any]:
    return {"incident_id": scene.report_id}


def _report(scene: Scene) -> dict[str, Any]:
    return {"report_id": scene.report_id}


def _closed(scene: Scene) -> None:
    Incident.objects.filter(pk=scene.report_id).update(
        state="closed", ended_at=scene.things["incident"].reported_at
    )


def _held(scene: Scene) -> None:
    Incident.objects.filter(pk=scene.report_id).update(hold_reason="moderator")


def _picture(_scene: Scene) -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, "JPEG")
    return {"photo_id": str(uuid.uuid4()), "photo": SimpleUploadedFile("a.jpg", out.getvalue())}


def _tile(scene: Scene) -> str:
    return projections.stream_of_public(scene.things["incident"]).removeprefix("public:")


def _police(verb: str, body: dict[str, Any] | None = None, **more: Any) -> Row:
    """A row of a verb on an incident: police of its area; everybody else finds nothing."""
    words: dict[str, Any] = {
        "otherwise": "not_found",
        "elsewhere": "not_found",
        "path": _id,
        "body": lambda _scene: body or {},
    } | more
    allow = words.pop("allow", WORKERS)
    needs = words.pop("needs", Capability.WORK_INCIDENTS)
    return Row(f"POST /api/v1/incidents/{{incident_id}}/{verb}", needs, allow, **words)


def _own(verb: str, body: dict[str, Any] | None = None, **more: Any) -> Row:
    """A row of what a reporter does with the own report."""
    words: dict[str, Any] = {
        "otherwise": "not_found",
        "strangers": "not_found",
        "path": _report,
        "body": lambda _scene: body or {},
    } | more
    return Row(f"POST /api/v1/reports/{{report_id}}/{verb}", "the reporter", REPORTER, **words)


MODERATE = {
    "allow": MODERATORS,
    "needs": Capability.MODERATE_PUBLIC,
    "codes": dict.fromkeys(POLICE - MODERATORS, "incident.moderate"),
}

ROWS = [
    Row("GET /api/v1/categories", "everyone", EVERYONE),
    Row("POST /api/v1/reports", "everyone", EVERYONE, success=201, body=lambda _: make.report_body()),
    Row(
        "GET /api/v1/reports/similar",
        "everyone",
        EVERYONE,
        query=lambda _: {"category": "hazard.other", "lon": 28.4682, "lat": 49.2331},
    ),
    Row(
        "POST /api/v1/reports/{public_id}/confirm",
        "everyone, of what is public",
        EVERYONE,
        path=lambda scene: {"public_id": scene.things["second"].public_id},
    ),
    Row("GET /api/v1/reports/mine", "everyone, one's own", EVERYONE),
    Row(
        "GET /api/v1/reports/{report_id}",
        "the reporter",
        REPORTER,
        otherwise="not_found",
        strangers="not_found",
        path=_report,
    ),
    _own("read", success=204),
    _own("messages", {"id": "018f3c1e-0000-7000-8000-00000000000a", "text": "Так"}, success=201),
    _own("withdraw"),
    _own("contest", {"text": "Досі відкрито"}, setup=_closed),
    _own("photos", success=201, form=_picture),
    Row(
        "POST /api/v1/reports/{report_id}/photos",
        "everyone who has the secret it was sent with",
        EVERYONE,
        case="with the report's secret",
        success=201,
        path=_report,
        form=lambda scene: _picture(scene) | {"retry_secret": make.SECRET},
    ),
    Row(
        "GET /api/v1/photos/{photo_id}/{size}.jpg",
        "the reporter, and the police of its area",
        POLICE | REPORTER,
        otherwise="not_found",
        strangers="not_found",
        elsewhere="not_found",
        path=lambda scene: {"photo_id": scene.things["photo"].pk, "size": "full"},
    ),
    Row(
        "POST /api/v1/receipts/open",
        "everyone who has the words",
        EVERYONE,
        body=lambda scene: {"words": scene.things["words"]},
    ),
    Row("POST /api/v1/receipts/close", "everyone, one's own", EVERYONE, success=204),
    Row(
        "GET /api/v1/incidents/board",
        Capability.VIEW_POLICE_INCIDENTS,
        POLICE,
        otherwise="not_found",
        elsewhere="not_found",
        codes={Who.RECEIPT: "not_found"},
        query=lambda scene: {"streams": f"beat:{scene.beat.pk}"},
    ),
    Row("GET /api/v1/incidents", "everyone; shows what one may see", EVERYONE),
    Row(
        "GET /api/v1/incidents/{incident_id}",
        Capability.VIEW_POLICE_INCIDENTS,
        POLICE,
        otherwise="not_found",
        elsewhere="not_found",
        path=_id,
    ),
    Row(
        "GET /api/v1/incidents/{incident_id}/contact",
        Capability.SEE_REPORTER_CONTACT,
        POLICE & holders(Capability.SEE_REPORTER_CONTACT),
        otherwise="not_found",
        elsewhere="not_found",
        path=_id,
    ),
    _police("acknowledge"),
    _police("reject", {"reason": "test"}),
    _police("close", {"reason": "done"}),
    _police("reopen", {"reason": "mistake"}, setup=_closed),
    Row(
        "POST /api/v1/incidents/{incident_id}/duplicate",
        Capability.WORK_INCIDENTS,
        WORKERS,
        otherwise="not_found",
        elsewhere="not_found",
        path=_id,
        body=lambda scene: {"duplicate_of": str(scene.things["second"].pk)},
    ),
    _police("reclassify", {"category": "hazard.dark"}),
    _police("hold", **MODERATE),
    _police("release", setup=_held, **MODERATE),
    _police("ask", {"text": "Де саме?"}, success=201),
    _police("notes", {"text": "Перевірити"}, success=201),
    Row(
        "GET /api/v1/map/incidents",
        "everyone; masked",
        EVERYONE,
        query=lambda _: {"bbox": "28.3,49.1,28.6,49.3"},
    ),
    Row("GET /api/v1/map/years", "everyone; of what is public", EVERYONE, case="public"),
    Row(
        "GET /api/v1/map/years",
        Capability.VIEW_POLICE_INCIDENTS,
        POLICE,
        case="police",
        otherwise="not_found",
        query=lambda _: {"audience": "police"},
    ),
    Row("GET /api/v1/map/live", "everyone; masked", EVERYONE, query=lambda scene: {"tiles": _tile(scene)}),
    Row(
        "GET /api/v1/groups/{group_id}/live",
        "members of the group, and police of its area",
        GROUP,
        otherwise="not_found",
        elsewhere="not_found",
        codes={Who.RECEIPT: "not_found"},
        path=lambda scene: {"group_id": scene.group.pk},
        setup=lambda scene: _describe(scene),
    ),
    Row(
        "GET /api/v1/tiles/incidents/{z}/{x}/{y}.mvt",
        "everyone; masked",
        EVERYONE,
        case="public",
        path=lambda _: {"z": 12, "x": 2371, "y": 1400},
    ),
    Row(
        "GET /api/v1/tiles/incidents/{z}/{x}/{y}.mvt",
        Capability.VIEW_POLICE_INCIDENTS,
        POLICE,
        case="police",
        otherwise="not_found",
        path=lambda _: {"z": 12, "x": 2371, "y": 1400},
        query=lambda _: {"audience": "police"},
    ),
]


def _describe(scene: Scene) -> None:
    notifications_actions.describe_stream(f"group:{scene.group.pk}", area_ids=[scene.city.pk, scene.beat.pk])
