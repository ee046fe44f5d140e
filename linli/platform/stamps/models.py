# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models


class Stamp(models.Model):
    """How often a kind of reference data has changed."""

    name = models.CharField(max_length=40, primary_key=True, db_collation="C")
    value = models.BigIntegerField()

    class Meta:
        db_table = "stamps_stamp"
        ordering = ("name",)
