# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class DeadlineRule(models.Model):
    """A time limit with its source, article and dates in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=120, unique=True, db_collation="C")
    key = models.CharField(max_length=80, db_collation="C")
    kinds = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    measures = models.CharField(max_length=12, db_collation="C")
    unit = models.CharField(max_length=2, db_collation="C")
    limit = models.PositiveIntegerField()
    extension = models.PositiveIntegerField(default=0)
    counts_from = models.CharField(max_length=12, db_collation="C")
    tells = models.JSONField(default=dict)
    source = models.CharField(max_length=200)
    article = models.CharField(max_length=60, blank=True)
    mark = models.CharField(max_length=1, db_collation="C")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    edited = models.JSONField(default=list, help_text="fields that staff changed: a pack keeps off")

    class Meta:
        db_table = "norms_deadline"
        ordering = ("code",)


class CalendarDay(models.Model):
    """A day that is not as the weekday says: a holiday, or a weekend day that is worked."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    names = models.JSONField(default=dict)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "norms_calendar"
        ordering = ("day",)


class Norm(models.Model):
    """A norm, hard law or soft: what stays the same through its versions. Its text may be missing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=80, unique=True, db_collation="C")
    title = models.CharField(max_length=200)
    short = models.CharField(max_length=200, unique=True, help_text="the title as people cite it")
    aliases = models.JSONField(default=list, help_text="further titles, as cited")
    level = models.CharField(max_length=20, db_collation="C")
    issuer = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=20, blank=True, db_collation="C", help_text="empty: everywhere")

    class Meta:
        db_table = "norms_norm"
        ordering = ("code",)


class NormVersion(models.Model):
    """A norm as it read from a day on; ``valid_to`` is the first day on which it no longer holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="+")
    adopted = models.DateField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    end_stated = models.BooleanField(default=False, help_text="else it ends where the next one begins")
    superseded_by = models.CharField(max_length=80, blank=True, db_collation="C")
    source = models.CharField(max_length=300, blank=True)
    preamble = models.TextField(blank=True)
    pieces = models.JSONField(default=dict, help_text="files it was put together from: name -> digest")

    class Meta:
        db_table = "norms_version"
        ordering = ("norm", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=("norm", "valid_from"), name="norms_version_begins_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="norms_version_ends_after_it_begins",
            ),
        ]


class NormPart(models.Model):
    """A part of a version: a heading (编, 分编, 章, 节) or an article (条) with its lines (款, 项, 目)."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(NormVersion, models.CASCADE, related_name="+")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, db_collation="C")
    number = models.PositiveSmallIntegerField(null=True)
    branch = models.PositiveSmallIntegerField(default=0)
    numbering = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        db_table = "norms_part"
        ordering = ("version", "position")
        constraints = [
            models.UniqueConstraint(fields=("version", "position"), name="norms_part_position"),
            models.UniqueConstraint(
                fields=("version", "number", "branch"),
                condition=models.Q(kind="article"),
                name="norms_part_article_once",
            ),
        ]


class Procedure(models.Model):
    """A way to get one's right, as the town's pack tells it: who decides, papers, limits, cost, appeal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, db_collation="C")
    position = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    facts = models.JSONField(default=dict, help_text="words, steps with articles, offices, topics")
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "norms_procedure"
        ordering = ("position", "code")


class Course(models.Model):
    """A statutory course of matters of some kinds: hotline, petition, information request."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, db_collation="C")
    position = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    kinds = models.JSONField(default=list)
    binds = models.BooleanField(default=False, help_text="nothing but its steps is done with a matter")
    beside = models.JSONField(default=list, help_text="deeds that are no steps and yet are done")
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "norms_course"
        ordering = ("position", "code")


class CourseStep(models.Model):
    """A step of a course as it stands from a day on: who, after what, by when, which paper, by which law.

    ``code`` is course, step and first day; ``facts`` holds what the rules read of it (rules/courses.py).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=160, unique=True, db_collation="C")
    course = models.CharField(max_length=60, db_collation="C")
    step = models.CharField(max_length=60, db_collation="C")
    position = models.PositiveSmallIntegerField(default=0)
    facts = models.JSONField(default=dict)
    source = models.CharField(max_length=200)
    article = models.CharField(max_length=60, blank=True)
    mark = models.CharField(max_length=1, db_collation="C")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "norms_coursestep"
        ordering = ("course", "position", "code")


class Pact(models.Model):
    """A residents' pact, village pact, charter or industry rule on its course from collecting to filing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=80, unique=True, db_collation="C")
    title = models.CharField(max_length=120)
    level = models.CharField(max_length=20, db_collation="C")
    place = models.CharField(max_length=20, db_collation="C")
    state = models.CharField(max_length=12, db_collation="C", default="collecting")
    edition = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    review_on = models.DateField(null=True)

    class Meta:
        db_table = "norms_pact"
        ordering = ("code",)


class PactClause(models.Model):
    """A clause of one edition of a pact; ``decision`` is what a person said of a finding of the check."""

    id = models.BigAutoField(primary_key=True)
    pact = models.ForeignKey(Pact, models.CASCADE, related_name="+")
    edition = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    decision = models.CharField(max_length=10, blank=True, db_collation="C")
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "norms_pactclause"
        ordering = ("pact", "edition", "number")
        constraints = [
            models.UniqueConstraint(fields=("pact", "edition", "number"), name="norms_pactclause_once")
        ]


class PactComment(models.Model):
    """What somebody said to a clause (0: to the whole), without a name, and how it was used."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pact = models.ForeignKey(Pact, models.CASCADE, related_name="+")
    clause = models.PositiveSmallIntegerField(default=0)
    edition = models.PositiveSmallIntegerField()
    text = models.TextField()
    made_on = models.DateField()
    use = models.CharField(max_length=10, blank=True, db_collation="C")
    answer = models.TextField(blank=True)

    class Meta:
        db_table = "norms_pactcomment"
        ordering = ("made_on", "id")


class PactStep(models.Model):
    """A step that a pact went: what, on which day, by whose record, with the figures of a vote."""

    id = models.BigAutoField(primary_key=True)
    pact = models.ForeignKey(Pact, models.CASCADE, related_name="+")
    action = models.CharField(max_length=12, db_collation="C")
    on = models.DateField()
    edition = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "norms_pactstep"
        ordering = ("pact", "id")
