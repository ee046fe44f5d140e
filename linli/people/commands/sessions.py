# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sign-ins that their owner can see and end. Kept are the family of the browser and days: no address,
no place, no history. A session that was ended is gone at once, whatever the browser still holds.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import logout
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, SIGN_IN
from linli.places import public as places
from linli.platform.journal.append import append, next_seq

from ..events import PasswordChanged, SessionsEnded, SignedIn
from ..models import Account, SignIn
from ..policy import may_manage
from ..vocab import WEAK_PASSWORD, WRONG_PASSWORD


@transaction.atomic
def note_sign_in(account: UUID, way: str, *, key: str = "", browser: str = "") -> None:
    """Write down that somebody signed in, and in which kind of browser; without ``key`` no session.

    ``way`` is how: password, code, demo, outside; with a second factor its kind behind a plus sign.
    """
    actor = lock(account)
    now = clock.now()
    if key:
        SignIn.objects.create(
            account_id=account, key=key, browser=browser, way=way, begun_at=now, seen_on=places.today()
        )
    append([Entry(SignedIn(way), account, next_seq(account), actor, now)])


@transaction.atomic
def end_session(sign_in: UUID, *, actor: Actor) -> None:
    """End a sign-in of one's own. Raises ``not_found`` for any other."""
    account = account_of(actor)
    if not _end(SignIn.objects.filter(pk=sign_in, account=account), account, actor):
        raise NOT_FOUND()


@transaction.atomic
def end_other_sessions(keep: str, *, actor: Actor) -> int:
    """End every sign-in of one's own but the one with the key ``keep``; how many."""
    account = account_of(actor)
    return _end(SignIn.objects.filter(account=account).exclude(key=keep), account, actor)


@transaction.atomic
def change_password(old: str, new: str, keep: str, *, actor: Actor) -> None:
    """Change one's own password and end every other sign-in.

    Raises ``wrong_password``, and ``weak_password`` for one that is short or often used.
    """
    account = Account.objects.select_for_update().get(pk=account_of(actor))
    if not account.check_password(old):
        raise WRONG_PASSWORD()
    check_new(new, account)
    account.set_password(new)
    account.save(update_fields=("password",))
    _end(SignIn.objects.filter(account=account.pk).exclude(key=keep), account.pk, actor)
    append([Entry(PasswordChanged(), account.pk, next_seq(account.pk), actor, clock.now())])


def check_new(password: str, account: Account) -> None:
    """Raises ``weak_password`` for one that is short, often used or made of the words of the house."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise WEAK_PASSWORD(why=" ".join(error.messages)) from error


def end_all_sessions(account: UUID, *, actor: Actor) -> int:
    """End every sign-in of an account, inside the command that closes it or takes its factors."""
    return _end(SignIn.objects.filter(account=account), account, actor)


def forget_session(key: str) -> None:
    """Take a sign-in that its owner left off the list."""
    SignIn.objects.filter(key=key).delete()


def move_session(old: str, new: str) -> None:
    """Keep the line of a session whose key was changed."""
    SignIn.objects.filter(key=old).update(key=new)


def end_by_clock(request: HttpRequest) -> None:
    """Let go of a session that has ended by itself, and take its line off the list."""
    forget_session(request.session.session_key or "")
    logout(request)


@transaction.atomic
def end_sessions_of(account: UUID, *, actor: Actor) -> int:
    """End every session of somebody, for example whose telephone was stolen; how many."""
    if not may_manage(actor):
        raise FORBIDDEN()
    if not Account.objects.filter(pk=account).exists():
        raise NOT_FOUND()
    return end_all_sessions(account, actor=actor)


@transaction.atomic
def end_everybodys_sessions(keep: str, *, actor: Actor) -> int:
    """End the sessions of everybody, after a break-in; ``keep`` is the key of the one who does it."""
    if not may_manage(actor):
        raise FORBIDDEN()
    rows = SignIn.objects.exclude(key=keep)
    accounts = rows.order_by("account_id").values_list("account_id", flat=True).distinct()
    return sum(_end(rows.filter(account=account), account, actor) for account in accounts)


def note_seen(key: str) -> None:
    """Keep the day on which a sign-in was used last."""
    SignIn.objects.filter(key=key).update(seen_on=places.today())


def sweep_sessions() -> int:
    """Remove sessions that have run out, and their lines on the lists; how many lines."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    return SignIn.objects.exclude(key__in=Session.objects.values("session_key")).delete()[0]


def account_of(actor: Actor) -> UUID:
    """The account of a person who acts for themselves; a key or a visitor has none."""
    if actor.kind != "account":
        raise SIGN_IN()
    return UUID(actor.id)


def lock(account: UUID) -> Actor:
    """The account as its own actor, its row locked: its events come one after the other."""
    Account.objects.select_for_update().get(pk=account)
    return Actor("account", str(account))


def _end(rows: models.QuerySet[SignIn], account: UUID, actor: Actor) -> int:
    """End sessions: the browser's key opens nothing from now on."""
    keys = list(rows.values_list("key", flat=True))
    if keys:
        lock(account)
        Session.objects.filter(session_key__in=keys).delete()
        SignIn.objects.filter(key__in=keys).delete()
        append([Entry(SessionsEnded(len(keys)), account, next_seq(account), actor, clock.now())])
    return len(keys)
