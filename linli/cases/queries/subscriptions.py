# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can be subscribed to, and what subscribers are told: nothing but what is public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from linli.kernel.problem import NOT_FOUND, mark
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.outbox.send import Told
from linli.platform.ui.words import name_of
from linli.topics import public as topics

from ..models import Case, Step, Subscription
from ..rules import parse_number
from ..vocab import DONE_WORDS, Action, Deed, See
from .hiding import hidden_mark, veils
from .lines import community_of

TOKEN = 16  # bytes
# What subscribers of a matter, and of a place, are told of.
OF_MATTER: frozenset[str] = frozenset(
    {
        Action.DISPATCH, Action.START, Action.RESOLVE, Action.CLOSE, Action.REOPEN, Action.DECLINE,
        Action.TRANSFER, Action.MERGE, Action.WITHDRAW, Deed.EXTEND, Deed.PARK,
    }
)  # fmt: skip
OF_PLACE: frozenset[str] = frozenset({Deed.RECEIVE, Action.RESOLVE})
SUBJECT = mark("%(town)s: %(what)s, %(place)s")
BODY = mark(
    "%(what)s, %(place)s (matter %(number)s): %(done)s. %(text)s\n%(page)s\n\nNo more messages: %(stop)s"
)


@dataclass(frozen=True)
class Topic:
    """What a subscription is about: a public matter or a place (ids), with its names."""

    case: UUID | None
    place: UUID | None
    names: Mapping[str, str]
    key: Mapping[str, str]  # how a form names it


def topic_of(number: str = "", place: str = "") -> Topic:
    """The public matter with a number, or the community (or what is above it) with a code.

    Raises ``not_found`` for what is not public.
    """
    if number:
        row = (
            Case.objects.filter(number=parse_number(number), listed=True, restricted=False, hard="")
            .order_by("id")
            .values_list("id", "number", "category_id", "place_id")
            .first()
        )
        if row is None:
            raise NOT_FOUND()
        where = community_of(places.place_by_id(row[3]))
        names = topics.category_by_id(row[2]).names if row[2] else where.names
        return Topic(row[0], None, names, {"number": row[1]})
    found = places.place(place)
    if found is None:
        raise NOT_FOUND()
    found = community_of(found)
    return Topic(None, found.id, found.names, {"place": found.code})


def stop_token(subscription: UUID) -> str:
    """What the link that ends a subscription carries; made from its id by our key, never stored."""
    return crypto.blind(str(subscription), "stop subscription")[:TOKEN].hex()


def messages_to_subscribers(case_id: UUID, deed: str, seq: int, at: datetime) -> list[tuple[UUID, Told]]:
    """What a step of a public matter tells its subscribers and those of its place, by subscription.

    Who subscribed later than ``at`` is not told; of what is not public nobody is.
    """
    case = (
        Case.objects.defer("text", "words", "suggestion")
        .filter(pk=case_id, listed=True, restricted=False, hard="")
        .order_by("id")
        .first()
    )
    step = Step.objects.filter(case=case_id, seq=seq).order_by("seq").first()
    if case is None or step is None or deed not in OF_MATTER | OF_PLACE:
        return []
    wanted = Q(pk__in=[])
    if deed in OF_MATTER:
        wanted |= Q(case=case)
    if deed in OF_PLACE and case.merged_into_id is None:
        home = community_of(places.place_by_id(case.place_id))
        around = [home.id, *(place.id for place in places.tree().above(home))]
        wanted |= Q(place__in=around)
    found = Subscription.objects.filter(wanted, at__lte=at).order_by("at", "id")
    return [(row.id, _message(row, case, deed, step)) for row in found]


def _public_text(step: Step) -> str:
    """The words of a step as everybody may read them."""
    shown = step.sees == See.PUBLIC
    return veils([step.case_id])[step.case_id].over(step.text, hidden_mark()) if shown else ""


def _message(row: Subscription, case: Case, deed: str, step: Step) -> Told:
    spoken = "zh-hans" if row.language.startswith("zh") else "en"
    with translation.override(spoken), timezone.override(places.town().zone):
        place = community_of(places.place_by_id(case.place_id))
        category = topics.category_by_id(case.category_id) if case.category_id else None
        done = DONE_WORDS[Action(deed) if deed in Action._value2member_map_ else Deed(deed)]
        unit = people.unit_by_id(step.unit_id or case.unit_id)
        words = {
            "town": name_of(places.town().names),
            "what": name_of(category.names) if category else gettext("a matter"),
            "place": name_of(place.names),
            "number": case.number,
            "done": gettext(done) % {"unit": name_of(unit.names)},
            "text": _public_text(step),
            "page": settings.SITE_URL + reverse("public-matter", args=[case.number]),
            "stop": f"{settings.SITE_URL}{reverse('stop')}#{row.id}.{stop_token(row.id)}",
        }
        return Told(
            crypto.unseal(row.contact, "cases_subscription", "contact", row.id),
            "cases.subscription",
            gettext(SUBJECT) % words,
            gettext(BODY) % words,
            row.language,
            row.id,
        )
