# SPDX-License-Identifier: AGPL-3.0-or-later

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import linli.kernel.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0090_callers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LineDay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("offered", models.PositiveIntegerField()),
                ("answered", models.PositiveIntegerField()),
                ("in_time", models.PositiveIntegerField()),
                ("source", models.CharField(db_collation="C", help_text="log or hand", max_length=8)),
                ("counted_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "channels_line_day",
                "ordering": ("-day",),
            },
        ),
        migrations.CreateModel(
            name="Call",
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
                ("state", models.CharField(db_collation="C", max_length=8)),
                ("wrap", models.CharField(blank=True, db_collation="C", max_length=12)),
                ("blind", models.BinaryField(max_length=32, null=True)),
                ("draft", models.BinaryField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "channels_call",
                "ordering": ("-begun_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Callback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place_path", models.CharField(db_collation="C", max_length=400)),
                ("why", models.CharField(db_collation="C", max_length=8)),
                ("blind", models.BinaryField(max_length=32)),
                ("contact", models.BinaryField(null=True)),
                ("name", models.BinaryField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.call",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "db_table": "channels_callback",
                "ordering": ("due_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="CallbackTry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(db_collation="C", max_length=80)),
                ("outcome", models.CharField(db_collation="C", max_length=10)),
                (
                    "callback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.callback",
                    ),
                ),
            ],
            options={
                "db_table": "channels_callback_try",
                "ordering": ("at", "id"),
            },
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("state", "dropped")), fields=["blind"], name="channels_call_dropped"
            ),
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(fields=["operator", "state"], name="channels_call_own"),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["due_at"], name="channels_callback_waits"
            ),
        ),
    ]
