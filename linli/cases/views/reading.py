# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reader's suggestion with names in place of codes, as pages of the desk show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext

from linli.people import public as people
from linli.places import public as places
from linli.topics import public as topics
from linli.triage import public as triage

from ..commands import signs_in
from ..queries import CaseDetail, CaseLine
from ..rules import ROUTES
from ..vocab import Hard

WORTH_SAYING = 0.05  # guesses below that only distract


def hard_told(signs: Iterable[Mapping[str, Any]], *, staff: bool = False) -> list[dict[str, Any]]:
    """Hard routes as a page shows them: what it is, what to do, whom to call, because of which words."""
    found = []
    for sign in signs:
        rule = ROUTES[Hard(sign["route"])]
        found.append(
            {
                "route": str(sign["route"]),
                "word": gettext(rule.word),
                "tells": gettext(rule.desk if staff else rule.tells),
                "numbers": [(number, gettext(word)) for number, word in rule.numbers],
                "because": sign["because"],
                "source": rule.source if staff else "",
            }
        )
    return found


def hard_in(text: str, *, staff: bool = False) -> list[dict[str, Any]]:
    """The hard routes that a text calls for while it is still being written."""
    return hard_told((asdict(sign) for sign in signs_in(text)), staff=staff)


def hard_of(line: CaseLine) -> list[dict[str, Any]]:
    """The route that a matter takes, for staff; with the words that spoke for it, if it was the text."""
    signs = [sign for sign in line.suggestion.get("hard", ()) if sign["route"] == line.hard]
    return hard_told(signs or ([{"route": line.hard, "because": ()}] if line.hard else []), staff=True)


def danger_words(signs: Iterable[str]) -> list[str]:
    """What to do at once about signs of danger to life."""
    return [gettext(triage.DANGER_WORDS[triage.Danger(sign)]) for sign in signs]


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
        "danger": danger_words(kept.get("danger", ())),
        "hard": hard_of(detail.line),
    }
