# SPDX-License-Identifier: AGPL-3.0-or-later
"""Spaces and what is proposed in them. What somebody endorsed stands in ``Support`` alone."""

from __future__ import annotations

import uuid

from django.db import models

from linli.kernel.ids import new_id

from .core import Proposal, Space


class Budget(models.Model):
    """A vote on a budget in a space. When it is counted, the open file and the receipts are all that stays:
    the roll and the ballots are destroyed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    version = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    file = models.TextField(blank=True, help_text="the open ballot file, as Pabulib reads it")
    result = models.JSONField(default=dict)
    receipts = models.JSONField(default=list)

    class Meta:
        db_table = "participation_budget"
        ordering = ("-opened_at", "id")


class Project(models.Model):
    """A proposal that stands in a vote with its cost; ``seq`` is its place in the list, drawn by lot."""

    id = models.BigAutoField(primary_key=True)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    cost = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        db_table = "participation_project"
        ordering = ("budget", "seq")
        constraints = (models.UniqueConstraint(fields=("budget", "seq"), name="participation_project_seq"),)


class Voter(models.Model):
    """The roll: who was handed a ballot, not which one. Gone when the vote is counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "participation_voter"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("budget", "account"), name="participation_voter_once"),
        )


class Ballot(models.Model):
    """A ballot in the box: a random id, a hash of the code that only its holder has, the numbers approved.

    It keeps no time and no person. One on paper has the hash of its number on the paper.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    choices = models.JSONField(default=list)
    paper = models.BooleanField(default=False)

    class Meta:
        db_table = "participation_ballot"
        ordering = ("id",)


class PaperEntry(models.Model):
    """A paper ballot as one clerk entered it; two alike by different people make a ballot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=20, db_collation="C")
    clerk = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField()

    class Meta:
        db_table = "participation_paper"
        ordering = ("serial", "id")
        constraints = (
            models.UniqueConstraint(fields=("budget", "serial", "clerk"), name="participation_paper_once"),
        )
