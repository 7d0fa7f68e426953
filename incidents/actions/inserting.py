"""The rows of a new report in one statement: incident, first step, receipt and contact, or nothing."""

from __future__ import annotations

from typing import Any

import orjson
from django.db import connection

from accounts.actor import Actor
from core import prepared
from incidents.actions.drafts import Contact
from incidents.models import Incident

_COLUMNS: dict[str, str] = {
    "id": "uuid",
    "public_id": "uuid",
    "reference": "text",
    "rev": "int",
    "public_rev": "int",
    "category_id": "text",
    "severity": "text",
    "state": "text",
    "accuracy_m": "float8",
    "address": "text",
    "place_label": "text",
    "area_name": "text",
    "area_ids": "uuid[]",
    "group_ids": "uuid[]",
    "beat_id": "uuid",
    "public_radius_m": "int",
    "cell": "int8",
    "public_cell": "int8",
    "description": "text",
    "happened_from": "timestamptz",
    "happened_to": "timestamptz",
    "reported_at": "timestamptz",
    "updated_at": "timestamptz",
    "public_at": "timestamptz",
    "public_until": "timestamptz",
    "hold_reason": "text",
    "shown_to_groups": "bool",
    "shown_publicly": "bool",
    "tallied": "bool",
    "reporter_id": "uuid",
    "language": "text",
    "source": "text",
    "source_key": "text",
    "acknowledged_by": "text",
    "unit_label": "text",
    "disposition": "text",
    "closing_reason": "text",
    "photo_count": "int",
    "confirmation_count": "int",
    "messages_waiting": "bool",
    "reporter_unread": "int",
}
_NAMES = ", ".join(_COLUMNS)
_VALUES = ", ".join(f"%({name})s::{kind}" for name, kind in _COLUMNS.items())
_POINT = "ST_SetSRID(ST_MakePoint(%({0}_lon)s::float8, %({0}_lat)s::float8), 4326)::geography"

_INSERT = f"""
WITH made AS (
    INSERT INTO incidents_incident ({_NAMES}, people, point, public_point)
    VALUES ({_VALUES}, %(people)s::jsonb, {_POINT.format("true")}, {_POINT.format("public")})
    ON CONFLICT DO NOTHING RETURNING id
), step AS (
    INSERT INTO incidents_statuschange (incident_id, at, from_state, to_state, verb, reason, note, message,
                                        actor_kind, actor_id, actor_label, unit_label)
    SELECT id, %(reported_at)s::timestamptz, '', %(state)s::text, 'report', '', '', '',
           %(actor_kind)s::text, %(actor_id)s::text, %(actor_label)s::text, '' FROM made
), receipt AS (
    INSERT INTO incidents_receipt (incident_id, digest)
    SELECT id, %(digest)s::bytea FROM made WHERE %(digest)s::bytea IS NOT NULL
), contact AS (
    INSERT INTO incidents_reportercontact (incident_id, name, phone, email)
    SELECT id, %(name)s::text, %(phone)s::text, %(email)s::text FROM made WHERE %(has_contact)s::bool
)
SELECT count(*) FROM made
"""  # noqa: S608 constant text


def insert_report(incident: Incident, digest: bytes | None, contact: Contact, author: Actor) -> bool:
    """Insert a new report with all that belongs to it, in one statement; False where the id is taken.

    Columns that are not named start as null. The caller holds a transaction.
    """
    values: dict[str, Any] = {name: getattr(incident, name) for name in _COLUMNS}
    public = incident.public_point
    values |= {
        "state": str(incident.state),
        "people": orjson.dumps(incident.people).decode(),
        "true_lon": incident.point.x,
        "true_lat": incident.point.y,
        "public_lon": public.x if public else None,
        "public_lat": public.y if public else None,
        "actor_kind": str(author.kind),
        "actor_id": author.id,
        "actor_label": author.label,
        "digest": digest,
        "has_contact": bool(contact),
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
    }
    row = prepared.row(_INSERT, values)
    incident._state.adding = False
    incident._state.db = connection.alias
    return bool(row and row[0])
