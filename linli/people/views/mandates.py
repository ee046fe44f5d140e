# SPDX-License-Identifier: AGPL-3.0-or-later
"""Acting for another: given, taken on and ended on the web, at the counter, by telephone; and doing it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.problem import NOT_FOUND, Problem, mark
from linli.platform.access import ACTING, SIGNED_IN, actor_of, proved_lately, roles, route, throttle
from linli.platform.files import store

from ..commands import NewMandate, accept_mandate, end_mandate, give_mandate, take_mandate
from ..forms import EndMandateForm, GiveForm, KnownForm, TakeForm
from ..policy import TAKES_CONSENT
from ..queries import ACTS, acts_of, mandate_of, mandates_by_contact, mandates_of, own_name
from ..vocab.mandates import Consented, EndedBy, HelperKind
from .own import frame_of

AT_THE_DESK = roles(*TAKES_CONSENT)
SINCE, FOR = "mandate_since", "mandate_for"  # of a session: since when somebody acts in it, and for whom


@route(SIGNED_IN)
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Who acts for this person, and for whom they act."""
    return own_page(request)


def own_page(request: HttpRequest, status: int = 200, form: GiveForm | None = None) -> HttpResponse:
    """The page with what was filled in, if something was wrong with it."""
    actor = actor_of(request)
    mine = mandates_of(actor)
    context = {
        "frame": frame_of(request),
        "given": [one for one in mine if str(one.person) == actor.id],
        "held": [one for one in mine if str(one.helper) == actor.id],
        "form": form or GiveForm(initial={"person_name": own_name(UUID(actor.id))}),
        "fresh": proved_lately(request),
    }
    return render(request, "people/mandates.html", context, status=status)


@route(SIGNED_IN, anew="my-mandates")
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Give it to somebody to act for oneself."""
    form, actor = GiveForm(request.POST), actor_of(request)
    if not form.is_valid():
        return own_page(request, 422, form)
    try:
        throttle.allow("mandate", actor.id, times=10, seconds=86400)
        give_mandate(new_of(form), actor=actor)
    except Problem as error:
        form.blame(error, error.facts.get("field"))
        return own_page(request, error.status, form)
    messages.success(request, gettext("Given. It begins when they take it on; we have written to them."))
    return redirect("my-mandates")


def new_of(form: GiveForm) -> NewMandate:
    """What was filled in."""
    data = form.cleaned_data
    return NewMandate(
        data["person_name"],
        data["helper_name"],
        data["helper"],
        HelperKind(data["kind"]),
        frozenset(data["scopes"]),
        data["until"],
        data.get("person", ""),
    )


@route(ACTING)
@require_GET
def letter(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """A mandate as it was signed, what was done by it, and how it is ended: to read and to print."""
    actor = actor_of(request)
    found = mandate_of(mandate, viewer=actor)
    own = actor.acts or actor.id in (str(found.person), str(found.helper))
    begun = _moment(request.GET.get("since", ""))
    context = {
        "frame": "people/own_square.html" if actor.acts else frame_of(request),
        "mandate": found,
        "acts": acts_of(mandate, begun) if own else [],
        "own": own,
        "session": begun is not None,
    }
    return render(request, "people/mandate.html", context)


def _moment(seconds: str) -> datetime | None:
    good = seconds.isascii() and seconds.isdigit() and len(seconds) < 11
    return datetime.fromtimestamp(int(seconds), UTC) if good else None


@route(SIGNED_IN)
@require_GET
def paper(request: HttpRequest, mandate: UUID) -> FileResponse:
    """The scan of the signed paper, for the two of them and for who takes mandates down."""
    found = mandate_of(mandate, viewer=actor_of(request))
    if found.paper is None:
        raise NOT_FOUND()
    stream, name = store.open_file(found.paper)
    response = FileResponse(stream, as_attachment=True, filename=f"mandate.{name.rsplit('.', 1)[-1]}")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@route(SIGNED_IN)
@require_POST
def accept(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """Take it on to act for somebody."""
    accept_mandate(mandate, actor=actor_of(request))
    messages.success(request, gettext("Taken on. Everything you do for them, they are told of."))
    return redirect("my-mandates")


@route(SIGNED_IN)
@require_POST
def end(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """End it, as the person or as the helper."""
    actor = actor_of(request)
    found = mandate_of(mandate, viewer=actor)
    how = EndedBy.WEB if str(found.person) == actor.id else EndedBy.HELPER
    end_mandate(mandate, how, actor=actor)
    messages.success(request, gettext("Ended, as of now."))
    return redirect("my-mandates")


@route(SIGNED_IN)
@require_POST
def act(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """Begin to act for somebody in this browser: until it is stopped, nothing is done as oneself."""
    found = mandate_of(mandate, viewer=actor_of(request))
    if str(found.helper) != actor_of(request).id or not found.holds:
        raise NOT_FOUND()
    request.session[ACTS] = str(mandate)
    request.session[FOR] = found.person_name
    request.session[SINCE] = int(clock.now().timestamp())
    return redirect("/")


@route(ACTING)
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Be oneself again; what was done in between stands on a page to print."""
    mandate, since = request.session.pop(ACTS, ""), request.session.pop(SINCE, 0)
    request.session.pop(FOR, None)
    if not mandate:
        return redirect("my-mandates")
    return redirect(f"{reverse('mandate', args=[mandate])}?since={since}")


