# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of meetings: prepare, give notice, see who is there, keep minutes and decisions, publish."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND, Problem
from linli.norms import public as norms
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form

from ..commands.meetings import (
    MeetingData,
    call_meeting,
    cancel_meeting,
    check_in,
    enter_attendance,
    prepare_meeting,
    seat,
)
from ..commands.minutes import decide_item, publish_minutes
from ..forms.meetings import (
    ITEMS,
    ArriveForm,
    AttendanceForm,
    CallForm,
    CancelForm,
    ItemForm,
    MeetingForm,
    MinutesForm,
    SeatForm,
    instant,
)
from ..queries.meetings import (
    MeetingInfo,
    desk_meetings,
    find_meeting,
    seats_of,
    sheets_of,
    sources_for,
)
from ..vocab.meetings import MEETING_NOT_NOW, Came, MeetingState
from .drafts import home_of, keep_draft

KEEPERS = roles("coordinator", "community_worker")


@route(STAFF)
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings that one keeps."""
    lines = desk_meetings(viewer=actor_of(request))
    return render(request, "participation/desk_meetings.html", {"lines": lines})


@route(KEEPERS)
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Prepare a meeting; it is a draft until notice is given."""
    return _edit(request, None)


@route(KEEPERS)
def edit_meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """Change the draft of a meeting."""
    return _edit(request, find_meeting(meeting, viewer=actor_of(request), kept=True))


def _edit(request: HttpRequest, found: MeetingInfo | None) -> HttpResponse:
    actor = actor_of(request)
    if found and found.line.state is not MeetingState.DRAFT:
        raise MEETING_NOT_NOW()
    place = found.line.place.code if found else home_of(actor)
    form = MeetingForm(
        request.POST or None, initial=_initial(found) if found else {"place": place},
        items=max(ITEMS, len(found.items) + 2 if found else 0), sources=sources_for(place),
    )  # fmt: skip

    def keep() -> str:
        return prepare_meeting(
            _data(form), actor=actor, meeting=found.line.id if found else None,
            expected_version=form.cleaned_data["version"],
        )  # fmt: skip

    page = "participation/desk_meeting_form.html"
    return keep_draft(request, form, keep, "desk-meeting", page, {"meeting": found})


def _data(form: MeetingForm) -> MeetingData:
    data = form.cleaned_data
    return MeetingData(
        norms.Body(data["body"]),
        norms.Basis(data["basis"]),
        data["title"],
        data["text"],
        data["place"],
        data["unit"],
        instant(data["day"], data["begins"]),
        instant(data["day"], data["ends"]),
        data["spot"],
        data["link"],
        data["eligible"],
        data["area"] or Decimal(0),
        form.agenda(),
    )


def _initial(found: MeetingInfo) -> dict[str, Any]:
    line = found.line
    begins, ends = timezone.localtime(line.starts_at), timezone.localtime(line.ends_at)
    given: dict[str, Any] = {
        "title": line.title,
        "text": found.text,
        "place": line.place.code,
        "unit": found.unit.code,
        "body": line.body.value,
        "basis": line.basis.value,
        "day": begins.date(),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "spot": line.spot,
        "link": line.link,
        "eligible": found.there.eligible,
        "area": found.there.area or None,
        "version": line.version,
    }
    for item in found.items:
        given |= {
            f"item{item.seq}_title": item.title,
            f"item{item.seq}_matter": item.matter.value,
            f"item{item.seq}_about": item.about,
        }
    return given


@route(STAFF)
def meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """One meeting at the desk: what waits to be done with it now."""
    return _page(request, find_meeting(meeting, viewer=actor_of(request), kept=True))


@route(STAFF)
def presence(request: HttpRequest, meeting: str) -> HttpResponse:
    """Who is there and what is missing for the quorum: the part of the page that renews itself."""
    found = find_meeting(meeting, viewer=actor_of(request), kept=True)
    return render(request, "participation/presence.html", {"meeting": found})


