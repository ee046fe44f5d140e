# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import uuid

from django.db import models


class Look(models.Model):
    """Somebody read personal data: who, whose, which fields, for what purpose, when."""

    id = models.BigAutoField(primary_key=True)
    actor = models.CharField(max_length=80, db_collation="C")
    subject_type = models.CharField(max_length=40, db_collation="C")
    subject = models.UUIDField()
    fields = models.JSONField()
    purpose = models.CharField(max_length=40, db_collation="C")
    at = models.DateTimeField()

    class Meta:
        db_table = "access_look"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("subject", "id"), name="access_look_subject"),
            models.Index(fields=("actor", "id"), name="access_look_actor"),
        )


class Attempt(models.Model):
    """How often something was tried in a window of time; ``bucket`` is a hash, not a person."""

    bucket = models.CharField(max_length=64, primary_key=True, db_collation="C")
    window_ends = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "access_attempt"
        ordering = ("bucket",)
        indexes = (models.Index(fields=("window_ends",), name="access_attempt_ends"),)


class ApiKey(models.Model):
    """A key for a program: only its hash is kept; scopes say what it may do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField()
    holder = models.UUIDField(help_text="the account whose posts bound what the key can see")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_key"
        ordering = ("created_at",)
