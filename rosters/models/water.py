"""Hydrants and other water, with what is known of each."""

from __future__ import annotations

from django.contrib.gis.db.models import PointField
from django.db import models

from core.models import Entity


class WaterKind(models.TextChoices):
    """After the OpenStreetMap values of `emergency=*`."""

    HYDRANT = "fire_hydrant"
    TANK = "water_tank"
    POND = "fire_water_pond"
    SUCTION_POINT = "suction_point"


class WaterCondition(models.TextChoices):
    """As last inspected."""

    UNKNOWN = "unknown"
    WORKING = "working"
    IMPAIRED = "impaired"
    OUT_OF_ORDER = "out_of_order"


class WaterSource(Entity):
    """A place to take water from. `flow` in litres per minute, `volume` in cubic metres."""

    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=24, choices=WaterKind.choices)
    point = PointField(geography=True, srid=4326)
    label = models.CharField(max_length=160, blank=True)
    hydrant_type = models.CharField(max_length=40, blank=True)
    diameter_mm = models.PositiveIntegerField(null=True)
    flow_l_min = models.PositiveIntegerField(null=True)
    volume_m3 = models.PositiveIntegerField(null=True)
    condition = models.CharField(
        max_length=16, choices=WaterCondition.choices, default=WaterCondition.UNKNOWN
    )
    inspected_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="water_source_once")]


class WaterInspection(Entity):
    """What somebody found there."""

    water = models.ForeignKey(WaterSource, on_delete=models.CASCADE, related_name="inspections")
    at = models.DateTimeField()
    by = models.CharField(max_length=160)
    condition = models.CharField(max_length=16, choices=WaterCondition.choices)
    note = models.CharField(max_length=300, blank=True)
