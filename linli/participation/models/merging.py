# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two proposals about the same: whether those who wrote them agree to be joined."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id

from .core import Proposal


class Merging(models.Model):
    """The moderators ask the authors of two proposals; joined they are when both have said yes.

    ``agreed`` and ``root_agreed`` are what each side said (none: nothing yet); an author without an
    account says it on paper, whose name is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    root_agreed = models.BooleanField(null=True)
    paper = models.CharField(max_length=80, blank=True)
    root_paper = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "participation_merging"
        ordering = ("-asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("proposal",), condition=models.Q(ended_at__isnull=True),
                name="participation_merging_once",
            ),
        )  # fmt: skip
