# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class OfficialRequest(models.Model):
    """An authority asks for personal data with a legal instrument. What names a person is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.CharField(max_length=200)
    instrument = models.CharField(max_length=16, db_collation="C")
    instrument_number = models.CharField(max_length=120)
    instrument_date = models.DateField()
    law = models.CharField(max_length=200)
    article = models.CharField(max_length=60)
    source = models.CharField(max_length=16, db_collation="C", help_text="which storey holds the data")
    subject = models.UUIDField(null=True, help_text="a matter or an account; none: nothing is held")
    place_path = models.CharField(max_length=400, db_collation="C")
    about_path = models.CharField(max_length=400, blank=True, db_collation="C")
    closed = models.BooleanField(default=False)
    reference = models.BinaryField(help_text="sealed: the number or the contact that the instrument names")
    what_for = models.BinaryField(help_text="sealed: what the authority says that it needs the data for")
    parts = models.JSONField()
    until = models.DateField(help_text="the last day on which the extract may be fetched")
    silent_until = models.DateField(null=True, help_text="the day on which the person may be told")
    silent_ground = models.CharField(max_length=200, blank=True)
    scan = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=10, db_collation="C")
    given = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True, help_text="when words and scan ended by time")

    class Meta:
        db_table = "privacy_request"
        ordering = ("-recorded_at", "id")
        indexes = (
            models.Index(fields=("-recorded_at",), name="privacy_request_recorded"),
            models.Index(fields=("subject",), name="privacy_request_subject"),
            models.Index(
                fields=("silent_until",),
                condition=Q(told_at=None, state__in=("granted", "partly")),
                name="privacy_request_untold",
            ),
        )


class Decision(models.Model):
    """One approver's word on a request: the parts they grant (none: refused) and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(OfficialRequest, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    parts = models.JSONField()
    reason = models.TextField()

    class Meta:
        db_table = "privacy_decision"
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("request", "by"), name="privacy_decision_once"),)


class Extract(models.Model):
    """What two approvers granted, put together once and sealed, until it expires and is emptied."""

    request = models.OneToOneField(
        OfficialRequest, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    sealed = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "privacy_extract"
        ordering = ("expires_at", "request")
        indexes = (
            models.Index(
                fields=("expires_at",), condition=Q(sealed__isnull=False), name="privacy_extract_expires"
            ),
        )


class Assessment(models.Model):
    """A version of the impact assessment of a purpose (个人信息保护法 55, 56). None is ever removed:
    the law asks for three years at least."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=40, db_collation="C")
    edition = models.PositiveSmallIntegerField()
    aims = models.TextField()
    kinds = models.JSONField()
    ground = models.CharField(max_length=12, db_collation="C")
    ground_words = models.TextField()
    harms = models.TextField()
    measures = models.TextField()
    summary = models.TextField()
    review_on = models.DateField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    state = models.CharField(max_length=10, db_collation="C")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_assessment"
        ordering = ("purpose", "-edition")
        constraints = (
            models.UniqueConstraint(fields=("purpose", "edition"), name="privacy_assessment_edition"),
            models.UniqueConstraint(
                fields=("purpose",), condition=Q(state="in_force"), name="privacy_assessment_in_force"
            ),
            models.UniqueConstraint(
                fields=("purpose",), condition=Q(state="proposed"), name="privacy_assessment_proposed"
            ),
        )
