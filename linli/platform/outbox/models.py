# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class Message(models.Model):
    """One message to one person. The address is encrypted and goes once the message is sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=12, db_collation="C")
    address = models.BinaryField(null=True)
    language = models.CharField(max_length=10, db_collation="C")
    template = models.CharField(max_length=60, db_collation="C")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    about = models.UUIDField(null=True)
    unique_key = models.CharField(max_length=120, unique=True, db_collation="C")
    state = models.CharField(max_length=8, default="waiting", db_collation="C")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox_message"
        ordering = ("queued_at",)
        indexes = (
            models.Index(
                fields=("not_before",),
                condition=models.Q(state="waiting"),
                name="outbox_message_waiting",
            ),
            models.Index(fields=("about",), name="outbox_message_about"),
        )
