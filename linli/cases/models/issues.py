# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class TopicPlan(models.Model):
    """What is done about a hot issue as a whole (每月一题): goal, who leads, steps, by when, the result.

    ``issue`` is the issue's id in triage; the plan goes where the issue merges into.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    issue = models.UUIDField()
    goal = models.CharField(max_length=300)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    steps = models.TextField(blank=True, help_text="one step a line")
    due_on = models.DateField()
    result = models.TextField(blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_topic_plan"
        ordering = ("-at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("issue",), condition=Q(ended_at=None), name="cases_topic_plan_once"
            ),
        )
