# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models


class Stamp(models.Model):
    """When a kind of reference data changed last, as a number that only grows."""

    name = models.CharField(max_length=40, primary_key=True, db_collation="C")
    value = models.BigIntegerField()

    class Meta:
        db_table = "stamps_stamp"
        ordering = ("name",)
