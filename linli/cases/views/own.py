# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a matter keeps about the person who brought it: seen, corrected, taken along, erased by them.

With an account or with number and code: the rights are the same (个人信息保护法 44 to 50).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.problem import Problem, mark
from linli.people import public as people
from linli.places import public as places
from linli.platform.access import PUBLIC, route
from linli.platform.ui.copies import Copy, hand_out
from linli.platform.ui.words import explain, language

from ..commands import correct_contact, erase_contact
from ..forms import ReachForm
from ..queries import CaseDetail, copy_of_one, looks_of, own_reach
from ..vocab import Deed
from .viewer import own_alone as own_matter

WORDS = {
    "matters": mark("My matters"),
    "town": mark("Town"),
    "made_at": mark("Made"),
    "number": mark("Number"),
    "kind": mark("Kind"),
    "state": mark("State"),
    "received": mark("Received"),
    "name": mark("Name"),
    "contact": mark("Contact"),
    "text": mark("Text"),
    "category": mark("Category"),
    "place": mark("Place"),
    "address": mark("Address"),
    "point": mark("Point on the map"),
    "channel": mark("Came by"),
    "unit": mark("Unit"),
    "due": mark("Due"),
    "published": mark("Published"),
    "answers": mark("Answers"),
    "thread": mark("What happened so far"),
    "ratings": mark("Ratings"),
    "files": mark("Files"),
    "hidden": mark("Hidden from the public"),
    "read_by": mark("Who read it"),
}


def words() -> dict[str, str]:
    """The words for the names in a copy, in the reader's language."""
    return {name: gettext(word) for name, word in WORDS.items()}


@route(PUBLIC)
@require_GET
def data(request: HttpRequest, number: str) -> HttpResponseBase:
    """What is kept about the person of a matter, for them."""
    return data_page(request, *own_matter(request, number))


def data_page(
    request: HttpRequest, detail: CaseDetail, actor: Actor, status: int = 200, form: Any = None
) -> HttpResponseBase:
    """The page with what was filled in, if something was wrong with it."""
    reach = own_reach(detail, actor)
    context = {
        "matter": detail,
        "reach": reach,
        "form": form or ReachForm(initial=reach, prefix="reach"),
        "has_reach": any(reach.values()),
        "looks": looks_of(detail, actor),
        "kept": (kept := people.retention_of("cases.reach")),
        "until": kept.until(places.day_of(ended) if (ended := detail.line.closed_at) else None),
        "subjects": [detail.line.id],
        "may_erase": Deed.ERASE in detail.deeds and any(reach.values()),
    }
    return render(request, "cases/own_data.html", context, status=status)


@route(PUBLIC)
@require_POST
def reach(request: HttpRequest, number: str) -> HttpResponseBase:
    """Correct how one is called and reached."""
    detail, actor = own_matter(request, number)
    form = ReachForm(request.POST, prefix="reach")
    if not form.is_valid():
        return data_page(request, detail, actor, 422, form)
    try:
        told = form.cleaned_data
        correct_contact(detail.line.id, told["name"], told["contact"], language=language(), actor=actor)
    except Problem as error:
        why = explain(error)
        form.add_error(None, f"{why.title} {why.remedy}")
        return data_page(request, detail, actor, error.status, form)
    messages.success(request, gettext("Kept."))
    return redirect("matter-data", number)


@route(PUBLIC)
@require_GET
def copy(request: HttpRequest, number: str, form: str) -> HttpResponseBase:
    """Everything that a matter keeps about its person, to take along."""
    detail, actor = own_matter(request, number)
    rows, files = copy_of_one(detail, actor)
    parts = {"town": dict(places.town().names), "made_at": clock.now().isoformat(), "matters": rows}
    page = "cases/own_copy.html", {"matter": detail}
    return hand_out(request, Copy(parts, words(), files), form, detail.line.number, page)


@route(PUBLIC)
@require_POST
def erase(request: HttpRequest, number: str) -> HttpResponseBase:
    """Have name and contact erased; the matter goes its way."""
    detail, actor = own_matter(request, number)
    erase_contact(detail.line.id, actor=actor)
    messages.success(request, gettext("Erased. Keep number and code: nobody can write to you now."))
    return redirect("matter", number)
