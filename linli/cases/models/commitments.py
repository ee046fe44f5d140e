# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import uuid

from django.db import models

from linli.kernel.ids import new_id


class Commitment(models.Model):
    """What a unit promised in public, by when. ``about`` names what it came from in a storey above."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    about = models.CharField(max_length=80, unique=True, db_collation="C")
    title = models.CharField(max_length=120)
    text = models.TextField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, db_collation="C")
    version = models.PositiveIntegerField()
    due_on = models.DateField()
    first_due_on = models.DateField(help_text="as it was promised at first: putting off never hides it")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_commitment"
        ordering = ("-made_at", "id")
        indexes = (models.Index(fields=("state", "due_on"), name="cases_commitment_due"),)


class CommitmentStep(models.Model):
    """One line of what became of it, for everybody to read; ``file`` is a photo as evidence."""

    id = models.BigAutoField(primary_key=True)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=8, db_collation="C")
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_commitment_step"
        ordering = ("commitment", "seq")
        constraints = (
            models.UniqueConstraint(fields=("commitment", "seq"), name="cases_commitment_step_seq"),
        )


class CommitmentVoice(models.Model):
    """How somebody who took part finds it was kept; ``who`` is a keyed hash of this commitment alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    who = models.BinaryField(max_length=32)
    solved = models.CharField(max_length=8, db_collation="C")

    class Meta:
        db_table = "cases_commitment_voice"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("commitment", "who"), name="cases_commitment_voice_once"),
        )
