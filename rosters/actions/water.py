"""Taking over water sources from a file, and inspecting them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from core import audit
from core.decisions import require
from core.errors import Invalid, Refused
from geo import shapes
from rosters import policies
from rosters.importers import Fault, Unusable, Water, read_water
from rosters.models import WaterCondition, WaterInspection, WaterSource
from rosters.queries import brigades
from rosters.queries import water as queries
from rosters.wording.water import fault_words

OSM = "osm"
_PLAIN = ("kind", "label", "hydrant_type", "diameter_mm", "flow_l_min", "volume_m3")


@dataclass(slots=True)
class WaterReport:
    """What an import did with each feature."""

    made: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def import_water(
    actor: Actor, source: str, found: Iterable[Water | Fault], *, whole: bool = False
) -> WaterReport:
    """Bring the sources of this name to the file. `whole`: what the file lacks is gone.

    The same file again changes nothing. What people found at an inspection stays. Raises Refused.
    """
    if not actor.is_system:
        raise Refused
    return _import(actor, source, found, whole=whole)


def import_for_brigade(
    actor: Actor, *, brigade_id: UUID, data: bytes, own: bool = False, dry_run: bool = True
) -> WaterReport:
    """Take over a file that the chief or the city brings; `own`: the brigade's list, with ids of its own.

    A dry run does the whole work and undoes it. Nothing is ever taken away.
    Raises: NotFound, Refused, Invalid (no such file).
    """
    with transaction.atomic():
        brigade = brigades.brigade_for(actor, brigade_id)
        require(policies.can_import_water(actor, brigade))
        try:
            found = read_water(data)
        except Unusable as error:
            raise Invalid.field("file", fault_words(error.code, error.value)) from error
        report = _import(actor, f"brigade:{brigade.pk}" if own else OSM, found)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _import(actor: Actor, source: str, found: Iterable[Water | Fault], *, whole: bool = False) -> WaterReport:
    report = WaterReport()
    known = {row.source_id: row for row in WaterSource.objects.select_for_update().filter(source=source)}
    seen: set[str] = set()
    for item in found:
        if isinstance(item, Fault):
            report.faults.append(item)
            continue
        seen.add(item.source_id)
        _bring(report, known, source, item)
    if whole:
        lost = [row.pk for key, row in known.items() if key not in seen and row.gone_at is None]
        report.gone = WaterSource.objects.filter(pk__in=lost).update(gone_at=timezone.now())
    counts = {"made": report.made, "changed": report.changed, "gone": report.gone}
    audit.record(actor, "water.imported", "water", source, counts | {"faults": len(report.faults)})
    return report


def _bring(report: WaterReport, known: dict[str, WaterSource], source: str, item: Water) -> None:
    row = known.get(item.source_id)
    point = shapes.point(item.lon, item.lat)
    if row is None:
        row = WaterSource(source=source, source_id=item.source_id, point=point)
        if item.out_of_order:
            row.condition = WaterCondition.OUT_OF_ORDER
    elif _same(row, item):
        report.same += 1
        return
    fresh = row.source_id not in known
    for name in _PLAIN:
        setattr(row, name, getattr(item, name))
    row.point, row.gone_at = point, None
    row.save()
    known[item.source_id] = row
    report.made += fresh
    report.changed += not fresh


def _same(row: WaterSource, item: Water) -> bool:
    plain = all(getattr(row, name) == getattr(item, name) for name in _PLAIN)
    return plain and row.gone_at is None and (row.point.x, row.point.y) == (item.lon, item.lat)


@transaction.atomic
def inspect(actor: Actor, *, water_id: UUID, condition: WaterCondition, note: str = "") -> WaterInspection:
    """Note what was found at a water source; it stands so until the next look.

    Raises: NotSignedIn, Refused, NotFound.
    """
    require(policies.can_inspect_water(actor))
    row = queries.water(water_id, lock=True)
    row.condition, row.inspected_at = condition, timezone.now()
    row.save(update_fields=["condition", "inspected_at", "updated_at"])
    inspection = WaterInspection.objects.create(
        water=row, at=row.inspected_at, by=actor.label[:160], condition=condition, note=note.strip()[:300]
    )
    audit.record(actor, "water.inspected", "water", row.pk, {"condition": condition.value})
    return inspection
