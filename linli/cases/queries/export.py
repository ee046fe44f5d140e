# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows for a file that leaves the house: no names, no contacts, in bounded memory.

Who exports gets the matters that they see. The words of a resident and the exact place go with them
only where staff released them, or for a purpose, which is recorded for every such matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import OuterRef, Subquery

from linli.kernel.actor import Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform.access.looks import reveal_many
from linli.platform.ui.words import name_of

from ..models import Answers, Case
from ..rules.hiding import Veil
from .facts import scope
from .hiding import hidden_mark, veils
from .lines import CaseFilter, community_of, where

COLUMNS = (
    "number", "kind", "title", "text", "category", "place", "longitude", "latitude", "address", "channel",
    "state", "unit", "received_at", "due_at", "answered_at", "closed_at", "source", "source_ref",
    "answers",
)  # fmt: skip
WORDS = (
    "title",
    "text",
    "longitude",
    "latitude",
    "address",
    "answers",
)  # with the place finer than a community
CHUNK = 2000


def export_rows(wanted: CaseFilter, *, viewer: Actor, purpose: str = "") -> Iterator[tuple[Any, ...]]:
    """The viewer's matters of a filter, oldest first, chunk by chunk by key, as :data:`COLUMNS`."""
    last: tuple[Any, Any] | None = None
    seen = Case.objects.filter(scope(viewer)).filter(where(wanted)).order_by("received_at", "id")
    answered = Subquery(Answers.objects.filter(case=OuterRef("pk")).values("rows")[:1])
    while True:
        rows = seen
        if last is not None:
            rows = rows.filter(received_at__gte=last[0]).exclude(received_at=last[0], id__lte=last[1])
        found = list(
            rows.annotate(answered=answered).values(
                "id", "number", "kind", "title", "text", "category_path", "place_id", "longitude",
                "latitude", "address", "channel", "state", "unit_id", "received_at", "due_at",
                "answered_at", "closed_at", "source", "source_ref", "released", "answered",
            )[:CHUNK]
        )  # fmt: skip
        whole = viewer.kind == "system" and purpose
        hidden = veils(row["id"] for row in found if (row["released"] or purpose) and not whole)
        written = [
            _line(
                row,
                words=(bool(purpose) or row["released"]) and not hidden[row["id"]].whole,
                exact=bool(purpose),
                veil=hidden[row["id"]],
            )
            for row in found
        ]
        if purpose:
            veiled = [row["id"] for row in found if not row["released"]]
            reveal_many(viewer, "case", veiled, WORDS, lambda: None, purpose=purpose)
        yield from written
        if len(found) < CHUNK:
            return
        last = (found[-1]["received_at"], found[-1]["id"])


def _line(row: Mapping[str, Any], *, words: bool, exact: bool, veil: Veil) -> tuple[Any, ...]:
    place = places.place_by_id(row["place_id"])
    told = {
        **row,
        "category": row["category_path"].strip("/").rsplit("/", 1)[-1],
        "place": (place if exact else community_of(place)).code,
        "unit": people.unit_by_id(row["unit_id"]).code,
        "answers": "\n".join(_answer(answer) for answer in row["answered"] or ()),
        **{name: row[name].isoformat() if row[name] else "" for name in COLUMNS if name.endswith("_at")},
    }
    if not words:
        told |= dict.fromkeys(WORDS, "")
    elif veil.passages:
        shown = {
            name: veil.over(told[name], hidden_mark()) for name in ("title", "text", "address", "answers")
        }
        spot = dict.fromkeys(("longitude", "latitude"), "") if shown["address"] != told["address"] else {}
        told |= shown | spot
    return tuple(told[name] for name in COLUMNS)


def _answer(row: Mapping[str, Any]) -> str:
    """A question and its answer in one line, in the town's first language."""
    first = places.town().languages[0]
    told = name_of(row["told"], first) if row.get("told") else row["value"]
    return f"{name_of(row['words'], first)}: {told}"
