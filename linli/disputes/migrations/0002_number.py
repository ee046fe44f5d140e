# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of matters come from a sequence: no two alike, no waiting for one another."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disputes", "0001_initial")]
    operations = [migrations.RunSQL("create sequence disputes_number", "drop sequence disputes_number")]
