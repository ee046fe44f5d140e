# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works in a unit today, and who of them is away until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from linli.places import public as places

from ..models import Absence, Post
from ..vocab import HANDLING


@dataclass(frozen=True)
class Colleague:
    """Somebody who holds a handling post in a unit; away until a day, with who stands in."""

    id: UUID
    names: Mapping[str, str]
    away_until: date | None
    deputy: Mapping[str, str] | None
    absence: UUID | None


def colleagues(unit: str) -> list[Colleague]:
    """Those who hold a handling post in the unit with this code today, in the order of their names."""
    today = places.today()
    held = Q(valid_from=None) | Q(valid_from__lte=today)
    posts = Post.objects.filter(
        held, Q(valid_to=None) | Q(valid_to__gt=today), unit__code=unit, role__in=HANDLING,
        account__is_active=True,
    ).order_by("account__login", "id")  # fmt: skip
    names = dict(posts.values_list("account_id", "account__names"))
    away = {
        account: (ends, deputy, absence)
        for account, ends, deputy, absence in Absence.objects.filter(
            account__in=list(names), begins__lte=today, ends__gte=today
        )
        .order_by("ends", "id")
        .values_list("account_id", "ends", "deputy__names", "id")
    }
    return [Colleague(account, names[account], *away.get(account, (None,) * 3)) for account in names]
