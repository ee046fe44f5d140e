# SPDX-License-Identifier: AGPL-3.0-or-later
"""What everybody may see: the map, the list, and a matter without its private words."""

from __future__ import annotations

from dataclasses import asdict, replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from linli.platform.access import PUBLIC, route

from ..forms import PublicFilterForm
from ..queries import CaseFilter, place_counts, public_case, public_list
from ..rules import parse_number


@route(PUBLIC)
def nearby(request: HttpRequest) -> HttpResponse:
    """The public map and list, with filters that are part of the address."""
    form = PublicFilterForm(request.GET or None)
    wanted = CaseFilter()
    if form.is_bound and form.is_valid():
        wanted = CaseFilter(**{name: form.cleaned_data[name] for name in form.fields})
    if parse_number(wanted.q):
        return redirect(f"{reverse('track')}?{urlencode({'number': wanted.q})}")
    page = public_list(wanted, request.GET.get("after", ""))
    counts = place_counts(replace(wanted, place="", q=""))
    rest = {key: value for key, value in asdict(wanted).items() if value and key not in ("place", "order")}
    context = {
        "form": form,
        "page": page,
        "counts": counts,
        "wanted": wanted,
        "filtered": bool(wanted.kind or wanted.category or wanted.place or wanted.group),
        "total": sum(item.total for item in counts),
        "open": sum(item.open for item in counts),
        "link": f"{reverse('nearby')}?{urlencode({**rest, 'place': ''})}",
    }
    return render(request, "cases/nearby.html", context)


@route(PUBLIC)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """A matter as everybody may see it."""
    return render(request, "cases/one.html", {"matter": public_case(number)})
