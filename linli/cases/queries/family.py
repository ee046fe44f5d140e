# SPDX-License-Identifier: AGPL-3.0-or-later
"""The matters under one matter."""

from __future__ import annotations

from linli.kernel.actor import Actor

from ..models import Case
from ..rules import parse_number
from ..rules.joint import MOST_AT_ONCE
from .facts import scope
from .hiding import cover_lines
from .lines import FIELDS, CaseLine, _line


def children(number: str, *, viewer: Actor) -> list[CaseLine]:
    """The matters under this one that the viewer may see, oldest first; at most fifty."""
    rows = Case.objects.filter(scope(viewer), parent__number=parse_number(number))
    found = rows.order_by("received_at", "id").values(*FIELDS)[:MOST_AT_ONCE]
    return cover_lines(map(_line, found), viewer)
