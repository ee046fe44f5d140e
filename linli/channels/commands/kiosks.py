# SPDX-License-Identifier: AGPL-3.0-or-later
"""Screens in halls: set up, taken down, how they are, and what they held while they had no network."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform import boxes, crypto
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean
from linli.triage import public as triage

from ..events import KioskEnded, KioskSetUp
from ..models import Kiosk
from ..policy import may_count
from ..queries.kiosks import kiosk_by_key

MOST_WAITING = 999


@transaction.atomic
def set_up_kiosk(name: str, place: str, *, actor: Actor) -> str:
    """Set a screen up at a place (a code); the key that its browser is given, told once and never kept.

    Raises ``forbidden``, ``invalid``, ``unknown_place``.
    """
    if not may_count(actor):
        raise FORBIDDEN()
    called = clean(name)[:60]
    if not called:
        raise INVALID(field="name")
    spot, key, now = places.place_by_code(place), secrets.token_urlsafe(24), clock.now()
    row = Kiosk.objects.create(name=called, place_id=spot.id, blind=crypto.blind(key, "kiosk"), made_at=now)
    append([Entry(KioskSetUp(spot.code), row.id, 1, actor, now)])
    return key


@transaction.atomic
def end_kiosk(kiosk: UUID, *, actor: Actor) -> None:
    """Take a screen down. Raises ``forbidden``, ``not_found``."""
    if not may_count(actor):
        raise FORBIDDEN()
    row = Kiosk.objects.select_for_update().filter(pk=kiosk, ended_at=None).order_by("pk").first()
    if row is None:
        raise NOT_FOUND()
    row.ended_at = clock.now()
    row.save(update_fields=("ended_at",))
    append([Entry(KioskEnded(), row.id, next_seq(row.id), actor, row.ended_at)])


def note_kiosk(key: str, waiting: int, away_seconds: int) -> bool:
    """A screen tells how it is: how many letters it holds, how long it had no network. Whether it is one of
    ours."""
    row = kiosk_by_key(key)
    if row is None:
        return False
    row.waiting = min(max(waiting, 0), MOST_WAITING)
    row.away_seconds, row.seen_at = min(max(away_seconds, 0), 10**8), clock.now()
    row.save(update_fields=("waiting", "away_seconds", "seen_at"))
    return True


def receive_box(secret: str, key: str, iv: str, data: str, *, kiosk: str = "") -> cases.Receipt:
    """A matter that was said at a screen without a network: received when the box comes, once, however
    often it is sent. Raises ``invalid`` for what is no box of ours."""
    if not 16 <= len(secret) <= 80:
        raise INVALID(field="secret")
    told, screen = boxes.opened(key, iv, data), kiosk_by_key(kiosk)
    text, contact = told.get("text", ""), told.get("contact", "")
    if contact and people.contact_of(contact) is None:  # nothing that was said is lost
        typed = gettext("Contact as it was typed")
        text, contact = f"{text}\n{typed}: {contact}", ""
    read = triage.suggest(text)
    new = cases.NewCase(
        cases.Kind(read.kind.code) if read.kind else cases.Kind.HELP,
        text,
        cases.Channel.WEB,
        "en" if told.get("language") == "en" else "zh-Hans",
        place=places.place_by_id(screen.place_id).code if screen else None,
        reporter=cases.ReporterData(told.get("name", "")[:60], contact),
    )
    return cases.receive_case(new, actor=VISITOR, case_id=boxes.identity_of(secret))
