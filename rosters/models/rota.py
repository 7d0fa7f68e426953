"""One run of the rota solver: what was asked, how far it is, what it proposes."""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from core.models import Entity
from rosters.models.brigade import Brigade


class RunState(models.TextChoices):
    """Waiting, under way, and the ways it ends."""

    WAITING = "waiting"
    SOLVING = "solving"
    DONE = "done"
    INFEASIBLE = "infeasible"
    CANCELLED = "cancelled"
    FAILED = "failed"
    PUBLISHED = "published"


class RunMode(models.TextChoices):
    """Fill what is open around what is published; or change what is there as little as can be."""

    FILL = "fill"
    REPLAN = "replan"


class RotaRun(Entity):
    """A proposal for a window of shifts; publishing makes its assignments binding."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="rota_runs")
    during = DateTimeRangeField()
    state = models.CharField(max_length=16, choices=RunState.choices, default=RunState.WAITING)
    mode = models.CharField(max_length=8, choices=RunMode.choices, default=RunMode.FILL)
    exceptions = models.BooleanField(default=False)
    """Published assignments that contradict the limits stand as they are; everything else keeps them."""
    asked_by = models.CharField(max_length=160)
    cancel_asked = models.BooleanField(default=False)
    progress = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
