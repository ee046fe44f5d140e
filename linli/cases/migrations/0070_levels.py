# SPDX-License-Identifier: AGPL-3.0-or-later
"""Indexes by the upper levels of the tree of places, newest first, so that a list of one place costs the
same however many matters the town has. Built while the town works (``CONCURRENTLY``); reversible."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Value


def level(depth: int) -> models.Index:
    code = Func(
        F("place_path"),
        Value("/"),
        Value(depth + 1),
        function="split_part",
        output_field=models.CharField(),
    )
    return models.Index(
        code, F("received_at").desc(), include=("place_path",), name=f"cases_case_level{depth}"
    )


class Migration(migrations.Migration):
    atomic = False
    dependencies = (("cases", "0050_topic_plan"),)
    operations = tuple(AddIndexConcurrently("case", level(depth)) for depth in (1, 2))
