# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class DeadlineRule(models.Model):
    """A time limit with its source, article and dates in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=120, unique=True, db_collation="C")
    key = models.CharField(max_length=80, db_collation="C")
    kinds = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    measures = models.CharField(max_length=12, db_collation="C")
    unit = models.CharField(max_length=2, db_collation="C")
    limit = models.PositiveIntegerField()
    extension = models.PositiveIntegerField(default=0)
    counts_from = models.CharField(max_length=12, db_collation="C")
    tells = models.JSONField(default=dict)
    source = models.CharField(max_length=200)
    article = models.CharField(max_length=60, blank=True)
    mark = models.CharField(max_length=1, db_collation="C")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    edited = models.JSONField(default=list, help_text="fields that staff changed: a pack keeps off")

    class Meta:
        db_table = "norms_deadline"
        ordering = ("code",)


class CalendarDay(models.Model):
    """A day that is not as the weekday says: a holiday, or a weekend day that is worked."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    names = models.JSONField(default=dict)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "norms_calendar"
        ordering = ("day",)
