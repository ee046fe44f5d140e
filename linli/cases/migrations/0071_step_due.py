# SPDX-License-Identifier: AGPL-3.0-or-later
"""By when an office has to take the next step of a course of law, and the index for what is due first.
The nightly look fills it for matters that are open. Built while the town works; reversible."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Least


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("cases", "0062_beside_a_hotline"),)
    operations = (
        migrations.AddField(
            "case",
            "step_due_at",
            models.DateTimeField(
                null=True,
                help_text="by when an office takes the next step of its course, where that comes first",
            ),
        ),
        migrations.AddField(
            "case",
            "step_next",
            models.CharField(blank=True, db_collation="C", db_default="", default="", max_length=60),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(
                Least("due_at", "step_due_at"),
                condition=Q(answered_at=None) & Q(closed_at=None),
                name="cases_case_acts",
            ),
        ),
        RemoveIndexConcurrently("case", "cases_case_due"),
    )
