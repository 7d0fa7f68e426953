"""Training, attendance and the ledger of hours: duty, call-outs, training."""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from accounts.models import User
from core.models import Entity
from rosters.models.ability import Qualification
from rosters.models.brigade import Brigade


class TrainingSession(Entity):
    """An evening or a course; attending may grant a qualification."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="training_sessions")
    title = models.CharField(max_length=160)
    during = DateTimeRangeField()
    place = models.CharField(max_length=160, blank=True)
    grants = models.ForeignKey(Qualification, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)


class Attendance(Entity):
    """Who was there."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="attendance")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    present = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="attendance_once")]


class HoursKind(models.TextChoices):
    """What the hours were given to."""

    DUTY = "duty"
    CALL_OUT = "call_out"
    TRAINING = "training"


class HoursEntry(Entity):
    """One line of the ledger. A correction is a further line; nothing is overwritten."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="hours")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="hours")
    kind = models.CharField(max_length=16, choices=HoursKind.choices)
    during = DateTimeRangeField()
    minutes = models.IntegerField()
    source_id = models.UUIDField()
    """The assignment, session or call-out it comes from."""
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "source_id"],
                condition=models.Q(corrects__isnull=True),
                name="hours_once_for_each_source",
            )
        ]
