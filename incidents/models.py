"""What is reported, its history, the talk about it, and the counts kept beside it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Q

from core import ids
from incidents.catalogue import Audience, Severity
from incidents.workflow import OPEN, State

SEVERITIES = [(value.value, value.value) for value in Severity]


class Category(models.Model):
    """A kind of concern. Groups (no parent) gather leaves; incidents are of a leaf."""

    code = models.CharField(max_length=48, primary_key=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name_uk = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    hint_uk = models.CharField(max_length=160, blank=True)
    hint_en = models.CharField(max_length=160, blank=True)
    response_uk = models.CharField(max_length=400, blank=True)
    response_en = models.CharField(max_length=400, blank=True)
    icon = models.CharField(max_length=40)
    severity = models.CharField(max_length=8, choices=SEVERITIES)
    audience = models.CharField(max_length=8, choices=[(a.value, a.value) for a in Audience])
    emergency = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    publication_delay_minutes = models.PositiveIntegerField(default=0)
    time_rounding_minutes = models.PositiveIntegerField(default=60)
    public_days = models.PositiveIntegerField(default=30)
    describes_people = models.BooleanField(default=False)
    order = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]


class HoldReason(models.TextChoices):
    """Why a report is kept from groups and public though its category would show it."""

    FREE = ""
    FIRST_ANONYMOUS = "first_anonymous"
    MODERATOR = "moderator"


class Incident(models.Model):
    """A reported concern. The id is made by the reporter's client and never appears in public."""

    id = models.UUIDField(primary_key=True, editable=False)
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    """Random, not time-ordered: a time in it would undo the rounding of the public time."""
    reference = models.CharField(max_length=8, unique=True)
    rev = models.PositiveIntegerField(default=1)
    public_rev = models.PositiveIntegerField(default=1)
    """Grows only when groups or public would see a change: it must not tell of the talk with the reporter."""
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(max_length=8, choices=SEVERITIES)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State])

    point = PointField(geography=True, srid=4326, spatial_index=False)
    """Where it happened, WGS 84. For the police and the unit that works it only."""
    accuracy_m = models.FloatField(null=True)
    address = models.CharField(max_length=300, blank=True)
    place_label = models.CharField(max_length=200, blank=True)
    """Address close by, or the area's name. Precise: never public."""
    area_name = models.CharField(max_length=200, blank=True)
    """Name of the beat: what groups and public are told of the place in words."""
    area_ids = ArrayField(models.UUIDField(), default=list)
    """Every area that covered the point when reported, all levels; policies compare these, not shapes."""
    group_ids = ArrayField(models.UUIDField(), default=list)
    beat_id = models.UUIDField()
    """The finest served area: whose police stream carries it."""
    public_point = PointField(geography=True, srid=4326, null=True, spatial_index=False)
    """The masked point, computed once. None: no public geometry at all."""
    public_radius_m = models.PositiveIntegerField(default=0)
    cell = models.BigIntegerField()
    """Map cell of the true point (`cells.cell_of`): with a time, the key of newest-in-a-box reads."""
    public_cell = models.BigIntegerField(null=True)
    """The same of the masked point."""

    description = models.TextField(blank=True)
    people = models.JSONField(default=list)
    happened_from = models.DateTimeField()
    happened_to = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    public_at = models.DateTimeField(null=True)
    """When the public may see it at the earliest. None: never."""
    public_until = models.DateTimeField(null=True)
    hold_reason = models.CharField(max_length=16, choices=HoldReason.choices, blank=True, default="")
    shown_to_groups = models.BooleanField(default=False)
    shown_publicly = models.BooleanField(default=False)
    tallied = models.BooleanField(default=False)
    """Whether the police roll-up counts it already."""

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=8, default="uk")
    """In which the reporter is written to."""
    source = models.CharField(max_length=16, default="web")
    source_key = models.CharField(max_length=120, blank=True, default="")
    """Key in the system it was imported from."""
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True)
    unit_id = models.UUIDField(null=True)
    unit_label = models.CharField(max_length=60, blank=True)
    """Unit that has it, as dispatch last said through `change_state`."""
    disposition = models.CharField(max_length=32, blank=True)
    closing_reason = models.CharField(max_length=32, blank=True)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    contested_at = models.DateTimeField(null=True)
    photo_count = models.PositiveSmallIntegerField(default=0)
    confirmation_count = models.PositiveIntegerField(default=0)
    messages_waiting = models.BooleanField(default=False)
    """The reporter wrote last."""
    reporter_unread = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["beat_id", "reported_at"], name="incident_beat_time"),
            models.Index(fields=["reported_at", "id"], name="incident_time"),
            models.Index(fields=["reporter", "reported_at"], name="incident_reporter"),
            models.Index(
                fields=["public_at"],
                name="incident_due",
                condition=Q(shown_publicly=False, public_at__isnull=False, hold_reason=""),
            ),
            models.Index(fields=["public_until"], name="incident_expiring", condition=Q(shown_publicly=True)),
            models.Index(fields=["beat_id"], name="incident_open", condition=Q(state__in=sorted(OPEN))),
            models.Index(fields=["id"], name="incident_untallied", condition=Q(tallied=False)),
            models.Index(fields=["cell", "reported_at", "id"], name="incident_cell_time"),
            models.Index(
                fields=["public_cell", "happened_from", "id"],
                name="incident_public_cell_when",
                condition=Q(shown_publicly=True),
            ),
            GistIndex(fields=["point"], name="incident_point"),
            GistIndex(
                fields=["public_point"], name="incident_public_point", condition=Q(shown_publicly=True)
            ),
            GinIndex(fields=["area_ids"], name="incident_areas"),
            GinIndex(fields=["group_ids"], name="incident_groups"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="incident_source_key"
            ),
            models.CheckConstraint(
                condition=Q(shown_publicly=False) | Q(public_point__isnull=False),
                name="incident_public_has_masked_point",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="incident_duplicate_has_target",
            ),
        ]

    @property
    def held(self) -> bool:
        """Kept from groups and public."""
        return bool(self.hold_reason)

    @property
    def area_id_set(self) -> frozenset[str]:
        """The areas as policies compare them."""
        return frozenset(str(area) for area in self.area_ids)


