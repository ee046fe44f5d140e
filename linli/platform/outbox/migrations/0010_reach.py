# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an address wants and whether it can be reached; for what a message waits; what became of it."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import linli.kernel.ids


def text(length: int) -> models.CharField:
    return models.CharField(max_length=length, default="", db_default="", db_collation="C")


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("outbox", "0001_initial"),)
    operations = (
        migrations.CreateModel(
            name="Reach",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=linli.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("blind", models.BinaryField(max_length=32, unique=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("why", models.CharField(max_length=40, default="", db_collation="C")),
                ("daily", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={"db_table": "outbox_reach", "ordering": ("id",)},
        ),
        migrations.AddField("message", "blind", models.BinaryField(max_length=32, null=True)),
        migrations.AddField("message", "waits", text(6)),
        migrations.AddField("message", "outside", text(64)),
        migrations.AddField("message", "why", text(40)),
        AddIndexConcurrently(
            "message", models.Index(fields=("channel", "-sent_at"), name="outbox_message_sent")
        ),
        AddIndexConcurrently(
            "message", models.Index(fields=("blind", "-sent_at"), name="outbox_message_blind")
        ),
        AddIndexConcurrently(
            "message",
            models.Index(
                fields=("queued_at",),
                condition=models.Q(state__in=("failed", "bounced", "stopped")),
                name="outbox_message_lost",
            ),
        ),
        AddIndexConcurrently(
            "message",
            models.Index(
                fields=("outside",), condition=~models.Q(outside=""), name="outbox_message_outside"
            ),
        ),
    )
