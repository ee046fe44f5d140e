# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roster of mediators. It is public: parties choose from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.people import public as people
from linli.places import public as places

from ..models import Mediator


@dataclass(frozen=True)
class MediatorInfo:
    """A mediator as the roster shows them: name, place, competence. No figures about a person."""

    id: UUID
    account: UUID
    names: Mapping[str, str]
    place: Mapping[str, str]
    place_path: str
    kinds: tuple[str, ...]
    head: bool


def roster() -> list[MediatorInfo]:
    """Everybody on the roster now, by place."""
    rows = list(Mediator.objects.filter(active=True).order_by("place_path", "id"))
    names = people.account_names(row.account_id for row in rows)
    return [
        MediatorInfo(
            row.id,
            row.account_id,
            names[row.account_id],
            places.place_by_id(row.place_id).names,
            row.place_path,
            tuple(row.kinds),
            row.head,
        )
        for row in rows
    ]


def competent(kind: str, place_path: str) -> list[MediatorInfo]:
    """Those on the roster who mediate this kind at this place."""
    return [one for one in roster() if kind in one.kinds and place_path.startswith(one.place_path)]
