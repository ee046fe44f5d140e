# SPDX-License-Identifier: AGPL-3.0-or-later
"""Units in the API. Public: who answers for what is no secret."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from linli.kernel import clock
from linli.platform.api import ProblemOut

from . import queries

router = Router(tags=["reference"])


class UnitOut(Schema):
    """A unit with what residents need to reach it."""

    code: str
    parent: str | None
    kind: str
    place: str
    names: dict[str, str]
    phone: str
    addresses: dict[str, str]
    hours: dict[str, str]
    round_the_clock: bool


class ResponsibleOut(Schema):
    """Who answers and why; ``source`` and ``article`` are empty for general intake."""

    unit: UnitOut
    assisting: list[UnitOut]
    general_intake: bool
    source: str
    article: str


def out(unit: queries.UnitInfo) -> UnitOut:
    return UnitOut(
        code=unit.code,
        parent=unit.parent,
        kind=unit.kind,
        place=unit.place,
        names=dict(unit.names),
        phone=unit.phone,
        addresses=dict(unit.addresses),
        hours=dict(unit.hours),
        round_the_clock=unit.round_the_clock,
    )


@router.get("/units", auth=None, response=list[UnitOut], operation_id="units")
def units(request: HttpRequest) -> list[UnitOut]:
    """All units that answer for matters, those above before those below."""
    return [out(unit) for unit in queries.units().active()]


@router.get(
    "/responsible",
    auth=None,
    response={200: ResponsibleOut, 422: ProblemOut},
    operation_id="responsible",
)
def responsible(request: HttpRequest, category: str, place: str, on: date | None = None) -> ResponsibleOut:
    """Which unit answers for a category at a place on a day (default: today), and on what ground."""
    day = on or timezone.localtime(clock.now()).date()
    found = queries.responsible(category, place, day)
    return ResponsibleOut(
        unit=out(found.unit),
        assisting=[out(unit) for unit in found.assisting],
        general_intake=found.duty is None,
        source=found.duty.source if found.duty else "",
        article=found.duty.article if found.duty else "",
    )
