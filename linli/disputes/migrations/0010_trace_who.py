# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disputes", "0005_signs")]

    operations = [
        migrations.AddField(
            "trace",
            "who",
            models.BinaryField(
                db_default=b"",
                default=b"",
                help_text="who told it, known in this place and topic alone",
                max_length=32,
            ),
        ),
    ]
