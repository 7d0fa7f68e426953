"""What each audience is told of an incident: one function each, for snapshots and events alike.

Police: the true place. Groups and public: the masked place, rounded time, no word of text. Reporter:
plain words and both sides of the talk. Every projection carries `rev` and stays under 4 KiB.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from geo import shapes
from incidents import queries, spans, wording
from incidents.models import Incident, Message, StatusChange
from notifications import streams

TEXT_LETTERS = 280
REPORT_STEPS = 8
REPORT_MESSAGES = 4
REPORT_BYTES = 3_900
Projection = dict[str, Any]


def police_subject(incident: Incident) -> str:
    """Subject of the police projection."""
    return f"incident:{incident.pk}"


def police(incident: Incident) -> Projection:
    """The true incident, as police boards show it."""
    unit = {"id": str(incident.unit_id), "call_sign": incident.unit_label} if incident.unit_id else None
    return {
        "id": str(incident.pk),
        "reference": incident.reference,
        "rev": incident.rev,
        "category": incident.category_id,
        "severity": incident.severity,
        "state": incident.state,
        "lon": round(incident.point.x, 6),
        "lat": round(incident.point.y, 6),
        "accuracy_m": incident.accuracy_m,
        "address": _short(incident.address or incident.place_label, 160),
        "area": _short(incident.area_name, 80),
        "happened_at": _at(incident.happened_from),
        "reported_at": _at(incident.reported_at),
        "acknowledged_at": _at(incident.acknowledged_at),
        "acknowledged_by": _short(incident.acknowledged_by, 80) or None,
        "unit": unit,
        "text": _short(incident.description, TEXT_LETTERS),
        "people_count": len(incident.people),
        "photos": incident.photo_count,
        "messages_waiting": incident.messages_waiting,
        "contested": incident.contested_at is not None,
        "confirmations": incident.confirmation_count,
        "held": incident.held,
        "beat_id": str(incident.beat_id),
        "group_ids": [str(group) for group in incident.group_ids[:8]],
        "duplicate_of": str(incident.duplicate_of_id) if incident.duplicate_of_id else None,
        "ended_at": _at(incident.ended_at),
    }


def masked_subject(incident: Incident, audience: str) -> str:
    """Subject of the group or public projection; the true id never appears in either."""
    return f"{audience}:{incident.public_id}"


def public(incident: Incident) -> Projection:
    """The masked incident, as everybody may know it."""
    place = incident.public_point
    key = wording.public_key(incident.state)
    return {
        "id": str(incident.public_id),
        "rev": incident.public_rev,
        "category": incident.category_id,
        "severity": incident.severity,
        "state_label": key,
        "lon": round(place.x, 6) if place else None,
        "lat": round(place.y, 6) if place else None,
        "radius_m": incident.public_radius_m,
        "approx": True,
        "happened_at": _at(public_time(incident)),
        "area": _short(incident.area_name, 80),
        "outcome": wording.OUTCOMES.get(incident.closing_reason or incident.disposition),
        "confirmations": incident.confirmation_count,
    }


def group(incident: Incident) -> Projection:
    """The masked incident with its reference, as members of a watch group know it."""
    return public(incident) | {"reference": incident.reference}


def report_subject(incident: Incident) -> str:
    """Subject of the reporter's projection."""
    return f"report:{incident.pk}"


def report(incident: Incident, steps: list[StatusChange], messages: list[Message]) -> Projection:
    """The report as its reporter follows it; long talk is cut to its end, the page fetches the rest."""
    shown = [step_item(incident, step) for step in steps][-REPORT_STEPS:]
    talk = [message_item(message, TEXT_LETTERS) for message in messages][-REPORT_MESSAGES:]
    item: Projection = {
        "id": str(incident.pk),
        "rev": incident.rev,
        "reference": incident.reference,
        "category": incident.category_id,
        "state": wording.public_key(incident.state),
        "state_label": wording.label(incident.state, incident.language),
        "message": shown[-1]["text"] if shown else "",
        "reported_at": _at(incident.reported_at),
        "unread": incident.reporter_unread,
        "photos": incident.photo_count,
        "steps": shown,
        "messages": talk,
        "message_count": len(messages),
    }
    while len(orjson.dumps(item)) > REPORT_BYTES and (item["messages"] or len(item["steps"]) > 1):
        shorten = "messages" if len(item["messages"]) > 1 or len(item["steps"]) <= 1 else "steps"
        item[shorten].pop(0)
    return item


def step_item(incident: Incident, step: StatusChange) -> Projection:
    """One step in plain words of the reporter's language; colleagues' notes and names are left out."""
    text = wording.message(step.to_state, step.verb, step.reason, incident.language)
    return {
        "at": _at(step.at),
        "key": wording.public_key(step.to_state),
        "label": wording.label(step.to_state, incident.language),
        "text": " ".join(filter(None, [text, _short(step.message, TEXT_LETTERS)])),
    }


def message_item(message: Message, letters: int | None = None) -> Projection:
    """One message as the reporter sees it: the police have no names here."""
    text = message.text if letters is None else _short(message.text, letters)
    return {"id": str(message.pk), "at": _at(message.at), "from": message.author, "text": text}


def stream_of_public(incident: Incident) -> str:
    """The public stream of the masked point's tile."""
    place = incident.public_point
    if place is None:
        raise ValueError("an incident without a masked point has no public stream")

    return streams.public_tile(*shapes.tile_of(place, streams.PUBLIC_TILE_ZOOM))


def public_time(incident: Incident) -> datetime:
    """When it happened, as roughly as its category is told."""
    minutes = queries.categories()[incident.category_id].time_rounding_minutes
    return spans.rounded(incident.happened_from, minutes)


def _at(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC to the second, the same from a fresh row and from one just saved."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def _short(text: str, letters: int) -> str:
    """One line of at most so many letters, two bytes each; control characters become spaces."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else " " for letter in text)
    plain = " ".join(text.split())
    cut = plain.encode()[: 2 * letters].decode(errors="ignore")[:letters]
    return plain if cut == plain else cut[:-1] + "…"
