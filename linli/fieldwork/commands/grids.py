# SPDX-License-Identifier: AGPL-3.0-or-later
"""Asking a grid to do something, and its answer. What is not on the list of tasks is refused."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.events import Entry
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.kernel.transitions import NOT_NOW
from linli.kernel.validity import in_force
from linli.people import public as people
from linli.places import public as places
from linli.platform.journal.append import append, next_seq
from linli.platform.text import clean

from ..events import AskAnswered, Asked
from ..models import GridAsk, GridTask
from ..policy import may_ask, works
from ..vocab import GRID_WORDS, NOT_ON_LIST, AskState, Share

LONGEST = 1000


@transaction.atomic
def ask_grid(grid: str, task: str, text: str, due_on: date, *, actor: Actor) -> UUID:
    """Ask a grid (by its code) for one of its tasks, by a day.

    Raises ``not_on_grid_list`` with the article for what a grid may not be asked: what is barred, or not on
    today's list (北京市接诉即办工作条例 17; 北京市街道办事处条例 32; 滨州市网格条例 10).
    """
    spot, today = places.place_by_code(grid), places.today()
    if spot.kind != places.PlaceKind.GRID.value:
        raise places.UNKNOWN_PLACE(place=grid)
    if not may_ask(actor, spot.path):
        raise FORBIDDEN()
    row = GridTask.objects.filter(code=task).order_by("code").first()
    if row is None or row.share == Share.BARRED or not in_force(row.valid_from, row.valid_to, today):
        raise NOT_ON_LIST(article=f"{row.source} {row.article}" if row else task)
    said = clean(text)[:LONGEST]
    if len(said) < 2:
        raise GRID_WORDS()
    if due_on < today:
        raise INVALID(field="due_on")
    unit = next((one.unit_code for one in actor.holdings if one.unit_code), "")
    now = clock.now()
    ask = GridAsk.objects.create(
        task=row,
        place_id=spot.id,
        place_path=spot.path,
        unit_id=people.unit_by_code(unit).id if unit else None,
        text=said,
        due_on=due_on,
        state=AskState.ASKED.value,
        asked_by=actor.ref,
        asked_at=now,
    )
    append([Entry(Asked(row.code, spot.code, unit), ask.id, 1, actor, now)])
    return ask.id


@transaction.atomic
def answer_ask(ask: UUID, state: AskState, text: str, *, actor: Actor) -> None:
    """The team of the grid says that it is done, or with a reason that it is not done.

    Raises ``not_found``, ``forbidden``, ``not_now`` once it was answered, ``grid_words``.
    """
    row = GridAsk.objects.select_for_update().filter(pk=ask).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    if not works(actor, row.place_path):
        raise FORBIDDEN()
    if row.state != AskState.ASKED or state is AskState.ASKED:
        raise NOT_NOW(state=row.state, action=state.value)
    said = clean(text)[:LONGEST]
    if len(said) < 2:
        raise GRID_WORDS()
    row.state, row.answer, row.ended_at = state.value, said, clock.now()
    row.save(update_fields=("state", "answer", "ended_at"))
    append([Entry(AskAnswered(state.value), row.id, next_seq(row.id), actor, row.ended_at)])
