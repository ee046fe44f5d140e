# SPDX-License-Identifier: AGPL-3.0-or-later
"""Matters in the API: bringing one is public; reading and moving them needs a key."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status, UploadedFile

from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.platform.api import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    IF_NONE_MATCH,
    NOT_CURRENT,
    Key,
    ProblemOut,
    api_actor,
    count,
    idempotency_id,
    is_current,
    wanted_version,
)
from linli.platform.files import store

from ..commands import NewCase, ReporterData, correct_case, move_case, note_case, receive_case
from ..queries import (
    CaseDetail,
    CaseLine,
    case_detail,
    case_list,
    clocks_of,
    find_case,
    links_of,
    public_case,
    public_list,
)
from ..rules import parse_number
from ..vocab import Channel
from .schemas import (
    ActionIn,
    CaseIn,
    CorrectionIn,
    DetailOut,
    FileOut,
    Filter,
    NoteIn,
    PageOut,
    ReceiptOut,
    VersionOut,
)

router = Router(tags=["cases"])
READ, WRITE = Key("cases:read"), Key("cases:write")
ERRORS = {
    400: ProblemOut, 401: ProblemOut, 403: ProblemOut, 404: ProblemOut, 409: ProblemOut, 412: ProblemOut,
    413: ProblemOut, 415: ProblemOut, 422: ProblemOut, 429: ProblemOut, 503: ProblemOut,
}  # fmt: skip


def line_out(line: CaseLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "number": line.number,
        "kind": line.kind,
        "title": line.title,
        "state": line.state,
        "category": line.category.code if line.category else None,
        "place": line.place.code,
        "unit": line.unit.code,
        "received_at": line.received_at,
        "due_at": line.due_at,
        "step_due_at": line.step_due_at,
        "step_next": line.step_next,
        "answered_at": line.answered_at,
        "closed_at": line.closed_at,
        "overdue": line.overdue,
        "urgent": line.urgent,
        "hard": line.hard,
        "released": line.released,
        "version": line.version,
    }


def detail_out(detail: CaseDetail) -> dict[str, Any]:
    return {
        **line_out(detail.line),
        "text": detail.text,
        "address": detail.line.address,
        "channel": detail.line.channel,
        "due_rule": detail.due_rule,
        "due_provisional": detail.line.due_provisional,
        "clocks": [
            {
                "whose": item.whose,
                "unit": item.unit.code,
                "due_at": item.due_at,
                "stands": item.stands,
                "until": item.until,
                "done": item.done,
                "overdue": item.overdue,
            }
            for item in clocks_of(detail, links_of(detail) if detail.relations else [])
        ],
        "actions": list(detail.actions),
        "hidden": [
            {
                "reason": item.reason,
                "source": item.ground.source,
                "article": item.ground.article,
                "hidden_at": item.hidden_at,
                "state": item.state,
            }
            for item in detail.hidden
        ],
        "thread": [
            {
                "seq": step.seq,
                "deed": step.deed,
                "state": step.state,
                "at": step.at,
                "unit": step.unit.code if step.unit else None,
                "sees": step.sees,
                "text": step.text,
            }
            for step in detail.thread
        ],
    }


@router.post("/files", auth=None, response={201: FileOut, **ERRORS}, operation_id="store_file")
def store_file(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Send a photo, voice message or PDF (field ``file``); metadata is removed."""
    count(request, "file", times=600)
    kept = store.store(file.read())
    return Status(201, {"id": kept.id, "kind": kept.kind, "media_type": kept.media_type, "size": kept.size})


@router.post(
    "/cases",
    auth=None,
    response={201: ReceiptOut, **ERRORS},
    operation_id="receive_case",
    openapi_extra=IDEMPOTENCY_KEY,
)
def receive(request: HttpRequest, body: CaseIn) -> Status[dict[str, Any]]:
    """Bring a matter. With ``Idempotency-Key``, sending it again gives the same receipt."""
    count(request, "receive")
    if (body.longitude is None) != (body.latitude is None):
        raise INVALID(field="longitude, latitude")
    point = (body.longitude, body.latitude) if body.longitude is not None else None
    receipt = receive_case(
        NewCase(
            kind=body.kind,
            text=body.text,
            title=body.title,
            channel=Channel.API,
            language=body.language,
            category=body.category,
            place=body.place,
            point=point,  # type: ignore[arg-type]
            address=body.address,
            about=body.about,
            reporter=ReporterData(**body.reporter.dict()),
            files=body.files,
        ),
        actor=api_actor(request),
        case_id=idempotency_id(request),
    )
    return Status(201, {**receipt.__dict__, "danger": list(receipt.danger)})


