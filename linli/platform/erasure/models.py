# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models


class Tombstone(models.Model):
    """Something was erased because the person asked for it: which kind, which id, when. Nothing else."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40, db_collation="C")
    subject = models.UUIDField()
    erased_at = models.DateTimeField()

    class Meta:
        db_table = "erasure_tombstone"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("kind", "subject"), name="erasure_tombstone_once"),)
