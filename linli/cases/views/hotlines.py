# SPDX-License-Identifier: AGPL-3.0-or-later
"""Beside a hotline: its daily file in, what became of each row, and the reply file out."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND, Problem
from linli.people import public as people
from linli.places import public as places
from linli.platform.access import actor_of, roles, route
from linli.platform.home import private
from linli.platform.ui.words import explain

from ..commands import Outcome, Report, bring_over, write_reply
from ..forms import DayFileForm
from ..queries.tickets import hotline, hotlines, placed, reply_file, reply_files, untold_count
from ..rules.importing import ImportMap
from ..rules.tickets import NEWS_WORDS, Odds

COORDINATORS = roles("coordinator")
MOST_ROWS = 2_000  # of a file on the desk: more is for the command line
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FIRST = (*(code.value for code in Odds), "refused", "updated", "created")  # what needs a person comes first


@route(COORDINATORS)
def hotline_page(request: HttpRequest) -> HttpResponse:
    """Every hotline of the town: a form for its file, how much it was not told yet, its replies."""
    if request.method != "POST":
        return _page(request)
    map_ = hotline(request.POST.get("source", ""))
    form = DayFileForm(request.POST, request.FILES, prefix=map_.source)
    if not form.is_valid():
        return _page(request, {map_.source: form}, status=422)
    only_check = bool(request.POST.get("check"))
    try:
        report, rows = _bring(form.cleaned_data["file"], map_, actor_of(request), only_check=only_check)
    except Problem as error:
        told = explain(error)
        form.add_error("file", " ".join(filter(None, (told.title, told.remedy, _key(error)))))
        return _page(request, {map_.source: form}, status=422)
    context = {"map": map_, "report": report, "rows": rows, "only_check": only_check}
    return render(request, "cases/hotline_rows.html", context)


def _key(error: Problem) -> str:
    return str(error.facts.get("key") or "")


def _page(
    request: HttpRequest, forms: dict[str, DayFileForm] | None = None, status: int = 200
) -> HttpResponse:
    actor, bound = actor_of(request), forms or {}
    lines = [
        (map_, bound.get(map_.source) or DayFileForm(prefix=map_.source), untold_count(map_.source, actor))
        for map_ in hotlines()
    ]
    names = {map_.source: map_.name for map_, _, _ in lines}
    context = {"lines": lines, "files": reply_files(actor), "names": names}
    return render(request, "cases/hotline.html", context, status=status)


def _bring(
    upload: Any, map_: ImportMap, actor: Actor, *, only_check: bool
) -> tuple[Report, list[dict[str, Any]]]:
    """Take the file over; what became of every row that was not as before."""
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory(dir=private("imports")) as folder:
        path = Path(folder) / f"file{Path(upload.name).suffix.lower()}"
        with path.open("wb") as out:
            shutil.copyfileobj(upload, out)
        report = bring_over(
            path,
            map_,
            actor=actor,
            keep=found.append,
            place=_place(actor),
            dry_run=only_check,
            most=MOST_ROWS,
        )
    return report, _rows(found, map_, actor)


def _place(actor: Actor) -> str:
    """Where a matter is put that says nowhere where it is: the place of whoever hands it in."""
    paths = [holding.place_path for holding in actor.at("coordinator") if holding.place_path]
    return max(paths, key=len).strip("/").rsplit("/", 1)[-1] if paths else places.tree().root.code


def _rows(found: Iterable[Outcome], map_: ImportMap, actor: Actor) -> list[dict[str, Any]]:
    found = sorted(found, key=lambda item: (FIRST.index(item.code), item.row))
    known = placed(map_.source, {item.ref for item in found if item.code != Odds.NOT_YOURS}, actor)
    rows = []
    for item in found:
        number, unit, seen = known.get(item.ref, ("", None, False))
        rows.append(
            {
                "item": item,
                "number": number,
                "seen": seen,
                "unit": people.unit_by_id(unit) if unit and item.code == "created" else None,
                "news": [gettext(NEWS_WORDS[name]) for name in item.news],
                "why": gettext(item.why) if item.why else "",
            }
        )
    return rows


@route(COORDINATORS)
@require_POST
def reply(request: HttpRequest) -> HttpResponse:
    """Write the reply to a hotline; it stands on top of the list then."""
    map_ = hotline(request.POST.get("source", ""))
    done = write_reply(map_, request.POST.get("form", "csv"), actor=actor_of(request))
    if done is None:
        messages.info(request, gettext("Nothing new to tell since the last reply."))
    else:
        told = ngettext(
            "Written: %(n)d matter. Download it below and hand it in.",
            "Written: %(n)d matters. Download it below and hand it in.",
            done.rows,
        )
        messages.success(request, told % {"n": done.rows})
    return redirect("desk-hotline")


@route(COORDINATORS)
def written(request: HttpRequest, written: UUID) -> HttpResponse:
    """A reply file, byte for byte as it was written; that it was read is recorded."""
    if request.method != "GET":
        raise NOT_FOUND()
    info, content = reply_file(written, viewer=actor_of(request))
    response = HttpResponse(content, content_type=TYPES[info.form])
    response["Content-Disposition"] = content_disposition_header(True, info.name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
