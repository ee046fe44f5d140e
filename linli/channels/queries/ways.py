# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the channels do, which messages reached nobody, and what one's own addresses want."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.people import public as people
from linli.platform.outbox import reach
from linli.platform.outbox.models import Message
from linli.platform.outbox.send import CHANNELS

from ..models import Arrival

WAYS = ("email", "sms", "wecom")
LATELY = timedelta(days=7)
LOST = ("failed", "bounced", "stopped")


@dataclass(frozen=True)
class Way:
    """How a channel does: whether it is wired, when something last went out and came in, how many wait
    (and since when the oldest), and how many were lost in a week, by how."""

    name: str
    wired: bool
    sent_at: datetime | None
    came_at: datetime | None
    waiting: int
    oldest: datetime | None
    lost: dict[str, int]


@dataclass(frozen=True)
class NotReached:
    """A message about a matter that reached nobody: when it was queued, by which channel, why."""

    channel: str
    state: str
    at: datetime


@dataclass(frozen=True)
class OwnReach:
    """What one's own addresses want: all of a day in one, and whether one of them gets nothing."""

    daily: bool
    stopped: bool
    failed: bool


def ways() -> list[Way]:
    """How each channel does; counts and times, nobody's address."""
    rows = Message.objects.filter(queued_at__gt=clock.now() - LATELY, state__in=LOST).order_by()
    lost: dict[str, dict[str, int]] = {}
    for channel, state, number in rows.values_list("channel", "state").annotate(n=Count("id")):
        lost.setdefault(channel, {})[state] = number
    return [_way(name, lost.get(name, {})) for name in (*WAYS, "console")]


def _way(name: str, lost: dict[str, int]) -> Way:
    sent = Message.objects.filter(channel=name, sent_at__isnull=False).order_by("-sent_at")
    waits = Message.objects.filter(channel=name, state="waiting").order_by("queued_at")
    queued = list(waits.values_list("queued_at", flat=True)[:10_000])
    return Way(
        name,
        bool(settings.EMAIL_HOST) if name == "email" else name in CHANNELS,
        sent.values_list("sent_at", flat=True).first(),
        Arrival.objects.filter(channel=name).order_by("-came_at").values_list("came_at", flat=True).first(),
        len(queued),
        queued[0] if queued else None,
        lost,
    )


def not_reached(about: UUID) -> list[NotReached]:
    """Messages about a matter that reached nobody since one last did, newest first: the person is told in
    another way."""
    rows = Message.objects.filter(about=about).exclude(state="waiting").order_by("-queued_at", "id")[:5]
    lost = takewhile(lambda row: row.state != "sent", rows)
    return [NotReached(row.channel, row.state, row.queued_at) for row in lost]


def own_reach(viewer: Actor) -> OwnReach:
    """What the viewer's own addresses want."""
    rows = [reach.reach_of(reach.blind_of(one)) for one in people.addresses_of(UUID(viewer.id))]
    known = [row for row in rows if row is not None]
    return OwnReach(
        any(row.daily for row in known),
        any(row.stopped_at is not None for row in known),
        any(row.failed_at is not None for row in known),
    )


def reach_by_link(token: str) -> tuple[bytes, bool]:
    """The hash of the address that a message's link names, and whether it gets no messages now. Raises
    ``not_found``."""
    blind = reach.blind_in(token)
    row = reach.reach_of(blind)
    return blind, row is not None and row.stopped_at is not None
