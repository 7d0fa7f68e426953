"""Membership over time, from the first letter to the last day."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models

from accounts.models import User
from core.models import Entity
from rosters.models.brigade import Brigade


class MemberKind(models.TextChoices):
    """What a member is in a brigade. Firefighters and chiefs go out; who is there in support fills no seat
    and is not paged (`ability.formal_obstacles`).
    """

    FIREFIGHTER = "firefighter"
    SUPPORT = "support"
    CHIEF = "chief"


class MemberState(models.TextChoices):
    """Where a person stands with a brigade."""

    APPLIED = "applied"
    INTERVIEW = "interview"
    PROBATION = "probation"
    ACTIVE = "active"
    LEAVE = "leave"
    LEFT = "left"
    DECLINED = "declined"


class Member(Entity):
    """One person in one brigade. Authority is `accounts.Grant`'s; a person may be in several brigades."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="brigade_memberships")
    kind = models.CharField(max_length=16, choices=MemberKind.choices, default=MemberKind.FIREFIGHTER)
    state = models.CharField(max_length=16, choices=MemberState.choices, default=MemberState.APPLIED)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    travel_minutes = models.PositiveSmallIntegerField(default=10)
    """Minutes from home or work to this brigade's station, as the member says."""
    phone = models.CharField(max_length=32, blank=True)
    known_until = models.DateTimeField(null=True, db_index=True)
    """When what colleagues were last told of this person's availability changes by the clock alone."""
    rev = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brigade", "user"], name="member_once")]


class Standing(Entity):
    """The state a membership was in over an interval: tenure is legal evidence, so the past stays."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="standings")
    state = models.CharField(max_length=16, choices=MemberState.choices)
    during = DateTimeRangeField()
    changed_by = models.CharField(max_length=160)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="standing_one_at_a_time",
                expressions=[("member", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]


class Application(Entity):
    """What somebody wrote when they applied; seen by the chief alone."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="application")
    motivation = models.TextField(blank=True)
    experience = models.TextField(blank=True)
    born = models.DateField()
    consent_at = models.DateTimeField()


class EmergencyContact(Entity):
    """Whom to call when a member is hurt; seen by the chief alone, every look audited."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="emergency_contact")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=32)
    relation = models.CharField(max_length=60, blank=True)
