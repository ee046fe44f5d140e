# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models
from django.db.models import Q


class EventRecord(models.Model):
    """One thing that happened. Never changed and never deleted: a trigger refuses both."""

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=80, db_collation="C")
    version = models.PositiveSmallIntegerField()
    subject = models.UUIDField()
    seq = models.PositiveIntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=12, db_collation="C")
    compartment = models.CharField(max_length=40, blank=True, db_collation="C")
    actor = models.CharField(max_length=80, db_collation="C")
    data = models.JSONField()

    class Meta:
        db_table = "journal_event"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("subject", "seq"), name="journal_event_subject_seq"),
        )
        indexes = (models.Index(fields=("type", "id"), name="journal_event_type"),)


class Delivery(models.Model):
    """One event on its way to one subscriber; done rows go after a while, failed ones stay."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(EventRecord, on_delete=models.PROTECT, related_name="+")
    subscriber = models.CharField(max_length=80, db_collation="C")
    subject = models.UUIDField()
    seq = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default="waiting", db_collation="C")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "journal_delivery"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("event", "subscriber"), name="journal_delivery_event_subscriber"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "done", "failed")),
                name="journal_delivery_state",
            ),
        )
        indexes = (
            models.Index(
                fields=("not_before", "id"),
                condition=Q(state="waiting"),
                name="journal_delivery_waiting",
            ),
            models.Index(
                fields=("subscriber", "subject", "seq"),
                condition=~Q(state="done"),
                name="journal_delivery_open",
            ),
        )


class Subscriber(models.Model):
    """A subscriber that has been seen: when it came, so that a new one can be given the past."""

    name = models.CharField(max_length=80, primary_key=True, db_collation="C")
    since = models.DateTimeField()

    class Meta:
        db_table = "journal_subscriber"
        ordering = ("name",)
