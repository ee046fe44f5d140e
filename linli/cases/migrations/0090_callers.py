# SPDX-License-Identifier: AGPL-3.0-or-later
"""A keyed hash of a contact, by which a caller's open matters are found. Rows that were there before get
theirs from a job, some hundreds an hour; the index is built while the town works."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("cases", "0071_step_due"),)
    operations = (
        migrations.AddField("reporter", "contact_blind", models.BinaryField(max_length=32, null=True)),
        AddIndexConcurrently(
            "reporter",
            models.Index(
                fields=("contact_blind",),
                condition=models.Q(contact_blind__isnull=False),
                name="cases_reporter_blind",
            ),
        ),
    )
