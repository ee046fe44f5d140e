# SPDX-License-Identifier: AGPL-3.0-or-later
"""Joint handling in the API: units called in, their parts, and pressing; the same commands as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Status

from linli.kernel.problem import INVALID
from linli.platform.api import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    api_actor,
    idempotency_id,
    is_current,
)

from ..commands import (
    agree_part,
    borrow,
    call_in,
    contribute,
    excuse_part,
    hold_part,
    press,
    refuse_part,
    respond,
)
from ..queries import PartInfo, case_detail, find_case
from ..queries.press import PressInfo
from ..rules.joint import Ask, Call
from ..vocab import Deed
from .operations import ERRORS, READ, WRITE, changed, router
from .schemas import PartActionIn, PartsIn, PartsOut, PressIn, VersionOut, WordsIn

TWICE = {"parameters": [*IF_MATCH["parameters"], *IDEMPOTENCY_KEY["parameters"]]}
DO_PART: dict[str, Callable[..., int]] = {
    Deed.AGREE: lambda case, part, body, **by: agree_part(case, part, **by),
    Deed.CONTRIBUTE: lambda case, part, body, **by: contribute(
        case, part, body.text, files=body.files, **by
    ),
    Deed.REFUSE: lambda case, part, body, **by: refuse_part(case, part, body.reason, body.text, **by),
    Deed.HOLD: lambda case, part, body, **by: hold_part(case, part, body.text, **by),
    Deed.EXCUSE: lambda case, part, body, **by: excuse_part(case, part, body.text, **by),
}


def part_out(part: PartInfo) -> dict[str, Any]:
    return {
        "id": part.id,
        "unit": part.unit.code,
        "lead": part.lead,
        "asked": part.asked,
        "task": part.task,
        "state": part.state,
        "begun_at": part.begun_at,
        "due_at": part.due_at,
        "ended": part.ended,
        "overdue": part.overdue,
        "answer_seq": part.answer_seq,
        "deeds": sorted(part.deeds),
    }


def press_out(item: PressInfo) -> dict[str, Any]:
    return {
        "id": item.id,
        "unit": item.unit.code,
        "trigger": item.trigger,
        "state": item.state,
        "text": item.text,
        "by": item.by_day,
        "at": item.at,
        "late": item.late,
    }


@router.get(
    "/cases/{number}/parts",
    auth=READ,
    response={200: PartsOut, 304: None, **ERRORS},
    operation_id="parts",
    openapi_extra=IF_NONE_MATCH,
)
def parts(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    """The shares of units in a matter and what is pressed; the ETag is the matter's version."""
    detail = case_detail(number, viewer=api_actor(request))
    response["ETag"] = f'"{detail.line.version}"'
    if is_current(request, detail.line.version):
        return Status(304, None)
    return {
        "number": detail.line.number,
        "version": detail.line.version,
        "parts": [part_out(part) for part in detail.parts],
        "presses": [press_out(item) for item in detail.presses],
    }


def _by(request: HttpRequest, version: int | None) -> dict[str, Any]:
    """Who does it, under which version, and the id that makes sending it twice harmless."""
    return {
        "actor": api_actor(request),
        "expected_version": version,
        "deed_id": idempotency_id(request),
    }


@router.post(
    "/cases/{number}/parts",
    auth=WRITE,
    response={200: VersionOut, **ERRORS},
    operation_id="call_in",
    openapi_extra=TWICE,
)
def ask(request: HttpRequest, response: HttpResponse, number: str, body: PartsIn) -> dict[str, Any]:
    """Call units in, each for its part; or ask (``borrow``) one unit of a level above for help."""
    calls = [Call(item.unit, item.task, item.day) for item in body.units]
    if body.asked is Ask.BORROW and len(calls) != 1:
        raise INVALID(field="units")

    def change(exact: str, version: int | None) -> int:
        case, by = find_case(exact)[0], _by(request, version)
        if body.asked is Ask.BORROW:
            return borrow(case, calls[0], **by)
        return call_in(case, calls, body.text, **by)

    return changed(request, response, number, change)


@router.post(
    "/cases/{number}/parts/{part}/actions",
    auth=WRITE,
    response={200: VersionOut, **ERRORS},
    operation_id="move_part",
    openapi_extra=TWICE,
)
def on_part(
    request: HttpRequest, response: HttpResponse, number: str, part: UUID, body: PartActionIn
) -> dict[str, Any]:
    """A unit agrees, answers or refuses with a reason; the level above holds it to it or excuses it."""

    def change(exact: str, version: int | None) -> int:
        return DO_PART[body.deed](find_case(exact)[0], part, body, **_by(request, version))

    return changed(request, response, number, change)


@router.post(
    "/cases/{number}/presses",
    auth=WRITE,
    response={200: VersionOut, **ERRORS},
    operation_id="press",
    openapi_extra=TWICE,
)
def press_unit(request: HttpRequest, response: HttpResponse, number: str, body: PressIn) -> dict[str, Any]:
    """Press the unit that leads, or the one of a part, to report back by a day."""

    def change(exact: str, version: int | None) -> int:
        case, by = find_case(exact)[0], _by(request, version)
        return press(case, body.trigger, body.by, body.text, part=body.part, **by)

    return changed(request, response, number, change)


@router.post(
    "/cases/{number}/presses/{press_id}/report",
    auth=WRITE,
    response={200: VersionOut, **ERRORS},
    operation_id="report_back",
    openapi_extra=TWICE,
)
def report_back(
    request: HttpRequest, response: HttpResponse, number: str, press_id: UUID, body: WordsIn
) -> dict[str, Any]:
    """The unit that is pressed reports back."""

    def change(exact: str, version: int | None) -> int:
        return respond(find_case(exact)[0], press_id, body.text, **_by(request, version))

    return changed(request, response, number, change)
