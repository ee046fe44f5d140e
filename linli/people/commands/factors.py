# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second factor: codes of an authenticator (RFC 6238), passkeys, recovery codes.

Secrets and public keys are sealed like contacts; recovery codes are kept as keyed hashes. Every try
is counted, and a code that was used once is of no use again.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.ids import new_code, new_id, tidy_code
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.places import public as places
from linli.platform import crypto, passkeys
from linli.platform.access import throttle
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import FactorAdded, FactorRemoved, FactorsTaken, RecoveryRenewed
from ..models import Factor, RecoveryCode
from ..policy import may_manage
from ..queries.factors import has_factors, passkeys_of
from ..vocab import WRONG_FACTOR, FactorKind
from .sessions import account_of, end_all_sessions, end_other_sessions, lock

DIGITS, STEP = 6, 30  # what every authenticator does without being told (RFC 6238, 4 and 5.2)
DRIFT = (-1, 0, 1)  # steps by which a telephone's clock is looked for; one of them is its own
RECOVERY, LENGTH = 10, 10  # codes, and signs in each: 47 bits
TRIES = {"times": 6, "seconds": 300}


@dataclass(frozen=True)
class Made:
    """A factor that was added; with the first one come recovery codes, told this once."""

    factor: UUID
    recovery: list[str]


def totp_code(secret: bytes, step: int) -> str:
    """The code of one step of thirty seconds since 1970."""
    return TOTP(secret, DIGITS, SHA1(), STEP).generate(step * STEP).decode()  # noqa: S303 - RFC 6238's own


@transaction.atomic
def begin_totp(*, actor: Actor) -> UUID:
    """Make a secret for an authenticator; it counts once a first code proved that it arrived there."""
    account = account_of(actor)
    Factor.objects.filter(account=account, kind=FactorKind.TOTP, confirmed_at=None).delete()
    identity, secret = new_id(), base64.b32encode(secrets.token_bytes(20)).decode()
    Factor.objects.create(
        id=identity,
        account_id=account,
        kind=FactorKind.TOTP,
        sealed=crypto.seal(secret, "people_factor", "sealed", identity),
        made_at=clock.now(),
    )
    return identity


def confirm_totp(typed: str, name: str, session: str, *, actor: Actor) -> Made:
    """Let the secret count, with its first code. Raises ``wrong_factor``, ``not_found``, ``too_many``."""
    account = account_of(actor)
    throttle.allow("factor", str(account), **TRIES)
    with transaction.atomic():
        lock(account)
        waiting = Factor.objects.filter(account=account, kind=FactorKind.TOTP, confirmed_at=None).first()
        if waiting is None:
            raise NOT_FOUND()
        first = not has_factors(account)
        waiting.confirmed_at = clock.now()
        waiting.name = clean(name)[:60]
        if not _accept_totp(waiting, typed):
            raise WRONG_FACTOR()
        waiting.save()
        return _added(waiting, first, session, actor)


@transaction.atomic
def add_passkey(passkey: passkeys.Passkey, name: str, session: str, *, actor: Actor) -> Made:
    """Keep a passkey after its ceremony. Raises ``wrong_factor`` if it is somebody's already."""
    account = account_of(actor)
    lock(account)
    first = not has_factors(account)
    identity, blind = new_id(), crypto.blind(passkey.id.hex(), "passkey")
    if Factor.objects.filter(blind=blind).exists():
        raise WRONG_FACTOR()
    text = base64.b64encode(passkey.credential).decode()
    factor = Factor.objects.create(
        id=identity,
        account_id=account,
        kind=FactorKind.PASSKEY,
        name=clean(name)[:60],
        sealed=crypto.seal(text, "people_factor", "sealed", identity),
        blind=blind,
        count=passkey.count,
        made_at=clock.now(),
        confirmed_at=clock.now(),
    )
    return _added(factor, first, session, actor)


def check_code(account: UUID, typed: str) -> str:
    """Which factor a typed code proves: ``totp`` or ``recovery``. Raises ``wrong_factor``, ``too_many``."""
    return _proved(account, lambda: _by_totp(account, typed) or _by_recovery(account, typed))


def check_passkey(account: UUID, site: passkeys.Site, state: passkeys.State, answer: str) -> str:
    """``passkey``, if the answer proves one. Raises ``wrong_factor``, ``too_many``."""
    return _proved(account, lambda: _by_passkey(account, site, state, answer))


