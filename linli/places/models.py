# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class Town(models.Model):
    """The one town of this database: names, languages, time zone, and what its pack says of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, db_collation="C")
    names = models.JSONField()
    languages = models.JSONField()
    zone = models.CharField(max_length=60, db_collation="C")
    settings = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, db_collation="C")
    version = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "places_town"
        ordering = ("code",)


class Place(models.Model):
    """A place of the tree or an overlay that crosses it; ``path`` holds the codes from the root."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, db_collation="C")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, db_collation="C")
    overlay = models.BooleanField(default=False)
    path = models.CharField(max_length=400, db_collation="C")
    depth = models.PositiveSmallIntegerField()
    names = models.JSONField()
    aliases = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    edited = models.JSONField(default=list, help_text="fields that staff changed: a pack keeps off")

    class Meta:
        db_table = "places_place"
        ordering = ("path",)
        indexes = (models.Index(fields=("path",), name="places_place_path"),)


class Boundary(models.Model):
    """The outline of a place for a span of time, in WGS 84; a new one never overwrites an old one."""

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    geometry = models.JSONField()
    derived = models.BooleanField(default=False, help_text="union of the places below")
    source = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "places_boundary"
        ordering = ("id",)
        indexes = (models.Index(fields=("place", "valid_from"), name="places_boundary_place"),)


class Crossing(models.Model):
    """An overlay touches a place of the tree."""

    id = models.BigAutoField(primary_key=True)
    overlay = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "places_crossing"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("overlay", "place"), name="places_crossing_once"),)


class Drawing(models.Model):
    """What is drawn under the boundaries: rivers, parks, roads, landmarks. No meaning, only looks."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, db_collation="C")
    names = models.JSONField(default=dict)
    geometry = models.JSONField()

    class Meta:
        db_table = "places_drawing"
        ordering = ("id",)
