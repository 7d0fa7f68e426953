"""Rows of the event log and of what is told to people.

`Stream`, `StreamEvent` and `Pending` are written by database functions only (migration 0002).
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.models import Entity


class Stream(models.Model):
    """Counter of one stream: `floor < off <= top` can be read, in the numbering named `epoch`.

    A stream nobody has written to has no row; it stands at offset 0 of the installation's epoch.
    """

    key = models.CharField(max_length=80, primary_key=True, db_collation="C")
    epoch = models.UUIDField()
    top = models.BigIntegerField()
    floor = models.BigIntegerField(db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(floor__gte=0, top__gte=models.F("floor")), name="stream_floor_below_top"
            )
        ]


class StreamEvent(models.Model):
    """One line of the log, for one audience. Partitioned by `day` (UTC) of its commit."""

    pk = models.CompositePrimaryKey("stream", "off", "day")
    stream = models.CharField(max_length=80, db_collation="C")
    off = models.BigIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=80)
    data = models.TextField(null=True)  # noqa: DJ001  the column's type is json; NULL says "drop"

    class Meta:
        db_table = "notifications_event"


class Pending(models.Model):
    """An event whose transaction has not committed yet; a deferred trigger numbers it at commit.

    No row outlives its transaction, so the table is unlogged.
    """

    id = models.BigAutoField(primary_key=True)
    transaction = models.BigIntegerField()
    ordinal = models.IntegerField()
    stream = models.CharField(max_length=80, db_collation="C")
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=80)
    data = models.TextField(null=True)  # noqa: DJ001  json


class StreamScope(models.Model):
    """What a policy must know of a stream and cannot read from its key.

    `area_ids` are the areas on every level the audience's subject lies in; `user_id` owns the stream;
    `brigade_ids` are the fire brigades paged for a call-out.
    """

    key = models.CharField(max_length=80, primary_key=True, db_collation="C")
    area_ids = ArrayField(models.UUIDField(), default=list)
    user_id = models.UUIDField(null=True)
    brigade_ids = ArrayField(models.UUIDField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["user_id"], name="stream_scope_user")]


class InboxItem(Entity):
    """One message to one person. Words stay message ids, so that it reads in the language of the day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    severity = models.CharField(max_length=16)
    title = models.CharField(max_length=300)
    body = models.TextField()
    words = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    mail_link = models.CharField(max_length=300, blank=True, default="")
    """The person's own link in the e-mail, where it differs: it never appears on a screen."""
    dedupe_key = models.CharField(max_length=160)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    rev = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "dedupe_key"], name="inbox_told_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="inbox_newest"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="inbox_unread"),
        ]


class MailChoice(models.TextChoices):
    """What of the inbox a person wants by e-mail as well."""

    ALL = "all"
    IMPORTANT = "important"
    NONE = "none"


class InboxPreference(models.Model):
    """A person's choice; who has made none gets important things by e-mail."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    email = models.CharField(max_length=16, choices=MailChoice.choices, default=MailChoice.IMPORTANT)


class Channel(models.TextChoices):
    """A way to reach a person."""

    LIVE = "live"
    EMAIL = "email"


class DeliveryState(models.TextChoices):
    """How a must-reach message stands. The first two are open, the others final."""

    PENDING = "pending"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    SUPERSEDED = "superseded"
    ESCALATED = "escalated"
    FAILED = "failed"


OPEN_STATES = (DeliveryState.PENDING, DeliveryState.SENT)


class Delivery(Entity):
    """A message that must reach a person, on one channel, in one wave of its alert.

    Handing it to a channel is not reaching: only the person's acknowledgement is. `on_acknowledged` names
    the job to enqueue then.
    """

    alert_key = models.CharField(max_length=120)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    wave = models.PositiveSmallIntegerField()
    item = models.ForeignKey(InboxItem, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=16, choices=DeliveryState.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    deadline = models.DateTimeField(null=True)
    acked_at = models.DateTimeField(null=True)
    on_acknowledged = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert_key", "recipient", "channel", "wave"], name="delivery_once_a_wave"
            )
        ]
        indexes = [
            models.Index(
                fields=["alert_key"], condition=models.Q(state__in=["pending", "sent"]), name="delivery_open"
            )
        ]
