# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody reads: how often authorities were given personal data, and what was assessed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.kernel.counts import FEWEST
from linli.places import public as places
from linli.platform.access import PUBLIC, route

from ..queries import assessments, missing, public_figures
from ..vocab import AssessmentState


@route(PUBLIC)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Requests of authorities by half-year and instrument; small numbers are left out."""
    context = {"halves": public_figures(places.today()), "fewest": FEWEST}
    return render(request, "privacy/figures.html", context)


@route(PUBLIC)
@require_GET
def summaries(request: HttpRequest) -> HttpResponse:
    """For each purpose: what for, which data, why it is lawful, what protects, when it is reviewed."""
    context = {"standing": assessments(AssessmentState.IN_FORCE), "missing": missing()}
    return render(request, "privacy/summaries.html", context)
