# SPDX-License-Identifier: AGPL-3.0-or-later
"""Meetings. Who came is a number on a list without names; a sheet of signatures stays in its folder."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class Meeting(models.Model):
    """A meeting of a place: who meets, when, where, with which notice, what stays posted until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    body = models.CharField(max_length=20, db_collation="C")
    basis = models.CharField(max_length=12, db_collation="C")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    spot = models.CharField(max_length=120, blank=True, help_text="where people meet, in words")
    link = models.URLField(max_length=300, blank=True, help_text="where they meet on the web")
    eligible = models.PositiveIntegerField(help_text="how many are entitled, in the way they are counted")
    area = models.DecimalField(
        max_digits=12, decimal_places=2, default=0, help_text="square metres, owners"
    )
    state = models.CharField(max_length=10, db_collation="C")
    urgent = models.CharField(max_length=400, blank=True, help_text="why notice could not be given in time")
    notice_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    called_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    posted_until = models.DateField(null=True)
    posted_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    minutes = models.TextField(blank=True)
    present = models.PositiveIntegerField(default=0, help_text="when the minutes were published")
    present_area = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "participation_meeting"
        ordering = ("-starts_at", "id")
        indexes = (models.Index(fields=("state", "-starts_at"), name="participation_meeting_list"),)


class AgendaItem(models.Model):
    """An item of an agenda; ``about`` names what it came from (``proposal:…``, ``pact:…``, ``issue:…``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    matter = models.CharField(max_length=10, db_collation="C")
    about = models.CharField(max_length=100, blank=True, db_collation="C")
    minutes = models.TextField(blank=True)
    decision = models.CharField(max_length=12, blank=True, db_collation="C")
    favour = models.PositiveIntegerField(default=0)
    against = models.PositiveIntegerField(default=0)
    abstain = models.PositiveIntegerField(default=0)
    favour_area = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    present = models.PositiveIntegerField(default=0, help_text="when it was decided")
    present_area = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    source = models.CharField(max_length=120, blank=True, help_text="the law by which it was decided")
    commitment = models.ForeignKey(
        "cases.Commitment", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "participation_agenda"
        ordering = ("meeting", "seq")
        constraints = (models.UniqueConstraint(fields=("meeting", "seq"), name="participation_agenda_seq"),)


class Seat(models.Model):
    """Somebody who registered, by a number that they were told; ``arrived`` when they were seen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    way = models.CharField(max_length=6, db_collation="C")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    arrived = models.BooleanField(default=False)
    area = models.DecimalField(max_digits=10, decimal_places=2, default=0)

    class Meta:
        db_table = "participation_seat"
        ordering = ("meeting", "seq")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "seq"), name="participation_seat_seq"),
            models.UniqueConstraint(
                fields=("meeting", "account"),
                condition=Q(account__isnull=False),
                name="participation_seat_once",
            ),
        )


class AttendanceSheet(models.Model):
    """A sheet of signatures of those who are there without a number: how many valid lines, which area."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    sheet = models.CharField(max_length=80)
    lines = models.PositiveIntegerField()
    area = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        db_table = "participation_attendance"
        ordering = ("meeting", "sheet")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "sheet"), name="participation_attendance_once"),
        )
