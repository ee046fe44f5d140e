# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reader's suggestion with names in place of codes, as pages of the desk show it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from linli.people import public as people
from linli.places import public as places
from linli.topics import public as topics
from linli.triage import public as triage

from ..queries import CaseDetail

WORTH_SAYING = 0.05  # guesses below that only distract


def reading_of(detail: CaseDetail) -> dict[str, Any]:
    """The suggestion kept with a matter, with names in place of codes."""
    kept = detail.line.suggestion
    category = kept.get("category") if isinstance(kept.get("category"), dict) else None
    place = kept.get("place") if isinstance(kept.get("place"), dict) else None
    known = topics.category(category["code"]) if category else detail.line.category
    where = places.place(place["code"]) if place else None
    chosen = detail.line.place if detail.line.place.depth > 0 else where or detail.line.place
    today = places.day_of(detail.line.received_at)
    about = detail.about.code if detail.about else None
    topic = detail.line.category or known
    code = topic.code if topic else None
    answer = people.responsible(code, chosen.code, today, about=about)
    return {
        "reading": kept,
        "read_category": known,
        "read_because": category["because"] if category else (),
        "read_others": [
            (topics.category(guess["code"]), round(100 * guess["probability"]))
            for guess in kept.get("categories", ())
            if guess["probability"] >= WORTH_SAYING and topics.category(guess["code"])
        ],
        "read_place": where,
        "read_place_reason": place["reason"] if place else "",
        "read_places": [found for item in kept.get("places", ()) if (found := places.place(item["code"]))],
        "route_category": topic,
        "route_place": chosen,
        "route_to": answer if answer.duty else None,
        "danger": [gettext(triage.DANGER_WORDS[triage.Danger(sign)]) for sign in kept.get("danger", ())],
    }
