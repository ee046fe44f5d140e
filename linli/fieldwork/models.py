# SPDX-License-Identifier: AGPL-3.0-or-later
"""Grids at work, doors without names, rounds and visits. Of a worker nothing is kept but what they did at
a door: no time between doors, no place of the phone, no count beside another worker's."""

from __future__ import annotations

import uuid

from django.db import models

from linli.kernel.ids import new_id


class GridTask(models.Model):
    """Something that a grid may be asked to do, or may not, with the article that says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, db_collation="C")
    names = models.JSONField()
    share = models.CharField(max_length=8, db_collation="C")
    source = models.CharField(max_length=200)
    article = models.CharField(max_length=60)
    mark = models.CharField(max_length=1, db_collation="C")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    edited = models.JSONField(default=list, help_text="fields that staff changed: a pack keeps off")

    class Meta:
        db_table = "fieldwork_task"
        ordering = ("code",)


class GridAsk(models.Model):
    """A unit asks a grid to do something that is on the list of tasks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(GridTask, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, db_collation="C")
    answer = models.TextField(blank=True)
    asked_by = models.CharField(max_length=80, db_collation="C")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fieldwork_ask"
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("place_path", "state"), name="fieldwork_ask_place"),)


class Door(models.Model):
    """An address down to the door. Nobody's name stands here, nor how many live there, nor what they are.

    ``closed_at`` is when the household said that it wishes for no visit; it alone opens the door again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, db_collation="C")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    house = models.CharField(max_length=80)
    entrance = models.CharField(max_length=40, blank=True)
    door = models.CharField(max_length=20)
    housing = models.CharField(max_length=10, db_collation="C")
    floor = models.SmallIntegerField()
    lift = models.BooleanField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    height = models.FloatField(help_text="metres of the entrance above a common zero")
    active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fieldwork_door"
        ordering = ("code",)
        indexes = (models.Index(fields=("place_path", "housing"), name="fieldwork_door_place"),)


class Wish(models.Model):
    """A household signed up for visits, itself, until a day. ``account`` did it on the web."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=8, db_collation="C")
    way = models.CharField(max_length=8, db_collation="C")
    begins = models.DateField()
    ends = models.DateField()

    class Meta:
        db_table = "fieldwork_wish"
        ordering = ("begins", "id")
        indexes = (
            models.Index(fields=("door", "ends"), name="fieldwork_wish_door"),
            models.Index(fields=("account",), name="fieldwork_wish_account"),
        )


class VisitSheet(models.Model):
    """Questions of a place that its visits ask, in one version: the workbook as it was handed in, its
    definition for the page, and the whole form with ours around it for ODK Collect.

    A version never changes. What was written with an older one is taken as it was asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, db_collation="C")
    number = models.PositiveSmallIntegerField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    names = models.JSONField()
    workbook = models.BinaryField(help_text="the XLSForm as it was handed in")
    form = models.JSONField(help_text="its definition")
    phone = models.JSONField(help_text="the definition of the form for ODK Collect")
    xml = models.TextField(help_text="the form for ODK Collect")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80, db_collation="C")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fieldwork_sheet"
        ordering = ("code", "-number")
        constraints = (models.UniqueConstraint(fields=("code", "number"), name="fieldwork_sheet_number"),)


class Round(models.Model):
    """Doors that one worker goes to on a day, in their order. ``seconds`` is the walking that was planned,
    ``naive`` what always going to the nearest door would take, ``bound`` below which no round can be."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    worker = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    day = models.DateField()
    basis = models.CharField(max_length=8, db_collation="C")
    housing = models.CharField(max_length=10, blank=True, db_collation="C")
    seed = models.CharField(max_length=40, blank=True, db_collation="C")
    seconds = models.PositiveIntegerField()
    naive = models.PositiveIntegerField()
    bound = models.PositiveIntegerField()
    sheet = models.ForeignKey(VisitSheet, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "fieldwork_round"
        ordering = ("-day", "id")
        indexes = (
            models.Index(fields=("worker", "day"), name="fieldwork_round_worker"),
            models.Index(fields=("place_path", "-day"), name="fieldwork_round_place"),
        )


class Stop(models.Model):
    """A door on a round; ``outcome`` is empty until somebody was there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, blank=True, db_collation="C")

    class Meta:
        db_table = "fieldwork_stop"
        ordering = ("round", "seq")
        constraints = (
            models.UniqueConstraint(fields=("round", "seq"), name="fieldwork_stop_seq"),
            models.UniqueConstraint(fields=("round", "door"), name="fieldwork_stop_once"),
        )
        indexes = (models.Index(fields=("door",), name="fieldwork_stop_door"),)


class Visit(models.Model):
    """What came of going to a door. Its id is made on the phone; the words are sealed.

    ``day`` is all of the time that is kept: when within it, and how long, is nobody's business.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="+")
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    day = models.DateField()
    outcome = models.CharField(max_length=8, db_collation="C")
    matters = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    signs = models.JSONField(default=list)
    offers = models.JSONField(default=list)
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.BinaryField(null=True)
    sheet = models.ForeignKey(VisitSheet, null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.BinaryField(null=True, help_text="answers to the sheet, sealed")
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        db_table = "fieldwork_visit"
        ordering = ("day", "id")
        indexes = (models.Index(fields=("door", "day"), name="fieldwork_visit_door"),)


class VisitPhoto(models.Model):
    """A photo that was taken on a visit, where the household agreed to it."""

    id = models.BigAutoField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(
        max_length=120, blank=True, db_default="", help_text="by which an answer names it"
    )

    class Meta:
        db_table = "fieldwork_photo"
        ordering = ("id",)


class Phone(models.Model):
    """A phone on which somebody works in the field, so that it can be wiped when it is lost. Only the hash
    of its key, which stands in a cookie: neither its number nor what it is, nor when it was used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=80)
    noted_on = models.DateField()
    lost = models.BooleanField(default=False)

    class Meta:
        db_table = "fieldwork_phone"
        ordering = ("-noted_on", "id")
        indexes = (models.Index(fields=("account",), name="fieldwork_phone_account"),)
