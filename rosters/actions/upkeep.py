"""Checks, defects and kit. A defect that is off the run counts until somebody clears it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Conflict, Invalid, NotFound
from notifications import actions as notifications
from rosters import policies
from rosters.models import Check, CheckItem, Defect, KitItem, KitKind, Vehicle, VehicleSeat
from rosters.queries import brigades, upkeep
from rosters.wording import upkeep as wording

Row = TypeVar("Row", Check, Defect)


@transaction.atomic
def set_check_list(actor: Actor, *, vehicle_id: UUID, lines: Sequence[tuple[str, int | None]]) -> int:
    """The vehicle's check list and inventory, as (label, quantity or None), in order; how many lines.

    A line whose label stays keeps its history. Raises: NotFound, Refused, Invalid (a label twice).
    """
    vehicle = upkeep.vehicle_for(actor, vehicle_id)
    require(policies.can_command(actor, vehicle.brigade))
    labels = [label.strip()[:160] for label, _quantity in lines]
    if len(set(labels)) != len(labels):
        raise Invalid.field("lines", _("A line stands there twice."))
    vehicle.check_items.exclude(label__in=labels).delete()
    for order, (label, (_label, quantity)) in enumerate(zip(labels, lines, strict=True)):
        CheckItem.objects.update_or_create(
            vehicle=vehicle, label=label, defaults={"order": order, "quantity": quantity}
        )
    audit.record(actor, "vehicle.check_list_set", "vehicle", vehicle.pk, {"lines": len(lines)})
    return len(lines)


@transaction.atomic
def check_vehicle(
    actor: Actor, *, vehicle_id: UUID, answers: Mapping[str, Mapping[str, Any]], check_id: UUID | None = None
) -> Check:
    """Record a check: for each line of the list `{ok, counted, note}`, kept with the line's own words.

    Sent again under its `check_id` it is the same check. Raises: NotFound, Refused, Conflict (the id of
    another vehicle's check), Invalid (a line is missing or unknown).
    """
    vehicle = upkeep.vehicle_for(actor, vehicle_id)
    require(policies.can_serve(actor, vehicle.brigade))
    sent = Check.objects.filter(pk=check_id).first() if check_id else None
    if sent is not None:
        return _same_vehicle(sent, vehicle)
    lines = {str(line.pk): line for line in vehicle.check_items.all()}
    if answers.keys() != lines.keys():
        raise Invalid.field("answers", _("Please answer every line of the list."))
    check = Check.objects.create(
        **({"id": check_id} if check_id else {}),
        vehicle=vehicle,
        at=timezone.now(),
        by=actor.label[:160],
        answers={
            key: {"label": line.label, "quantity": line.quantity, **answers[key]}
            for key, line in lines.items()
        },
    )
    bad = sum(not line.get("ok") for line in answers.values())
    audit.record(actor, "vehicle.checked", "vehicle", vehicle.pk, {"not_ok": bad})
    return check


@transaction.atomic
def report_defect(
    actor: Actor,
    *,
    vehicle_id: UUID,
    what: str,
    off_run: bool,
    seat_id: UUID | None = None,
    defect_id: UUID | None = None,
) -> Defect:
    """Report something broken; off the run, the seat or vehicle does not count from now on.

    Sent again under its `defect_id` it is the same defect. Raises: NotFound, Refused, Conflict (the id of
    another vehicle's defect), Invalid (no words, a seat of another vehicle).
    """
    vehicle = upkeep.vehicle_for(actor, vehicle_id)
    require(policies.can_serve(actor, vehicle.brigade))
    sent = Defect.objects.filter(pk=defect_id).first() if defect_id else None
    if sent is not None:
        return _same_vehicle(sent, vehicle)
    if not what.strip():
        raise Invalid.field("what", _("Please say what is broken."))
    if seat_id is not None and not VehicleSeat.objects.filter(pk=seat_id, vehicle=vehicle).exists():
        raise Invalid.field("seat_id", _("A seat is named that this vehicle does not have."))
    defect = Defect.objects.create(
        **({"id": defect_id} if defect_id else {}),
        vehicle=vehicle,
        seat_id=seat_id,
        what=what.strip()[:300],
        off_run=off_run,
        reported_at=timezone.now(),
        reported_by=actor.label[:160],
    )
    audit.record(actor, "vehicle.defect_reported", "vehicle", vehicle.pk, {"off_run": off_run})
    chiefs = [chief for chief in brigades.chief_ids(vehicle.brigade_id) if chief != actor.user_id]
    words = wording.defect(vehicle.brigade_id, vehicle.call_sign, defect.what, off_run=off_run)
    notifications.notify(chiefs, words)
    return defect


@transaction.atomic
def clear_defect(actor: Actor, *, defect_id: UUID, note: str = "") -> Defect:
    """Say that it is mended; what it took off the run counts again.

    Raises: NotFound, Refused, Conflict (`rosters.cleared`).
    """
    defect = upkeep.defect_for(actor, defect_id, lock=True)
    require(policies.can_command(actor, defect.vehicle.brigade))
    if defect.cleared_at is not None:
        raise Conflict("rosters.cleared", _("This defect is cleared already."))
    defect.cleared_at, defect.cleared_by = timezone.now(), actor.label[:160]
    defect.cleared_note = note.strip()[:300]
    defect.save(update_fields=["cleared_at", "cleared_by", "cleared_note", "updated_at"])
    audit.record(actor, "vehicle.defect_cleared", "vehicle", defect.vehicle_id, {"defect": str(defect.pk)})
    return defect


def _same_vehicle(row: Row, vehicle: Vehicle) -> Row:
    """What was sent before under this id. Raises Conflict."""
    if row.vehicle_id != vehicle.pk:
        raise Conflict("rosters.id_taken", _("Please send this again."))
    row.vehicle = vehicle
    return row


@dataclass(frozen=True, slots=True)
class KitDraft:
    """A piece of kit as it should stand."""

    kind: KitKind
    label: str
    serial: str = ""
    vehicle_id: UUID | None = None
    test_due: date | None = None
    retired: bool = False


@transaction.atomic
def save_kit(actor: Actor, *, brigade_id: UUID, draft: KitDraft, kit_id: UUID | None = None) -> KitItem:
    """Add a piece of kit or bring one to this description; a new test date begins new reminders.

    Raises: NotFound, Refused.
    """
    brigade = brigades.brigade_for(actor, brigade_id, lock=True)
    require(policies.can_command(actor, brigade))
    item = upkeep.kit_for(actor, kit_id) if kit_id else KitItem(brigade=brigade)
    if item.brigade_id != brigade.pk:
        raise NotFound
    if item.test_due != draft.test_due:
        item.reminded_days = None
    item.kind, item.label, item.serial = draft.kind, draft.label.strip()[:120], draft.serial.strip()[:60]
    item.vehicle = upkeep.vehicle_of(brigade, draft.vehicle_id) if draft.vehicle_id else None
    item.test_due = draft.test_due
    item.retired_at = (item.retired_at or timezone.now()) if draft.retired else None
    item.save()
    audit.record(actor, "kit.saved", "brigade", brigade.pk, {"kit": str(item.pk), "kind": draft.kind.value})
    return item
