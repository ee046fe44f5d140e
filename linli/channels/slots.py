# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the telephone stands in navigation, and what it puts on the page that takes down a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel.problem import REGISTRY, Problem
from linli.places import public as places
from linli.platform.access import STAFF, actor_of, roles
from linli.platform.ui.slots import Entry, fill
from linli.platform.ui.words import name_of
from linli.triage import public as triage

from .forms import EndForm
from .policy import COUNTERS, KEEPERS, TAKERS
from .queries import call_of, caller_of, sheet_of
from .vocab import CLOSING, OPENING, SCRIPTS

T = TypeVar("T")
ON_THE_LINE = roles(*TAKERS)


@fill("desk_nav", order=19, policy=ON_THE_LINE)
def phone_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Telephone"), reverse("desk-phone"), "phone")


@fill("desk_settings", order=28, policy=roles(*COUNTERS))
def line_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("How the line does"), reverse("desk-line"), "phone")


@fill("desk_settings", order=29, policy=roles(*KEEPERS))
def kiosks_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Screens in halls"), reverse("desk-kiosks"), "frame")


def goes_on(request: HttpRequest, key: str, look: Callable[..., T]) -> T | None:
    """The call or page on paper that the address names, or nothing; looked up once a request."""
    kept: dict[str, T | None] = vars(request).setdefault("_linli_goes_on", {})
    if key not in kept:
        try:
            kept[key] = look(UUID(request.GET.get(key, "")), viewer=actor_of(request))
        except (Problem, ValueError):
            kept[key] = None
    return kept[key]


@fill("desk_nav", order=21, policy=ON_THE_LINE)
def paper_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Paper"), reverse("desk-paper-pile"), "file-text")


@fill("square_foot", order=12)
def paper_line(request: HttpRequest) -> Entry:
    return Entry(gettext("On paper"), reverse("paper"))


@fill("case_side", order=60, policy=STAFF)
def letters_piece(request: HttpRequest, matter: cases.CaseDetail) -> Entry:
    """Letters to send by post."""
    return Entry(template="channels/letters.html", context={"matter": matter, "route": "desk-letter"})


@fill("matter_papers", order=10)
def own_letters_piece(request: HttpRequest, matter: cases.CaseDetail) -> Entry:
    """One's own letters, in large print."""
    return Entry(template="channels/letters.html", context={"matter": matter, "route": "matter-letter"})


@fill("take_down_begun", order=5, policy=ON_THE_LINE)
def read_of_paper(request: HttpRequest) -> Entry | None:
    """What was read of a page: for a person to confirm, field by field."""
    sheet = goes_on(request, "sheet", sheet_of)
    if sheet is None:
        return None
    fields = {name: words for name, words in sheet.fields.items() if name != "number"}
    read = triage.suggest(f"{fields.get('text', '')}\n{fields.get('address', '')}")
    guessed = {
        "category": read.category.code if read.category else "",
        "place": read.place.code if read.place else "",
        **({"kind": read.kind.code} if read.kind else {}),
    }
    return Entry(context={"id": sheet.id, "initial": {"channel": "paper", **guessed, **fields}})


@fill("take_down_side", order=5, policy=ON_THE_LINE)
def picture_of_paper(request: HttpRequest) -> Entry | None:
    """The picture beside the fields."""
    sheet = goes_on(request, "sheet", sheet_of)
    if sheet is None:
        return None
    kind = REGISTRY.get(sheet.fault)
    fault = " ".join(kind().words(gettext)) if kind else ""
    return Entry(template="channels/sheet.html", context={"sheet": sheet, "fault": fault})


@fill("take_down_begun", order=10, policy=ON_THE_LINE)
def begun(request: HttpRequest) -> Entry | None:
    """What was typed of this call already."""
    call = goes_on(request, "call", call_of)
    return Entry(context={"id": call.id, "initial": dict(call.draft)}) if call else None


@fill("take_down_side", order=20, policy=ON_THE_LINE)
def caller_piece(request: HttpRequest) -> Entry | None:
    """What the number that calls has open."""
    call = goes_on(request, "call", call_of)
    if call is None or not call.draft.get("contact"):
        return None
    contact = call.draft["contact"]
    caller = caller_of(contact, viewer=actor_of(request), call=call.id)
    return Entry(template="channels/caller.html", context={"caller": caller, "contact": contact})


@fill("take_down_side", order=30, policy=ON_THE_LINE)
def script_piece(request: HttpRequest) -> Entry:
    """What to say: hard routes first, then by kind."""
    hard = [
        (gettext(rule.word), gettext(rule.desk), [(number, gettext(word)) for number, word in rule.numbers])
        for rule in cases.ROUTES.values()
    ]
    kinds = [
        (gettext(cases.KIND_WORDS[kind]), [gettext(line) for line in SCRIPTS[kind.value]])
        for kind in cases.Kind
    ]
    opening = gettext(OPENING).format(town=name_of(places.town().names))
    context = {"hard": hard, "kinds": kinds, "opening": opening, "closing": gettext(CLOSING)}
    return Entry(template="channels/script.html", context=context)


@fill("take_down_foot", order=10, policy=ON_THE_LINE)
def ends_piece(request: HttpRequest) -> Entry:
    """The other ways in which a call ends."""
    return Entry(template="channels/ends.html", context={"form": EndForm()})
