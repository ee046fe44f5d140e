# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much was said about drafts and at hearings: what both lists count alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from ..vocab.texts import SaidState

READ = (SaidState.OPEN, SaidState.ANSWERED)  # for everybody


def said_counts(rows: QuerySet[Any], about: str) -> dict[UUID, tuple[int, int]]:
    """By what the field ``about`` leads to: how many can be read, how many wait for a moderator."""
    counted = rows.values(about).annotate(
        read=Count("pk", filter=Q(state__in=READ)), waits=Count("pk", filter=Q(state=SaidState.WAITING))
    )
    return {one[about]: (one["read"], one["waits"]) for one in counted.order_by(about)}
