# SPDX-License-Identifier: AGPL-3.0-or-later
"""Handing over: what one person of a unit handles goes to another of the same unit."""

from __future__ import annotations

from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import Problem
from linli.people import public as people

from ..models import Part
from ..rules.joint import NOT_OF_UNIT
from .joint import assign_part
from .many import Done


def hand_over(unit: str, giver: UUID, taker: UUID, *, actor: Actor) -> list[Done]:
    """Give every open part that somebody handles for a unit to another of its people.

    Each matter is its own transaction with its own result. Raises ``not_of_unit``. Who left the unit
    can still be relieved; who takes over must belong to it.
    """
    info = people.unit_by_code(unit)
    if taker == giver or taker not in {colleague.id for colleague in people.colleagues(unit)}:
        raise NOT_OF_UNIT()
    parts = Part.objects.filter(unit=info.id, assignee=giver, ended_at=None, case__closed_at=None)
    rows = parts.order_by("begun_at", "id").values_list("id", "case_id", "case__number")
    return [_one(part, case, number, taker, actor) for part, case, number in rows]


def _one(part: UUID, case: UUID, number: str, taker: UUID, actor: Actor) -> Done:
    try:
        assign_part(case, part, taker, actor=actor)
    except Problem as problem:
        return Done(number, problem)
    return Done(number)
