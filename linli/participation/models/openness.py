# SPDX-License-Identifier: AGPL-3.0-or-later
"""Openness of committees' affairs and finances: statutory items, boards, postings, signatures, questions.

A posting that was published is never changed nor taken away: a newer one replaces it and names why.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class OpenItem(models.Model):
    """What a committee must publish: by which article, how often,
    within which limit (``open_items.csv``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, db_collation="C")
    position = models.PositiveSmallIntegerField(default=0)
    family = models.CharField(max_length=10, db_collation="C")
    names = models.JSONField()
    about = models.JSONField(default=dict)
    every = models.CharField(max_length=8, db_collation="C")
    limit = models.CharField(max_length=80, blank=True, db_collation="C", help_text="key in deadlines.csv")
    finance = models.BooleanField(default=False)
    checks = models.PositiveSmallIntegerField(default=2, help_text="members who sign before it is posted")
    source = models.CharField(max_length=120)
    article = models.CharField(max_length=80, blank=True)
    mark = models.CharField(max_length=1, db_collation="C")
    often_source = models.CharField(max_length=120, help_text="why so often")
    often_mark = models.CharField(max_length=1, db_collation="C")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    edited = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        db_table = "participation_open_item"
        ordering = ("family", "position", "code")


class Board(models.Model):
    """The public board of a community or village: since when it is kept here, and where it hangs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.OneToOneField("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    family = models.CharField(max_length=10, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    spot = models.CharField(max_length=120, blank=True, help_text="where it hangs on a wall")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "participation_board"
        ordering = ("place_path",)


class Checker(models.Model):
    """A seat of the supervision committee: an elected post, no name. ``account`` signs here; without one
    the signature is on paper."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+")
    seat = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=60)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "participation_checker"
        ordering = ("board", "seat")
        constraints = (
            models.UniqueConstraint(fields=("board", "seat"), name="participation_checker_seat"),
            models.UniqueConstraint(
                fields=("board", "account"),
                condition=Q(account__isnull=False, active=True),
                name="participation_checker_once",
            ),
        )


class Posting(models.Model):
    """One item for one period: words, a table, amounts, files. ``content`` counts changes as a draft."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    table = models.TextField(blank=True, help_text="cells divided by |, the first line its head")
    state = models.CharField(max_length=10, db_collation="C")
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True, help_text="why it was corrected")
    content = models.PositiveIntegerField(default=1)
    writer = models.ForeignKey(
        "people.Account", null=True, on_delete=models.PROTECT, related_name="+",
        help_text="who wrote what stands here now: they enter no signature on it",
    )  # fmt: skip
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    posted_until = models.DateField(null=True)
    posted_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "participation_posting"
        ordering = ("-last", "-published_at", "id")
        indexes = (models.Index(fields=("board", "item", "-last"), name="participation_posting_item"),)


class PostingLine(models.Model):
    """One amount of a posting, in yuan."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveSmallIntegerField()
    flow = models.CharField(max_length=8, db_collation="C")
    words = models.CharField(max_length=120, help_text="what for")
    amount = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        db_table = "participation_posting_line"
        ordering = ("posting", "seq")
        constraints = (
            models.UniqueConstraint(fields=("posting", "seq"), name="participation_posting_line_seq"),
        )


class PostingFile(models.Model):
    """A file of a posting, for everybody once it is published."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "participation_posting_file"
        ordering = ("id",)


class Signature(models.Model):
    """A member of the supervision committee signed a posting as it stood then, or refused with a reason."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="+")
    checker = models.ForeignKey(Checker, on_delete=models.PROTECT, related_name="+")
    content = models.PositiveIntegerField()
    agrees = models.BooleanField()
    text = models.CharField(max_length=400, blank=True)
    paper = models.CharField(max_length=80, blank=True, help_text="the signed paper, if it was one")
    at = models.DateTimeField()

    class Meta:
        db_table = "participation_signature"
        ordering = ("posting", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("posting", "checker", "content"), name="participation_signature_once"
            ),
        )


class OpenQuestion(models.Model):
    """A resident asks about an item; everybody reads question and answer. ``account`` alone is told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey(Posting, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, db_collation="C")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "participation_open_question"
        ordering = ("-asked_at", "id")
        indexes = (models.Index(fields=("board", "state", "due_at"), name="participation_question_due"),)


class OpenLapse(models.Model):
    """A period that was not published in time was passed on to the level above, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(OpenItem, on_delete=models.CASCADE, related_name="+")
    first = models.DateField()
    at = models.DateTimeField()

    class Meta:
        db_table = "participation_open_lapse"
        ordering = ("board", "item", "first")
        constraints = (
            models.UniqueConstraint(
                fields=("board", "item", "first"), name="participation_open_lapse_once"
            ),
        )
