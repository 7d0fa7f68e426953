"""A brigade, what it drives, and what makes a crew."""

from __future__ import annotations

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from core.models import Entity
from rosters.models.ability import Qualification


class FounderKind(models.TextChoices):
    """Who founds a voluntary fire unit (Civil Protection Code of Ukraine, art. 63)."""

    COMMUNITY = "community"
    NGO = "ngo"
    ENTERPRISE = "enterprise"


class VehicleState(models.TextChoices):
    """Whether a vehicle counts. Reserve and retired ones keep their history."""

    IN_SERVICE = "in_service"
    OFF_RUN = "off_run"
    RESERVE = "reserve"
    RETIRED = "retired"


class Brigade(Entity):
    """A voluntary fire unit: its station, the ground it covers first, and its clock.

    `first_due_area` is an area of kind *first due* in `geo`, so that an incident's own area ids name the
    brigade.
    """

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    founder_kind = models.CharField(max_length=16, choices=FounderKind.choices)
    founder_name = models.CharField(max_length=200)
    station_name = models.CharField(max_length=200)
    station = PointField(geography=True, srid=4326)
    first_due_area = models.ForeignKey("geo.Area", null=True, on_delete=models.PROTECT, related_name="+")
    area_ids = ArrayField(models.UUIDField(), default=list)
    time_zone = models.CharField(max_length=64, default="Europe/Kyiv")
    rest_hours = models.FloatField(default=11)
    week_hours = models.FloatField(default=48)
    recruiting = models.BooleanField(default=True)
    recruitment_text = models.TextField(blank=True)
    open_evening = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)
    rev = models.PositiveIntegerField(default=1)


class Neighbour(Entity):
    """A brigade asked for mutual aid, in order."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="neighbours")
    other = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [
            models.UniqueConstraint(fields=["brigade", "other"], name="neighbour_once"),
            models.CheckConstraint(condition=~Q(brigade=F("other")), name="neighbour_is_another"),
        ]


class ContactNumber(Entity):
    """A number the brigade rings: the state service, the electricity company, the mayor on duty."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="contact_numbers")
    label = models.CharField(max_length=120)
    number = models.CharField(max_length=32)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "label")


class Vehicle(Entity):
    """Something a crew goes out with."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="vehicles")
    name = models.CharField(max_length=120)
    call_sign = models.CharField(max_length=32)
    state = models.CharField(max_length=16, choices=VehicleState.choices, default=VehicleState.IN_SERVICE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brigade", "call_sign"], name="vehicle_call_sign")]


class VehicleSeat(Entity):
    """One seat. Hard: the vehicle does not go out without it filled by somebody who holds `needs`."""

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="seats")
    label = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    needs = models.ForeignKey(Qualification, null=True, on_delete=models.PROTECT, related_name="+")
    hard = models.BooleanField(default=True)

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["vehicle", "order"], name="vehicle_seat_order")]


class Paging(models.TextChoices):
    """How the channels of a first page follow one another."""

    TOGETHER = "together"
    """On screens and by e-mail at once."""
    IN_TURN = "in_turn"
    """On screens first; by e-mail, a step of the plan later, those who have not answered."""


class CrewRule(Entity):
    """What a viable crew is for one kind of incident; `category` empty means every other kind.

    With `vehicle` the crew is that vehicle's hard seats; otherwise the rule's own seats count.
    """

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="crew_rules")
    category = models.CharField(max_length=60, blank=True)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.CASCADE, related_name="+")
    reply_seconds = models.PositiveIntegerField(default=120)
    """Seconds from a wave's paging to the look whether a viable crew has answered."""
    paging = models.CharField(max_length=12, choices=Paging.choices, default=Paging.TOGETHER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brigade", "category"], name="crew_rule_category")]


class CrewRuleSeat(Entity):
    """So many people with one qualification."""

    rule = models.ForeignKey(CrewRule, on_delete=models.CASCADE, related_name="seats")
    needs = models.ForeignKey(Qualification, null=True, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveSmallIntegerField(default=1)
    hard = models.BooleanField(default=True)
