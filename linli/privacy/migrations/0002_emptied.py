# SPDX-License-Identifier: AGPL-3.0-or-later
"""When the words and the scan of a request ended by time."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("privacy", "0001_initial"),)
    operations = (
        migrations.AddField(
            "officialrequest",
            "emptied_at",
            models.DateTimeField(help_text="when words and scan ended by time", null=True),
        ),
    )
