# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far an authenticator's clock is off is kept, so that each of its codes holds thirty seconds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0040_account_language")]

    operations = [
        migrations.AddField("factor", "drift", models.SmallIntegerField(db_default=0, default=0)),
        migrations.AddField("factor", "leaning", models.BigIntegerField(null=True)),
    ]
