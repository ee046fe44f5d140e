# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows for a file that leaves the house: no names, no contacts, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linli.people import public as people
from linli.places import public as places

from ..models import Case
from .lines import CaseFilter, where

COLUMNS = (
    "number", "kind", "title", "text", "category", "place", "longitude", "latitude", "address", "channel",
    "state", "unit", "received_at", "due_at", "answered_at", "closed_at", "source", "source_ref",
)  # fmt: skip
CHUNK = 2000


def export_rows(wanted: CaseFilter) -> Iterator[tuple[Any, ...]]:
    """All matters of a filter, oldest first, chunk by chunk by key."""
    last: tuple[Any, Any] | None = None
    while True:
        rows = Case.objects.filter(where(wanted)).order_by("received_at", "id")
        if last is not None:
            rows = rows.filter(received_at__gte=last[0]).exclude(received_at=last[0], id__lte=last[1])
        found = list(
            rows.values_list(
                "number", "kind", "title", "text", "category_path", "place_id", "longitude", "latitude",
                "address", "channel", "state", "unit_id", "received_at", "due_at", "answered_at",
                "closed_at", "source", "source_ref", "id",
            )[:CHUNK]
        )  # fmt: skip
        for row in found:
            category = row[4].strip("/").rsplit("/", 1)[-1]
            place, unit = places.place_by_id(row[5]).code, people.unit_by_id(row[11]).code
            times = (moment.isoformat() if moment else "" for moment in row[12:16])
            yield (*row[:4], category, place, *row[6:11], unit, *times, *row[16:18])
        if len(found) < CHUNK:
            return
        last = (found[-1][12], found[-1][18])
