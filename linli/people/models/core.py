# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from linli.kernel.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=username)


class Account(AbstractBaseUser):
    """Somebody who can sign in. What they may do follows from their posts, never from a flag here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(max_length=60, unique=True, db_collation="C")
    names = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    language = models.CharField(
        max_length=10, blank=True, default="", db_default="", db_collation="C",
        help_text="of messages; empty: the town's first one",
    )  # fmt: skip
    created_at = models.DateTimeField()

    objects = AccountManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = []

    class Meta:
        db_table = "people_account"
        ordering = ("login",)


class Contact(models.Model):
    """A way to reach an account, encrypted; ``blind`` finds it again without reading it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, db_collation="C")
    sealed = models.BinaryField()
    blind = models.BinaryField(max_length=32, unique=True)
    verified_at = models.DateTimeField()

    class Meta:
        db_table = "people_contact"
        ordering = ("id",)


class OneTimeCode(models.Model):
    """A code on its way to somebody who wants to sign in; only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, db_collation="C")
    sealed = models.BinaryField()
    blind = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_code"
        ordering = ("id",)
        indexes = (models.Index(fields=("expires_at",), name="people_code_expires"),)


class Organisation(models.Model):
    """A body: department, committee, company, Party or mass organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, db_collation="C")
    kind = models.CharField(max_length=24, db_collation="C")
    names = models.JSONField()
    edited = models.JSONField(default=list, help_text="fields that staff changed: a pack keeps off")

    class Meta:
        db_table = "people_organisation"
        ordering = ("code",)


class Unit(models.Model):
    """A part of an organisation that can answer for matters; ``path`` holds codes from the top."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, db_collation="C")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=400, db_collation="C")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    names = models.JSONField()
    phone = models.CharField(max_length=40, blank=True)
    addresses = models.JSONField(default=dict)
    hours = models.JSONField(default=dict)
    round_the_clock = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    edited = models.JSONField(default=list, help_text="fields that staff changed: a pack keeps off")

    class Meta:
        db_table = "people_unit"
        ordering = ("path",)


class Post(models.Model):
    """Somebody holds a role at a place (and in a unit) from a day to a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, db_collation="C")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    deputy_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    station = models.CharField(
        max_length=10, blank=True, default="", db_default="", db_collation="C", help_text="in a grid's team"
    )
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "people_post"
        ordering = ("id",)
        indexes = (models.Index(fields=("account",), name="people_post_account"),)


class Factor(models.Model):
    """A second factor: the secret of an authenticator or a passkey's public key, sealed.

    ``count`` is the last step of time that was used (authenticator) or the last count of uses that
    the passkey told, so that nothing works twice.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, db_collation="C")
    name = models.CharField(max_length=60, blank=True)
    sealed = models.BinaryField()
    blind = models.BinaryField(max_length=32, null=True, unique=True)
    count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)

    class Meta:
        db_table = "people_factor"
        ordering = ("made_at", "id")
        indexes = (models.Index(fields=("account",), name="people_factor_account"),)


class RecoveryCode(models.Model):
    """A code for whoever lost their second factor; only its keyed hash is kept, and it opens once."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_recovery"
        ordering = ("id",)
        indexes = (models.Index(fields=("account",), name="people_recovery_account"),)


class OutsideIdentity(models.Model):
    """Who somebody is at the operator's OpenID provider: its issuer and its name for them, no more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=300, db_collation="C")
    subject = models.CharField(max_length=255, db_collation="C")
    joined_at = models.DateTimeField()

    class Meta:
        db_table = "people_outside"
        ordering = ("joined_at", "id")
        constraints = (models.UniqueConstraint(fields=("issuer", "subject"), name="people_outside_who"),)


class Invitation(models.Model):
    """A link by which a member of staff joins their outside identity; only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_invitation"
        ordering = ("expires_at", "id")


