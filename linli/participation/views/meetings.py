# SPDX-License-Identifier: AGPL-3.0-or-later
"""Meetings for everybody: the list and its calendar, one meeting, its notice on paper, registering."""

from __future__ import annotations

from pathlib import Path

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import NOT_FOUND
from linli.norms import public as norms
from linli.places import public as places
from linli.platform import pdf
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, route
from linli.platform.ui.words import date_words, language, name_of

from ..commands.meetings import register, unregister
from ..forms.meetings import FindMeetingsForm
from ..queries.facts import at_least
from ..queries.meetings import (
    MeetingInfo,
    calendar_entries,
    find_meeting,
    meeting_lines,
    own_seat,
)
from ..rules.calendar import calendar
from ..templatetags.meetings import clock_time, decision_line
from ..vocab import Rung
from ..vocab.meetings import MATTER_WORDS, MeetingState

NOTICE = Path(__file__).parents[1] / "templates/participation/notice.typ"


def _chosen(request: HttpRequest) -> tuple[str, str]:
    """The filters of the list and of the calendar, which are the same."""
    return request.GET.get("place", ""), request.GET.get("kind", "")


@route(PUBLIC)
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings to come, or past ones."""
    place, kind = _chosen(request)
    past = request.GET.get("past") == "yes"
    context = {
        "lines": meeting_lines(past=past, place=place, body=kind),
        "past": past,
        "form": FindMeetingsForm(initial={"place": place, "kind": kind}),
        "query": request.GET.urlencode(),
    }
    return render(request, "participation/meetings.html", context)


@route(PUBLIC)
def feed(request: HttpRequest) -> HttpResponse:
    """The same as a calendar to subscribe to; place and kind choose as on the page."""
    place, kind = _chosen(request)
    name = gettext("%(town)s: meetings") % {"town": name_of(places.town().names)}
    text = calendar(name, calendar_entries(place=place, body=kind))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="meetings.ics"'
    return response


@route(PUBLIC)
def meeting(request: HttpRequest, meeting: str) -> HttpResponse:
    """One meeting: notice, agenda, registration; afterwards minutes, decisions and why they stand."""
    actor = actor_of(request)
    found = find_meeting(meeting, viewer=actor)
    line = found.line
    address = request.build_absolute_uri(reverse("meeting", args=[meeting]))
    context = {
        "meeting": found,
        "seat": own_seat(line.id, viewer=actor),
        "admitted": at_least(actor, Rung.RESIDENT, line.place.path),
        "coming": line.state is MeetingState.CALLED and not line.over,
        "code": mark_safe(  # noqa: S308 -- an SVG of our own making
            segno.make(address, micro=False).svg_inline(scale=3, border=2, omitsize=True)
        ),
    }
    return render(request, "participation/meeting.html", context)


@route(SIGNED_IN)
@require_POST
def come(request: HttpRequest, meeting: str) -> HttpResponse:
    """Register, or take that back."""
    actor = actor_of(request)
    found = find_meeting(meeting, viewer=actor)
    if request.POST.get("come") == "no":
        unregister(found.line.id, actor=actor)
        messages.success(request, gettext("Taken back."))
    else:
        number = register(found.line.id, actor=actor)
        messages.success(request, gettext("Your number is %(n)s. Say it at the door.") % {"n": number})
    return redirect("meeting", meeting)


@route(PUBLIC)
def notice(request: HttpRequest, meeting: str, size: str) -> HttpResponse:
    """The notice for the wall, A3 or A4, with a code that leads to the page; afterwards the minutes."""
    if size not in ("a3", "a4"):
        raise NOT_FOUND()
    found = find_meeting(meeting, viewer=actor_of(request))
    made = pdf.pdf(NOTICE, notice_facts(found, size))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{meeting}-{size}.pdf"'
    return response


def notice_facts(found: MeetingInfo, size: str) -> dict[str, object]:
    """What the paper says, as text: plain words of people never become commands."""
    line = found.line
    address = f"{settings.SITE_URL}{reverse('meeting', args=[line.number])}"
    held = line.state is MeetingState.HELD
    body = gettext(norms.BODY_WORDS[line.body])
    basis = gettext(norms.BASIS_WORDS[line.basis])
    facts = [
        (gettext("When"), f"{date_words(places.day_of(line.starts_at))} {clock_time(line.starts_at)}"),
        (gettext("Where"), line.spot),
        (gettext("On the web"), line.link),
        (gettext("Who meets"), f"{body} ({basis})"),
    ]
    if found.rule and found.needed > 1:
        words = gettext("%(n)s of %(all)s must be there (%(source)s)")
        said = words % {"n": found.needed, "all": found.there.eligible, "source": found.rule.source}
        facts.append((gettext("To decide"), said))
    if found.urgent:
        facts.append((gettext("Why it cannot wait"), found.urgent))
    if line.state is MeetingState.CANCELLED:
        facts.append((gettext("Called off"), found.minutes))
    if found.posted_until:
        facts.append((gettext("Posted until"), date_words(found.posted_until)))
    return {
        "lang": language(),
        "size": size,
        "head": gettext("Minutes") if held else gettext("Notice of a meeting"),
        "place": name_of(line.place.names),
        "title": line.title,
        "text": found.text,
        "facts": [[name, said] for name, said in facts if said],
        "agenda": gettext("Agenda"),
        "items": [
            {
                "title": one.title,
                "ask": gettext(MATTER_WORDS[one.matter]),
                "said": decision_line(one) if held else "",
            }
            for one in found.items
        ],
        "qr": segno.make(address, micro=False).svg_inline(scale=4, border=1),
        "scan": gettext("Scan to read more, to register, and later the minutes"),
        "address": address,
        "unit": name_of(found.unit.names),
        "day": date_words(places.day_of(found.held_at or found.called_at or line.starts_at)),
        "number": line.number,
    }
