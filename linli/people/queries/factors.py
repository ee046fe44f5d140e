# SPDX-License-Identifier: AGPL-3.0-or-later
"""Second factors: who has which, and for whom they are due."""

from __future__ import annotations

import base64
from uuid import UUID

from django.http import HttpRequest

from linli.places import public as places
from linli.platform import crypto

from ..models import Factor, RecoveryCode
from ..rules import is_due
from ..vocab import FactorKind


def has_factors(account: UUID) -> bool:
    return Factor.objects.filter(account=account).exclude(confirmed_at=None).exists()


def factors_of(account: UUID) -> list[Factor]:
    """Factors that count, oldest first, for their owner's page."""
    return list(Factor.objects.filter(account=account).exclude(confirmed_at=None).order_by("made_at", "id"))


def who_has_factors() -> set[UUID]:
    """Accounts with a second factor, for the administrator."""
    return set(Factor.objects.exclude(confirmed_at=None).values_list("account_id", flat=True))


def recovery_left(account: UUID) -> int:
    """How many recovery codes are not used."""
    return RecoveryCode.objects.filter(account=account, used_at=None).count()


def waiting_secret(account: UUID) -> str | None:
    """The secret of an authenticator that is being set up (base 32), for its owner alone."""
    row = Factor.objects.filter(account=account, kind=FactorKind.TOTP, confirmed_at=None).first()
    return crypto.unseal(row.sealed, "people_factor", "sealed", row.id) if row else None


def passkeys_of(account: UUID) -> list[bytes]:
    """Credentials with their public keys."""
    rows = Factor.objects.filter(account=account, kind=FactorKind.PASSKEY).order_by("made_at", "id")
    return [base64.b64decode(crypto.unseal(row.sealed, "people_factor", "sealed", row.id)) for row in rows]


def factor_due() -> bool:
    """Whether staff need a second factor in this town today."""
    town = places.town_or_none()
    return town is not None and is_due(town.settings.get("second_factor_from"), places.today())


def came_with_factor(request: HttpRequest) -> bool:
    """Whether this session was begun (or since proved) with a second factor."""
    return bool(request.session.get("second"))