class SignIn(models.Model):
    """A session that its owner can see and end: kind of browser and days, no address, no place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40, unique=True, db_collation="C")
    browser = models.CharField(max_length=12, db_collation="C")
    way = models.CharField(max_length=24, db_collation="C")
    begun_at = models.DateTimeField()
    seen_on = models.DateField()

    class Meta:
        db_table = "people_sign_in"
        ordering = ("-begun_at", "id")
        indexes = (models.Index(fields=("account",), name="people_sign_in_account"),)


class Consent(models.Model):
    """Somebody consented to a purpose in a wording, by a channel; withdrawn ones stay as evidence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24, db_collation="C")
    version = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=12, db_collation="C")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_consent"
        ordering = ("given_at", "id")
        indexes = (models.Index(fields=("account",), name="people_consent_account"),)
        constraints = (
            models.UniqueConstraint(
                fields=("account", "purpose"),
                condition=models.Q(withdrawn_at=None),
                name="people_consent_one_open",
            ),
        )


class Opening(models.Model):
    """Somebody opened the rights of their post for a time, with a reason; kept for the auditor."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_opening"
        ordering = ("-opened_at", "id")
        indexes = (models.Index(fields=("opened_at",), name="people_opening_at"),)


class Absence(models.Model):
    """While somebody is away, a deputy holds their posts too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begins = models.DateField()
    ends = models.DateField()

    class Meta:
        db_table = "people_absence"
        ordering = ("begins",)
        indexes = (models.Index(fields=("deputy", "ends"), name="people_absence_deputy"),)


class Duty(models.Model):
    """Which unit answers for which category where, with its ground, from a day to a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=220, unique=True, db_collation="C")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey("topics.Category", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, db_collation="C")
    on_list = models.CharField(max_length=12, db_collation="C")
    source = models.CharField(max_length=200, blank=True)
    article = models.CharField(max_length=60, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    edited = models.JSONField(default=list, help_text="fields that staff changed: a pack keeps off")

    class Meta:
        db_table = "people_duty"
        ordering = ("code",)


class DutyChange(models.Model):
    """A change of duties that somebody proposed; nothing changes until a second person agrees."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    verb = models.CharField(max_length=4, db_collation="C", help_text="set or end")
    duty = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey("topics.Category", null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, db_collation="C")
    on_list = models.CharField(max_length=12, db_collation="C")
    source = models.CharField(max_length=200, blank=True)
    article = models.CharField(max_length=60, blank=True)
    day = models.DateField(help_text="the first day on which it holds, or no longer holds")
    reason = models.TextField()
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="proposed", db_collation="C")
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        db_table = "people_duty_change"
        ordering = ("proposed_at", "id")
        indexes = (
            models.Index(
                fields=("proposed_at",), condition=Q(state="proposed"), name="people_duty_change_open"
            ),
        )


class RetentionRule(models.Model):
    """How long what is kept for a purpose is kept, on what ground, and what happens then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, db_collation="C")
    purpose = models.CharField(max_length=40, db_collation="C")
    months = models.PositiveSmallIntegerField()
    ending = models.CharField(max_length=10, db_collation="C")
    source = models.CharField(max_length=200)
    article = models.CharField(max_length=60, blank=True)
    mark = models.CharField(max_length=1, db_collation="C")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "people_retention_rule"
        ordering = ("code",)


class RetentionNight(models.Model):
    """A night's work for one purpose (or for all, where the clock was not believed): what was due, what was
    done, or why it stopped and who let it go on. Counts only; what was erased is named nowhere."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=new_id, editable=False)
    purpose = models.CharField(max_length=40, blank=True, db_collation="C")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, db_collation="C")
    why = models.CharField(max_length=8, blank=True, db_collation="C")
    kept = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    confirmed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_retention_night"
        ordering = ("id",)
        indexes = (models.Index(fields=("purpose", "at"), name="people_retention_night_at"),)


class RetentionHold(models.Model):
    """What is kept for a purpose may not end until a day (a lawsuit, a review): all of it, or one matter or
    account. Proposed by one, agreed to by another; it holds while that is open."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=40, db_collation="C")
    held = models.UUIDField(null=True)
    called = models.CharField(max_length=60, blank=True)
    reason = models.TextField()
    until = models.DateField()
    state = models.CharField(max_length=10, default="proposed", db_collation="C")
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        db_table = "people_retention_hold"
        ordering = ("proposed_at", "id")
        indexes = (models.Index(fields=("until",), name="people_retention_hold_until"),)
