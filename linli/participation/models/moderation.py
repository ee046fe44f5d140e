# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public rules of moderation, and everything that was done by them."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class ModerationRule(models.Model):
    """A rule of a version of the public rules; older versions stay readable."""

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12, db_collation="C")
    words = models.JSONField()
    valid_from = models.DateField()

    class Meta:
        db_table = "participation_moderation_rule"
        ordering = ("version", "number")
        constraints = (
            models.UniqueConstraint(fields=("version", "number"), name="participation_rule_number"),
            models.UniqueConstraint(fields=("version", "code"), name="participation_rule_code"),
        )


class ModerationAct(models.Model):
    """Something was taken out or given back by a rule, with the appeal against it and what came of that.

    ``called`` and ``page`` lead to what it is about; who moderated and who decided is for their own
    separation alone and stands on no page.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, db_collation="C")
    subject = models.UUIDField(null=True)
    called = models.CharField(max_length=60, db_collation="C")
    page = models.CharField(max_length=200, db_collation="C")
    place_path = models.CharField(max_length=400, db_collation="C")
    deed = models.CharField(max_length=8, db_collation="C")
    version = models.PositiveSmallIntegerField(help_text="of the rules")
    number = models.PositiveSmallIntegerField(help_text="of the rule")
    reason = models.TextField()
    moderator = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    appeal = models.TextField(blank=True)
    paper = models.CharField(max_length=80, blank=True, help_text="the paper with the appeal")
    appealed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, blank=True, db_collation="C")
    answer = models.TextField(blank=True)
    decider = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "participation_moderation_act"
        ordering = ("-at", "id")
        indexes = (
            models.Index(fields=("kind", "subject"), name="participation_act_subject"),
            models.Index(fields=("-at", "id"), name="participation_act_at"),
        )
