# SPDX-License-Identifier: AGPL-3.0-or-later
"""After the draw: who was drawn is told and answers, who says no is replaced by lot, the pool is erased."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F

from linli.kernel import clock
from linli.kernel.actor import VISITOR, Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, NOT_FOUND, mark
from linli.people import public as people
from linli.platform import erasure
from linli.platform.erasure.keeping import Keeper, keeps
from linli.platform.journal.append import append, next_seq

from ..events import CandidateAnswered
from ..models import Candidate, Panel, Space
from ..policy import may
from ..queries.panel import ON, opened
from ..queries.spaces import SpaceInfo
from ..rules.lot import quotas_of, replacement
from ..vocab import NOT_LISTED, CandidateState, Deed
from .telling import tell_accounts

POOL = "participation.pool"
DRAWN = mark("%(town)s: you were drawn by lot for a panel of residents")
DRAWN_BODY = mark(
    "You are in the pool of the panel of %(seats)s residents (%(name)s), and the lot fell on you. "
    "Please say whether you take part; a no needs no reason. Your page: %(link)s"
)


@transaction.atomic
def answer_lot(space: SpaceInfo, accepts: bool, *, actor: Actor, number: int | None = None) -> int:
    """Who was drawn says yes or no; with ``number`` staff record it for somebody. Who takes the place: the
    number in the pool, or 0.

    Raises ``not_found``, ``forbidden``, ``not_listed`` for who was not drawn or said no already.
    """
    row = Panel.objects.select_for_update().filter(space=space.id).order_by("id").first()
    if row is None or actor.kind != "account":
        raise NOT_FOUND()
    rows = Candidate.objects.filter(panel=row)
    if number is None:
        one = rows.filter(account=UUID(actor.id)).order_by("id").first()
    else:
        if not may(actor, Deed.DRAW, space.place.path):
            raise NOT_FOUND()
        one = rows.filter(number=number).order_by("id").first()
        if one is not None and one.account_id == UUID(actor.id):
            raise FORBIDDEN()
    if one is None:
        raise NOT_FOUND()
    if one.state not in ON:
        raise NOT_LISTED()
    one.state = (CandidateState.ACCEPTED if accepts else CandidateState.DECLINED).value
    one.save(update_fields=("state",))
    following = None if accepts else _replace(row, one)
    if following is not None:
        following.state = CandidateState.DRAWN.value
        following.save(update_fields=("state",))
        tell_drawn(row, space, [following])
    came = following.number or 0 if following else 0
    event = CandidateAnswered(space.code, one.number or 0, accepts, came)
    by = actor if number is not None else VISITOR  # events name nobody who was drawn
    append([Entry(event, row.id, next_seq(row.id), by, clock.now())])
    Panel.objects.filter(pk=row.id).update(version=F("version") + 1)
    return came


def tell_drawn(row: Panel, space: SpaceInfo, drawn: Iterable[Candidate]) -> None:
    """Tell those who can be reached; the others get a letter, which their keepers print."""
    accounts = [one.account_id for one in drawn if one.account_id]
    facts = {"name": space.names, "seats": str(row.seats)}
    name = "participation.drawn"
    tell_accounts(accounts, name, DRAWN_BODY, "panel", space.code, facts, subject=DRAWN, about=True)


def _replace(row: Panel, gone: Candidate) -> Candidate | None:
    """By a lot that the published list and the drawn number fix: nobody chooses."""
    rows = list(Candidate.objects.filter(panel=row).order_by("number"))
    free = [one for one in rows if one.state == CandidateState.APPLIED]
    stay = [one for one in rows if one.state in ON]
    known = {one.number or 0: one for one in [*free, *stay, gone]}
    features = {number: opened(one)["features"] for number, one in known.items()}
    homes = {number: bytes(one.household).hex() for number, one in known.items()} if row.households else {}
    found = replacement(
        features,
        homes,
        [one.number or 0 for one in stay],
        gone.number or 0,
        quotas_of(row.quotas),
        f"{row.sha256}:{row.number}:{gone.number}",
    )
    return None if found is None else known[found]


def _end_pool(candidate: UUID) -> None:
    erasure.erase(POOL, candidate)
    people.retention_ended(POOL, candidate, people.Ending.ERASE)


@erasure.eraser(POOL)
def _erase_pool(candidate: UUID) -> None:
    Candidate.objects.filter(pk=candidate).delete()


def _panel(called: str) -> UUID | None:
    """The space of a panel by its address, for a hold."""
    return Space.objects.filter(code=called.strip()).order_by("id").values_list("id", flat=True).first()


keeps(
    Keeper(
        POOL,
        mark("What you said of yourself for a panel by lot: to draw it fairly and to replace who says no"),
        mark("the day the number was drawn"),
        lambda: Candidate.objects.filter(panel__drawn_at__isnull=False).annotate(
            since=F("panel__drawn_at"), held=F("panel__space_id")
        ),
        _end_pool,
        _panel,
    )
)