@transaction.atomic
def remove_factor(factor: UUID, *, actor: Actor) -> None:
    """Remove a factor of one's own; with the last one go the recovery codes."""
    account = account_of(actor)
    lock(account)
    row = Factor.objects.filter(pk=factor, account=account).first()
    if row is None:
        raise NOT_FOUND()
    row.delete()
    if not has_factors(account):
        RecoveryCode.objects.filter(account=account).delete()
    append([Entry(FactorRemoved(row.kind), account, next_seq(account), actor, clock.now())])


@transaction.atomic
def renew_recovery(*, actor: Actor) -> list[str]:
    """New recovery codes, told this once; the old ones open nothing. Raises ``not_found`` without any."""
    account = account_of(actor)
    lock(account)
    if not has_factors(account):
        raise NOT_FOUND()
    append([Entry(RecoveryRenewed(), account, next_seq(account), actor, clock.now())])
    return _new_recovery(account)


@transaction.atomic
def take_factors(account: UUID, *, actor: Actor) -> None:
    """Take every factor of an account whose owner lost them all, and end its sessions."""
    if not may_manage(actor):
        raise FORBIDDEN()
    lock(account)
    count = Factor.objects.filter(account=account).delete()[0]
    if not count:
        raise NOT_FOUND()
    RecoveryCode.objects.filter(account=account).delete()
    end_all_sessions(account, actor=actor)
    append([Entry(FactorsTaken(count), account, next_seq(account), actor, clock.now())])


def _added(factor: Factor, first: bool, session: str, actor: Actor) -> Made:
    account = factor.account_id
    append([Entry(FactorAdded(factor.kind), account, next_seq(account), actor, clock.now())])
    if not first:
        return Made(factor.id, [])
    end_other_sessions(session, actor=actor)  # they were begun without it
    return Made(factor.id, _new_recovery(account))


def _new_recovery(account: UUID) -> list[str]:
    codes = [new_code(LENGTH) for _ in range(RECOVERY)]
    RecoveryCode.objects.filter(account=account).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account_id=account, digest=_recovery_digest(account, code)) for code in codes
    )
    return codes


def _recovery_digest(account: UUID, code: str) -> bytes:
    return crypto.blind(tidy_code(code), f"recovery:{account}")


def _proved(account: UUID, prove: Callable[[], str]) -> str:
    """Count the try outside of the transaction that a wrong one rolls back."""
    throttle.allow("factor", str(account), **TRIES)
    with transaction.atomic():
        lock(account)
        kind = prove()
    if not kind:
        raise WRONG_FACTOR()
    throttle.forget("factor", str(account))
    return kind


def _by_totp(account: UUID, typed: str) -> str:
    for factor in Factor.objects.filter(account=account, kind=FactorKind.TOTP).exclude(confirmed_at=None):
        if _accept_totp(factor, typed):
            factor.save(update_fields=("count", "used_on", "drift", "leaning"))
            return FactorKind.TOTP.value
        factor.save(update_fields=("leaning",))
    return ""


def _accept_totp(factor: Factor, typed: str) -> bool:
    """Whether a code is right and newer than the last that was used; then it is the last.

    A code holds for its thirty seconds by the telephone's own clock (ASVS 5.0, 6.5.5). How far that clock
    is off is learned with the first code, and anew from two codes that follow each other (RFC 6238, 6):
    the first of them is refused, and the next one opens.
    """
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", typed))
    secret = base64.b32decode(crypto.unseal(factor.sealed, "people_factor", "sealed", factor.id))
    now = int(clock.now().timestamp()) // STEP
    known = factor.used_on is not None
    for drift in DRIFT:
        step = now + drift
        if step <= factor.count or not hmac.compare_digest(totp_code(secret, step), digits):
            continue
        if known and drift != factor.drift and factor.leaning != step - 1:
            factor.leaning = step
            return False
        factor.count, factor.used_on, factor.drift, factor.leaning = step, places.today(), drift, None
        return True
    return False


def _by_recovery(account: UUID, typed: str) -> str:
    digest = _recovery_digest(account, typed)
    used = RecoveryCode.objects.filter(account=account, digest=digest, used_at=None)
    return "recovery" if used.update(used_at=clock.now()) else ""


def _by_passkey(account: UUID, site: passkeys.Site, state: passkeys.State, answer: str) -> str:
    try:
        used = passkeys.end_asking(site, state, answer, passkeys_of(account))
    except passkeys.Refused:
        return ""
    factor = Factor.objects.filter(account=account, blind=crypto.blind(used.id.hex(), "passkey")).first()
    if factor is None or (factor.count and used.count <= factor.count):
        return ""  # a count that does not grow is a copy of the authenticator (WebAuthn 6.1.1)
    factor.count, factor.used_on = used.count, places.today()
    factor.save(update_fields=("count", "used_on"))
    return FactorKind.PASSKEY.value
