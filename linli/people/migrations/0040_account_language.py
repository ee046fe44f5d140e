# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account keeps the language that its holder chose, for the messages sent to it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0030_mandates")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="language",
            field=models.CharField(
                blank=True,
                db_collation="C",
                db_default="",
                default="",
                help_text="of messages; empty: the town's first one",
                max_length=10,
            ),
        ),
    ]