def _forms(found: MeetingInfo, data: Any = None) -> dict[str, Form]:
    """A form for each deed; those of items by their number."""
    owners = found.line.basis is norms.Basis.OWNERS
    made: dict[str, Form] = {
        "call": CallForm(data, prefix="call"),
        "cancel": CancelForm(data, prefix="cancel"),
        "seat": SeatForm(data, prefix="seat"),
        "arrive": ArriveForm(data, prefix="arrive"),
        "sheet": AttendanceForm(data, prefix="sheet"),
        "publish": MinutesForm(data, prefix="publish"),
    }
    for name in () if owners else ("seat", "arrive", "sheet"):
        del made[name].fields["area"]
    for item in found.items:
        start = {"minutes": item.minutes, "favour": item.favour or None, "against": item.against or None,
                 "abstain": item.abstain or None}  # fmt: skip
        step = f"item-{item.seq}"
        made[step] = ItemForm(
            data, step=step, prefix=f"item{item.seq}", voted=item.voted, owners=owners, initial=start
        )
    return made


def _page(request: HttpRequest, found: MeetingInfo, status: int = 200, **bound: Form) -> HttpResponse:
    line = found.line
    forms = _forms(found) | {name.replace("_", "-"): form for name, form in bound.items()}
    context = {
        "meeting": found,
        "forms": forms,
        "items": [(item, forms[f"item-{item.seq}"]) for item in found.items],
        "seats": seats_of(line.id),
        "sheets": sheets_of(line.id),
        "draft": line.state is MeetingState.DRAFT,
        "called": line.state is MeetingState.CALLED,
        "urgent": line.body in norms.URGENT,
        "wrong": next(iter(bound), "").replace("_", "-"),
    }
    return render(request, "participation/desk_meeting.html", context, status=status)


@route(KEEPERS)
@require_POST
def meeting_do(request: HttpRequest, meeting: str, verb: str) -> HttpResponse:
    """Give notice, call off, take somebody down, note who came, enter minutes, publish them."""
    actor = actor_of(request)
    found = find_meeting(meeting, viewer=actor, kept=True)
    forms = _forms(found, request.POST)
    if verb not in forms:
        raise NOT_FOUND()
    form = forms[verb]
    if not form.is_valid():
        return _page(request, found, 422, **{verb.replace("-", "_"): form})
    try:
        said = _do(found, verb, form, actor)
    except Problem as error:
        status = form.refuse(error)
        messages.error(request, form.faults())
        return _page(request, found, status, **{verb.replace("-", "_"): form})
    messages.success(request, said)
    return redirect("desk-meeting", meeting)


def _do(found: MeetingInfo, step: str, form: Form, actor: Actor) -> str:
    """The command of a deed, and what is said afterwards."""
    identity, data = found.line.id, form.cleaned_data
    area = data.get("area") or Decimal(0)
    if isinstance(form, ItemForm):
        decide_item(identity, int(step.removeprefix("item-")), form.said(), actor=actor)
        return gettext("Kept.")
    if step == "seat":
        number = seat(identity, Came(data["way"]), actor=actor, area=area)
        return gettext("Number %(n)s. Tell it to the person.") % {"n": number}
    deeds: dict[str, Callable[[], object]] = {
        "call": lambda: call_meeting(identity, actor=actor, urgent=data["urgent"]),
        "cancel": lambda: cancel_meeting(identity, data["text"], actor=actor),
        "arrive": lambda: check_in(identity, data["seq"], actor=actor, area=area),
        "sheet": lambda: enter_attendance(identity, data["sheet"], data["lines"], actor=actor, area=area),
        "publish": lambda: publish_minutes(identity, data["text"], actor=actor),
    }
    deeds[step]()
    if step == "call":
        return gettext("Notice is given. The page and the paper for the wall are ready.")
    return gettext("Kept.")
