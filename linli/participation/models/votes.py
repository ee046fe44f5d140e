# SPDX-License-Identifier: AGPL-3.0-or-later
"""General votes. When one is counted, the open file and the receipts stay: roll, letters and ballots go."""

from __future__ import annotations

import uuid

from django.db import models

from linli.kernel.ids import new_id


class Vote(models.Model):
    """A vote of a body of a place on one question, by the rule in force on the day on which it ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    kind = models.CharField(max_length=10, db_collation="C")
    body = models.CharField(max_length=20, db_collation="C")
    basis = models.CharField(max_length=12, db_collation="C")
    weighty = models.BooleanField(default=False, help_text="a matter for which the law asks for more")
    secret = models.BooleanField(default=True)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    eligible = models.PositiveIntegerField(help_text="how many are entitled, in the way they are counted")
    area = models.DecimalField(
        max_digits=12, decimal_places=2, default=0, help_text="square metres, owners"
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    about = models.CharField(max_length=100, blank=True, db_collation="C")
    promise = models.TextField(blank=True, help_text="what is done if it is carried")
    state = models.CharField(max_length=8, db_collation="C")
    counted_at = models.DateTimeField(null=True)
    file = models.TextField(blank=True, help_text="the open file, from which anybody counts again")
    result = models.JSONField(default=dict)
    receipts = models.JSONField(default=list)
    commitment = models.ForeignKey(
        "cases.Commitment", null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "participation_vote"
        ordering = ("-closes_at", "id")
        indexes = (models.Index(fields=("state", "-closes_at"), name="participation_vote_list"),)


class VoteOption(models.Model):
    """A choice; ``seq`` is its place in the list, drawn by lot where the order could weigh."""

    id = models.BigAutoField(primary_key=True)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)

    class Meta:
        db_table = "participation_vote_option"
        ordering = ("vote", "seq")
        constraints = (models.UniqueConstraint(fields=("vote", "seq"), name="participation_option_seq"),)


class VoteRoll(models.Model):
    """Who was handed a ballot, not which one. Gone when the vote is counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "participation_vote_roll"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("vote", "account"), name="participation_roll_once"),)


class VoteLetter(models.Model):
    """The right to one ballot, by a code on paper of which only a hash is kept; nobody knows whose it is.

    ``area`` is the owner's; ``used`` when a ballot was taken with it, on the web or on the paper itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    area = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    used = models.BooleanField(default=False)

    class Meta:
        db_table = "participation_vote_letter"
        ordering = ("id",)


class VoteBallot(models.Model):
    """A ballot in the box: choices in order, no person and no time. In an open vote with the name that its
    holder gave it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    choices = models.JSONField(default=list)
    area = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    known_as = models.CharField(max_length=40, blank=True)
    paper = models.BooleanField(default=False)

    class Meta:
        db_table = "participation_vote_ballot"
        ordering = ("id",)


class VotePaper(models.Model):
    """A paper ballot as one clerk entered it; two alike by different people make a ballot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(VoteLetter, on_delete=models.CASCADE, related_name="+")
    clerk = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField()
    known_as = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "participation_vote_paper"
        ordering = ("letter", "id")
        constraints = (
            models.UniqueConstraint(fields=("letter", "clerk"), name="participation_vote_paper_once"),
        )
