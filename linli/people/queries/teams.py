# SPDX-License-Identifier: AGPL-3.0-or-later
"""The teams of grids (1+3+N): who stands in them by their posts today, who is away, who stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from linli.places import public as places

from ..models import Absence, Post
from ..vocab import IN_A_TEAM, Role, Station


@dataclass(frozen=True)
class TeamMember:
    """Somebody in the team of the place with this code; away until a day, with who stands in."""

    account: UUID
    names: Mapping[str, str]
    place: str
    station: Station
    unit: Mapping[str, str] | None
    away_until: date | None
    deputy: Mapping[str, str] | None
    deputy_id: UUID | None = None
    absence: UUID | None = None


ORDER = list(Station)
UNNAMED = {Role.GRID_WORKER.value: Station.FULL_TIME, Role.COMMUNITY_WORKER.value: Station.OTHER}


def teams(path: str, on: date | None = None) -> dict[str, list[TeamMember]]:
    """The teams of places from a path down on a day (today), by code: heads first, then by sign-in name.

    Where a post names no station, a grid worker works full time and a community worker helps.
    """
    day = on or places.today()
    held = Q(valid_from=None) | Q(valid_from__lte=day)
    rows = Post.objects.filter(
        held,
        Q(valid_to=None) | Q(valid_to__gt=day),
        role__in=IN_A_TEAM,
        place__path__startswith=path,
        account__is_active=True,
    ).order_by("account__login", "id")
    told = ("account_id", "account__names", "place__code", "role", "station", "unit__names")
    posts = list(rows.values_list(*told))
    away = {
        account: (ends, deputy, stands_in, identity)
        for account, ends, deputy, stands_in, identity in Absence.objects.filter(
            account__in={post[0] for post in posts}, begins__lte=day, ends__gte=day
        )
        .order_by("ends", "id")
        .values_list("account_id", "ends", "deputy__names", "deputy_id", "id")
    }
    found: dict[str, list[TeamMember]] = {}
    for account, names, place, role, station, unit in posts:
        cover = away.get(account, (None, None, None, None))
        one = TeamMember(account, names, place, Station(station or UNNAMED[role]), unit, *cover)
        found.setdefault(place, []).append(one)
    for team in found.values():
        team.sort(key=lambda one: ORDER.index(one.station))
    return found
