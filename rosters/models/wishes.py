"""What members would like of a rota, and who cannot both be away from home at once."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core.models import Entity
from rosters.models.brigade import Brigade


class DutyWish(Entity):
    """Local times of the week in which a person would like duties to begin, or would rather not have them.

    A wish decides between rotas that are equal otherwise; it never stands against coverage, and it is not
    availability. An end at or before the start is the next day's.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duty_wishes")
    starts = models.TimeField()
    ends = models.TimeField()
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    """0 is Monday."""
    likes = models.BooleanField()


class ApartPair(Entity):
    """Two members who are never on duty at the same time: parents of small children, say.

    Why is nobody's business and is not asked. The one with the lesser id stands first, so that a pair has
    one row.
    """

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="apart_pairs")
    one = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    two = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(one__lt=F("two")), name="apart_pair_ordered"),
            models.UniqueConstraint(
                fields=["brigade", "one", "two"], condition=Q(ended_at=None), name="apart_pair_once"
            ),
        ]