class StatusChange(models.Model):
    """One step in an incident's life. Appended, never altered."""

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    verb = models.CharField(max_length=16)
    reason = models.CharField(max_length=32, blank=True)
    note = models.TextField(blank=True)
    """For colleagues."""
    message = models.TextField(blank=True)
    """For the reporter, beside the standard words of the step."""
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=160)
    unit_label = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["incident", "id"], name="step_incident")]


class Author(models.TextChoices):
    """Who speaks in a conversation with the reporter."""

    REPORTER = "reporter"
    POLICE = "police"


class Message(models.Model):
    """One message between police and reporter. The id is made by the sender's client."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(max_length=8, choices=Author.choices)
    author_label = models.CharField(max_length=160)
    """Name for colleagues; the reporter sees only 'police'."""
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "at"], name="message_incident")]


class Note(models.Model):
    """An internal note of the police. Never leaves the police side."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    author_label = models.CharField(max_length=160)
    text = models.TextField()
    at = models.DateTimeField()


class Photo(models.Model):
    """A re-encoded photograph. The id is the client's; the files have random names of their own."""

    id = models.UUIDField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="photos")
    name = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    """Bytes of the full picture."""
    digest = models.CharField(max_length=64)
    """SHA-256 of what was uploaded, to know a repeat."""
    at = models.DateTimeField()


class ReporterContact(models.Model):
    """How the reporter may be reached, apart from the incident: every read of it is audited."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(max_length=254, blank=True)


class Receipt(models.Model):
    """The keyed hash of a receipt's words: enough to recognise them, not enough to make them."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="receipt")
    digest = models.BinaryField(max_length=32, unique=True)
    opened_at = models.DateTimeField(null=True)


class Confirmation(models.Model):
    """I see it too. `source` tells sources of one incident apart, not one person's across incidents."""

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="confirmations")
    source = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "source"], name="confirmed_once")]


class Intervention(models.Model):
    """How often the form stopped a description of people, by day and reason. No text, no person."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    code = models.CharField(max_length=48)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "code"], name="intervention_day_code")]


class Tally(models.Model):
    """Kept counts of incidents by map cell, time and category, for tiles of low zoom.

    Each incident is counted under its day, its month and its year (`day` is then the first of it), and each
    time under its category and under all of them (`category` is null), so that a tile over two years is read
    from a handful of rows a cell, not from one for each day and category.
    `level` is the Web Mercator zoom of the cell. Public rows hold masked points only and no areas;
    police rows keep the incidents' own `area_ids`, so that the same predicate filters them.
    """

    id = models.BigAutoField(primary_key=True)
    audience = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    span = models.CharField(max_length=5, choices=[(s, s) for s in ("day", "month", "year")], default="day")
    day = models.DateField()
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    area_ids = ArrayField(models.UUIDField(), default=list)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audience", "level", "span", "category", "x", "y", "day", "area_ids"],
                name="tally_key",
                nulls_distinct=False,
            )
        ]
