# SPDX-License-Identifier: AGPL-3.0-or-later
"""Doors for firms, new trades, couriers, social workers, volunteers: what each can give, calls and offers.

Nothing is added up over a person: there are no hours, points or ranks here.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel.ids import new_id


class WayIn(models.Model):
    """A door: for whom it is, what is open to them, what they can give, how to join (``ways_in.csv``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, db_collation="C")
    position = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField()
    about = models.JSONField(default=dict)
    opens = models.JSONField(default=dict, help_text="what is open to them, by language")
    gives = models.JSONField(default=dict, help_text="what they can give, by language")
    joins = models.JSONField(default=dict, help_text="how to join, by language")
    gifts = ArrayField(models.CharField(max_length=8), default=list)
    active = models.BooleanField(default=True)
    edited = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        db_table = "participation_way_in"
        ordering = ("position", "code")


class OpenCall(models.Model):
    """A call of a community: what, where, until when, on which terms, what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    gift = models.CharField(max_length=8, db_collation="C")
    ways = ArrayField(models.CharField(max_length=40), default=list, help_text="doors; none: all")
    title = models.CharField(max_length=120)
    text = models.TextField()
    spot = models.CharField(max_length=120, blank=True)
    terms = models.TextField(help_text="risks, training, insurance, what is paid")
    until = models.DateField()
    state = models.CharField(max_length=8, db_collation="C")
    result = models.TextField(blank=True)
    called_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "participation_open_call"
        ordering = ("-called_at", "id")
        indexes = (models.Index(fields=("state", "until"), name="participation_open_call_list"),)


class Offer(models.Model):
    """Somebody offers something to a community. ``sealed`` holds name and contact, kept by consent alone;
    ``body`` is the name of a firm or organisation, which everybody may read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    way = models.ForeignKey(WayIn, on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey(OpenCall, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    gift = models.CharField(max_length=8, db_collation="C")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    times = models.CharField(max_length=200, help_text="when, in words")
    until = models.DateField(null=True)
    body = models.CharField(max_length=120, blank=True)
    sealed = models.BinaryField(null=True)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, db_collation="C")
    reason = models.CharField(max_length=1000, blank=True)
    result = models.TextField(blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "participation_offer"
        ordering = ("-made_at", "id")
        indexes = (models.Index(fields=("place", "state", "-made_at"), name="participation_offer_list"),)
