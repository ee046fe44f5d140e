# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Least

from linli.kernel.ids import new_id
from linli.platform.text.fields import WordsField

LEVELS = (
    1,
    2,
)  # depths of the tree of places that have an index of their own: whole town and grids need none
CHOSEN = ("kind", "channel", "category_path")  # what lists are narrowed by: checked without reading the row


def place_at(depth: int) -> Func:
    """The code of the place at a depth of the tree in which a matter lies, out of its path."""
    return Func(
        F("place_path"),
        Value("/"),
        Value(depth + 1),
        function="split_part",
        output_field=models.CharField(),
    )


class Case(models.Model):
    """A matter (事项). ``version`` is the number of its last event; what is current stands here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True, db_collation="C")
    kind = models.CharField(max_length=12, db_collation="C")
    title = models.CharField(max_length=200)
    text = models.TextField()
    language = models.CharField(max_length=10, db_collation="C")
    category = models.ForeignKey(
        "topics.Category", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category_path = models.CharField(max_length=400, blank=True, db_collation="C")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+", db_index=False)
    place_path = models.CharField(max_length=400, db_collation="C")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10, db_collation="C")
    state = models.CharField(max_length=12, db_collation="C")
    version = models.PositiveIntegerField()
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    unit_path = models.CharField(max_length=400, db_collation="C")
    about = models.ForeignKey(
        "people.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    about_path = models.CharField(max_length=400, blank=True, db_collation="C")
    urgent = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    hard = models.CharField(max_length=10, blank=True, default="", db_default="", db_collation="C")
    listed = models.BooleanField(default=True)
    released = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_rule = models.CharField(max_length=80, blank=True, db_collation="C")
    due_provisional = models.BooleanField(default=False)
    step_due_at = models.DateTimeField(
        null=True, help_text="by when an office takes the next step of its course, where that comes first"
    )
    step_next = models.CharField(max_length=60, blank=True, default="", db_default="", db_collation="C")
    parked_until = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    suggestion = models.JSONField(default=dict)
    fingerprint = models.BinaryField(max_length=32)
    origin = models.CharField(max_length=8, default="live", db_collation="C")
    source = models.CharField(max_length=40, blank=True, db_collation="C")
    source_ref = models.CharField(max_length=80, blank=True, db_collation="C")
    words = WordsField()

    class Meta:
        db_table = "cases_case"
        ordering = ("-received_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("source", "source_ref"),
                condition=~Q(source=""),
                name="cases_case_source",
            ),
        )
        indexes = (
            models.Index(fields=("-received_at", "id", *CHOSEN), name="cases_case_newest"),
            models.Index(fields=("state", "-received_at"), name="cases_case_state"),
            models.Index(fields=("unit_path", "state", "-received_at"), name="cases_case_unit"),
            models.Index(fields=("place_path", "-received_at"), name="cases_case_place"),
            models.Index(fields=("category_path", "-received_at"), name="cases_case_category"),
            *(
                models.Index(
                    place_at(depth),
                    F("received_at").desc(),
                    *CHOSEN,
                    include=("place_path",),  # else the database does not see that the index is enough
                    name=f"cases_case_level{depth}",
                )
                for depth in LEVELS
            ),
            models.Index(
                Least("due_at", "step_due_at"),
                condition=Q(answered_at=None) & Q(closed_at=None),
                name="cases_case_acts",
            ),
            models.Index(fields=("parent",), condition=Q(parent__isnull=False), name="cases_case_parent"),
            GinIndex(fields=("words",), name="cases_case_words"),
        )


class Reporter(models.Model):
    """Who brought a matter and how to reach them, encrypted; a matter may have none."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    name = models.BinaryField(null=True)
    contact = models.BinaryField(null=True)
    contact_kind = models.CharField(max_length=8, blank=True, db_collation="C")
    contact_blind = models.BinaryField(max_length=32, null=True)
    wants_messages = models.BooleanField(default=True)
    may_be_called = models.BooleanField(default=True)

    class Meta:
        db_table = "cases_reporter"
        ordering = ("case",)
        indexes = (
            models.Index(
                fields=("contact_blind",),
                condition=models.Q(contact_blind__isnull=False),
                name="cases_reporter_blind",
            ),
        )


