"""Vehicles, kit, water, training, hours: the brigade's people look after them, the chief decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.roles import Capability
from core import ids
from geo import shapes
from rosters.actions import evidence
from rosters.models import (
    Defect,
    HoursEntry,
    KitItem,
    TrainingSession,
    Vehicle,
    WaterSource,
)
from tests.permissions.rows.rosters import (
    COMMAND,
    SEE,
    SERVE,
    WINDOW,
    _brigade,
    _command,
    _serve,
)
from tests.permissions.rows.rosters_people import _keep
from tests.permissions.table import SIGNED_IN, Row, Scene, Who, holders

PDF = b"%PDF-1.4\n%%EOF\n"
VEHICLE = {"name": "АЦ", "call_sign": "2"}
KIT = {"kind": "hose", "label": "Рукав"}
RULE = {"category": "fire", "seats": [{"count": 4}]}
SESSION = {"title": "Насоси", "start": WINDOW["start"], "end": WINDOW["end"]}


def build(scene: Scene) -> None:
    """A vehicle with a defect, a hydrant, a session, and a line in the ledger."""
    vehicle = Vehicle.objects.create(brigade=scene.brigade, name="АЦ-40", call_sign="1")
    now = timezone.now()
    past = DateTimeTZRange(now - timedelta(hours=2), now - timedelta(hours=1))
    scene.things |= {
        "vehicle": vehicle,
        "defect": Defect.objects.create(vehicle=vehicle, what="Фара", off_run=False, reported_at=now),
        "kit": KitItem.objects.create(brigade=scene.brigade, kind="hose", label="Рукав"),
        "water": WaterSource.objects.create(
            source="tests", source_id="1", kind="fire_hydrant", point=shapes.point(28.46, 49.23)
        ),
        "session": TrainingSession.objects.create(brigade=scene.brigade, title="Насоси", during=past),
        "line": HoursEntry.objects.create(
            brigade=scene.brigade,
            user=scene.things["colleague"],
            kind="training",
            during=past,
            minutes=60,
            source_id=ids.uuid7(),
        ),
    }


def _thing(name: str, parameter: str) -> Any:
    return lambda scene: {parameter: scene.things[name].pk}


def _in_brigade(name: str, parameter: str) -> Any:
    return lambda scene: {"brigade_id": scene.brigade.pk, parameter: scene.things[name].pk}


def _form(_: Scene) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("paper.pdf", PDF)}


def _table(scene: Scene) -> Mapping[str, Any]:
    text = f"email,qualification,valid_from,valid_until\n{scene.things['colleague'].email},,,\n"
    return {"file": SimpleUploadedFile("members.csv", text.encode())}


def _water_file(_: Scene) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("water.geojson", b'{"type": "FeatureCollection", "features": []}')}


class _Bytes:
    def read(self, size: int = -1, /) -> bytes:
        return PDF


def _papers(scene: Scene) -> None:
    chief = scene.actor(Who.BRIGADE_CHIEF)
    evidence.add_to_gate(chief, gate_id=scene.things["gate"].pk, upload=_Bytes())
    evidence.add_to_grant(chief, grant_id=scene.things["paper"].pk, upload=_Bytes())


def _see(route: str, **fields: Any) -> Row:
    fields = {"otherwise": "not_found", "elsewhere": "not_found", **fields}
    return Row(route, Capability.SEE_BRIGADES, SEE, **fields)


_ONE = "/api/v1/brigades/{brigade_id}"
_VEHICLE = _thing("vehicle", "vehicle_id")
_SESSION = _thing("session", "session_id")
_WATER = _thing("water", "water_id")

ROWS = [
    _see(f"GET {_ONE}/vehicles", path=_brigade),
    _command(f"POST {_ONE}/vehicles", body=lambda _: VEHICLE, success=201),
    _command(
        f"PUT {_ONE}/vehicles/{{vehicle_id}}",
        path=_in_brigade("vehicle", "vehicle_id"),
        body=lambda _: VEHICLE,
    ),
    _see(f"GET {_ONE}/crew-rules", path=_brigade),
    _command(f"PUT {_ONE}/crew-rules", body=lambda _: RULE),
    _command(f"DELETE {_ONE}/crew-rules", success=204),
    _command("PUT /api/v1/vehicles/{vehicle_id}/check-list", path=_VEHICLE, body=lambda _: {"lines": []}),
    _serve("GET /api/v1/vehicles/{vehicle_id}/checks", path=_VEHICLE),
    _serve(
        "POST /api/v1/vehicles/{vehicle_id}/checks",
        path=_VEHICLE,
        body=lambda _: {"answers": {}},
        success=201,
    ),
    _serve("GET /api/v1/vehicles/{vehicle_id}/defects", path=_VEHICLE),
    _serve(
        "POST /api/v1/vehicles/{vehicle_id}/defects",
        path=_VEHICLE,
        body=lambda _: {"what": "Фара", "off_run": True},
        success=201,
    ),
    _command("POST /api/v1/defects/{defect_id}/clear", path=_thing("defect", "defect_id"), body=lambda _: {}),
    _serve(f"GET {_ONE}/kit", path=_brigade),
    _command(f"POST {_ONE}/kit", body=lambda _: KIT, success=201),
    _command(f"PUT {_ONE}/kit/{{kit_id}}", path=_in_brigade("kit", "kit_id"), body=lambda _: KIT),
    Row(
        "GET /api/v1/water/near",
        Capability.SEE_BRIGADES,
        SEE,
        query=lambda _: {"lon": 28.4, "lat": 49.2},
        otherwise="rosters.water",
    ),
    Row(
        "GET /api/v1/water",
        Capability.SEE_BRIGADES,
        SEE,
        query=lambda _: {"bbox": "28,49,29,50"},
        otherwise="rosters.water",
    ),
    Row(
        f"POST {_ONE}/water/import",
        Capability.COMMAND_BRIGADE,
        COMMAND | holders(Capability.FOUND_BRIGADE),
        path=_brigade,
        form=_water_file,
        otherwise="not_found",
        codes=dict.fromkeys(SEE - COMMAND - holders(Capability.FOUND_BRIGADE), "rosters.command"),
        elsewhere="not_found",
    ),
    Row(
        "GET /api/v1/water/{water_id}/inspections",
        Capability.SEE_BRIGADES,
        SEE,
        path=_WATER,
        otherwise="rosters.water",
    ),
    Row(
        "POST /api/v1/water/{water_id}/inspections",
        Capability.SERVE_IN_BRIGADE,
        SERVE,
        path=_WATER,
        body=lambda _: {"condition": "working"},
        success=201,
        otherwise="rosters.serve",
    ),
    Row("GET /api/v1/me/hours", "signed in", SIGNED_IN),
    Row(
        "POST /api/v1/hours/{entry_id}/correct",
        Capability.COMMAND_BRIGADE,
        COMMAND,
        path=_thing("line", "entry_id"),
        body=lambda _: {"minutes": 30, "note": "x"},
        success=201,
        otherwise="not_found",
        elsewhere="not_found",
    ),
    _command(f"GET {_ONE}/hours", query=lambda _: WINDOW),
    _command(f"GET {_ONE}/hours/lines", query=lambda _: WINDOW),
    _serve(f"GET {_ONE}/training", path=_brigade, query=lambda _: WINDOW),
    _command(f"POST {_ONE}/training", body=lambda _: SESSION, success=201),
    _command("PUT /api/v1/training/{session_id}", path=_SESSION, body=lambda _: SESSION),
    _command("DELETE /api/v1/training/{session_id}", path=_SESSION, success=204),
    _command(
        "PUT /api/v1/training/{session_id}/attendance",
        path=_thing("session", "session_id"),
        body=lambda _: {"present": {}},
    ),
    _command(
        "POST /api/v1/training/{session_id}/close",
        path=_thing("session", "session_id"),
        body=lambda _: {},
    ),
    _keep("GET /api/v1/members/{member_id}/certificate.pdf", path=_thing("member", "member_id")),
    _keep("GET /api/v1/hours/{entry_id}/certificate.pdf", path=_thing("line", "entry_id")),
    _command(f"GET {_ONE}/members.csv"),
    _command(f"POST {_ONE}/members/import", form=_table),
    _command(f"GET {_ONE}/report.pdf", query=lambda _: WINDOW),
    _command(f"GET {_ONE}/report.csv", query=lambda _: WINDOW),
    _command(f"GET {_ONE}/intervals", query=lambda _: WINDOW),
    _command(f"GET {_ONE}/intervals.csv", query=lambda _: WINDOW),
    *(
        _keep(f"{verb} /api/v1/{kind}/{{{parameter}}}/evidence", path=_thing(name, parameter), **fields)
        for kind, parameter, name in (
            ("gates", "gate_id", "gate"),
            ("qualification-grants", "grant_id", "paper"),
        )
        for verb, fields in (("POST", {"form": _form, "success": 204}), ("GET", {"setup": _papers}))
    ),
]
