# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who of a place's team can go on a day, and whom a page may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from linli.people import public as people
from linli.places import public as places


@dataclass(frozen=True)
class Able:
    """Somebody who can be given a round: of the team, or standing in for one of it."""

    account: UUID
    names: Mapping[str, str]


def team_of(path: str, on: date | None = None) -> list[people.TeamMember]:
    """The team of a place: those posted there or below, and those of the community above it."""
    paths = {place.code: place.path for place in places.tree()}
    codes = path.strip("/").split("/")
    root = "/".join(codes[:3]) + "/" if len(codes) > 3 else path
    return [
        member
        for code, members in sorted(people.teams(root, on).items())
        if paths[code].startswith(path) or path.startswith(paths[code])
        for member in members
    ]


def able_on(path: str, on: date) -> list[Able]:
    """Who of the team can go on a day: those who are there, and who stands in for those who are not."""
    found: dict[UUID, Able] = {}
    for member in team_of(path, on):
        if member.away_until is None:
            found.setdefault(member.account, Able(member.account, member.names))
        elif member.deputy_id is not None and member.deputy is not None:
            found.setdefault(member.deputy_id, Able(member.deputy_id, member.deputy))
    return list(found.values())
