# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands around a matter before and while it is handled: questions, templates, joins, links."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id

from .core import Case


class Joining(models.Model):
    """A person found their matter known already and joined it.

    ``who`` is a keyed hash made for the known matter alone: the same person counts there once, and
    cannot be found again in another matter.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="+")
    who = models.BinaryField(max_length=32)

    class Meta:
        db_table = "cases_joining"
        ordering = ("case",)


class Question(models.Model):
    """A question that residents are asked about matters of one category, written by staff."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    category = models.ForeignKey("topics.Category", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, db_collation="C")
    words = models.JSONField(help_text="the question by language")
    hints = models.JSONField(default=dict)
    choices = models.JSONField(default=list, help_text="words by language, one entry per choice")
    stops = models.JSONField(default=list, help_text="answers with which the matter is not sent")
    notice = models.JSONField(default=dict, help_text="what is said instead, by language")
    required = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "cases_question"
        ordering = ("category", "position", "id")


class Answers(models.Model):
    """What was answered to the questions of a category, with the questions as they read then."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField()

    class Meta:
        db_table = "cases_answers"
        ordering = ("case",)


class AnswerTemplate(models.Model):
    """Words that staff begin an answer with; each change makes a new version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    category = models.ForeignKey("topics.Category", null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=12, db_collation="C")
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "cases_template"
        ordering = ("name", "id")


class TemplateVersion(models.Model):
    """The words of a template as they stood from a moment on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    template = models.ForeignKey(AnswerTemplate, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    texts = models.JSONField(help_text="by language")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "cases_template_version"
        ordering = ("template", "-number")
        constraints = (
            models.UniqueConstraint(fields=("template", "number"), name="cases_template_version_once"),
        )


class Subscription(models.Model):
    """A confirmed contact that is told about a public matter or a place; encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", null=True, on_delete=models.PROTECT, related_name="+")
    blind = models.BinaryField(max_length=32, help_text="made for this matter or place alone")
    contact = models.BinaryField()
    language = models.CharField(max_length=10, db_collation="C")
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_subscription"
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("blind",), name="cases_subscription_once"),
            models.CheckConstraint(
                condition=Q(case=None) ^ Q(place=None), name="cases_subscription_of_one"
            ),
        )


class Link(models.Model):
    """A question to somebody without an account, answered once through a link; its token is hashed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=8, db_collation="C")
    party = models.CharField(max_length=100, blank=True, help_text="the outside body, as staff call it")
    question = models.TextField()
    files = models.JSONField(default=list, help_text="attachments that the outside party may see")
    digest = models.BinaryField(max_length=32, unique=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    pauses = models.BooleanField(help_text="whether the unit's clock stands until the answer")
    asked_by = models.CharField(max_length=80, db_collation="C")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answered = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_link"
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "to"), condition=Q(ended_at=None), name="cases_link_one_open"
            ),
        )
