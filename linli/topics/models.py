# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class Category(models.Model):
    """A category of matters; ``path`` holds the codes from the top, each followed by a slash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=80, unique=True, db_collation="C")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    depth = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    names = models.JSONField()
    hints = models.JSONField(default=dict)
    kinds = models.JSONField(default=list)
    icon = models.CharField(max_length=40, blank=True, db_collation="C")
    radius = models.PositiveIntegerField(
        default=60, db_default=60, help_text="metres within which two are likely one"
    )
    active = models.BooleanField(default=True)
    edited = models.JSONField(default=list, help_text="fields that staff changed: a pack keeps off")

    class Meta:
        db_table = "topics_category"
        ordering = ("position",)
