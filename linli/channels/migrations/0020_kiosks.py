# SPDX-License-Identifier: AGPL-3.0-or-later
"""Screens in halls, as they last told of themselves."""

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_sheets"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Kiosk",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("blind", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("waiting", models.PositiveSmallIntegerField(default=0, help_text="letters that it holds")),
                (
                    "away_seconds",
                    models.PositiveIntegerField(default=0, help_text="how long it was last without one"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.place"
                    ),
                ),
            ],
            options={
                "db_table": "channels_kiosk",
                "ordering": ("name", "id"),
            },
        ),
    ]
