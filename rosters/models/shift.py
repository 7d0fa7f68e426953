"""Shifts, who holds their seats, and how a seat passes from hand to hand."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import Entity
from rosters.models.ability import Qualification
from rosters.models.brigade import Brigade


class ShiftRule(Entity):
    """A recurring shift in local wall-clock time; `rosters.recurrence.Rule` gives its meaning.

    Editing a rule never touches a past or published shift (R6).
    """

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="shift_rules")
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64)
    starts = models.TimeField()
    ends = models.TimeField()
    anchor = models.DateField()
    cycle_days = models.PositiveSmallIntegerField()
    offsets = ArrayField(models.PositiveSmallIntegerField())
    first = models.DateField()
    last = models.DateField(null=True)
    skipped = ArrayField(models.DateField(), default=list)


class ShiftRuleSeat(Entity):
    """What each shift of the rule needs."""

    rule = models.ForeignKey(ShiftRule, on_delete=models.CASCADE, related_name="seats")
    needs = models.ForeignKey(Qualification, null=True, on_delete=models.PROTECT, related_name="+")
    hard = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)


class ShiftState(models.TextChoices):
    """Drafts belong to the chief; published shifts bind; cancelled ones stay in calendars as cancelled."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Shift(Entity):
    """One shift of one day, as instants. `sequence` rises with every change a calendar must learn of."""

    brigade = models.ForeignKey(Brigade, on_delete=models.CASCADE, related_name="shifts")
    rule = models.ForeignKey(ShiftRule, null=True, on_delete=models.SET_NULL, related_name="shifts")
    name = models.CharField(max_length=80)
    day = models.DateField()
    during = DateTimeRangeField()
    starts_label = models.TimeField()
    ends_label = models.TimeField()
    state = models.CharField(max_length=16, choices=ShiftState.choices, default=ShiftState.DRAFT)
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("during",)
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "day"], condition=Q(rule__isnull=False), name="shift_of_day"
            )
        ]
        indexes = [models.Index(fields=["brigade", "day"], name="shift_brigade_day")]


class ShiftSeat(Entity):
    """One seat of one shift, copied from the rule when the shift was made."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="seats")
    needs = models.ForeignKey(Qualification, null=True, on_delete=models.PROTECT, related_name="+")
    hard = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order",)
        constraints = [models.UniqueConstraint(fields=["shift", "order"], name="shift_seat_order")]


class AssignmentState(models.TextChoices):
    """Only confirmed assignments are duty."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class AssignmentSource(models.TextChoices):
    """How a person came to a seat."""

    SOLVER = "solver"
    SIGN_UP = "sign_up"
    SWAP = "swap"
    CHIEF = "chief"


class Assignment(Entity):
    """A person in a seat. The database lets nobody be on two confirmed duties at once, in any brigades
    (R1).
    """

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="assignments")
    seat = models.ForeignKey(ShiftSeat, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assignments")
    during = DateTimeRangeField()
    state = models.CharField(max_length=16, choices=AssignmentState.choices)
    source = models.CharField(max_length=16, choices=AssignmentSource.choices)
    why = models.JSONField(default=dict)
    """Why the solver chose this person, in parts the screen puts into words."""
    ended_reason = models.CharField(max_length=160, blank=True)
    reminded_hours = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_rota_duty_at_a_time",
                expressions=[("user", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state="confirmed"),
            ),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(state="confirmed"), name="one_holder_of_a_seat"
            ),
        ]
        indexes = [models.Index(fields=["user", "state"], name="assignment_user")]


class SwapState(models.TextChoices):
    """Open until taken, withdrawn or void."""

    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    VOID = "void"


class Swap(Entity):
    """A duty offered to others. The giver keeps it until somebody's taking commits (R7).

    With `for_assignment` it is an exchange: offered to that duty's holder alone, for that duty.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="swaps")
    for_assignment = models.ForeignKey(
        Assignment, null=True, on_delete=models.CASCADE, related_name="wanted_by"
    )
    to_user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=SwapState.choices, default=SwapState.OPEN)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(state="open"), name="one_open_swap")
        ]


class CalendarToken(Entity):
    """A revocable address of a calendar feed: a person's own, or a brigade's. Only a hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="calendar_tokens")
    brigade = models.ForeignKey(Brigade, null=True, on_delete=models.CASCADE, related_name="+")
    token_hash = models.BinaryField(max_length=32, unique=True)
    revoked_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)
