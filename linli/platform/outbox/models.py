# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class Message(models.Model):
    """One message to one person. The address is encrypted and goes once the message is sent.

    ``state`` is waiting, sent, failed (tried to the end), bounced (came back) or stopped (not wanted);
    ``waits`` says for what it waits: quiet hours, the message of the day, or nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=12, db_collation="C")
    address = models.BinaryField(null=True)
    blind = models.BinaryField(max_length=32, null=True)
    language = models.CharField(max_length=10, db_collation="C")
    template = models.CharField(max_length=60, db_collation="C")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    about = models.UUIDField(null=True)
    unique_key = models.CharField(max_length=120, unique=True, db_collation="C")
    state = models.CharField(max_length=8, default="waiting", db_collation="C")
    waits = models.CharField(max_length=6, default="", db_default="", db_collation="C")
    outside = models.CharField(max_length=64, default="", db_default="", db_collation="C")
    why = models.CharField(max_length=40, default="", db_default="", db_collation="C")
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
            models.Index(fields=("channel", "-sent_at"), name="outbox_message_sent"),
            models.Index(fields=("blind", "-sent_at"), name="outbox_message_blind"),
            models.Index(
                fields=("queued_at",),
                condition=models.Q(state__in=("failed", "bounced", "stopped")),
                name="outbox_message_lost",
            ),
            models.Index(
                fields=("outside",), condition=~models.Q(outside=""), name="outbox_message_outside"
            ),
        )


class Reach(models.Model):
    """What an address wants and whether it can be reached, by a keyed hash of it: who it is, it does not
    tell. Without a row an address gets each message at once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    blind = models.BinaryField(max_length=32, unique=True)
    stopped_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=40, default="", db_collation="C")
    daily = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "outbox_reach"
        ordering = ("id",)
