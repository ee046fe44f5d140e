# SPDX-License-Identifier: AGPL-3.0-or-later
"""What visits found becomes a problem on the list of the grid."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext, override

from linli.cases import public as cases
from linli.kernel.actor import SYSTEM
from linli.places import public as places
from linli.topics import public as topics

from ..events import VisitNoted
from ..vocab import SIGN_WORDS, Sign

SAFETY = "safety"  # the branch whose unit owns a danger in a house, where the town has one


def list_signs(event: VisitNoted, at: datetime) -> None:
    """Put each sign of a visit on the list: a problem of grid, kind and month, which names no house."""
    category = SAFETY if topics.category(SAFETY) else None
    month = places.day_of(at).strftime("%Y-%m")
    with override(places.town().languages[0].lower()):
        for code in event.signs:
            new = cases.NewItem(
                about=f"visit:{event.place}:{code}:{month}",
                source=cases.Source.VISIT,
                title=gettext(SIGN_WORDS[Sign(code)]),
                text="",
                place=event.place,
                category=category,
            )
            cases.list_item(new, actor=SYSTEM)
