"""Importing a map file into the tree of areas: everything or nothing, and a report of every feature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.decisions import require
from core.errors import AppError
from geo import importers, policies, queries, shapes
from geo.actions.areas import replace_area, set_parent
from geo.actions.drafts import AreaDraft
from geo.importers import MapFile, RawFeature
from geo.models import Area, AreaKind
from geo.shapes import Repair


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file's features become areas."""

    kind: AreaKind
    source: str
    name_fields: tuple[str, ...] = importers.NAME_FIELDS
    code_fields: tuple[str, ...] = importers.CODE_FIELDS
    parent_field: str = ""
    """Field with the parent's code; empty finds the parent by place."""
    parent_id: UUID | None = None
    """The parent of all features, where it is known."""
    country: tuple[str, str] | None = None
    """Code and name of the country to stand above the areas; made from their union when missing."""
    served: bool | None = None
    limits: shapes.Limits = shapes.IMPORT


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one feature."""

    number: int
    name: str
    code: str
    outcome: str
    """added, changed, same or refused"""
    reason: str = ""
    at: str = ""
    place: tuple[float, float] | None = None
    repairs: tuple[Repair, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For answers."""
        place = None if self.place is None else {"lon": self.place[0], "lat": self.place[1]}
        repairs = [repair.as_dict() for repair in self.repairs]
        plain = {name: getattr(self, name) for name in ("number", "name", "code", "outcome", "reason", "at")}
        return {**plain, "place": place, "repairs": repairs}


@dataclass(slots=True)
class ImportReport:
    """Counts by outcome, and a line for each feature that was mended or refused."""

    counts: Counter[str] = field(default_factory=Counter)
    notable: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Count a feature; keep it when somebody should look at it."""
        self.counts[line.outcome] += 1
        if line.repairs:
            self.counts["repaired"] += 1
        if line.repairs or line.outcome == "refused":
            self.notable.append(line)


def import_areas(
    actor: policies.AreaActor,
    file: MapFile,
    options: ImportOptions,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> ImportReport:
    """Add or change an area for each feature; a refused feature leaves the others alone.

    Importing the same file again changes nothing. With `dry_run` the whole work is done and undone.
    Raises Refused when the actor may not change areas.
    """
    require(policies.can_manage_areas(actor))
    report = ImportReport()
    with transaction.atomic():
        _import(actor, file, options, report, progress)
        audit.record(
            actor, "areas.imported", "areas", options.kind, {"source": options.source, **report.counts}
        )
        if dry_run:
            transaction.set_rollback(True)
    return report


def _import(
    actor: policies.AreaActor,
    file: MapFile,
    options: ImportOptions,
    report: ImportReport,
    progress: Callable[[int, int], None],
) -> None:
    codes: dict[str, int] = {}
    kept: list[UUID] = []
    for raw in file.features:
        line, area = _import_one(actor, raw, options, codes)
        report.add(line)
        if area is not None:
            kept.append(area.pk)
        progress(raw.number, file.count)
    if options.country is not None:
        _put_below_country(actor, options, kept)


def _import_one(
    actor: policies.AreaActor, raw: RawFeature, options: ImportOptions, codes: dict[str, int]
) -> tuple[Line, Area | None]:
    name = raw.text(options.name_fields)
    code = raw.text(options.code_fields) or name
    try:
        _refuse_nameless(name, code, codes, raw.number)
        boundary, repairs = shapes.clean_boundary(raw.geometry or {}, limits=options.limits)
        draft = _draft(raw, name, code, boundary, options)
        area, outcome = replace_area(actor, draft)
    except AppError as error:
        return _refused(raw, name, code, error), None
    return Line(raw.number, name, code, outcome.value, repairs=tuple(repairs)), area


def _refuse_nameless(name: str, code: str, codes: dict[str, int], number: int) -> None:
    if not name:
        raise AppError("area.name", _("The feature has no name."))
    first = codes.setdefault(code, number)
    if first != number:
        message = _("Feature %(n)d of this file has the same code.") % {"n": first}
        raise AppError("area.code_twice", message)


def _refused(raw: RawFeature, name: str, code: str, error: AppError) -> Line:
    place = error.data.get("place")
    return Line(
        raw.number,
        name,
        code,
        "refused",
        reason=str(error.message),
        at=str(error.data.get("at", "")),
        place=(place["lon"], place["lat"]) if place else None,
    )


def _draft(
    raw: RawFeature, name: str, code: str, boundary: MultiPolygon, options: ImportOptions
) -> AreaDraft:
    return AreaDraft(
        kind=options.kind,
        code=code[:120],
        name=name[:200],
        name_en=raw.text(importers.ENGLISH_FIELDS)[:200],
        boundary=boundary,
        parent_id=_parent(raw, boundary, options),
        served=options.served,
        population=raw.whole_number(importers.POPULATION_FIELDS),
        source=options.source[:200],
        properties=_properties(raw),
    )


def _properties(raw: RawFeature) -> dict[str, Any]:
    """The file's other plain fields, kept for whoever wants to know."""
    known = {*importers.NAME_FIELDS, *importers.ENGLISH_FIELDS, *importers.POPULATION_FIELDS}
    plain = {key: value for key, value in raw.fields.items() if isinstance(value, str | int | float)}
    return {key: value for key, value in plain.items() if key.lower() not in known and value != ""}


def _parent(raw: RawFeature, boundary: MultiPolygon, options: ImportOptions) -> UUID | None:
    if options.parent_id is not None:
        return options.parent_id
    if options.parent_field:
        code = raw.text([options.parent_field])
        parent = queries.area_by_code(code)
        if parent is None:
            raise AppError("area.parent", _("There is no area with the code %(code)s.") % {"code": code})
        return parent.pk
    return queries.parent_by_place(boundary, options.kind)


def _put_below_country(actor: policies.AreaActor, options: ImportOptions, area_ids: list[UUID]) -> None:
    """Make the country from the union of the imported areas when it is missing; hang rootless ones below."""
    assert options.country is not None  # noqa: S101 - the caller asks first
    code, name = options.country
    areas = list(Area.objects.filter(pk__in=area_ids).select_for_update())
    country = Area.objects.filter(kind=AreaKind.COUNTRY, code=code, valid__upper_inf=True).first()
    if country is None and areas:
        boundary = shapes.union([area.boundary for area in areas])
        country, _outcome = replace_area(
            actor, AreaDraft(AreaKind.COUNTRY, code, name, boundary, source=options.source)
        )
    for area in areas:
        if area.parent_id is None and country is not None:
            set_parent(actor, area, country)
