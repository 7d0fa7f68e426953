"""What people can do and may do, as dated intervals: an ability lapses by itself, at an instant."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from core.models import Entity


class Qualification(Entity):
    """Something a person can be qualified in. One catalogue for all brigades."""

    code = models.SlugField(max_length=60, unique=True)
    name_uk = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "code")


class Inclusion(Entity):
    """Who holds `holder` holds `included` too: a platoon leader is a group leader."""

    holder = models.ForeignKey(Qualification, on_delete=models.CASCADE, related_name="inclusions")
    included = models.ForeignKey(Qualification, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "included"], name="inclusion_once"),
            models.CheckConstraint(condition=~Q(holder=F("included")), name="inclusion_of_another"),
        ]


class QualificationGrant(Entity):
    """A qualification a person holds over an interval. Revoking ends it at that instant; it is never
    deleted.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="qualification_grants")
    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="grants")
    valid = DateTimeRangeField()
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=160, blank=True)
    evidence = models.CharField(max_length=120, blank=True)
    """Name of the stored file (`rosters.media`); served only to the person and their chief."""
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=300, blank=True)
    granted_by = models.CharField(max_length=160)
    reminded_days = models.SmallIntegerField(null=True)
    """The last reminder sent: 90, 30, 7 or 0 days before the end."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="qualification_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("qualification", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            )
        ]


class GateKind(models.TextChoices):
    """What the law asks of a member besides skill (Civil Protection Code of Ukraine, art. 63)."""

    ADULT = "adult"
    MEDICAL = "medical"
    INSURANCE = "insurance"
    BASIC_TRAINING = "basic_training"


class EligibilityGate(Entity):
    """One gate that is open for a person over an interval. All four must be open to serve."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="eligibility_gates")
    kind = models.CharField(max_length=16, choices=GateKind.choices)
    valid = DateTimeRangeField()
    evidence = models.CharField(max_length=120, blank=True)
    revoked_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=160)
    reminded_days = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="gate_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            )
        ]
