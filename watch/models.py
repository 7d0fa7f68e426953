"""Watch groups, the zones they keep an eye on, and who asked to belong."""

from __future__ import annotations

from django.contrib.gis.db.models import GeometryField, MultiPolygonField, PointField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import User
from core.models import Entity


class GroupKind(models.TextChoices):
    """What its members share."""

    STREET = "street"
    HOUSE = "house"
    NEIGHBOURHOOD = "neighbourhood"
    VILLAGE = "village"
    BUSINESS = "business"
    SCHOOL = "school"


class GroupStatus(models.TextChoices):
    """Archived groups keep their history, cover no place and let nobody in."""

    ACTIVE = "active"
    ARCHIVED = "archived"


class ZoneSource(models.TextChoices):
    """How a zone's boundary came about."""

    DRAWN = "drawn"
    AREA = "area"
    UPLOAD = "upload"


class MembershipState(models.TextChoices):
    """Where a person stands with a group; `REQUESTED` and `ACTIVE` are the open ones."""

    REQUESTED = "requested"
    ACTIVE = "active"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    REMOVED = "removed"


OPEN_STATES = (MembershipState.REQUESTED, MembershipState.ACTIVE)


class Group(Entity):
    """A neighbourhood watch: its name, its place, its standing. Authority in it is `accounts.Grant`'s.

    `area_ids` holds the areas of every level over its zones (point on surface of each polygon);
    `home_area_id` is the municipality it was founded in: its coordinators may not draw outside it.
    `rev` grows with every change members can see.
    """

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=96, unique=True, allow_unicode=True)
    description = models.TextField(max_length=2000, blank=True)
    kind = models.CharField(max_length=16, choices=GroupKind.choices, default=GroupKind.NEIGHBOURHOOD)
    status = models.CharField(max_length=16, choices=GroupStatus.choices, default=GroupStatus.ACTIVE)
    area_ids = ArrayField(models.UUIDField(), default=list)
    home_area_id = models.UUIDField(null=True)
    centre = PointField(geography=True, null=True)
    rev = models.PositiveIntegerField(default=1)


class Zone(Entity):
    """One polygon set a group watches. `boundary` is WGS 84; its edge belongs to it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="zones")
    name = models.CharField(max_length=80)
    boundary = MultiPolygonField(srid=4326)
    source = models.CharField(max_length=8, choices=ZoneSource.choices)
    area_id = models.UUIDField(null=True)
    area_m2 = models.FloatField()


class ZonePart(models.Model):
    """A small piece of a zone's boundary; see `geo.parts`. Written by `actions` beside the zone."""

    id = models.BigAutoField(primary_key=True)
    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="parts")
    whole = models.BooleanField()
    shape = GeometryField(srid=4326)


class PastBoundary(models.Model):
    """What a zone's boundary was until it was redrawn or removed: re-zoning leaves a trace."""

    id = models.BigAutoField(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    zone_id = models.UUIDField(db_index=True)
    name = models.CharField(max_length=80)
    boundary = MultiPolygonField(srid=4326, spatial_index=False)
    until = models.DateTimeField()
    changed_by = models.CharField(max_length=160)


class Membership(Entity):
    """One person's way into (and out of) a group. Past ones stay; at most one is open at a time."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=16, choices=MembershipState.choices)
    note = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=160, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(state__in=["requested", "active"]),
                name="one_open_membership",
            )
        ]
        indexes = [models.Index(fields=["user", "state"], name="membership_user")]
