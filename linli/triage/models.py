# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class Example(models.Model):
    """What somebody decided about a masked text; rows are only added, the last one about a matter counts.

    ``about`` names the matter, so that all about it can be erased; ``by`` is who decided.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True, db_collation="C")
    text = models.TextField()
    kind = models.CharField(max_length=12, blank=True, db_collation="C")
    category = models.CharField(max_length=80, blank=True, db_collation="C")
    place = models.CharField(max_length=40, blank=True, db_collation="C")
    source = models.CharField(max_length=12, db_collation="C")
    about = models.CharField(max_length=60, blank=True, db_collation="C")
    by = models.CharField(max_length=64, blank=True, default="", db_collation="C")
    added_at = models.DateTimeField()

    class Meta:
        db_table = "triage_example"
        ordering = ("id",)
        indexes = (models.Index(fields=("about",), name="triage_example_about"),)


class ReaderModel(models.Model):
    """A trained reader: weights without any text, with the figures of its own check."""

    id = models.BigAutoField(primary_key=True)
    weights = models.BinaryField()
    figures = models.JSONField()
    shadow = models.JSONField(default=dict)  # beside the reader that was in use, on what came since
    left_out = models.PositiveIntegerField(default=0)  # corrections of accounts that gave too many
    examples = models.PositiveIntegerField()
    trained_at = models.DateTimeField()
    current = models.BooleanField(default=False)

    class Meta:
        db_table = "triage_reader"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("current",), condition=models.Q(current=True), name="triage_reader_current"
            ),
        )


class Bar(models.Model):
    """From which certainty the reader speaks by itself. Rows are only added; the newest of a level counts.

    ``branch`` is a top category, or empty for all; without ``percent`` it is as the reader measured.
    """

    level = models.CharField(max_length=12, db_collation="C")
    branch = models.CharField(max_length=80, blank=True, db_collation="C")
    percent = models.PositiveSmallIntegerField(null=True)
    by = models.CharField(max_length=64, db_collation="C")
    at = models.DateTimeField()

    class Meta:
        db_table = "triage_bar"
        ordering = ("-id",)


class Decision(models.Model):
    """Whether the reader's first thought about a matter was what a person then decided; no words of it."""

    about = models.CharField(max_length=60, db_collation="C")
    level = models.CharField(max_length=12, db_collation="C")
    branch = models.CharField(max_length=80, blank=True, db_collation="C")  # top category that was read
    sure = models.PositiveSmallIntegerField(help_text="in thousandths")
    right = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "triage_decision"
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("level", "-at"), name="triage_decision_recent"),)
        constraints = (models.UniqueConstraint(fields=("about", "level"), name="triage_decision_once"),)


class Issue(models.Model):
    """What several letters are about. Its id stays; one that merged points to where it went."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.CharField(max_length=40, blank=True, db_collation="C")
    category = models.CharField(max_length=80, blank=True, db_collation="C")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    into = models.ForeignKey("self", null=True, related_name="+", on_delete=models.PROTECT)

    class Meta:
        db_table = "triage_issue"
        ordering = ("id",)


class IssueLetter(models.Model):
    """That a letter belongs to an issue. ``voice`` is its writer, by a key that differs by issue."""

    about = models.CharField(max_length=60, unique=True, db_collation="C")
    issue = models.ForeignKey(Issue, related_name="+", on_delete=models.PROTECT)
    voice = models.CharField(max_length=32, db_collation="C")
    at = models.DateTimeField()
    likes = models.PositiveIntegerField(default=0)
    decided = models.BooleanField(default=False)  # a person put it here; the machine leaves it

    class Meta:
        db_table = "triage_issue_letter"
        ordering = ("id",)


class IssueChange(models.Model):
    """What happened to an issue: opened, merged, split, letters moved. Rows are only added."""

    issue = models.ForeignKey(Issue, related_name="+", on_delete=models.PROTECT)
    other = models.ForeignKey(Issue, null=True, related_name="+", on_delete=models.PROTECT)
    change = models.CharField(max_length=12, db_collation="C")
    letters = models.PositiveIntegerField()
    by = models.CharField(max_length=64, db_collation="C")
    at = models.DateTimeField()

    class Meta:
        db_table = "triage_issue_change"
        ordering = ("id",)
