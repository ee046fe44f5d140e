# SPDX-License-Identifier: AGPL-3.0-or-later
"""Absence and cover: while somebody is away, a deputy holds their posts too."""

from __future__ import annotations

from datetime import date, timedelta
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
from ..vocab import ABSENCE_DAYS, IN_A_TEAM

LONGEST = timedelta(days=366)


@transaction.atomic
def note_absence(account: UUID, deputy: UUID, begins: date, ends: date, *, actor: Actor) -> UUID:
    """Somebody is away from a day to a day, and ``deputy`` stands in; noted for oneself, or by who answers
    for the place of the post. Only for the posts of teams, and only somebody with a post there stands in.

    Raises ``forbidden``, ``not_found``, ``absence_days``.
    """
    today = places.today()
    posts = _coverable(account, actor)
    others = [path for path, _ in _posts(deputy)]
    near = any(one.startswith(_above(own)) or own.startswith(one) for one in others for own, _ in posts)
    if deputy == account or not near or not today <= ends <= begins + LONGEST or ends < begins:
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


def _above(path: str) -> str:
    """The place above: grids of one community stand in for each other."""
    return path.rstrip("/").rsplit("/", 1)[0] + "/"


def _coverable(account: UUID, actor: Actor) -> list[tuple[str, str]]:
    """The posts of somebody whom the actor may let be covered: of teams alone. Whoever holds another one
    hands it to nobody this way, for a deputy gets all rights of it."""
    posts = _posts(account)
    if not posts:
        raise NOT_FOUND()
    if not all(role in IN_A_TEAM and may_cover(actor, str(account), path) for path, role in posts):
        raise FORBIDDEN()
    return posts


def _posts(account: UUID) -> list[tuple[str, str]]:
    """Path of the place and role of each post of somebody that has not ended."""
    rows = Post.objects.filter(account=account, valid_to=None, account__is_active=True).order_by("id")
    return list(rows.values_list("place__path", "role"))
