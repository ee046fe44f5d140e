# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calls, callbacks and the counts of the line. What was said stands sealed until it is received."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class Call(models.Model):
    """Somebody on the line. Its id is the id of the matter that may come of it; ``draft`` holds what was
    typed so far, sealed, until the matter is received or the call ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.UUIDField(default=new_id, help_text="what the journal calls it: the matter has the id")
    operator = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    state = models.CharField(max_length=8, db_collation="C")
    wrap = models.CharField(max_length=12, blank=True, db_collation="C")
    blind = models.BinaryField(max_length=32, null=True)
    draft = models.BinaryField(null=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "channels_call"
        ordering = ("-begun_at", "id")
        indexes = (
            models.Index(
                fields=("blind",), condition=models.Q(state="dropped"), name="channels_call_dropped"
            ),
            models.Index(fields=("operator", "state"), name="channels_call_own"),
        )


class Callback(models.Model):
    """Somebody is to be rung back; name and number are sealed and go when it is done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place_path = models.CharField(max_length=400, db_collation="C")
    why = models.CharField(max_length=8, db_collation="C")
    call = models.ForeignKey(Call, null=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    blind = models.BinaryField(max_length=32)
    contact = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    asked_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "channels_callback"
        ordering = ("due_at", "id")
        indexes = (
            models.Index(
                fields=("due_at",), condition=models.Q(done_at=None), name="channels_callback_waits"
            ),
        )


class CallbackTry(models.Model):
    """Somebody rang back: when, who, what came of it."""

    id = models.BigAutoField(primary_key=True)
    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, db_collation="C")
    outcome = models.CharField(max_length=10, db_collation="C")

    class Meta:
        db_table = "channels_callback_try"
        ordering = ("at", "id")


class Sheet(models.Model):
    """A page that somebody handed in: its picture, what was read of it (sealed), and what came of it. Its
    id is the id of the matter that comes of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.UUIDField(default=new_id, help_text="what the journal calls it: the matter has the id")
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    number = models.CharField(max_length=12, blank=True, db_collation="C")
    state = models.CharField(max_length=8, db_collation="C")
    fault = models.CharField(max_length=40, blank=True, db_collation="C")
    fields = models.BinaryField(null=True)
    seconds = models.FloatField(null=True)
    taken_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "channels_sheet"
        ordering = ("taken_at", "id")
        indexes = (
            models.Index(
                fields=("taken_at",),
                condition=models.Q(state__in=("waiting", "reading", "read")),
                name="channels_sheet_open",
            ),
            models.Index(fields=("number",), name="channels_sheet_number"),
        )


class LineDay(models.Model):
    """A day of the line: how many called, were answered, and in time. Counts; nobody's number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField(unique=True)
    offered = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    in_time = models.PositiveIntegerField()
    source = models.CharField(max_length=8, db_collation="C", help_text="log or hand")
    counted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "channels_line_day"
        ordering = ("-day",)


class Kiosk(models.Model):
    """A screen in a hall, as it last told of itself; ``blind`` knows the key that its browser was given."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    blind = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    waiting = models.PositiveSmallIntegerField(default=0, help_text="letters that it holds")
    away_seconds = models.PositiveIntegerField(default=0, help_text="how long it was last without one")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_kiosk"
        ordering = ("name", "id")
