# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of matters come from a sequence: no two alike, no waiting for one another."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL("create sequence cases_number", "drop sequence cases_number")]
