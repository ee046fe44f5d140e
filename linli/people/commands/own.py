# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person does with what we keep about them: correct, consent, withdraw, erase
(Personal Information Protection Law, articles 14 to 16 and 44 to 50).
"""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_id
from linli.kernel.problem import INVALID, NOT_FOUND
from linli.platform import crypto, erasure
from linli.platform.journal.append import append, next_seq
from linli.platform.outbox import send
from linli.platform.text import clean

from ..events import (
    AccountClosed,
    ConsentGiven,
    ConsentWithdrawn,
    ContactChanged,
    ContactErased,
    NameCorrected,
)
from ..models import (
    Account,
    Consent,
    Contact,
    Factor,
    Invitation,
    OneTimeCode,
    OutsideIdentity,
    Post,
    RecoveryCode,
)
from ..queries.accounts import holds_post
from ..vocab import CONSENTS, CONTACT_TAKEN, HOLDS_POST, LAST_WAY_IN
from .mandates import drop_mandates_of, end_mandates_of
from .sessions import account_of, end_all_sessions, lock
from .sign_in import proved_code

ACCOUNT, CONTACT = "people.account", "people.contact"


@transaction.atomic
def correct_name(name: str, language: str, *, actor: Actor) -> None:
    """Say how one is called, in one language."""
    account = account_of(actor)
    lock(account)
    row = Account.objects.get(pk=account)
    name = clean(name)[:60]
    row.names = {key: value for key, value in {**row.names, language: name}.items() if value}
    row.save(update_fields=("names",))
    append([Entry(NameCorrected(), account, next_seq(account), actor, clock.now())])


def choose_language(account: UUID, language: str) -> None:
    """Keep the language that somebody reads, for the messages sent to them. Not worth an event."""
    Account.objects.filter(pk=account).exclude(language=language).update(language=language)


def change_contact(code_id: UUID, typed: str, *, language: str, actor: Actor) -> None:
    """Put the contact that a code was sent to in the place of the one of its kind, and tell the old one.

    Raises ``wrong_code``, and ``contact_taken`` if the new one belongs to another account.
    """
    account = account_of(actor)
    code = proved_code(code_id, typed)
    with transaction.atomic():
        lock(account)
        old = Contact.objects.filter(account=account, kind=code.kind).order_by("id").first()
        if old is not None and bytes(old.blind) == bytes(code.blind):
            return
        identity = new_id()
        value = crypto.unseal(code.sealed, "people_code", "sealed", code.id)
        if old is not None:
            send.queue(
                crypto.unseal(old.sealed, "people_contact", "sealed", old.id),
                "people.contact_changed",
                gettext("Your contact was changed"),
                gettext(
                    "From now on you sign in with another number or address. If this was not you, call us."
                ),
                unique_key=f"people.contact_changed:{identity}",
                language=language,
            )
            old.delete()
        try:
            with transaction.atomic():
                Contact.objects.create(
                    id=identity,
                    account_id=account,
                    kind=code.kind,
                    sealed=crypto.seal(value, "people_contact", "sealed", identity),
                    blind=bytes(code.blind),
                    verified_at=clock.now(),
                )
        except IntegrityError as error:
            raise CONTACT_TAKEN() from error
        append([Entry(ContactChanged(code.kind), account, next_seq(account), actor, clock.now())])


@transaction.atomic
def erase_contact(contact: UUID, *, actor: Actor) -> None:
    """Erase a contact. Raises ``last_way_in`` if nothing else is left to sign in with."""
    account = account_of(actor)
    lock(account)
    row = Contact.objects.filter(pk=contact, account=account).first()
    if row is None:
        raise NOT_FOUND()
    others = Contact.objects.filter(account=account).exclude(pk=contact).exists()
    if not others and not Account.objects.get(pk=account).has_usable_password():
        raise LAST_WAY_IN()
    erasure.erase(CONTACT, contact)
    append([Entry(ContactErased(row.kind), account, next_seq(account), actor, clock.now())])


@transaction.atomic
def give_consent(purpose: str, channel: str, *, actor: Actor) -> None:
    """Consent to a purpose, in its present wording."""
    account = account_of(actor)
    if purpose not in CONSENTS:
        raise INVALID(field="purpose")
    lock(account)
    version = CONSENTS[purpose].version
    if Consent.objects.filter(
        account=account, purpose=purpose, version=version, withdrawn_at=None
    ).exists():
        return
    now = clock.now()
    Consent.objects.filter(account=account, purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)
    Consent.objects.create(
        account_id=account, purpose=purpose, version=version, channel=channel, given_at=now
    )
    append([Entry(ConsentGiven(purpose, version, channel), account, next_seq(account), actor, now)])


@transaction.atomic
def withdraw_consent(purpose: str, *, actor: Actor) -> None:
    """Withdraw a consent; it holds for nothing from now on. Raises ``not_found`` if there is none."""
    account = account_of(actor)
    lock(account)
    now = clock.now()
    given = Consent.objects.filter(account=account, purpose=purpose, withdrawn_at=None)
    if not given.update(withdrawn_at=now):
        raise NOT_FOUND()
    append([Entry(ConsentWithdrawn(purpose), account, next_seq(account), actor, now)])


@transaction.atomic
def close_account(*, actor: Actor) -> None:
    """Close one's own account and erase what it holds; storeys above erase theirs by the letter.

    Raises ``holds_post`` while a post is held: work is handed over first.
    """
    account = account_of(actor)
    lock(account)
    if holds_post(account):
        raise HOLDS_POST()
    end_all_sessions(account, actor=actor)
    end_mandates_of(account, actor=actor)
    Consent.objects.filter(account=account, withdrawn_at=None).update(withdrawn_at=clock.now())
    erasure.erase(ACCOUNT, account)
    append([Entry(AccountClosed(), account, next_seq(account), actor, clock.now())])


@erasure.eraser(CONTACT)
def _erase_contact(contact: UUID) -> None:
    for row in Contact.objects.filter(pk=contact):
        OneTimeCode.objects.filter(blind=bytes(row.blind)).delete()
        row.delete()


@erasure.eraser(ACCOUNT)
def _erase_account(account: UUID) -> None:
    """Everything that says who it was. Of one who held a post the name stays beside what they did."""
    row = Account.objects.filter(pk=account).first()
    if row is None:
        return
    for contact in Contact.objects.filter(account=account):
        _erase_contact(contact.id)
    for model in (Factor, RecoveryCode, OutsideIdentity, Invitation):
        model.objects.filter(account=account).delete()
    drop_mandates_of(account)
    row.is_active = False
    row.set_unusable_password()
    if not Post.objects.filter(account=account).exists():
        row.names, row.login = {}, f"closed-{account.hex}"
    row.save(update_fields=("is_active", "password", "names", "login"))
