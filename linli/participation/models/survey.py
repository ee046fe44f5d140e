# SPDX-License-Identifier: AGPL-3.0-or-later
"""Surveys. An answer belongs to nobody: no account, no time, no code of an invitation stands beside it."""

from __future__ import annotations

import uuid

from django.db import models

from linli.kernel.ids import new_id


class Survey(models.Model):
    """A survey with its form. After the count ``data`` (the open file) and ``result`` are what stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, db_collation="C")
    names = models.JSONField()
    purpose = models.JSONField()
    audience = models.JSONField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, db_collation="C")
    state = models.CharField(max_length=8, db_collation="C")
    begins = models.DateField()
    ends = models.DateField()
    least = models.PositiveSmallIntegerField(help_text="people behind whatever is published")
    workbook = models.BinaryField(help_text="the XLSForm as it was handed in")
    form = models.JSONField(help_text="its definition")
    xml = models.TextField(help_text="the form for ODK Collect")
    margins = models.JSONField(default=dict, help_text="question -> choice -> people there are")
    frame = models.JSONField(default=dict, help_text="the draw: fingerprint, number, households by stratum")
    data = models.TextField(blank=True, help_text="the open file, CSV")
    result = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "participation_survey"
        ordering = ("-made_at", "id")


class Invitation(models.Model):
    """A code that was printed on a letter: its hash, the stratum, whether it was used. Not by whom, not
    for which answer, not where the letter went."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    stratum = models.CharField(max_length=80)
    used = models.BooleanField(default=False)

    class Meta:
        db_table = "participation_invitation"
        ordering = ("id",)


class SurveyAnswer(models.Model):
    """An answer until the count: a random id, the hash of the receipt with which it can be taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    way = models.CharField(max_length=10, db_collation="C")
    stratum = models.CharField(max_length=80, blank=True)
    answers = models.JSONField()

    class Meta:
        db_table = "participation_survey_answer"
        ordering = ("id",)


class SurveyEntry(models.Model):
    """An answer on paper as one clerk entered it; two alike by different people make an answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=20, db_collation="C")
    clerk = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()

    class Meta:
        db_table = "participation_survey_entry"
        ordering = ("serial", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("survey", "serial", "clerk"), name="participation_survey_entry_once"
            ),
        )


class SurveyWords(models.Model):
    """What somebody wrote to an open question, apart from everything else they answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=80, db_collation="C")
    text = models.TextField()

    class Meta:
        db_table = "participation_survey_words"
        ordering = ("id",)
        indexes = (models.Index(fields=("survey", "question"), name="participation_survey_words_of"),)
