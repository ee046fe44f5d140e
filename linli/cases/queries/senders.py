# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which matter somebody means who writes from the contact that they left for it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from ..models import Case, Reporter
from ..rules import parse_number
from .callers import blind_contact


def brought_with(contact: str, *, ids: Sequence[UUID] = (), numbers: Sequence[str] = ()) -> list[UUID]:
    """Of the matters that are named (by id or number), those that were brought with this contact (as
    ``people.contact_of`` writes it). Naming one with another contact tells nothing of it."""
    written = [parse_number(number) for number in numbers]
    named = Case.objects.filter(pk__in=ids) | Case.objects.filter(number__in=written)
    mine = Reporter.objects.filter(contact_blind=blind_contact(contact), case__in=named)
    return list(mine.order_by("case_id").values_list("case_id", flat=True))
