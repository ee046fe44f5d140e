# SPDX-License-Identifier: AGPL-3.0-or-later
"""An opinion map: statements, and what each pseudonym said to them last. Nothing leads to a person."""

from __future__ import annotations

import uuid

from django.db import models

from linli.kernel.ids import new_id

from .core import Proposal, Space


class OpinionMap(models.Model):
    """An opinion map in a space. When it is closed, its open file stays: the roll of who was given a name,
    the names and what they said are destroyed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="+")
    question = models.JSONField()
    least = models.PositiveSmallIntegerField(help_text="people below which no group is shown")
    version = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    stale = models.BooleanField(default=False, help_text="something was said since it was computed")
    computed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    votes = models.TextField(blank=True, help_text="participants-votes.csv, as Pol.is writes it")
    comments = models.TextField(blank=True, help_text="comments.csv, as Pol.is writes it")

    class Meta:
        db_table = "participation_opinion_map"
        ordering = ("-opened_at", "id")


class Pseudonym(models.Model):
    """A name that holds for one map: a random id and a hash of the code that only its holder has.

    It keeps no time and no person. One from a sheet has the hash of the sheet's number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opinion_map = models.ForeignKey(OpinionMap, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    paper = models.BooleanField(default=False)

    class Meta:
        db_table = "participation_pseudonym"
        ordering = ("id",)


class Statement(models.Model):
    """A statement of at most 140 characters; ``seq`` is its number on the map. Staff seed some, the others
    belong to a pseudonym, and to nobody when the map is closed."""

    id = models.BigAutoField(primary_key=True)
    opinion_map = models.ForeignKey(OpinionMap, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=140)
    state = models.CharField(max_length=10, db_collation="C")
    seed = models.BooleanField(default=False)
    author = models.ForeignKey(Pseudonym, null=True, on_delete=models.SET_NULL, related_name="+")
    rule = models.CharField(max_length=12, blank=True, db_collation="C")
    reason = models.TextField(blank=True)
    proposal = models.ForeignKey(
        Proposal, null=True, on_delete=models.PROTECT, related_name="+", help_text="what came of it"
    )

    class Meta:
        db_table = "participation_statement"
        ordering = ("opinion_map", "seq")
        constraints = (
            models.UniqueConstraint(fields=("opinion_map", "seq"), name="participation_statement_seq"),
        )


class Opinion(models.Model):
    """What a pseudonym said to a statement last: 1 agree, 0 pass, -1 disagree."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pseudonym = models.ForeignKey(Pseudonym, on_delete=models.CASCADE, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")
    value = models.SmallIntegerField()

    class Meta:
        db_table = "participation_opinion"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("pseudonym", "statement"), name="participation_opinion_once"),
        )


class Handed(models.Model):
    """The roll of a map: who was given a name, not which one. Gone when the map is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opinion_map = models.ForeignKey(OpinionMap, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "participation_handed"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("opinion_map", "account"), name="participation_handed_once"),
        )


class OpinionSheet(models.Model):
    """A sheet from counter or telephone as one clerk entered it; two alike by different people count."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opinion_map = models.ForeignKey(OpinionMap, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=20, db_collation="C")
    clerk = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    said = models.JSONField()

    class Meta:
        db_table = "participation_opinion_sheet"
        ordering = ("serial", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("opinion_map", "serial", "clerk"), name="participation_sheet_once"
            ),
        )
