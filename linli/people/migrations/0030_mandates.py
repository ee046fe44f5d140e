# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acting for another: who may, what for, until when, and what was done by it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("people", "0016_station"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(db_collation="C", max_length=12)),
                ("scopes", models.JSONField()),
                ("called", models.BinaryField()),
                ("until", models.DateField(help_text="the last day on which it holds")),
                (
                    "way",
                    models.CharField(
                        db_collation="C", help_text="how the consent is proved", max_length=10
                    ),
                ),
                ("channel", models.CharField(db_collation="C", max_length=8)),
                ("wording", models.PositiveSmallIntegerField()),
                ("drawn", models.BinaryField(null=True)),
                ("given_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, db_collation="C", max_length=8)),
                (
                    "helper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "witness",
                    models.ForeignKey(
                        help_text="took it down",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "people_mandate",
                "ordering": ("-given_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="MandateAct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("act", models.CharField(db_collation="C", help_text="type of the event", max_length=60)),
                ("subject", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.mandate"
                    ),
                ),
            ],
            options={
                "db_table": "people_mandate_act",
                "ordering": ("-id",),
            },
        ),
        migrations.AddIndex(
            model_name="mandate",
            index=models.Index(fields=["helper"], name="people_mandate_helper"),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person", "helper"),
                name="people_mandate_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="mandateact",
            index=models.Index(fields=["mandate", "id"], name="people_mandate_act_mandate"),
        ),
    ]
