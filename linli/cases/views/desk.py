# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk: the queue, one matter with everything that can be done, and taking down a caller's words."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from linli.kernel.ids import new_id
from linli.kernel.problem import Problem
from linli.people import public as people
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.slots import entries
from linli.platform.ui.words import language
from linli.topics import public as topics
from linli.triage import public as triage

from ..commands import (
    NewCase,
    Receipt,
    ReporterData,
    keep_view,
    receive_case,
    remove_view,
)
from ..forms import (
    ManyForm,
    QueueForm,
    TakeDownForm,
)
from ..queries import (
    CaseFilter,
    case_detail,
    case_list,
    clocks_of_lines,
    group_counts,
    is_seen,
    saved_views,
)
from ..queries.clocks import FOR_CLOCKS
from ..queries.lines import last_day
from ..vocab import Channel, Kind
from .reading import WORTH_SAYING, danger_words, hard_in, hard_of, hard_told, reading_of
from .sight import staff_matter

TAKES_DOWN = roles("operator", "coordinator", "community_worker")


# --- the queue -----------------------------------------------------------------------------------


@route(STAFF)
def queue(request: HttpRequest) -> HttpResponse:
    """The queue with its filters; the address holds them, so a view can be kept and shared."""
    viewer = actor_of(request)
    form = QueueForm(request.GET or None, initial={"group": "open", "order": "due"})
    wanted = CaseFilter(**form.initial) if not request.GET else CaseFilter()
    if form.is_bound and form.is_valid():
        given = {name: value for name in form.fields if (value := form.cleaned_data[name])}
        wanted = CaseFilter(**given)
    page = case_list(viewer, wanted, request.GET.get("after", ""), also=FOR_CLOCKS)
    template = "cases/queue_rows.html" if request.headers.get("HX-Target") == "rows" else "cases/queue.html"
    context = {
        "form": form,
        "clocks": clocks_of_lines(page),
        "wanted": wanted,
        "page": page,
        "counts": group_counts(viewer),
        "many_form": ManyForm(auto_id="many_%s"),
        "views": saved_views(UUID(viewer.id)) if viewer.kind == "account" else [],
        "query": request.GET.urlencode(),
        "filtered": any(
            value for name, value in asdict(wanted).items() if name not in ("group", "q", "order")
        ),
    }
    return render(request, template, context)


@route(STAFF)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the queue under a name."""
    keep_view(request.POST.get("name", ""), request.POST.get("query", ""), actor=actor_of(request))
    return redirect(f"/desk/?{request.POST.get('query', '')}")


@route(STAFF)
@require_POST
def drop(request: HttpRequest, view: UUID) -> HttpResponse:
    """Remove a kept filter."""
    remove_view(view, actor=actor_of(request))
    return redirect("desk")


@route(STAFF)
def brief(request: HttpRequest, number: str) -> HttpResponse:
    """The side panel of the queue: the words, and what the reader suggests and why."""
    detail = case_detail(number, viewer=actor_of(request))
    return render(request, "cases/brief.html", {"matter": detail, **reading_of(detail)})


# --- taking down what somebody says ---------------------------------------------------------------


@route(TAKES_DOWN)
def take_down(request: HttpRequest) -> HttpResponse:
    """Take down a caller's words; they get number and code like everybody else.

    What storeys above already know of it (a number that called, a sheet that was read) fills the form.
    """
    begun = next((entry.context for entry in entries("take_down_begun", request)), {})
    form = TakeDownForm(request.POST or None, initial=begun.get("initial"))
    if request.method == "POST" and form.is_valid() and not form.more:
        data, actor = form.cleaned_data, actor_of(request)
        try:
            receipt = receive_case(
                NewCase(
                    kind=Kind(data["kind"]),
                    text=data["text"],
                    channel=Channel(data["channel"]),
                    language=language(),
                    category=data["category"] or None,
                    place=data["place"] or None,
                    address=data["address"],
                    about=data["about"] or None,
                    reporter=ReporterData(name=data["name"], contact=data["contact"]),
                    answers=form.answers(),
                ),
                actor=actor,
                case_id=_form_id(request),
            )
        except Problem as error:
            form.blame(error)
        else:
            return taken(request, receipt)
    context = {"form": form, "id": _form_id(request) or begun.get("id") or new_id()}
    return render(request, "cases/take_down.html", context, status=422 if form.errors else 200)


def _form_id(request: HttpRequest) -> UUID | None:
    """The id that the form carried, so that sending it twice makes one matter."""
    try:
        return UUID(request.POST.get("case_id", ""))
    except ValueError:
        return None


def taken(request: HttpRequest, receipt: Receipt) -> HttpResponse:
    """What follows on a report that was taken down: its slip.

    Who took it down reads number and code out to the person, also where the matter itself is not for
    them (a report about an official): then the slip is all that they get, and only now.
    """
    if not is_seen(receipt.id, viewer=actor_of(request)):
        context = {
            "number": receipt.number,
            "code": receipt.code,
            "unit": people.unit_by_code(receipt.unit),
            "due_day": last_day(receipt.due_at),
            "hard": hard_told([{"route": receipt.hard, "because": ()}]) if receipt.hard else [],
            "danger": danger_words(receipt.danger),
        }
        return render(request, "cases/slip.html", context)
    return redirect("desk-slip", receipt.number)


@route(STAFF)
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """Number and code to read out to the caller, or to print."""
    detail = staff_matter(request, number)
    context = {
        "matter": detail,
        "number": detail.line.number,
        "code": detail.code,
        "unit": detail.line.unit,
        "due_day": detail.line.due_day,
        "hard": hard_of(detail.line),
        "danger": danger_words(detail.line.suggestion.get("danger", ())),
    }
    return render(request, "cases/slip.html", context)


@route(STAFF)
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """What the reader makes of the words typed so far."""
    text = request.POST.get("text", "")
    read = triage.suggest(f"{text}\n{request.POST.get('address', '')}")
    context = {
        "read": read,
        "category": topics.category(read.category.code) if read.category else None,
        "guesses": [
            (found, round(100 * guess.probability))
            for guess in read.categories
            if guess.probability >= WORTH_SAYING and (found := topics.category(guess.code))
        ],
        "place": places.place(read.place.code) if read.place else None,
        "unit": people.unit(read.unit) if read.unit else None,
        "danger": danger_words(read.danger),
        "hard": hard_in(text, staff=True),
    }
    return render(request, "cases/suggestion.html", context)
