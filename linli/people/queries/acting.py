# SPDX-License-Identifier: AGPL-3.0-or-later
"""The helper of a mandate as the actor of a request (代办), and when a mandate holds."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from linli.kernel.actor import Actor, Behalf
from linli.places import public as places
from linli.platform import crypto

from ..models import Mandate, MandateAct
from ..vocab.mandates import scopes


def holds(row: Mandate, today: date) -> bool:
    """Whether a mandate opens anything today."""
    return row.accepted_at is not None and row.ended_at is None and row.until >= today


def called_of(row: Mandate) -> dict[str, str]:
    """What ``person`` and ``helper`` are called."""
    found: dict[str, str] = json.loads(crypto.unseal(row.called, "people_mandate", "called", row.id))
    return found


def acting(helper: Actor, mandate: str) -> Actor:
    """The helper as the one who acts for the person. What holds no more opens nothing, and it is not taken
    for something that the helper does for themselves."""
    rows = Mandate.objects.filter(
        pk=mandate, helper=UUID(helper.id), person__is_active=True, helper__is_active=True
    )
    row = rows.order_by("id").first()
    if row is None or not holds(row, places.today()):
        return Actor("mandate", mandate)
    begins = [act for scope in scopes().values() for act in scope.begins]
    acts = MandateAct.objects.filter(mandate__person=row.person_id, mandate__helper=row.helper_id)
    begun = acts.filter(act__in=begins).order_by("id").values_list("subject", flat=True)
    posts = (*helper.holdings, *helper.resting)
    units = tuple(sorted({post.unit_path for post in posts if post.unit_path}))
    opened = frozenset(row.scopes) & set(scopes())
    behalf = Behalf(str(row.person_id), opened, units, frozenset(map(str, begun)))
    return Actor("mandate", mandate, behalf=behalf)
