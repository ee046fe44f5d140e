# SPDX-License-Identifier: AGPL-3.0-or-later
"""Absence and cover: while somebody is away, a deputy holds their posts too."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.places import public as places
from linli.platform.journal.append import append

from ..events import AbsenceEnded, AbsenceNoted
from ..models import Absence, Post
from ..policy import may_cover
from ..vocab import ABSENCE_DAYS, HANDLING, IN_A_TEAM

LONGEST = timedelta(days=366)


class Held(NamedTuple):
    """A post: the path of its place, its role, the path of its unit or nothing."""

    place: str
    role: str
    unit: str


@transaction.atomic
def note_absence(account: UUID, deputy: UUID, begins: date, ends: date, *, actor: Actor) -> UUID:
    """Somebody is away from a day to a day, and ``deputy`` stands in; noted for oneself, by who answers for
    the place of the post, or by who works in its unit.

    A deputy holds the other's posts too, and so gains a place near by and nothing else: in a team somebody
    near stands in, in a unit a colleague who holds the same post there. Other posts are handed to nobody.
    Raises ``forbidden``, ``not_found``, ``absence_days``.
    """
    today = places.today()
    posts, others = _coverable(account, actor), _posts(deputy)
    fits = deputy != account and all(_stands_in(one, others) for one in posts)
    if not fits or not today <= ends <= begins + LONGEST or ends < begins:
        raise ABSENCE_DAYS()
    row = Absence.objects.create(account_id=account, deputy_id=deputy, begins=begins, ends=ends)
    event = AbsenceNoted(str(account), str(deputy), begins.isoformat(), ends.isoformat())
    append([Entry(event, row.id, 1, actor, clock.now())])
    return row.id


@transaction.atomic
def end_absence(absence: UUID, *, actor: Actor) -> None:
    """Somebody is back: the deputy's rights end yesterday. Raises ``not_found``, ``forbidden``."""
    rows = Absence.objects.select_for_update().filter(pk=absence, ends__gte=places.today())
    row = rows.order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    _coverable(row.account_id, actor)
    row.ends = places.today() - timedelta(days=1)
    row.begins = min(row.begins, row.ends)
    row.save(update_fields=("begins", "ends"))
    append([Entry(AbsenceEnded(str(row.account_id)), row.id, 2, actor, clock.now())])


def _stands_in(post: Held, others: list[Held]) -> bool:
    """Whether who holds the ``others`` may stand in for a post."""
    if post.role not in IN_A_TEAM:
        return any((one.role, one.unit) == (post.role, post.unit) for one in others)
    above = _above(post.place)
    return any(one.place.startswith(above) or post.place.startswith(one.place) for one in others)


def _above(path: str) -> str:
    """The place above: grids of one community stand in for each other."""
    return path.rstrip("/").rsplit("/", 1)[0] + "/"


def _coverable(account: UUID, actor: Actor) -> list[Held]:
    """The posts of somebody whom the actor may let be covered: of teams and of units."""
    posts = _posts(account)
    if not posts:
        raise NOT_FOUND()
    for post in posts:
        team = post.role in IN_A_TEAM
        if not team and (post.role not in HANDLING or not post.unit):
            raise FORBIDDEN()
        if not may_cover(actor, str(account), post.place, "" if team else post.unit):
            raise FORBIDDEN()
    return posts


def _posts(account: UUID) -> list[Held]:
    """The posts of somebody that have not ended."""
    rows = Post.objects.filter(account=account, valid_to=None, account__is_active=True).order_by("id")
    return [Held(place, role, unit or "") for place, role, unit in
            rows.values_list("place__path", "role", "unit__path")]  # fmt: skip
