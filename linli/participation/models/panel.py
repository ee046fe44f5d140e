# SPDX-License-Identifier: AGPL-3.0-or-later
"""A panel by lot and its pool. Of the pool no more is kept than the lot needs, sealed, and not for long."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id

from .core import Space


class Panel(models.Model):
    """A panel of a space: its quotas, the published list of numbered panels, the number drawn in public.

    ``quotas`` are lists of feature, option, least, most. ``panels`` holds numbers of the pool, no names.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField()
    quotas = models.JSONField()
    households = models.BooleanField(default=True, help_text="at most one person of a household")
    until = models.DateField(help_text="the last day on which somebody can enter the pool")
    version = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, help_text="the pool was closed, and its list is asked for")
    draw_on = models.DateField(null=True)
    draw_where = models.CharField(max_length=200, blank=True)
    listed_at = models.DateTimeField(null=True)
    panels = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_collation="C")
    pool = models.PositiveIntegerField(default=0, help_text="people in the pool when it was closed")
    lowest = models.FloatField(default=0, help_text="the lowest chance of anybody in the pool")
    bound = models.FloatField(default=0, help_text="no lottery can lift the lowest chance above this")
    number = models.PositiveSmallIntegerField(null=True)
    drawn_how = models.CharField(max_length=400, blank=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "participation_panel"
        ordering = ("-set_at", "id")


class Candidate(models.Model):
    """Somebody of a pool. ``sealed`` holds features, and for who has no account name and address of the
    letter; ``household`` is a keyed hash of the address, by which only sameness is seen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    household = models.BinaryField(max_length=32, default=bytes)
    fingerprint = models.BinaryField(max_length=32, null=True, help_text="of a row that staff entered")
    number = models.PositiveIntegerField(null=True, help_text="in the list, given by lot")
    state = models.CharField(max_length=10, db_collation="C")

    class Meta:
        db_table = "participation_candidate"
        ordering = ("number", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("panel", "account"),
                condition=Q(account__isnull=False),
                name="participation_candidate_once",
            ),
            models.UniqueConstraint(
                fields=("panel", "fingerprint"),
                condition=Q(fingerprint__isnull=False),
                name="participation_candidate_row",
            ),
            models.UniqueConstraint(
                fields=("panel", "number"),
                condition=Q(number__isnull=False),
                name="participation_candidate_number",
            ),
        )
