# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hearings: a subject with its papers, comments that stand at a point or a place, answers, a report."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class Hearing(models.Model):
    """A hearing of a place. ``categories`` are names by language; ``meets_at`` and ``spot`` where people
    can also say it in person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    title = models.CharField(max_length=120)
    text = models.TextField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    categories = models.JSONField()
    begins = models.DateField()
    ends = models.DateField()
    meets_at = models.DateTimeField(null=True)
    spot = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, db_collation="C")
    notice_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    announced_at = models.DateTimeField(null=True)
    report = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "participation_hearing"
        ordering = ("-begins", "id")


class HearingPaper(models.Model):
    """A paper that is heard about."""

    id = models.BigAutoField(primary_key=True)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "participation_hearing_paper"
        ordering = ("hearing", "seq")
        constraints = (models.UniqueConstraint(fields=("hearing", "seq"), name="participation_paper_seq"),)


class HearingAnswer(models.Model):
    """An answer to one comment, or to several that say the same."""

    id = models.BigAutoField(primary_key=True)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    use = models.CharField(max_length=8, db_collation="C")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "participation_hearing_answer"
        ordering = ("hearing", "seq")
        constraints = (models.UniqueConstraint(fields=("hearing", "seq"), name="participation_answer_seq"),)


class HearingComment(models.Model):
    """What somebody said in a hearing, at a place and where they pointed at the map at that point
    (WGS 84). Whose it is stands on no page."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    category = models.PositiveSmallIntegerField()
    words = models.TextField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, db_collation="C")
    answer = models.ForeignKey(HearingAnswer, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "participation_hearing_comment"
        ordering = ("hearing", "seq")
        constraints = (
            models.UniqueConstraint(fields=("hearing", "seq"), name="participation_comment_seq"),
        )
