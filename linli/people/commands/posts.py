# SPDX-License-Identifier: AGPL-3.0-or-later
"""Giving and ending posts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.places import public as places
from linli.platform.journal.append import append

from ..events import PostEnded, PostGiven
from ..models import Account, Post
from ..policy import may_manage
from ..queries.units import unit_by_code
from ..vocab import IN_A_TEAM, NEEDS_UNIT, Role, Station
from .sessions import check_new


@transaction.atomic
def make_account(login: str, names: dict[str, str], password: str, *, actor: Actor) -> UUID:
    """Make an account for a member of staff; it can do nothing before it gets a post.

    Raises ``weak_password`` as :func:`change_password` does.
    """
    if not may_manage(actor):
        raise FORBIDDEN()
    if not login or Account.objects.filter(login=login).exists():
        raise INVALID(field="login")
    account = Account(login=login, names=names, created_at=clock.now())
    check_new(password, account)
    account.set_password(password)
    account.save()
    return account.pk


@transaction.atomic
def give_post(
    account: UUID,
    role: Role,
    *,
    actor: Actor,
    place: str,
    unit: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    station: Station | None = None,
) -> UUID:
    """Let an account hold a role at a place (and in a unit) from a day to a day.

    ``station`` says what a grid or community worker is in the team of a grid.
    """
    if not may_manage(actor):
        raise FORBIDDEN()
    if role in NEEDS_UNIT and not unit:
        raise INVALID(field="unit")
    if not Account.objects.filter(pk=account).exists():
        raise NOT_FOUND()
    post = Post.objects.create(
        account_id=account,
        role=role.value,
        unit_id=unit_by_code(unit).id if unit else None,
        place_id=places.place_by_code(place).id,
        station=station.value if station and role in IN_A_TEAM else "",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    event = PostGiven(str(account), role.value, unit or "", place)
    append([Entry(event, post.id, 1, actor, clock.now())])
    return post.id


@transaction.atomic
def end_post(post: UUID, *, actor: Actor) -> None:
    """End a post today; what was done under it stays."""
    if not may_manage(actor):
        raise FORBIDDEN()
    row = Post.objects.select_for_update().filter(pk=post, valid_to=None).first()
    if row is None:
        raise NOT_FOUND()
    row.valid_to = places.today()
    row.save(update_fields=("valid_to",))
    append([Entry(PostEnded(str(row.account_id), row.role), row.id, 2, actor, clock.now())])
