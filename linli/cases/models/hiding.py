# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id
from linli.platform.text.fields import WordsField

from .core import Attachment, Case


class Redaction(models.Model):
    """Words or a photo of a matter that staff hid from the public, why, and what became of it.

    ``sealed`` are the words; without them and without an attachment it is the whole report. The matter
    keeps its original. ``remains`` holds the words by which the public still finds the matter.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    attachment = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sealed = models.BinaryField(null=True)
    reason = models.CharField(max_length=10, db_collation="C")
    explanation = models.TextField()
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    hidden_by = models.CharField(max_length=80, db_collation="C")
    hidden_at = models.DateTimeField()
    state = models.CharField(max_length=10, db_collation="C")
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    decided_by = models.CharField(max_length=80, blank=True, db_collation="C")
    decided_at = models.DateTimeField(null=True)
    remains = WordsField()

    class Meta:
        db_table = "cases_redaction"
        ordering = ("hidden_at", "id")
        indexes = (
            models.Index(fields=("case",), name="cases_redaction_case"),
            models.Index(fields=("hidden_at",), name="cases_redaction_at"),
            models.Index(
                fields=("objected_at",), condition=Q(state="objected"), name="cases_redaction_open"
            ),
        )
