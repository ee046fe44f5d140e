# SPDX-License-Identifier: AGPL-3.0-or-later
"""Impact assessments at the desk: written by one person, approved by another, reviewed in time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from linli.kernel.problem import INVALID, NOT_FOUND, Problem
from linli.places import public as places
from linli.platform.access import actor_of, roles, route
from linli.platform.access.purposes import PURPOSES
from linli.platform.ui.forms import DecideForm

from ..commands import NewAssessment, decide_assessment, withdraw_assessment, write_assessment
from ..forms import AssessmentForm
from ..policy import LOOKS, SECOND, WRITES, may_second, may_write
from ..queries import AssessmentInfo, assessment, assessments, in_force, last_review, missing, versions
from ..vocab import AssessmentState, DataKind, Ground

LOOKER, WRITER, SECONDER = roles(*LOOKS), roles(*WRITES), roles(*SECOND)
WRITTEN = ("aims", "ground_words", "harms", "measures", "summary")


@route(LOOKER)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """What is in force, what waits for a second person, and which purposes have none."""
    today = places.today()
    standing = assessments(AssessmentState.IN_FORCE)
    context = {
        "standing": [(one, one.due(today), one.review_on < today) for one in standing],
        "waiting": assessments(AssessmentState.PROPOSED),
        "missing": missing(),
        "may_write": may_write(actor_of(request)),
    }
    return render(request, "privacy/assessments.html", context)


@route(WRITER)
def write(request: HttpRequest, use: str) -> HttpResponse:
    """Write the next version of a purpose; what is in force stands in the form."""
    if use not in PURPOSES:
        raise NOT_FOUND()
    last = last_review(places.today())
    form = AssessmentForm(request.POST or None, last=last, initial=_initial(use))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewAssessment(
            use,
            kinds=tuple(DataKind(kind) for kind in data["kinds"]),
            ground=Ground(data["ground"]),
            review_on=data["review_on"],
            **{name: data[name] for name in WRITTEN},
        )
        try:
            found = write_assessment(new, actor=actor_of(request))
        except Problem as error:
            form.blame(error, error.facts.get("field"))
        else:
            messages.success(request, gettext("Kept. It is in force when a second person has approved."))
            return redirect("desk-assessment", found)
    status = 422 if form.errors else 200
    return render(request, "privacy/write_assessment.html", {"form": form, "use": use}, status=status)


@route(LOOKER)
@require_GET
def one_assessment(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """One version, with the others of its purpose."""
    return _page(request, assessment)


@route(SECONDER)
@require_POST
def decide(request: HttpRequest, assessment: UUID) -> HttpResponse:
    """Approve, refuse, or take one's own back: the button says which."""
    form, deed = DecideForm(request.POST), request.POST.get("deed")
    if deed not in ("agree", "refuse", "withdraw") or not form.is_valid():
        raise INVALID(field="deed")
    try:
        if deed == "withdraw":
            withdraw_assessment(assessment, actor=actor_of(request))
        else:
            answer = form.cleaned_data["answer"]
            decide_assessment(assessment, deed == "agree", answer, actor=actor_of(request))
    except Problem as error:
        if error.status not in (409, 422):
            raise
        form.blame(error)
        return _page(request, assessment, form, error.status)
    messages.success(request, gettext("Kept."))
    return redirect("desk-assessments")


def _initial(use: str) -> dict[str, Any]:
    before = in_force(use)
    if before is None:
        return {"ground": Ground.DUTY.value}
    same = {name: getattr(before, name) for name in WRITTEN}
    return {**same, "kinds": [kind.value for kind in before.kinds], "ground": before.ground.value}


def _page(
    request: HttpRequest, identity: UUID, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    found: AssessmentInfo = assessment(identity)
    actor = actor_of(request)
    context = {
        "one": found,
        "versions": versions(found.purpose),
        "own": str(found.writer) == actor.id,
        "may_write": may_write(actor),
        "form": (form or DecideForm()) if found.open and may_second(actor) else None,
    }
    return render(request, "privacy/assessment.html", context, status=status)
