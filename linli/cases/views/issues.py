# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hot issues: the desk's list and page with its plan, merging and splitting; what everybody reads."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.counts import FEWEST
from linli.kernel.problem import INVALID
from linli.platform.access import PUBLIC, STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form

from ..commands import finish_topic, merge_matters, plan_topic, split_matters
from ..forms.issues import PlanForm, ResultForm
from ..queries import hot_issue, hot_list, open_issues

PLANS, SHAPES = roles("coordinator"), roles("coordinator", "operator")


@route(PUBLIC)
def published(request: HttpRequest) -> HttpResponse:
    """Issues that several people brought, with the plan and its result; small numbers are left out."""
    return render(request, "cases/issues_open.html", {"issues": open_issues(), "fewest": FEWEST})


@route(STAFF)
def hot(request: HttpRequest) -> HttpResponse:
    """The hottest issues of the places and units that one answers for."""
    return render(request, "cases/issues.html", {"issues": hot_list(actor_of(request))})


@route(STAFF)
def one(request: HttpRequest, issue: UUID) -> HttpResponse:
    """An issue: what, where, since when, how many people, its matters, the answers, the plan."""
    return _page(request, issue)


@route(PLANS)
@require_POST
def plan(request: HttpRequest, issue: UUID) -> HttpResponse:
    """Make a topic plan for an issue."""
    hot_issue(issue, viewer=actor_of(request))
    form = PlanForm(request.POST, prefix="plan")
    if not form.is_valid():
        return _page(request, issue, form=form)
    data = form.cleaned_data
    plan_topic(
        issue,
        data["goal"],
        data["unit"],
        data["due_on"],
        actor=actor_of(request),
        steps=data["steps"],
        plan=data["plan_id"],
    )
    messages.success(request, gettext("Kept. Everybody can read the plan beside the issue."))
    return redirect("desk-issue", issue)


@route(PLANS)
@require_POST
def finish(request: HttpRequest, issue: UUID) -> HttpResponse:
    """Publish what came of a plan."""
    hot_issue(issue, viewer=actor_of(request))
    form = ResultForm(request.POST, prefix="result")
    if not form.is_valid():
        return _page(request, issue, result=form)
    finish_topic(form.cleaned_data["plan_id"], form.cleaned_data["result"], actor=actor_of(request))
    messages.success(request, gettext("The result is published."))
    return redirect("desk-issue", issue)


@route(SHAPES)
@require_POST
def merge(request: HttpRequest, issue: UUID) -> HttpResponse:
    """Say that two issues are one."""
    try:
        into = UUID(request.POST.get("into", ""))
    except ValueError:
        raise INVALID(field="into") from None
    merge_matters(issue, into, actor=actor_of(request))
    messages.success(request, gettext("The two are one issue from now on. The reader keeps to it."))
    return redirect("desk-issue", into)


@route(SHAPES)
@require_POST
def split(request: HttpRequest, issue: UUID) -> HttpResponse:
    """Say that some matters are another issue."""
    other = split_matters(issue, request.POST.getlist("letters"), actor=actor_of(request))
    messages.success(request, gettext("They are an issue of their own now. The reader keeps to it."))
    return redirect("desk-issue", other)


def _page(request: HttpRequest, issue: UUID, **bound: Form) -> HttpResponse:
    page = hot_issue(issue, viewer=actor_of(request))
    current = page.plans[0] if page.plans and page.plans[0].ended_at is None else None
    given = {"plan_id": current.id} if current else {}
    context = {
        "page": page,
        "issue": page.issue,
        "current": current,
        "past": [item for item in page.plans if item.ended_at],
        "form": bound.get("form") or PlanForm(prefix="plan"),
        "result": bound.get("result") or ResultForm(prefix="result", initial=given),
        "usual": round(page.usual, 1),
    }
    return render(request, "cases/issue.html", context, status=422 if bound else 200)
