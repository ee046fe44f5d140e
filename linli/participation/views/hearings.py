# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hearings for everybody: the list, one with its map and what was said, saying something, the open data."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from linli.kernel.ids import new_id
from linli.kernel.problem import NOT_FOUND, Problem
from linli.platform.access import PUBLIC, SIGNED_IN, actor_of, route, throttle

from ..commands.hearings import NewComment, comment
from ..forms.texts import CommentForm
from ..queries.hearings import find_hearing, hearing_detail, hearing_lines, open_data, paper_of
from ..queries.moderation import rules_now


@route(PUBLIC)
def hearings(request: HttpRequest) -> HttpResponse:
    """The hearings that were announced."""
    return render(request, "participation/hearings.html", {"lines": hearing_lines()})


@route(PUBLIC)
def hearing(request: HttpRequest, hearing: str) -> HttpResponse:
    """One hearing: papers, map, what was said by category, the answers, the report."""
    actor = actor_of(request)
    category = request.GET.get("category", "")
    chosen = int(category) if category.isdecimal() and len(category) < 3 else 0
    detail = hearing_detail(find_hearing(hearing, viewer=actor), viewer=actor, category=chosen)
    context = {"hearing": detail, "category": chosen, "moderation": rules_now()}
    return render(request, "participation/hearing.html", context)


@route(SIGNED_IN)
def say(request: HttpRequest, hearing: str) -> HttpResponse:
    """Say something about a place of the list, or a point of the map."""
    actor = actor_of(request)
    row = find_hearing(hearing, viewer=actor)
    detail = hearing_detail(row, viewer=actor)
    form = CommentForm(
        request.POST or None, root=detail.line.place.code, categories=detail.categories, on_paper=False,
        initial={"draft": new_id()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        throttle.allow("hearing", actor.id, times=30, seconds=86_400)
        new = NewComment(int(data["category"]), data["words"], data["place"], form.point())
        try:
            comment(row.id, new, actor=actor, identity=data["draft"])
        except Problem as error:
            form.blame(error, error.facts.get("field"))
        else:
            messages.success(
                request, gettext("Thank you. The moderators read it first; you are told what they decide.")
            )
            return redirect("hearing", hearing)
    context = {"hearing": detail, "form": form, "moderation": rules_now()}
    return render(request, "participation/say.html", context, status=422 if form.errors else 200)


@route(PUBLIC)
def data(request: HttpRequest, hearing: str, ending: str) -> HttpResponse:
    """What was said and answered, as CSV or GeoJSON, without names."""
    actor = actor_of(request)
    if ending not in ("csv", "geojson"):
        raise NOT_FOUND()
    detail = hearing_detail(find_hearing(hearing, viewer=actor), viewer=actor)
    made = open_data(detail, ending)
    if isinstance(made, dict):
        words = {"ensure_ascii": False}
        return JsonResponse(made, content_type="application/geo+json", json_dumps_params=words)
    response = HttpResponse(made, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{hearing}.csv"'
    return response


@route(PUBLIC)
def paper(request: HttpRequest, hearing: str, sheet_number: int) -> FileResponse:
    """One of the papers, as what it was recognised to be, never as something a browser would run."""
    row = find_hearing(hearing, viewer=actor_of(request))
    stream, name, media_type = paper_of(row, sheet_number)
    ending = name.rpartition(".")[2]
    response = FileResponse(
        stream, content_type=media_type, as_attachment=True, filename=f"{hearing}-{sheet_number}.{ending}"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
