"""Abstract bases, the audit trail and shared rate limits."""

from __future__ import annotations

from django.db import models

from core import ids


class Entity(models.Model):
    """A row with a time-ordered UUID and its times of making and last change (UTC)."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class AuditEntry(models.Model):
    """One line of what was done by whom: appended in the change's own transaction, never altered.

    The actor is kept as id and label without a foreign key, so the line survives erasure. A database
    trigger refuses UPDATE, DELETE and TRUNCATE. Hash and place in the chain live in `AuditSeal`,
    written by the worker over committed rows, so that no request queues behind a chain head.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=160)
    verb = models.CharField(max_length=64)
    target_kind = models.CharField(max_length=32)
    target_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["target_kind", "target_id", "id"], name="audit_target"),
            models.Index(fields=["actor_id", "id"], name="audit_actor"),
        ]


class AuditSeal(models.Model):
    """Place of one audit entry in the hash chain. Append-only like the entries themselves."""

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()


class RateBucket(models.Model):
    """A token bucket shared by all processes; refilled and drawn by one UPSERT."""

    key = models.CharField(max_length=200, primary_key=True)
    tokens = models.FloatField()
    updated_at = models.DateTimeField(db_index=True)


class LayerChange(models.Model):
    """One of the counters whose sum is the version of a map layer; written by triggers. See `core.layers`."""

    layer = models.CharField(max_length=16, db_index=True)
    changes = models.BigIntegerField()
    changed_at = models.DateTimeField()
