# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who read a person's name and contact: for that person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.people import public as people
from linli.platform.access.looks import looks_at

from .detail import CaseDetail


@dataclass(frozen=True)
class LookLine:
    """Somebody looked: who (no names for what was no account), and when."""

    who: Mapping[str, str] | None
    at: datetime


def looks_of(detail: CaseDetail) -> list[LookLine]:
    """Who read name and contact of a matter, newest first; empty for all but its reporter."""
    looks = looks_at(detail.line.id) if detail.is_reporter else []
    accounts = {UUID(look.actor.split(":")[1]) for look in looks if look.actor.startswith("account:")}
    names = people.account_names(accounts) if accounts else {}
    found = []
    for look in looks:
        kind, _, identity = look.actor.partition(":")
        found.append(LookLine(names.get(UUID(identity)) if kind == "account" else None, look.at))
    return found
