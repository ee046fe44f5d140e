# SPDX-License-Identifier: AGPL-3.0-or-later
"""When a message leaves: at once, after the quiet hours, or with the others of the day. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

# What the person asks for this very moment, and what guards their account: it always leaves at once,
# also to an address that wants nothing.
ASKED_NOW = ("people.code", "people.contact_changed", "channels.stopped", "channels.again")


@dataclass(frozen=True)
class House:
    """When a town is quiet, on which channels, and when it sends what was gathered for a day. ``except_``
    are beginnings of the names of messages that do not wait."""

    zone: tzinfo = UTC
    quiet_from: time | None = None
    quiet_until: time = time(8)
    channels: tuple[str, ...] = ("sms", "wecom")
    quiet_except: tuple[str, ...] = ()
    daily_at: time = time(18)
    daily_except: tuple[str, ...] = ()


def house_of(settings: Mapping[str, Any], zone: tzinfo) -> House:
    """The hours in the settings of a town (``quiet_hours``, ``daily``). Raises ``ValueError`` for a time
    that is none."""
    quiet, daily = settings.get("quiet_hours") or {}, settings.get("daily") or {}
    return House(
        zone,
        time.fromisoformat(str(quiet["from"])) if quiet else None,
        time.fromisoformat(str(quiet.get("until", "08:00"))),
        _names(quiet.get("channels", ("sms", "wecom"))),
        _names(quiet.get("except", ())),
        time.fromisoformat(str(daily.get("at", "18:00"))),
        _names(daily.get("except", ())),
    )


def _names(given: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(name) for name in given)


def leaves(
    now: datetime, house: House, *, channel: str, template: str, daily: bool = False
) -> tuple[str, datetime]:
    """Why a message waits (``daily``, ``quiet`` or nothing) and when it leaves."""
    if template in ASKED_NOW:
        return "", now
    local = now.astimezone(house.zone)
    if daily and not template.startswith(house.daily_except or "\0"):
        return "daily", _next(local, house.daily_at)
    begins, ends = house.quiet_from, house.quiet_until
    if begins is None or channel not in house.channels or template.startswith(house.quiet_except or "\0"):
        return "", now
    at = local.time()
    asleep = begins <= at < ends if begins < ends else (at >= begins or at < ends)
    return ("quiet", _next(local, ends)) if asleep else ("", now)


def _next(local: datetime, at: time) -> datetime:
    """The next moment at which clocks there show a time, as UTC."""
    found = datetime.combine(local.date(), at, local.tzinfo)
    if found <= local:
        found = datetime.combine(local.date() + timedelta(days=1), at, local.tzinfo)
    return found.astimezone(UTC)
