# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class Mandate(models.Model):
    """Somebody acts for another, for some kinds of service, until a day. ``called`` holds what both are
    called, ``drawn`` the strokes of a signature (sealed); an ended one stays for a time as evidence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    helper = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, db_collation="C")
    scopes = models.JSONField()
    called = models.BinaryField()
    until = models.DateField(help_text="the last day on which it holds")
    way = models.CharField(max_length=10, db_collation="C", help_text="how the consent is proved")
    channel = models.CharField(max_length=8, db_collation="C")
    wording = models.PositiveSmallIntegerField()
    drawn = models.BinaryField(null=True)
    paper = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(
        "people.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="took it down",
    )
    given_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, blank=True, db_collation="C")

    class Meta:
        db_table = "people_mandate"
        ordering = ("-given_at", "id")
        indexes = (models.Index(fields=("helper",), name="people_mandate_helper"),)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "helper"), condition=Q(ended_at=None), name="people_mandate_one_open"
            ),
        )


class MandateAct(models.Model):
    """What a helper did for the person: the event and what it was about. Read by those two."""

    id = models.BigAutoField(primary_key=True)
    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=60, db_collation="C", help_text="type of the event")
    subject = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "people_mandate_act"
        ordering = ("-id",)
        indexes = (models.Index(fields=("mandate", "id"), name="people_mandate_act_mandate"),)
