# SPDX-License-Identifier: AGPL-3.0-or-later
"""Indexes for lists, newest first: of the whole town and of the upper levels of its tree of places. They
hold what lists are narrowed by, so that a row is read only where it fits, and a list costs the same
however many matters the town has. Built while the town works (``CONCURRENTLY``); reversible."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Value

CHOSEN = ("kind", "channel", "category_path")


def level(depth: int) -> models.Index:
    code = Func(
        F("place_path"),
        Value("/"),
        Value(depth + 1),
        function="split_part",
        output_field=models.CharField(),
    )
    return models.Index(
        code,
        F("received_at").desc(),
        *CHOSEN,
        include=("place_path",),
        name=f"cases_case_level{depth}",
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("cases", "0066_commitments"),)
    operations = (
        *(AddIndexConcurrently("case", level(depth)) for depth in (1, 2)),
        AddIndexConcurrently(
            "case", models.Index(fields=("-received_at", "id", *CHOSEN), name="cases_case_newest")
        ),
        RemoveIndexConcurrently("case", "cases_case_received"),
    )
