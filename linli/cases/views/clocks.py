# SPDX-License-Identifier: AGPL-3.0-or-later
"""Putting off when a matter is due: extending, asking for it, parking, taking from parking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.platform.access import STAFF, actor_of, route
from linli.platform.ui.forms import Form

from ..commands import ask_deferral, deny_deferral, extend_case, park_case, resume_case
from ..forms import DeferForm, DenyForm, ExtendForm, ParkForm
from .casework import form_deed
from .sight import staff_matter

Doing = Callable[[UUID, dict[str, Any], Actor], object]
# The form of each way to move a day, and what is done with what was typed.
WAYS: dict[str, tuple[type[Form], Doing]] = {
    "extend": (
        ExtendForm,
        lambda case, data, actor: extend_case(
            case, data["limit"], data["text"], actor=actor, expected_version=data["version"]
        ),
    ),
    "defer": (
        DeferForm,
        lambda case, data, actor: ask_deferral(
            case, data["limit"], data["text"], actor=actor, expected_version=data["version"]
        ),
    ),
    "deny": (
        DenyForm,
        lambda case, data, actor: deny_deferral(
            case, data["text"], actor=actor, expected_version=data["version"]
        ),
    ),
    "park": (
        ParkForm,
        lambda case, data, actor: park_case(
            case, data["review_on"], data["text"], actor=actor, expected_version=data["version"]
        ),
    ),
}


def _move_day(request: HttpRequest, number: str, name: str, said: str = "") -> HttpResponse:
    detail, (form, do) = staff_matter(request, number), WAYS[name]

    def act(data: dict[str, Any]) -> object:
        return do(detail.line.id, data, actor_of(request))

    return form_deed(request, detail, form(request.POST, prefix=name), name, act, said)


@route(STAFF)
@require_POST
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """Put the time limit off; what the unit asked for is thereby granted."""
    return _move_day(request, number, "extend", gettext("Put off. The person reads until when and why."))


@route(STAFF)
@require_POST
def defer(request: HttpRequest, number: str) -> HttpResponse:
    """The unit asks for more time."""
    return _move_day(request, number, "defer", gettext("Asked. Until it is granted the day stays."))


@route(STAFF)
@require_POST
def deny(request: HttpRequest, number: str) -> HttpResponse:
    """Decide that there is no more time."""
    return _move_day(request, number, "deny", gettext("Kept."))


@route(STAFF)
@require_POST
def park(request: HttpRequest, number: str) -> HttpResponse:
    """Park a matter."""
    return _move_day(request, number, "park", gettext("Parked. The person reads until when and why."))


@route(STAFF)
@require_POST
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """Take a matter from parking."""
    resume_case(staff_matter(request, number).line.id, actor=actor_of(request))
    return redirect("desk-case", number)
