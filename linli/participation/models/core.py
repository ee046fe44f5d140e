# SPDX-License-Identifier: AGPL-3.0-or-later
"""Spaces and what is proposed in them. What somebody endorsed stands in ``Support`` alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class Space(models.Model):
    """A process, council, initiative or standing channel. ``version`` is the number of its last event."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, db_collation="C")
    kind = models.CharField(max_length=12, db_collation="C")
    level = models.CharField(max_length=12, db_collation="C")
    rung = models.CharField(max_length=12, db_collation="C")
    names = models.JSONField()
    about = models.JSONField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    place_path = models.CharField(max_length=400, db_collation="C")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, db_collation="C")
    threshold = models.PositiveIntegerField(default=0, help_text="voices that force an answer; 0: none")
    rules_version = models.PositiveSmallIntegerField(default=1)
    answer_on = models.DateField(help_text="the day by which everything is answered, as promised")
    version = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "participation_space"
        ordering = ("-made_at", "id")


class SpacePhase(models.Model):
    """A phase of a space, from its first day to its last."""

    id = models.BigAutoField(primary_key=True)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, db_collation="C")
    begins = models.DateField()
    ends = models.DateField()

    class Meta:
        db_table = "participation_phase"
        ordering = ("space", "begins")
        constraints = (models.UniqueConstraint(fields=("space", "kind"), name="participation_phase_once"),)


class SpaceRules(models.Model):
    """A version of the rules of a space; older ones stay readable."""

    id = models.BigAutoField(primary_key=True)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "participation_rules"
        ordering = ("space", "version")
        constraints = (
            models.UniqueConstraint(fields=("space", "version"), name="participation_rules_version"),
        )


class Proposal(models.Model):
    """Something that somebody proposes. ``voices`` counts different people, of those joined to it too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField()
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(max_length=80, blank=True, help_text="the paper that it was taken down from")
    state = models.CharField(max_length=10, db_collation="C")
    version = models.PositiveIntegerField()
    voices = models.PositiveIntegerField(default=0)
    into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    escalated_at = models.DateTimeField(null=True)
    rule = models.CharField(max_length=12, blank=True, db_collation="C")
    verdict = models.CharField(max_length=10, blank=True, db_collation="C")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    cost = models.DecimalField(null=True, max_digits=14, decimal_places=2)
    commitment = models.ForeignKey(
        "cases.Commitment", null=True, on_delete=models.PROTECT, related_name="+"
    )
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        db_table = "participation_proposal"
        ordering = ("-made_at", "id")
        indexes = (
            models.Index(fields=("space", "state", "-made_at"), name="participation_proposal_list"),
            models.Index(fields=("into",), name="participation_proposal_into"),
        )


class Support(models.Model):
    """A voice for a proposal: of an account, or a line on a sheet of paper. Without either it is one whose
    account was closed. ``shown`` is the person's own choice; nobody else can see whose voice it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, db_collation="C")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=80, blank=True)
    line = models.PositiveSmallIntegerField(default=0)
    shown = models.BooleanField(default=False)

    class Meta:
        db_table = "participation_support"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("proposal", "account"),
                condition=Q(account__isnull=False),
                name="participation_support_once",
            ),
            models.UniqueConstraint(
                fields=("proposal", "sheet", "line"),
                condition=~Q(sheet=""),
                name="participation_support_line",
            ),
        )
        indexes = (models.Index(fields=("account",), name="participation_support_account"),)


class ProposalStep(models.Model):
    """One line of what happened with a proposal, for everybody to read. It names nobody."""

    id = models.BigAutoField(primary_key=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    deed = models.CharField(max_length=10, db_collation="C")
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "participation_step"
        ordering = ("proposal", "seq")
        constraints = (models.UniqueConstraint(fields=("proposal", "seq"), name="participation_step_seq"),)


class Resident(models.Model):
    """Somebody was confirmed to live in a place: only the place and the way, no address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField("people.Account", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, db_collation="C", help_text="counter, or letter")
    confirmed_on = models.DateField()

    class Meta:
        db_table = "participation_resident"
        ordering = ("id",)
