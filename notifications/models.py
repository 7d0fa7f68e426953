"""Rows of the event log and of what is told to people.

`Stream`, `StreamEvent` and `Pending` are written by database functions only (migration 0002).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


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

    `area_ids` are the areas on every level the audience's subject lies in; `user_id` owns the stream.
    """

    key = models.CharField(max_length=80, primary_key=True, db_collation="C")
    area_ids = ArrayField(models.UUIDField(), default=list)
    user_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user_id"], name="stream_scope_user")]
