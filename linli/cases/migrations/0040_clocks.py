# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_before_sending"),
        ("people", "0007_duty_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deferral",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("limit", models.PositiveIntegerField()),
                ("reason", models.TextField()),
                ("asked_by", models.CharField(db_collation="C", max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("granted", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
                    ),
                ),
            ],
            options={
                "db_table": "cases_deferral",
                "ordering": ("asked_at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("case",),
                        name="cases_deferral_once",
                    )
                ],
            },
        ),
    ]
