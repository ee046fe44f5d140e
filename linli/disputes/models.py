# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mediations. Every word that somebody said or that names somebody is sealed."""

from __future__ import annotations

from django.db import models

from linli.kernel.ids import new_id


class Mediator(models.Model):
    """Somebody on the roster: for which kinds, where, and whether they head the committee there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    kinds = models.JSONField(default=list)
    head = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "disputes_mediator"
        ordering = ("place_path", "id")
        constraints = (models.UniqueConstraint(fields=("account", "place"), name="disputes_mediator_once"),)


class Mediation(models.Model):
    """A mediation. ``version`` is the number of its last event."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    kind = models.CharField(max_length=12, db_collation="C")
    origin = models.CharField(max_length=8, db_collation="C")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    hard = models.CharField(max_length=10, blank=True, db_collation="C")
    state = models.CharField(max_length=12, db_collation="C")
    version = models.PositiveIntegerField()
    mediator = models.ForeignKey(Mediator, null=True, on_delete=models.PROTECT, related_name="+")
    summary = models.BinaryField()
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    session_at = models.DateTimeField(null=True)
    session_mode = models.CharField(max_length=8, blank=True, db_collation="C")
    agreed_at = models.DateTimeField(null=True)
    confirm_by = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    applied_on = models.DateField(null=True, help_text="the day whose law was read before asking")
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        db_table = "disputes_mediation"
        ordering = ("-requested_at", "id")
        indexes = (models.Index(fields=("place_path", "-requested_at"), name="disputes_mediation_place"),)


class Party(models.Model):
    """A side of a mediation, sealed: who, how to reach them, whether they consent, what they signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField(help_text="1 asked; the others were named")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.BinaryField()
    contact = models.BinaryField(null=True)
    consented_at = models.DateTimeField(null=True)
    choice = models.ForeignKey(Mediator, null=True, on_delete=models.PROTECT, related_name="+")
    signed_edition = models.PositiveSmallIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    reminders = models.BooleanField(
        default=False, db_default=False, help_text="wishes to be told of days that come"
    )
    handover_at = models.DateTimeField(null=True, help_text="since when the file may go to court")

    class Meta:
        db_table = "disputes_party"
        ordering = ("mediation", "seq")
        constraints = (models.UniqueConstraint(fields=("mediation", "seq"), name="disputes_party_seq"),)


class Conflict(models.Model):
    """A mediator who stood back from a mediation, or whom a party refused: sees it no more."""

    id = models.BigAutoField(primary_key=True)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="+")
    mediator = models.ForeignKey(Mediator, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "disputes_conflict"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("mediation", "mediator"), name="disputes_conflict_once"),
        )


class Guest(models.Model):
    """Somebody beside parties and mediator: joins when every party consented (人民调解法 20). A mediator of
    another community mediates jointly and sees the file; everybody else only sits in the session."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, db_collation="C")
    mediator = models.ForeignKey(Mediator, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.BinaryField(null=True)
    about = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disputes_guest"
        ordering = ("mediation", "asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("mediation", "mediator"),
                condition=models.Q(left_at=None),
                name="disputes_guest_once",
            ),
        )


class Welcome(models.Model):
    """That a party consents to a guest."""

    id = models.BigAutoField(primary_key=True)
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "disputes_welcome"
        ordering = ("guest", "id")
        constraints = (models.UniqueConstraint(fields=("guest", "party"), name="disputes_welcome_once"),)


class Step(models.Model):
    """One line of the record; its words are sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    deed = models.CharField(max_length=10, db_collation="C")
    state = models.CharField(max_length=12, db_collation="C")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, db_collation="C")
    text = models.BinaryField(null=True)

    class Meta:
        db_table = "disputes_step"
        ordering = ("mediation", "seq")
        constraints = (models.UniqueConstraint(fields=("mediation", "seq"), name="disputes_step_seq"),)


class Agreement(models.Model):
    """The newest wording of an agreement; ``contents`` is sealed JSON by the codes of article 29."""

    mediation = models.OneToOneField(
        Mediation, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    edition = models.PositiveSmallIntegerField()
    contents = models.BinaryField()
    oral = models.BooleanField(default=False)
    perform_by = models.DateField(null=True)

    class Meta:
        db_table = "disputes_agreement"
        ordering = ("mediation",)


class Signature(models.Model):
    """Who signed which wording how; the drawn strokes are sealed. Without a party it is the mediator."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, db_collation="C")
    drawn = models.BinaryField(null=True)
    service = models.CharField(max_length=40, db_collation="C")
    digest = models.CharField(max_length=64, db_collation="C")
    evidence = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "disputes_signature"
        ordering = ("mediation", "id")


class Sheet(models.Model):
    """A signed paper that was scanned back: sealed in the database, not in the storage of files."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    paper = models.CharField(max_length=12, db_collation="C")
    media_type = models.CharField(max_length=40, db_collation="C")
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "disputes_sheet"
        ordering = ("mediation", "seq")
        constraints = (models.UniqueConstraint(fields=("mediation", "seq"), name="disputes_sheet_seq"),)


class Wording(models.Model):
    """An edition of the wording of a paper, kept by the town; papers keep that of their own day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    paper = models.CharField(max_length=12, db_collation="C")
    edition = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "disputes_wording"
        ordering = ("paper", "-edition")
        constraints = (models.UniqueConstraint(fields=("paper", "edition"), name="disputes_wording_once"),)


class Obligation(models.Model):
    """One thing that an agreement promises, with its day; the words are sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    text = models.BinaryField()
    state = models.CharField(max_length=6, default="open", db_collation="C")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disputes_obligation"
        ordering = ("mediation", "seq")
        indexes = (models.Index(fields=("state", "due_on"), name="disputes_obligation_due"),)
        constraints = (
            models.UniqueConstraint(fields=("mediation", "seq"), name="disputes_obligation_seq"),
        )


class Watch(models.Model):
    """A category that is watched for signs: how many letters within how many days make one."""

    category = models.CharField(max_length=80, primary_key=True, db_collation="C")
    least = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "disputes_watch"
        ordering = ("category",)


class Trace(models.Model):
    """That a letter about a watched topic came from a place, once for each person. ``who`` is keyed by
    place and topic, so that it leads to nobody and joins nothing. It goes when its days are over."""

    subject = models.UUIDField(primary_key=True)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=80, db_collation="C")
    who = models.BinaryField(
        max_length=32,
        default=b"",
        db_default=b"",
        help_text="who told it, known in this place and topic alone",
    )
    at = models.DateTimeField()

    class Meta:
        db_table = "disputes_trace"
        ordering = ("at", "subject")
        indexes = (models.Index(fields=("place", "category", "at"), name="disputes_trace_place"),)


class Sign(models.Model):
    """The same place and topic again; what a person decided and what was done. No person stands in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    category = models.CharField(max_length=80, db_collation="C")
    count = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()
    decision = models.CharField(max_length=8, blank=True, db_collation="C")
    reason = models.BinaryField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, blank=True, db_collation="C")
    done = models.BinaryField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disputes_sign"
        ordering = ("-raised_at", "id")
        indexes = (models.Index(fields=("place_path",), name="disputes_sign_place"),)
        constraints = (
            models.UniqueConstraint(
                fields=("place", "category"), condition=models.Q(decision=""), name="disputes_sign_open"
            ),
        )
