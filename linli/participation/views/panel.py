# SPDX-License-Identifier: AGPL-3.0-or-later
"""The panel by lot as everybody sees it: pool, list before the draw, number, how to check it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, route, throttle

from ..commands import answer_lot, enter_pool, leave_pool
from ..forms import EnterPoolForm
from ..queries import (
    PanelInfo,
    SpaceInfo,
    at_least,
    find_space,
    own_places,
    panel_list,
    panel_of,
    quota_lines,
)
from ..queries.panel import ON


def _panel(request: HttpRequest, space: str) -> tuple[SpaceInfo, PanelInfo]:
    found = find_space(space, viewer=actor_of(request))
    row = panel_of(found)
    if row is None:
        raise NOT_FOUND()
    return found, row


@route(PUBLIC)
def page(request: HttpRequest, space: str) -> HttpResponse:
    """A panel: who can enter, the list, the draw, who said yes; and one's own place."""
    found, row = _panel(request, space)
    return _page(request, found, row, None)


def _page(
    request: HttpRequest, found: SpaceInfo, row: PanelInfo, form: EnterPoolForm | None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    own = next(iter(own_places(actor, found.id)), None)
    initial = {f"f{at}": own.features.get(name) for at, name in enumerate(row.options)} if own else {}
    context = {
        "space": found,
        "panel": row,
        "own": own,
        "asked": own is not None and own.state in ON,
        "lines": quota_lines(found, viewer=actor) if row.drawn_at else (),
        "admitted": at_least(actor, found.rung, found.place.path),
        "form": form or EnterPoolForm(options=row.options, households=row.households, initial=initial),
    }
    return render(request, "participation/panel.html", context, status=status)


@route(SIGNED_IN)
@require_POST
def enter(request: HttpRequest, space: str) -> HttpResponse:
    """Volunteer for the pool, or change what was said."""
    actor = actor_of(request)
    found, row = _panel(request, space)
    throttle.allow("panel-enter", actor.id, times=20, seconds=86_400)
    form = EnterPoolForm(request.POST, options=row.options, households=row.households)
    if not form.is_valid():
        return _page(request, found, row, form, 422)
    try:
        enter_pool(found, form.features(), form.cleaned_data.get("address", ""), actor=actor)
    except Problem as error:
        if error.status == 403:
            raise
        form.blame(error)
        return _page(request, found, row, form, error.status)
    messages.success(request, gettext("You are in the pool. Nobody but those who keep it knows of it."))
    return redirect("panel", space)


@route(SIGNED_IN)
@require_POST
def leave(request: HttpRequest, space: str) -> HttpResponse:
    """Leave the pool."""
    found, _ = _panel(request, space)
    leave_pool(found, actor=actor_of(request))
    messages.success(request, gettext("You are out of the pool. Nothing is kept of it."))
    return redirect("panel", space)


@route(SIGNED_IN)
@require_POST
def answer(request: HttpRequest, space: str) -> HttpResponse:
    """Who was drawn says yes or no."""
    found, _ = _panel(request, space)
    said = request.POST.get("accepts", "")
    if said not in ("yes", "no"):
        raise INVALID(field="accepts")
    answer_lot(found, said == "yes", actor=actor_of(request))
    messages.success(
        request,
        gettext("Thank you. You are told when the panel meets.")
        if said == "yes"
        else gettext("Thank you for saying so. The lot names somebody else."),
    )
    return redirect("panel", space)


@route(PUBLIC)
def file(request: HttpRequest, space: str) -> HttpResponse:
    """The numbered panels, by numbers of the pool."""
    found = find_space(space, viewer=actor_of(request))
    response = HttpResponse(panel_list(found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code}-panels.txt"'
    return response
