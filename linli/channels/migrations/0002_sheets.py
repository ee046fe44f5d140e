# SPDX-License-Identifier: AGPL-3.0-or-later

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0001_initial"),
        ("files", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "subject",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id,
                        help_text="what the journal calls it: the matter has the id",
                    ),
                ),
                ("place_path", models.CharField(db_collation="C", max_length=400)),
                ("number", models.CharField(blank=True, db_collation="C", max_length=12)),
                ("state", models.CharField(db_collation="C", max_length=8)),
                ("fault", models.CharField(blank=True, db_collation="C", max_length=40)),
                ("fields", models.BinaryField(null=True)),
                ("seconds", models.FloatField(null=True)),
                ("taken_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "channels_sheet",
                "ordering": ("taken_at", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "reading", "read"))),
                        fields=["taken_at"],
                        name="channels_sheet_open",
                    ),
                    models.Index(fields=["number"], name="channels_sheet_number"),
                ],
            },
        ),
    ]
