# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of general votes: prepare, announce, print letters, enter paper, count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND, Problem
from linli.norms import public as norms
from linli.platform import pdf
from linli.platform.access import STAFF, actor_of, roles, route
from linli.platform.ui.forms import Form
from linli.platform.ui.words import exact_words, language, name_of

from ..commands.ballots import key_ballot
from ..commands.votes import announce_vote, count_general_vote, issue_letters, prepare_vote
from ..forms.votes import CountVoteForm, LettersForm, PaperVoteForm, VoteForm
from ..queries.meetings import sources_for
from ..queries.votes import GeneralVote, box_of, desk_votes, find_vote
from ..vocab.meetings import MEETING_NOT_NOW
from ..vocab.votes import OUTCOME_WORDS, VOTE_KIND_WORDS, VoteKind, VoteState
from .drafts import home_of, keep_draft

KEEPERS = roles("coordinator", "community_worker")
LETTERS = Path(__file__).parents[1] / "templates/participation/letters.typ"


@route(STAFF)
def votes(request: HttpRequest) -> HttpResponse:
    """The votes that one keeps."""
    lines = desk_votes(viewer=actor_of(request))
    return render(request, "participation/desk_general_votes.html", {"lines": lines})


@route(KEEPERS)
def new_vote(request: HttpRequest) -> HttpResponse:
    """Prepare a vote; it is a draft until it is announced."""
    return _edit(request, None)


@route(KEEPERS)
def edit_vote(request: HttpRequest, vote: str) -> HttpResponse:
    """Change the draft of a vote."""
    return _edit(request, find_vote(vote, viewer=actor_of(request), kept=True))


def _edit(request: HttpRequest, found: GeneralVote | None) -> HttpResponse:
    actor = actor_of(request)
    if found and found.line.state is not VoteState.DRAFT:
        raise MEETING_NOT_NOW()
    place = found.line.place.code if found else request.GET.get("place") or home_of(actor)
    form = VoteForm(
        request.POST or None, initial=_initial(found) if found else _asked(request, place),
        sources=sources_for(place),
    )  # fmt: skip

    def keep() -> str:
        return prepare_vote(
            form.data_of(), actor=actor, vote=found.line.id if found else None,
            expected_version=form.cleaned_data["version"],
        )  # fmt: skip

    page = "participation/desk_general_vote_form.html"
    return keep_draft(request, form, keep, "desk-general-vote", page, {})


def _asked(request: HttpRequest, place: str) -> dict[str, Any]:
    """What the page that leads here says already: what is decided on, and its title."""
    given = {name: request.GET[name][:120] for name in ("about", "title") if name in request.GET}
    return {"place": place, **given}


def _initial(found: GeneralVote) -> dict[str, Any]:
    line = found.line
    opens, closes = timezone.localtime(line.opens_at), timezone.localtime(line.closes_at)
    yes_no = line.kind is VoteKind.YES_NO
    return {
        "title": line.title,
        "text": found.text,
        "kind": line.kind.value,
        "options": "" if yes_no else "\n".join(one.title for one in found.options),
        "about": found.about,
        "promise": found.promise,
        "body": line.body.value,
        "basis": line.basis.value,
        "weighty": found.weighty,
        "named": not found.secret,
        "place": line.place.code,
        "unit": found.unit.code,
        "eligible": found.eligible,
        "area": found.area or None,
        "opens_day": opens.date(),
        "opens_time": f"{opens:%H:%M}",
        "closes_day": closes.date(),
        "closes_time": f"{closes:%H:%M}",
        "version": line.version,
    }


@route(STAFF)
def vote(request: HttpRequest, vote: str) -> HttpResponse:
    """One vote at the desk: what can be done with it now."""
    return _page(request, find_vote(vote, viewer=actor_of(request), kept=True))


def _forms(found: GeneralVote, data: Any = None) -> dict[str, Form]:
    """A form for each deed."""
    owners = found.line.basis is norms.Basis.OWNERS
    return {
        "announce": Form(data),
        "letters": LettersForm(data, prefix="letters", owners=owners),
        "paper": PaperVoteForm(data, prefix="paper", vote=found),
        "count": CountVoteForm(data, prefix="count"),
    }


def _page(request: HttpRequest, found: GeneralVote, status: int = 200, **bound: Form) -> HttpResponse:
    context = {"vote": found, "box": box_of(found.line.id), "forms": _forms(found) | bound}
    return render(request, "participation/desk_general_vote.html", context, status=status)


@route(KEEPERS)
@require_POST
def vote_do(request: HttpRequest, vote: str, errand: str) -> HttpResponse:
    """Announce, print letters, enter one paper ballot, count."""
    actor = actor_of(request)
    found = find_vote(vote, viewer=actor, kept=True)
    forms = _forms(found, request.POST)
    if errand not in forms:
        raise NOT_FOUND()
    form = forms[errand]
    if not form.is_valid():
        return _page(request, found, 422, **{errand: form})
    try:
        if errand == "letters":
            return _letters(found, issue_letters(found.line.id, form.cleaned_data["each"], actor=actor))
        said = _do(found, errand, form, actor)
    except Problem as error:
        if error.status == 403 or error.code == "not_found":
            raise
        form.blame(error, error.facts.get("field"))
        return _page(request, found, error.status, **{errand: form})
    messages.success(request, said)
    return redirect("desk-general-vote", vote)


def _do(found: GeneralVote, act: str, form: Form, actor: Actor) -> str:
    """The command of a deed, and what is said afterwards."""
    identity = found.line.id
    if act == "announce":
        announce_vote(identity, actor=actor)
        return gettext("Announced. Question, choices and rule stand from now on.")
    if act == "count":
        outcome = count_general_vote(identity, form.cleaned_data["due_on"], actor=actor)
        return gettext(OUTCOME_WORDS[outcome])
    assert isinstance(form, PaperVoteForm)
    data = form.cleaned_data
    alike = key_ballot(
        identity, data["letter"], form.chosen(), actor=actor, known_as=data.get("known_as", "")
    )
    if alike:
        return gettext("Entered alike by two people: it is in the box.")
    return gettext("Entered. A second person has to enter it from the paper, without seeing yours.")


def _letters(found: GeneralVote, codes: list[str]) -> HttpResponse:
    """The letters as one PDF, a page each: a ballot on paper, and the code for voting on the web."""
    line = found.line
    address = f"{settings.SITE_URL}{reverse('general-vote', args=[line.number])}"
    qr = segno.make(address, micro=False).svg_inline(scale=4, border=1)
    until = gettext("Until %(moment)s, on the web or by handing this paper in.")
    facts = {
        "lang": language(),
        "place": name_of(line.place.names),
        "title": line.title,
        "text": found.text,
        "ask": gettext(VOTE_KIND_WORDS[line.kind]),
        "ranked": line.kind is VoteKind.RANKED,
        "options": [one.title for one in found.options],
        "until": until % {"moment": exact_words(line.closes_at)},
        "code": gettext("Code of this letter"),
        "codes": [" ".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes],
        "letter": gettext("Letter no."),
        "how": gettext(
            "Use the code once: on the web it is exchanged for a ballot that leads to nobody; on paper two "
            "people enter it. Nobody keeps who had which letter."
        ),
        "name": "" if found.secret else gettext("Name that everybody reads"),
        "qr": qr,
        "address": address,
    }
    response = HttpResponse(pdf.pdf(LETTERS, facts), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{line.number}-letters.pdf"'
    return response