class Part(models.Model):
    """A unit's share in a matter, with its own clock. A matter always has one that leads."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    lead = models.BooleanField()
    state = models.CharField(max_length=10, db_collation="C")
    assignee = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    because = models.JSONField(default=dict)
    asked = models.CharField(
        max_length=8,
        blank=True,
        default="",
        db_default="",
        db_collation="C",
        help_text="call_in or borrow; empty for the lead and for whoever only helps",
    )
    task = models.TextField(blank=True, default="", db_default="")
    own_day = models.DateField(null=True, help_text="earlier than the matter's day; else it runs with it")
    answer_seq = models.PositiveIntegerField(null=True, help_text="the step with this unit's answer")
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_part"
        ordering = ("begun_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(lead=True, ended_at=None), name="cases_part_one_lead"
            ),
        )
        indexes = (
            models.Index(
                fields=("case",), condition=~Q(asked="") & Q(ended_at=None), name="cases_part_asked"
            ),
            models.Index(
                fields=("assignee",),
                condition=Q(ended_at=None) & Q(assignee__isnull=False),
                name="cases_part_assignee",
            ),
        )


class Step(models.Model):
    """One line of a matter's thread: what was done, by whom, with which words, for whose eyes."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField()
    deed = models.CharField(max_length=10, db_collation="C")
    state = models.CharField(max_length=12, db_collation="C")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, db_collation="C")
    unit = models.ForeignKey(
        "people.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sees = models.CharField(max_length=8, db_collation="C")
    text = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    deed_id = models.UUIDField(null=True, unique=True, help_text="made by a phone: sent twice, done once")

    class Meta:
        db_table = "cases_step"
        ordering = ("case", "seq")
        constraints = (models.UniqueConstraint(fields=("case", "seq"), name="cases_step_case_seq"),)


class Attachment(models.Model):
    """A photo, voice message or document of a matter."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField(help_text="the step it came with")
    by_reporter = models.BooleanField()
    released = models.BooleanField(default=False)

    class Meta:
        db_table = "cases_attachment"
        ordering = ("id",)


class Rating(models.Model):
    """What the person said of an answer. Counted in rates; a handler never sees a single one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    answer_seq = models.PositiveIntegerField(help_text="the step with the answer that was rated")
    contacted = models.BooleanField()
    solved = models.CharField(max_length=8, db_collation="C")
    satisfied = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_rating"
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("case", "answer_seq"), name="cases_rating_once"),)


class Extension(models.Model):
    """A time limit put off: by how much, why, from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    limit = models.PositiveIntegerField()
    was_due = models.DateTimeField()
    due = models.DateTimeField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "cases_extension"
        ordering = ("at",)


class Deferral(models.Model):
    """A unit asks for more time (申请延期); the office above grants it, which extends, or does not."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    limit = models.PositiveIntegerField()
    reason = models.TextField()
    asked_by = models.CharField(max_length=80, db_collation="C")
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_deferral"
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(decided_at=None), name="cases_deferral_once"
            ),
        )


class Parking(models.Model):
    """A time during which a matter waits for what nobody can hasten; reviewed and published."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80, db_collation="C")

    class Meta:
        db_table = "cases_parking"
        ordering = ("begins",)


class SavedView(models.Model):
    """A member of staff keeps a filter of the queue under a name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        db_table = "cases_view"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("account", "name"), name="cases_view_name"),)


class FollowUp(models.Model):
    """An attempt to ask the person about an answer that led to no rating, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    answer_seq = models.PositiveIntegerField(help_text="the step with the answer that was asked about")
    outcome = models.CharField(max_length=12, db_collation="C")
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_follow_up"
        ordering = ("at", "id")


class Exclusion(models.Model):
    """A unit's appeal that a matter shall not count in its rates (申诉剔除), and what was decided.

    It is about the matter: the unit asks without knowing how the answer was rated.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    answer_seq = models.PositiveIntegerField(help_text="the step with the answer that it is about")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=12, db_collation="C")
    reason = models.TextField()
    asked_by = models.CharField(max_length=80, db_collation="C")
    asked_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_exclusion"
        ordering = ("asked_at", "id")
        constraints = (models.UniqueConstraint(fields=("case", "answer_seq"), name="cases_exclusion_once"),)
        indexes = (
            models.Index(fields=("asked_at",), condition=Q(upheld=None), name="cases_exclusion_open"),
        )


class Press(models.Model):
    """Pressing for completion (督办): what for, of which unit, and what it reported by when.

    A *proposed* one was found by the nightly look at what meets a trigger; a person decides on it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    trigger = models.CharField(max_length=12, db_collation="C")
    state = models.CharField(max_length=10, db_collation="C")
    text = models.TextField(blank=True)
    by_day = models.DateField(null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80, db_collation="C")
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_press"
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case", "trigger"), condition=Q(ended_at=None), name="cases_press_once"
            ),
        )
        indexes = (models.Index(fields=("at",), condition=Q(ended_at=None), name="cases_press_open"),)
