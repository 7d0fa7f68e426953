"""Putting areas into the tree, renaming and ending them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, ids
from core.decisions import require, wrong_state
from core.errors import Conflict, Invalid
from geo import masking, parts, policies, queries, shapes
from geo.actions.drafts import AreaDraft
from geo.actions.inside import require_inside
from geo.models import Area, AreaKind

GROUND_OF_BRIGADE = "brigade-"
"""How the codes of brigades' grounds begin: without one its brigade would no longer be called."""
PARTS_SQL = parts.rebuild_sql("geo_area", "geo_areapart", "area_id")


class Outcome(StrEnum):
    """What an import did with one area."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


@transaction.atomic
def replace_area(actor: policies.AreaActor, draft: AreaDraft) -> tuple[Area, Outcome]:
    """Add the area, or bring the valid one of the same kind and code to the draft; same twice is no change.

    Raises Refused outside the actor's areas, Invalid when the code is another place's or the outline leaves
    the area above, Conflict when the parent lies below the area itself.
    """
    area = (
        Area.objects.select_for_update()
        .filter(kind=draft.kind, code=draft.code, valid__upper_inf=True)
        .first()
    )
    above = _above(draft)
    require(policies.can_manage_area(actor, above or _path(area)))
    if area is not None and not policies.can_manage_area(actor, _path(area)):
        raise _code_taken(draft)
    if area is not None and str(area.pk) in above:
        raise Conflict("area.circle", _("An area cannot lie below itself."))
    require_inside(actor, draft, area, above)
    if area is None:
        area = _add(draft, above)
        _rebuild_parts([area.pk])
        audit.record(actor, "area.added", "area", area.pk, {"kind": area.kind, "code": area.code})
        return area, Outcome.ADDED
    changed = _apply(area, draft, above)
    if not changed:
        return area, Outcome.SAME
    area.save()
    if "boundary" in changed:
        _rebuild_parts([area.pk])
    audit.record(actor, "area.changed", "area", area.pk, {"fields": sorted(changed)})
    return area, Outcome.CHANGED


@transaction.atomic
def change_area(
    actor: policies.AreaActor, area_id: UUID, *, name: str | None = None, served: bool | None = None
) -> Area:
    """Rename an area, or say whether the police desk serves it. Raises NotFound, Refused, Invalid."""
    area = queries.area(area_id)
    require(policies.can_manage_area(actor, _path(area)))
    changes: dict[str, Any] = {}
    if name is not None:
        if not name.strip():
            raise Invalid.field("name", _("Please give a name."))
        changes["name"] = name.strip()
    if served is not None:
        changes["served"] = served
    changes = {key: value for key, value in changes.items() if getattr(area, key) != value}
    if changes:
        for key, value in changes.items():
            setattr(area, key, value)
        area.save(update_fields=[*changes, "updated_at"])
        audit.record(actor, "area.changed", "area", area.pk, {"fields": sorted(changes)})
    return area


@transaction.atomic
def end_area(actor: policies.AreaActor, area_id: UUID) -> Area:
    """End an area's validity now. Raises NotFound, Refused; Conflict: ended, a brigade's, no leaf."""
    area = Area.objects.select_for_update().get(pk=queries.area(area_id).pk)
    require(policies.can_manage_area(actor, _path(area)))
    if area.valid.upper is not None:
        require(wrong_state("area.ended", _("This area has ended already.")))
    if area.kind == AreaKind.FIRST_DUE and area.code.startswith(GROUND_OF_BRIGADE):
        message = _("This is the ground of a fire brigade: it is changed with the brigade.")
        require(wrong_state("area.of_brigade", message))
    if area.children.filter(valid__upper_inf=True).exists():
        require(wrong_state("area.has_children", _("End the areas inside it first.")))
    area.valid = DateTimeTZRange(area.valid.lower, timezone.now())
    area.save(update_fields=["valid", "updated_at"])
    audit.record(actor, "area.ended", "area", area.pk)
    return area


@transaction.atomic
def set_parent(actor: policies.AreaActor, area: Area, parent: Area) -> None:
    """Hang an area and all below it under another one. Raises Refused, Conflict on a circle."""
    require(policies.can_manage_area(actor, _path(area)))
    require(policies.can_manage_area(actor, _path(parent)))
    if area.pk in parent.path:
        raise Conflict("area.circle", _("An area cannot lie below itself."))
    area.parent = parent
    area.save(update_fields=["parent", "updated_at"])
    _move(area, [*parent.path, area.pk])
    audit.record(actor, "area.changed", "area", area.pk, {"fields": ["parent_id"]})


def _above(draft: AreaDraft) -> tuple[str, ...]:
    """The path of the area above. Raises Invalid for a brigade's ground.

    It lies across the tree: what hung below it in the next city would be shown to the police of the
    brigade's own.
    """
    if draft.parent_id is None:
        return ()
    if queries.area(draft.parent_id).kind == AreaKind.FIRST_DUE:
        message = _("The ground of a fire brigade holds no other areas.")
        raise Invalid.field("parent_id", message, code="area.parent")
    return queries.path_of(draft.parent_id)


def _code_taken(draft: AreaDraft) -> Invalid:
    """Codes are one list for all places (`area_kind_code_now`): this one is somebody else's."""
    message = _("Another place has an area of this kind with the code %(code)s. Please give yours another.")
    return Invalid.field("code", message % {"code": draft.code}, code="area.code_taken")


def _path(area: Area | None) -> list[str]:
    return [str(item) for item in area.path] if area else []


def _add(draft: AreaDraft, above: Sequence[str]) -> Area:
    area_id = ids.uuid7()
    area = Area(
        id=area_id,
        kind=draft.kind,
        code=draft.code,
        path=[*map(UUID, above), area_id],
        parent_id=draft.parent_id,
        boundary=draft.boundary,
        valid=DateTimeTZRange(timezone.now(), None),
        served=bool(draft.served),
        **_plain(draft),
    )
    _derive(area)
    area.save(force_insert=True)
    return area


def _plain(draft: AreaDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in ("name", "name_en", "population", "source", "properties")}


def _apply(area: Area, draft: AreaDraft, above: Sequence[str]) -> set[str]:
    """Write the draft's differences on the row and tell their names."""
    wanted = {**_plain(draft), "parent_id": draft.parent_id}
    if draft.served is not None:
        wanted["served"] = draft.served
    changed = {name for name, value in wanted.items() if getattr(area, name) != value}
    for name in changed:
        setattr(area, name, wanted[name])
    if not area.boundary.equals_exact(draft.boundary):
        area.boundary = draft.boundary
        changed.add("boundary")
    path = [*map(UUID, above), area.pk]
    if list(area.path) != path:
        _move(area, path)
    if changed:
        _derive(area)
    return changed


def _move(area: Area, path: list[UUID]) -> None:
    """Give the area and everything below it their new paths."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE geo_area SET path = %s::uuid[] || path[array_position(path, %s) + 1:]"
            " WHERE path @> ARRAY[%s]::uuid[]",
            [path, area.pk, area.pk],
        )
    area.path = path
    transaction.on_commit(queries.forget_paths)


def _derive(area: Area) -> None:
    """Compute what follows from boundary and population: label point, reach, size, masking grid."""
    area.label_point = area.boundary.point_on_surface
    area.reach_m = shapes.reach_m(area.boundary, area.label_point)
    area.size_m2 = shapes.area_m2(area.boundary)
    area.mask_zoom = masking.zoom_for(queries.density_of(area), area.label_point.y)


def _rebuild_parts(area_ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(PARTS_SQL, [list(area_ids)])