@router.get("/public/cases", auth=None, response={200: PageOut, **ERRORS}, operation_id="public_cases")
def public_cases(request: HttpRequest, filters: Query[Filter]) -> dict[str, Any]:
    """Matters as everybody may see them; words only where staff released them."""
    page = public_list(filters.wanted(), filters.after, filters.limit)
    return {"items": [line_out(line) for line in page.lines], "after": page.after}


@router.get(
    "/public/cases/{number}", auth=None, response={200: DetailOut, **ERRORS}, operation_id="public_case"
)
def public_one(request: HttpRequest, number: str) -> dict[str, Any]:
    """One matter as everybody may see it."""
    return detail_out(public_case(number))


@router.get("/cases", auth=READ, response={200: PageOut, **ERRORS}, operation_id="cases")
def cases(request: HttpRequest, filters: Query[Filter]) -> dict[str, Any]:
    """Matters that the key's holder may see as staff."""
    page = case_list(api_actor(request), filters.wanted(), filters.after, filters.limit)
    return {"items": [line_out(line) for line in page.lines], "after": page.after}


@router.get(
    "/cases/{number}",
    auth=READ,
    response={200: DetailOut, 304: None, **ERRORS},
    operation_id="case",
    openapi_extra=IF_NONE_MATCH,
)
def case(request: HttpRequest, response: HttpResponse, number: str) -> Any:
    """One matter with its thread; its ETag is its version."""
    detail = case_detail(number, viewer=api_actor(request))
    response["ETag"] = f'"{detail.line.version}"'
    if is_current(request, detail.line.version):
        return Status(304, None)
    return detail_out(detail)


def changed(request: HttpRequest, response: HttpResponse, number: str, change: Any) -> dict[str, Any]:
    """Do a change under the version in If-Match and answer with the new one."""
    exact = parse_number(number)
    if exact is None:
        raise NOT_FOUND()
    try:
        version = change(exact, wanted_version(request))
    except Problem as error:
        if error.code == "stale":
            raise NOT_CURRENT(**error.facts) from None
        raise
    response["ETag"] = f'"{version}"'
    return {"number": exact, "version": version}


@router.post(
    "/cases/{number}/actions",
    auth=WRITE,
    response={200: VersionOut, **ERRORS},
    operation_id="move_case",
    openapi_extra=IF_MATCH,
)
def act(request: HttpRequest, response: HttpResponse, number: str, body: ActionIn) -> dict[str, Any]:
    """Do an action of the course."""
    data = body.dict(exclude={"action"})

    def change(exact: str, version: int | None) -> int:
        return move_case(exact, body.action, actor=api_actor(request), expected_version=version, **data)

    return changed(request, response, number, change)


@router.post(
    "/cases/{number}/notes",
    auth=WRITE,
    response={200: VersionOut, **ERRORS},
    operation_id="note_case",
    openapi_extra=IF_MATCH,
)
def note(request: HttpRequest, response: HttpResponse, number: str, body: NoteIn) -> dict[str, Any]:
    """Write a note."""

    def change(exact: str, version: int | None) -> int:
        actor = api_actor(request)
        return note_case(find_case(exact)[0], body.text, body.sees, actor=actor, expected_version=version)

    return changed(request, response, number, change)


@router.patch(
    "/cases/{number}",
    auth=WRITE,
    response={200: VersionOut, **ERRORS},
    operation_id="correct_case",
    openapi_extra=IF_MATCH,
)
def correct(
    request: HttpRequest, response: HttpResponse, number: str, body: CorrectionIn
) -> dict[str, Any]:
    """Correct kind, category, place, the unit complained about or the hard route (empty for none)."""

    def change(exact: str, version: int | None) -> int:
        actor = api_actor(request)
        return correct_case(
            find_case(exact)[0],
            actor=actor,
            kind=body.kind,
            category=body.category,
            place=body.place,
            about=body.about,
            hard=body.hard,
            expected_version=version,
        )

    return changed(request, response, number, change)
