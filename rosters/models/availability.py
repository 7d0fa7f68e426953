"""What people say about their time: one calendar for each person, whatever brigades they serve."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models

from accounts.models import User
from core.models import Entity


class WeeklyPattern(Entity):
    """Local times of the week at which a person can come; an end at or before the start is the next day's."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="weekly_patterns")
    time_zone = models.CharField(max_length=64)
    starts = models.TimeField()
    ends = models.TimeField()
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    """0 is Monday."""
    first = models.DateField()
    last = models.DateField(null=True)


class AvailabilityException(Entity):
    """An explicit word about a stretch of time. Never altered: a later word overrides it, or it is taken back
    as if it had not been said.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="availability_exceptions")
    during = DateTimeRangeField()
    available = models.BooleanField()
    said_at = models.DateTimeField()
    """By the person, which a word kept on a phone without a network reaches us later than."""
    taken_back_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=160, blank=True)


class Leave(Entity):
    """Away on leave."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leaves")
    during = DateTimeRangeField()
    reason = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True)
