# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class ProblemItem(models.Model):
    """A problem on a list (问题清单). ``about`` names what it came from; the words of staff name nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    source = models.CharField(max_length=8, db_collation="C")
    about = models.CharField(max_length=80, unique=True, db_collation="C")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, db_collation="C")
    version = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True)
    due_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    done_by = models.CharField(max_length=80, blank=True, db_collation="C")
    listed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_item"
        ordering = ("-listed_at", "id")
        indexes = (models.Index(fields=("state", "due_at"), name="cases_item_due"),)


class ProblemStep(models.Model):
    """One line of what became of it; public with the problem."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(ProblemItem, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=8, db_collation="C")
    text = models.TextField(blank=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_item_step"
        ordering = ("item", "seq")
        constraints = (models.UniqueConstraint(fields=("item", "seq"), name="cases_item_step_seq"),)
