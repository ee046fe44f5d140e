# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where taking part stands: navigation, front page, a person's own page, beside a commitment."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from linli.cases import public as cases
from linli.kernel.problem import mark
from linli.norms import public as norms
from linli.people import public as people
from linli.platform.access import SIGNED_IN, STAFF, actor_of, roles
from linli.platform.ui.slots import Entry, fill

from .queries import (
    SpaceInfo,
    copy_of_own,
    has_map,
    has_panel,
    own_lines,
    own_places,
    took_part,
    trail_of,
    vote_of,
)
from .queries.doors import copy_of_offers, own_offers
from .queries.facts import TAKING_PART
from .queries.meetings import item_of_commitment
from .queries.open_questions import own_questions
from .queries.votes import votes_about

ENDED = (cases.Promise.FULFILLED, cases.Promise.DROPPED)
SHOWN = 5


@fill("pact", order=10)
def pact_votes(request: HttpRequest, pact: norms.PactInfo) -> Entry | None:
    """The votes on a pact, on its page, with the way to take part while one runs."""
    lines = votes_about(f"pact:{pact.code}")
    return Entry(template="participation/pact_votes.html", context={"lines": lines}) if lines else None


@fill("pact_desk", order=10, policy=roles("community_worker", "coordinator"))
def pact_to_a_vote(request: HttpRequest, pact: norms.PactInfo) -> Entry | None:
    """A pact that was reviewed may be put to a vote; what comes of it stands on its course."""
    if pact.state is not norms.PactState.REVIEWED:
        return None
    given = urlencode({"about": f"pact:{pact.code}", "place": pact.place, "title": pact.title})
    return Entry(gettext("Put it to a vote"), f"{reverse('desk-general-vote-new')}?{given}")


@fill("door", order=40)
def take_part_door(request: HttpRequest) -> Entry:
    says = gettext("Propose, endorse, decide: and see what came of it.")
    return Entry(gettext("Take part"), reverse("take-part"), "users", context={"says": says})


@fill("square_nav", order=32)
def take_part_line(request: HttpRequest) -> Entry:
    return Entry(gettext("Take part"), reverse("take-part"))


@fill("desk_more", order=44, policy=STAFF)
def spaces_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Taking part"), reverse("desk-spaces"), "users")


@fill("desk_settings", order=42, policy=roles("coordinator", "community_worker"))
def residents_entry(request: HttpRequest) -> Entry:
    return Entry(gettext("Confirm a resident"), reverse("desk-residents"), "user")


@fill("me", order=20, policy=SIGNED_IN)
def own_piece(request: HttpRequest) -> Entry:
    """What became of what the person said: on their own page, to nobody else."""
    actor = actor_of(request)
    lines = own_lines(actor)
    return Entry(
        template="participation/me.html",
        context={"lines": lines[:SHOWN], "more": len(lines) > SHOWN, "places": own_places(actor)},
    )


@fill("me_copy", order=20, policy=SIGNED_IN)
def own_copy(request: HttpRequest) -> Entry:
    words = {"participation": gettext("Taking part"), "part": gettext("What I did")}
    rows = copy_of_own(actor_of(request))
    return Entry("participation", context={"data": rows, "words": words, "files": []})


@fill("me", order=22, policy=SIGNED_IN)
def own_offers_piece(request: HttpRequest) -> Entry:
    """What the person offered, and what they asked about openness: on their own page, to nobody else."""
    actor = actor_of(request)
    context = {"offers": own_offers(actor), "questions": own_questions(actor)}
    return Entry(template="participation/me_offers.html", context=context)


@fill("me_copy", order=22, policy=SIGNED_IN)
def own_offers_copy(request: HttpRequest) -> Entry:
    actor = actor_of(request)
    asked = [
        {"number": line.number, "place": place, "text": line.text, "answers": line.answer}
        for line, place in own_questions(actor)
    ]
    words = {
        "offers": gettext("Offers and questions"),
        "contact": gettext("Contact"),
        "name": gettext("Name"),
    }
    return Entry("offers", context={"data": copy_of_offers(actor) + asked, "words": words, "files": []})


@fill("commitment", order=10)
def trail_piece(request: HttpRequest, commitment: Any) -> Entry | None:
    """From words to decision to deed, and for those who took part the question whether it was kept."""
    found = trail_of(commitment.line.id)
    if found is None:
        return None
    row, steps = found
    actor = actor_of(request)
    asked = (
        commitment.line.state in ENDED and actor.kind == "account" and UUID(actor.id) in took_part(row.id)
    )
    context = {"proposal": row, "steps": steps, "asked": asked, "number": commitment.line.number}
    return Entry(template="participation/trail.html", context=context)


@fill("commitment", order=12)
def decision_piece(request: HttpRequest, commitment: Any) -> Entry | None:
    """The meeting that decided what was promised."""
    found = item_of_commitment(commitment.line.id)
    if found is None:
        return None
    line, seq = found
    return Entry(template="participation/decision_way.html", context={"line": line, "seq": seq})


@fill("space", order=10)
def vote_piece(request: HttpRequest, space: SpaceInfo) -> Entry | None:
    """The way from a space to its vote."""
    vote = vote_of(space) if space.votes else None
    if vote is None:
        return None
    return Entry(template="participation/vote_way.html", context={"vote": vote, "space": space})


@fill("desk_space", order=10)
def desk_vote_piece(request: HttpRequest, space: SpaceInfo) -> Entry | None:
    """The way from a space at the desk to its vote."""
    if not space.votes:
        return None
    return Entry(template="participation/desk_vote_way.html", context={"space": space})


@fill("space", order=20)
def opinions_piece(request: HttpRequest, space: SpaceInfo) -> Entry | None:
    """The way from a space to its opinion map."""
    stands = has_map(space)
    if not stands:
        return None
    return Entry(template="participation/opinions_way.html", context={"stands": stands, "space": space})


@fill("desk_space", order=20)
def desk_opinions_piece(request: HttpRequest, space: SpaceInfo) -> Entry:
    """The way from a space at the desk to its opinion map."""
    return Entry(template="participation/desk_opinions_way.html", context={"space": space})


@fill("space", order=30)
def panel_piece(request: HttpRequest, space: SpaceInfo) -> Entry | None:
    """The way from a space to its panel by lot."""
    if not has_panel(space):
        return None
    return Entry(template="participation/panel_way.html", context={"space": space})


@fill("desk_space", order=30)
def desk_panel_piece(request: HttpRequest, space: SpaceInfo) -> Entry:
    """The way from a space at the desk to its panel by lot."""
    return Entry(template="participation/desk_panel_way.html", context={"space": space})


people.open_scope(
    people.Scope(
        TAKING_PART,
        mark("propose and endorse; never a vote"),
        {
            "participation.proposed": mark("a proposal was made"),
            "participation.noted": mark("a proposal was endorsed, or that was taken back"),
            "participation.reached": mark("with it a proposal had voices enough"),
        },
        frozenset({"participation.proposed"}),
    )
)
