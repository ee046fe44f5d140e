# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.problem import INVALID
from linli.platform.access import STAFF, actor_of, roles, route

from .commands import choose_reader, set_bar
from .forms import BarForm
from .jobs import train_now
from .policy import SETS_BARS, may_set_bars
from .queries import ReaderCard, bar_page, drift, reader_card, reader_versions
from .vocab import LEVEL_WORDS, Level


@route(STAFF)
def reader(request: HttpRequest) -> HttpResponse:
    """What the reader is, from what it learnt, and how often it was right when it was checked."""
    return _card(request, reader_card())


@route(STAFF)
def reader_version(request: HttpRequest, edition: int) -> HttpResponse:
    """The same of one version, whether it is in use or not."""
    return _card(request, reader_card(edition))


@route(roles("administrator"))
@require_POST
def use(request: HttpRequest, edition: int) -> HttpResponse:
    """Put another version to use."""
    choose_reader(edition, actor=actor_of(request))
    messages.success(request, gettext("Version %(number)s reads from now on.") % {"number": edition})
    return redirect("desk-reader")


@route(STAFF)
def bars(request: HttpRequest) -> HttpResponse:
    """What each certainty would mean, drawn and in figures; one is looked at before it is saved."""
    level = request.GET.get("level", "")
    percent = request.GET.get("percent", "")
    page = bar_page(
        Level(level) if level in Level._value2member_map_ else Level.CATEGORY,
        request.GET.get("branch", ""),
        int(percent) if percent.isdecimal() and int(percent) <= 100 else None,
    )
    context = {
        "page": page,
        "levels": [(each.value, gettext(word)) for each, word in LEVEL_WORDS.items()],
        "looked": page.chosen is not None or percent == "measured",
        "may_set": may_set_bars(actor_of(request)),
    }
    return render(request, "triage/bars.html", context)


@route(roles(*SETS_BARS))
@require_POST
def bar(request: HttpRequest) -> HttpResponse:
    """Save a certainty; the next reading goes by it."""
    form = BarForm(request.POST)
    if not form.is_valid():
        raise INVALID(field=next(iter(form.errors)))
    data = form.cleaned_data
    set_bar(Level(data["level"]), data["branch"], data["percent"], actor=actor_of(request))
    messages.success(request, gettext("Saved. The reader goes by it from the next letter on."))
    shown = QueryDict(mutable=True)
    shown.update({"level": data["level"], "branch": data["branch"]})
    return redirect(f"{reverse('desk-reader-bars')}?{shown.urlencode()}")


def _card(request: HttpRequest, card: ReaderCard) -> HttpResponse:
    context = {
        "card": card,
        "versions": reader_versions(),
        "months": drift(),
        "may_train": actor_of(request).has("administrator"),
    }
    return render(request, "triage/reader.html", context)


@route(roles("administrator"))
@require_POST
def train(request: HttpRequest) -> HttpResponse:
    """Ask for a training now; the worker does it."""
    train_now.defer()
    messages.success(request, gettext("The reader is learning. In a minute its figures stand here."))
    return redirect("desk-reader")
