# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of pacts and other texts, clause by clause, with the amendments that residents propose."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class DraftText(models.Model):
    """A text of clauses that stands for amendments; ``pact`` is the draft in the norms library that its
    final words go to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=24, db_collation="C", help_text="of the pact that it becomes")
    pact = models.CharField(max_length=60, blank=True, db_collation="C")
    rung = models.CharField(max_length=12, db_collation="C")
    begins = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=8, db_collation="C")
    edition = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "participation_text"
        ordering = ("-changed_at", "id")


class DraftClause(models.Model):
    """A clause of an edition; ``before`` is its number in the edition before (0: it is new), ``by`` the
    numbers of the amendments that changed it."""

    id = models.BigAutoField(primary_key=True)
    text = models.ForeignKey(DraftText, on_delete=models.CASCADE, related_name="+")
    edition = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=600)
    before = models.PositiveSmallIntegerField(default=0)
    by = models.JSONField(default=list)

    class Meta:
        db_table = "participation_clause"
        ordering = ("text", "edition", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("text", "edition", "number"), name="participation_clause_number"
            ),
        )


class Amendment(models.Model):
    """What somebody proposes for one clause of an edition. ``clause`` 0 with an addition: before the
    first. ``used`` are the words that went into the text, ``applied`` the edition in which they stand."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    text = models.ForeignKey(DraftText, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField()
    clause = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, db_collation="C")
    words = models.CharField(max_length=600, blank=True)
    reason = models.CharField(max_length=600)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, db_collation="C")
    verdict = models.CharField(max_length=8, blank=True, db_collation="C")
    answer = models.TextField(blank=True)
    used = models.CharField(max_length=600, blank=True)
    applied = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "participation_amendment"
        ordering = ("text", "seq")
        constraints = (models.UniqueConstraint(fields=("text", "seq"), name="participation_amendment_seq"),)


class AmendmentVoice(models.Model):
    """For or against an amendment: of an account, or so many on a sheet of paper. Whose it is stands on no
    page; without account and sheet it is one whose account was closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=80, blank=True)
    value = models.SmallIntegerField(help_text="1 for it, -1 against it")
    count = models.PositiveSmallIntegerField(default=1)

    class Meta:
        db_table = "participation_amendment_voice"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("amendment", "account"), condition=Q(account__isnull=False),
                name="participation_amendment_once",
            ),
            models.UniqueConstraint(
                fields=("amendment", "sheet", "value"), condition=~Q(sheet=""),
                name="participation_amendment_sheet",
            ),
        )  # fmt: skip
