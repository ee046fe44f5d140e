# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class StoredFile(models.Model):
    """A checked file. What it belongs to is said by a link table above; one without a link goes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True, db_collation="C")
    kind = models.CharField(max_length=8, db_collation="C")
    media_type = models.CharField(max_length=40, db_collation="C")
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64, db_collation="C")
    stored_at = models.DateTimeField()
    linked = models.BooleanField(default=False)

    class Meta:
        db_table = "files_file"
        ordering = ("id",)
        indexes = (
            models.Index(
                fields=("stored_at",),
                condition=models.Q(linked=False),
                name="files_file_unlinked",
            ),
        )
