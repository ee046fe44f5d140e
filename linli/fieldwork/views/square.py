# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing up for visits, by the household or for it; and what grids may be asked, for everybody to read."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import FORBIDDEN, INVALID, Problem
from linli.places import public as places
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, for_person, roles, route, throttle

from ..commands import change_wish, end_wish, sign_up
from ..forms import WishForm
from ..policy import may_sign_up
from ..queries import doors_of, houses, own_wishes, standard, tasks
from ..queries.doors import places_with_doors
from ..vocab import VISITS, Rhythm, Way

TAKERS = roles("community_worker", "coordinator", "grid_worker", "operator")


@route(PUBLIC)
def visits(request: HttpRequest) -> HttpResponse:
    """What a visit is, how one signs up, and one's own wishes."""
    if request.method == "POST":
        throttle.allow("visits", throttle.address(request), times=30, seconds=3600)
    return _sign_up(request, staff=False)


@route(TAKERS)
def wish_new(request: HttpRequest) -> HttpResponse:
    """Sign a home up that said so by telephone, on paper or at the door."""
    return _sign_up(request, staff=True)


def _sign_up(request: HttpRequest, *, staff: bool) -> HttpResponse:
    """Place, then house, then door: two links of the way are choices in the address, the last is sent."""
    actor = actor_of(request)
    known = [place for place in places_with_doors() if not staff or may_sign_up_near(request, place)]
    place = next((one for one in known if one.code == request.GET.get("place")), None)
    rows = houses(place.code) if place else []
    house = request.GET.get("house", "")
    doors = doors_of(place.code, house) if place and house in {name for name, _ in rows} else []
    form = WishForm(request.POST or None, doors=doors, staff=staff) if doors else None
    if request.method == "POST" and form is None:
        raise FORBIDDEN()
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        way = Way(data["way"]) if staff else Way.WEB
        try:
            sign_up(data["door"], Rhythm(data["rhythm"]), actor=actor, way=way)
        except Problem as error:
            form.blame(error)
        else:
            messages.success(
                request, gettext("Signed up. It ends by itself, and before that whenever you say so.")
            )
            return redirect("desk-wish-new" if staff else "visits")
    context = {
        "places": known, "place": place, "houses": rows, "house": house, "form": form, "staff": staff,
        "wishes": [] if staff else own_wishes(actor), "base": "ui/desk.html" if staff else "ui/square.html",
        "signed_in": bool(actor.person(VISITS)),
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "fieldwork/visits.html", context, status=status)


def may_sign_up_near(request: HttpRequest, place: places.PlaceInfo) -> bool:
    """Whether staff may sign homes up anywhere in this community."""
    actor = actor_of(request)
    inside = [one.path for one in places.tree() if one.path.startswith(place.path)]
    return any(may_sign_up(actor, path) for path in inside)


@route(for_person(VISITS))
@require_POST
def wish_end(request: HttpRequest, wish: UUID) -> HttpResponse:
    """A household wishes for visits no longer."""
    end_wish(wish, actor=actor_of(request))
    messages.success(request, gettext("Nobody will come any more by this wish."))
    return redirect("visits")


@route(SIGNED_IN)
@require_POST
def wish_change(request: HttpRequest, wish: UUID) -> HttpResponse:
    """A household wishes to be visited more often, or less."""
    if (rhythm := request.POST.get("rhythm", "")) not in {one.value for one in Rhythm}:
        raise INVALID(field="rhythm")
    change_wish(wish, Rhythm(rhythm), actor=actor_of(request))
    messages.success(request, gettext("Signed up. It ends by itself, and before that whenever you say so."))
    return redirect("me")


@route(PUBLIC)
def grid_tasks(request: HttpRequest) -> HttpResponse:
    """What a grid does, helps with, and may not be asked, each with its article."""
    return render(request, "fieldwork/tasks.html", {"tasks": tasks(), "standard": standard()})
