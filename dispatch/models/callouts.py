"""Call-outs of fire brigades: frozen plan, pages, answers, and the log that everything is computed from.

`number` is the call-out's own `rev` at the moment a row was written: the log in order. What a board shows
follows from the rows alone; the columns beside them are what the sweep looks for.
"""

from __future__ import annotations

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import Entity
from dispatch.turnout import Reply
from geo.models import Area
from incidents.models import Incident
from rosters.models import Brigade


class CallOutState(models.TextChoices):
    """Proposed ones wait for a dispatcher's or chief's word; nobody has been paged for them."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    RUNNING = "running"
    STOOD_DOWN = "stood_down"
    CLOSED = "closed"


OPEN_CALLOUTS = (CallOutState.PROPOSED, CallOutState.RUNNING)


class CallOut(Entity):
    """One brigade called to one place. The id is the client's, so that a start sent twice is one call-out.

    `plan`, `seats` and `audience` are frozen when it starts (C8). `deadline_at` is when a look is due:
    at the answers while it runs, at the prompt while it is proposed; empty when nothing is to be looked at.
    """

    brigade = models.ForeignKey(Brigade, on_delete=models.PROTECT, related_name="callouts")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="callouts")
    category = models.CharField(max_length=48)
    point = PointField(geography=True, srid=4326, null=True, spatial_index=False)
    place = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=CallOutState.choices)
    started_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True)
    area_ids = ArrayField(models.UUIDField(), default=list)
    """The brigade's areas when it was called: who may command it."""
    brigade_ids = ArrayField(models.UUIDField(), default=list)
    """Brigades paged so far, its own first: who may see it."""
    plan = models.JSONField(default=list)
    seats = models.JSONField(default=list)
    audience = models.JSONField(default=dict)
    """Brigade id to the ids of its serving members at the start."""
    level = models.PositiveSmallIntegerField(default=0)
    wave = models.PositiveSmallIntegerField(default=0)
    alarms = models.PositiveSmallIntegerField(default=0)
    alarm_at = models.DateTimeField(null=True)
    """When the alarm is told again; empty when none stands or somebody has acted."""
    deadline_at = models.DateTimeField(null=True)
    late_ms = models.PositiveIntegerField(default=0)
    """How late the latest look was taken."""
    viable = models.BooleanField(default=False)
    roll_call_at = models.DateTimeField(null=True)
    roll_call_stage = models.PositiveSmallIntegerField(default=0)
    air_raid_since = models.DateTimeField(null=True)
    rev = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "brigade"],
                condition=Q(incident__isnull=False, state__in=["proposed", "running"]),
                name="one_callout_of_a_brigade_to_an_incident",
            )
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"], name="callout_due", condition=Q(state__in=["proposed", "running"])
            ),
            models.Index(fields=["roll_call_at"], name="callout_roll_call_due", condition=Q(state="running")),
            models.Index(fields=["alarm_at"], name="callout_alarm_due", condition=Q(state="running")),
            models.Index(fields=["brigade", "-created_at"], name="callout_brigade_newest"),
        ]


class PageState(models.TextChoices):
    """Open until answered, asked again, called off, or out of time (C3)."""

    OPEN = "open"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    STOOD_DOWN = "stood_down"
    EXHAUSTED = "exhausted"


class Page(Entity):
    """One person paged in one wave, with the skills valid at that second. The key is what C2 rests on."""

    callout = models.ForeignKey(CallOut, on_delete=models.CASCADE, related_name="pages")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    brigade = models.ForeignKey(Brigade, on_delete=models.PROTECT, related_name="+")
    wave = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    skills = ArrayField(models.CharField(max_length=60), default=list)
    travel_minutes = models.PositiveSmallIntegerField()
    share = models.FloatField()
    """Of earlier call-outs, how often this person came: smoothed, and frozen with the page."""
    at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=PageState.choices, default=PageState.OPEN)
    stood_down_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["callout", "user", "wave"], name="page_once_a_wave"),
        ]
        indexes = [models.Index(fields=["user", "callout"], name="page_user")]


class Answer(models.Model):
    """One thing somebody answered. Appended, never altered; the id is the client's."""

    id = models.UUIDField(primary_key=True, editable=False)
    callout = models.ForeignKey(CallOut, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    reply = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Reply])
    minutes = models.PositiveSmallIntegerField(default=0)
    by_link = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["callout", "number"], name="answer_number")]
        indexes = [models.Index(fields=["user", "callout"], name="answer_user")]


class CallOutMark(Entity):
    """One line of the log beside pages and answers. Appended, never altered.

    `data["head"]` holds what the line changes of the board's head; the rest explains it.
    """

    callout = models.ForeignKey(CallOut, on_delete=models.CASCADE, related_name="marks")
    number = models.PositiveIntegerField()
    ordinal = models.PositiveSmallIntegerField()
    """Its place among the lines of one number."""
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.CharField(max_length=160, blank=True)
    text = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["callout", "number", "ordinal"], name="mark_in_its_place")
        ]


class AirRaid(Entity):
    """An air-raid alert over an area; open while `until` is empty. `source`: who said so."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    source = models.CharField(max_length=60, default="manual")
    declared_by = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "since", "source"], name="air_raid_once"),
            models.UniqueConstraint(fields=["area"], condition=Q(until__isnull=True), name="one_open_raid"),
        ]
        indexes = [models.Index(fields=["area", "-since"], name="air_raid_area")]
