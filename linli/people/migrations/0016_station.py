# SPDX-License-Identifier: AGPL-3.0-or-later
"""A post can say what its holder is in the team of a grid."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0010_retention")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="station",
            field=models.CharField(
                blank=True,
                db_collation="C",
                db_default="",
                default="",
                help_text="in a grid's team",
                max_length=10,
            ),
        ),
    ]
