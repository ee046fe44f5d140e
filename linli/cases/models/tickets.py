# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beside another system: what it last told of a ticket, and what it was told back."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel.ids import new_id

from .core import Case


class Hotline(models.Model):
    """A hotline of the town whose files are taken over and answered, with the map that reads them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=40, unique=True, db_collation="C")
    toml = models.TextField(help_text="the map, as docs/import.md describes it")
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_hotline"
        ordering = ("source",)


class Ticket(models.Model):
    """A matter that was taken over, as the other system knows it. Words stand here as digests only."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="+")
    told = models.JSONField(help_text="what its newest file said (rules.tickets.told_of)")
    set_at = models.DateTimeField(help_text="when it last set the day; what moved it since was done here")
    seen = ArrayField(
        models.CharField(max_length=16), default=list, help_text="marks of what it said before"
    )
    taken_at = models.DateTimeField(help_text="when it was taken over")
    replied = models.PositiveIntegerField(default=0, help_text="up to which version it was told back")
    reply = models.CharField(max_length=64, blank=True, help_text="digest of the newest row of a reply")

    class Meta:
        db_table = "cases_ticket"
        ordering = ("case",)


class ReplyFile(models.Model):
    """A reply as it was written, byte for byte: the ledger from which it is written again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=40, db_collation="C")
    day = models.DateField(help_text="in the town's time")
    number = models.PositiveIntegerField(help_text="of the files of a source and day, from 1")
    form = models.CharField(max_length=4, db_collation="C")
    rows = models.PositiveIntegerField()
    content = models.BinaryField(help_text="empty once it is no longer kept")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "cases_reply_file"
        ordering = ("-day", "-number", "source")
        constraints = (
            models.UniqueConstraint(fields=("source", "day", "number"), name="cases_reply_file_once"),
        )


class ReplyRow(models.Model):
    """A ticket told of in a reply: only who sees every one of a file's matters may have the file."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(ReplyFile, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(help_text="of the matter as it was told")

    class Meta:
        db_table = "cases_reply_row"
        ordering = ("file", "id")
        constraints = (models.UniqueConstraint(fields=("file", "case"), name="cases_reply_row_once"),)