def session_words(request: HttpRequest) -> dict[str, Any]:
    """For whom this session acts, and with what."""
    behalf = actor_of(request).behalf
    name = request.session.get(FOR, "")
    return {"name": name, "scopes": sorted(behalf.scopes), "holds": bool(behalf.person)}


@route(AT_THE_DESK)
def desk(request: HttpRequest) -> HttpResponse:
    """Whom a person lets act for them, by their number: to tell them, and to end it when they say so."""
    form, actor = KnownForm(request.POST or None), actor_of(request)
    found = None
    if request.method == "POST" and form.is_valid():
        throttle.allow("mandates:by", actor.ref, times=120, seconds=3600)  # nobody goes through numbers
        found = mandates_by_contact(form.cleaned_data["contact"], viewer=actor)
    context = {"form": form, "found": found, "end_form": EndMandateForm()}
    return render(request, "people/desk_mandates.html", context, status=422 if form.errors else 200)


@route(AT_THE_DESK)
def take(request: HttpRequest) -> HttpResponse:
    """Take down that a person lets somebody act for them, with the proof of it."""
    actor = actor_of(request)
    form = TakeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            scan = store.store(data["paper"].read()).id if data["paper"] else None
            way = Consented(data["way"])
            made = take_mandate(new_of(form), way, actor=actor, drawn=data["drawn"], paper=scan)
        except Problem as error:
            form.blame(error, error.facts.get("field"))
        else:
            messages.success(request, gettext("Taken down. It begins when the helper takes it on."))
            return redirect("mandate", made)
    return render(request, "people/mandate_new.html", {"form": form}, status=422 if form.errors else 200)


@route(AT_THE_DESK)
@require_POST
def end_at_desk(request: HttpRequest, mandate: UUID) -> HttpResponse:
    """The person said on the telephone or at the counter that it is over."""
    form = EndMandateForm(request.POST)
    how = EndedBy(form.cleaned_data["how"]) if form.is_valid() else EndedBy.COUNTER
    end_mandate(mandate, how, actor=actor_of(request))
    messages.success(request, gettext("Ended, as of now."))
    return redirect("mandate", mandate)


WORDS = {
    "mandates": mark("Acting for another"),
    "person": mark("For whom"),
    "helper": mark("Helper"),
    "kind": mark("Kind"),
    "scopes": mark("What for"),
    "until": mark("Until"),
    "way": mark("How it is proved"),
    "channel": mark("Came by"),
    "given": mark("Given"),
    "accepted": mark("Taken on"),
    "ended": mark("Ended"),
    "acts": mark("What was done"),
    "number": mark("Number"),
}
