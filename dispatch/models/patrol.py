"""Units, who is on duty, where they are, what they work, and alerts that must be answered."""

from __future__ import annotations

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from accounts.models import User
from core.models import Entity
from dispatch.alerting import AlertState, Audience
from incidents.models import Incident


class UnitKind(models.TextChoices):
    """What goes out."""

    CAR = "car"
    FOOT = "foot"
    BICYCLE = "bicycle"


class Unit(Entity):
    """A responder that is sent as one: a patrol car with its crew.

    `home_area_id` is the area it serves, `area_ids` that area's path from the root down, so that a
    grant for a city is a grant over its beats' units. `rev` grows with every change of its projection.
    """

    call_sign = models.CharField(max_length=32)
    kind = models.CharField(max_length=16, choices=UnitKind.choices, default=UnitKind.CAR)
    home_area_id = models.UUIDField(db_index=True)
    area_ids = ArrayField(models.UUIDField())
    active = models.BooleanField(default=True)
    rev = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(Upper("call_sign"), name="call_sign_once")]


class Duty(Entity):
    """A person on a unit for a time, half-open. Nobody is on two at once."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duties")
    valid = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_duty_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]
        indexes = [
            models.Index(fields=["unit"], name="duty_open", condition=Q(valid__upper_inf=True)),
        ]


class UnitPosition(models.Model):
    """Where a unit on duty was last: one row, gone at the end of its duty and after a short while."""

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, primary_key=True, related_name="position")
    point = PointField(geography=True, srid=4326, spatial_index=False)
    accuracy_m = models.FloatField(null=True)
    fixed_at = models.DateTimeField(db_index=True)
    received_at = models.DateTimeField()
    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [GistIndex(fields=["point"], name="unit_position_point")]


class Ending(models.TextChoices):
    """How an assignment ended."""

    RESOLVED = "resolved"
    HANDED_BACK = "handed_back"
    REASSIGNED = "reassigned"
    INCIDENT_ENDED = "incident_ended"


class Assignment(Entity):
    """One unit's work on one incident, with its own milestones (the first time each was reached).

    Corrections are appended to `AssignmentStep`, never written over these. The two partial unique
    constraints are what decides between two takers.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    assigned_by = models.CharField(max_length=160)
    assigned_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    en_route_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, choices=Ending.choices, blank=True)
    reason = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(ended_at__isnull=True), name="one_unit_for_an_incident"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(ended_at__isnull=True), name="one_incident_for_a_unit"
            ),
            models.CheckConstraint(
                name="milestones_in_order",
                condition=(Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("assigned_at")))
                & (Q(en_route_at__isnull=True) | Q(en_route_at__gte=F("accepted_at")))
                & (Q(on_scene_at__isnull=True) | Q(on_scene_at__gte=F("accepted_at")))
                & (
                    Q(on_scene_at__isnull=True)
                    | Q(en_route_at__isnull=True)
                    | Q(on_scene_at__gte=F("en_route_at"))
                )
                & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("assigned_at"))),
            ),
            models.CheckConstraint(
                name="ending_with_its_time",
                condition=Q(ended_at__isnull=True, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
            ),
        ]
        indexes = [models.Index(fields=["unit", "-assigned_at"], name="assignment_unit_time")]


class AssignmentStep(models.Model):
    """One thing said about an assignment. Appended, never altered."""

    id = models.BigAutoField(primary_key=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.CharField(max_length=160)


class Alert(Entity):
    """One wave of telling people about an incident that must be answered.

    `deadline_at` is a due time: the sweep takes what has passed it. `late_ms` is how late it was taken.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="alerts")
    wave = models.PositiveSmallIntegerField()
    """Serial number of the wave for this incident, from 0."""
    step = models.PositiveSmallIntegerField()
    """Its place in the rule's ladder."""
    asks_taking = models.BooleanField(default=False)
    """Whether only a unit that takes the incident answers it (after a hand-back)."""
    audience = models.CharField(max_length=16, choices=[(a.value, a.value) for a in Audience])
    recipients = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in AlertState])
    ended_at = models.DateTimeField(null=True)
    late_ms = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "wave"], name="one_alert_a_wave")]
        indexes = [models.Index(fields=["deadline_at"], name="alert_due", condition=Q(state="open"))]
        ordering = ["incident", "wave"]


class GroupNotice(models.Model):
    """That a group has been told of an incident: nobody is told twice when the job runs twice."""

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    group_id = models.UUIDField()
    at = models.DateTimeField()
    recipients = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "group_id"], name="group_told_once")]
