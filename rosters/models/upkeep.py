"""Vehicle and kit checks; a defect takes a seat or a vehicle off the run until it is cleared."""

from __future__ import annotations

from django.db import models

from core.models import Entity
from rosters.models.brigade import Brigade, Vehicle, VehicleSeat


class CheckItem(Entity):
    """A line of a vehicle's check list or inventory."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="check_items")
    label = models.CharField(max_length=160)
    quantity = models.PositiveSmallIntegerField(null=True)
    """For inventory lines: how many there should be."""
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "label")


class Check(Entity):
    """One check of a vehicle. `answers` maps an item's id to `{ok, counted, note}`."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    by = models.CharField(max_length=160)
    answers = models.JSONField(default=dict)


class Defect(Entity):
    """Something broken. `off_run`: the vehicle, or only its `seat`, does not count until cleared."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="defects")
    seat = models.ForeignKey(VehicleSeat, null=True, on_delete=models.CASCADE, related_name="defects")
    what = models.CharField(max_length=300)
    off_run = models.BooleanField()
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=160)
    cleared_at = models.DateTimeField(null=True)
    cleared_by = models.CharField(max_length=160, blank=True)
    cleared_note = models.CharField(max_length=300, blank=True)


class KitKind(models.TextChoices):
    """Kit with a date by which it must be tested."""

    BREATHING_APPARATUS = "breathing_apparatus"
    CYLINDER = "cylinder"
    HOSE = "hose"
    LADDER = "ladder"
    CLOTHING = "clothing"
    PUMP = "pump"
    OTHER = "other"


class KitItem(Entity):
    """One piece of kit."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="kit")
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL, related_name="kit")
    kind = models.CharField(max_length=24, choices=KitKind.choices)
    label = models.CharField(max_length=120)
    serial = models.CharField(max_length=60, blank=True)
    test_due = models.DateField(null=True)
    retired_at = models.DateTimeField(null=True)
    reminded_days = models.SmallIntegerField(null=True)
    """The last reminder sent: 30, 7 or 0 days before the test is due. A new date resets it."""
