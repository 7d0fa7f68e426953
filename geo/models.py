"""Areas with their pieces, snap points and the gazetteer."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db.models import Q

from core.models import Entity


class AreaKind(models.TextChoices):
    """What an area is, coarse to fine. `FIRST_DUE` belongs to the fire brigades, not to the police."""

    COUNTRY = "country"
    OBLAST = "oblast"
    RAION = "raion"
    HROMADA = "hromada"
    CITY = "city"
    DISTRICT = "district"
    NEIGHBOURHOOD = "neighbourhood"
    BEAT = "beat"
    FIRST_DUE = "first_due"


class Area(Entity):
    """A named piece of ground in the tree of areas, valid for a time.

    `path` holds the ids from the root down to the area itself. The last four columns follow from the
    boundary and are written by `geo.actions` alone.
    """

    kind = models.CharField(max_length=16, choices=AreaKind.choices)
    code = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = ArrayField(models.UUIDField())
    boundary = models.MultiPolygonField(srid=4326)
    valid = DateTimeRangeField()
    served = models.BooleanField(default=False)
    population = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=200, blank=True)
    properties = models.JSONField(default=dict)
    label_point = models.PointField(srid=4326)
    """A point inside, where a name can stand and where a report is shown when no cell fits."""
    reach_m = models.PositiveIntegerField()
    """Greatest distance from the label point to the boundary, in metres."""
    size_m2 = models.FloatField()
    mask_zoom = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=Q(valid__upper_inf=True), name="area_kind_code_now"
            )
        ]
        indexes = [
            GinIndex(fields=["path"], name="area_path"),
            models.Index(fields=["parent", "kind", "name"], name="area_tree"),
        ]


class AreaPart(models.Model):
    """One piece of an area's boundary; see `geo.parts`."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="parts")
    whole = models.BooleanField()
    shape = models.GeometryField(srid=4326)


class SnapPoint(models.Model):
    """Where reports of a neighbourhood are shown in public: one point for all of a catchment."""

    id = models.BigAutoField(primary_key=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="snap_points")
    point = models.PointField(geography=True, srid=4326)
    addresses = models.PositiveIntegerField()
    """Addresses in the catchment; 0 where the catchment comes from the population grid."""
    population = models.PositiveIntegerField(null=True)
    """Expected residents of the catchment; null where it comes from addresses or none is known."""
    radius_m = models.PositiveIntegerField()
    """Greatest distance from the point to a place of its catchment, in metres."""


class PlaceKind(models.TextChoices):
    """What a gazetteer entry names."""

    ADDRESS = "address"
    STREET = "street"
    PLACE = "place"


class Place(models.Model):
    """A gazetteer entry: an address, a street or a named place."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=PlaceKind.choices)
    code = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=20, blank=True)
    settlement = models.CharField(max_length=120, blank=True)
    point = models.PointField(geography=True, srid=4326)
    search = models.TextField()
    """The words a search meets, normalised by `geo.wording`."""

    class Meta:
        indexes = [GistIndex(OpClass("search", name="gist_trgm_ops"), name="place_search")]
