# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import uuid

from django.db import models


class Device(models.Model):
    """A phone with ODK Collect: only the hash of its key is kept. It acts as the account that holds it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    holder = models.UUIDField(help_text="the account whose posts bound what the phone can do")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "openrosa_device"
        ordering = ("-made_at", "id")
        indexes = (models.Index(fields=("holder",), name="openrosa_device_holder"),)


class Submission(models.Model):
    """A filled form that came from a phone, so that the same one counts once: keyed hashes and the names of
    its files. Not which phone, not when: an answer to a survey stays nobody's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instance = models.BinaryField(max_length=32, unique=True)
    content = models.BinaryField(max_length=32)
    form_id = models.CharField(max_length=80, db_collation="C")
    files = models.JSONField(default=list)

    class Meta:
        db_table = "openrosa_submission"
        ordering = ("id",)
