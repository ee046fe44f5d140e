# SPDX-License-Identifier: AGPL-3.0-or-later
"""A panel by lot: what everybody reads, what somebody of the pool reads, what its keepers need."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform import crypto
from linli.platform.access.looks import reveal_many
from linli.platform.ui.words import name_of

from ..models import Candidate, Panel
from ..policy import may
from ..rules.lot import options_of, quotas_of, read_list, suggestions
from ..vocab import CandidateState, Deed, SpaceState
from .spaces import SpaceInfo

TABLE = "participation_candidate"
ON = (CandidateState.DRAWN, CandidateState.ACCEPTED)


@dataclass(frozen=True)
class QuotaLine:
    """An option of a feature: its quota, how many of the pool and of the panel have it."""

    feature: str
    option: str
    least: int
    most: int
    pool: int
    panel: int


@dataclass(frozen=True)
class PanelInfo:
    """A panel as everybody reads it. ``members`` are numbers of the pool with where each stands."""

    id: UUID
    seats: int
    households: bool
    until: date
    open: bool  # one can enter the pool today
    pool: int
    closed: bool
    draw_on: date | None
    draw_where: str
    listed_at: datetime | None
    sha256: str
    lowest: float
    bound: float
    number: int | None
    drawn_how: str
    drawn_at: datetime | None
    line: str  # of the list, under the drawn number
    members: tuple[tuple[int, CandidateState], ...]
    options: Mapping[str, Sequence[str]]
    quotas: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class OwnPlace:
    """Somebody's own place in a pool."""

    space: str
    names: Mapping[str, str]
    number: int | None
    state: CandidateState
    features: Mapping[str, str]
    share: int  # of the numbered panels in which they are


@dataclass(frozen=True)
class Person:
    """Somebody who was drawn, as keepers need them for a letter."""

    number: int
    state: CandidateState
    name: str
    address: str
    contact: str
    features: Mapping[str, str]


def panel_of(space: SpaceInfo) -> PanelInfo | None:
    """The panel of a space, if there is one."""
    row = Panel.objects.filter(space=space.id).order_by("id").first()
    if row is None:
        return None
    members = Candidate.objects.filter(panel=row).exclude(state=CandidateState.APPLIED).order_by("number")
    stands = [
        (number or 0, CandidateState(state)) for number, state in members.values_list("number", "state")
    ]
    entering = row.closed_at is None and places.today() <= row.until and space.state is SpaceState.OPEN
    return PanelInfo(
        row.id,
        row.seats,
        row.households,
        row.until,
        entering,
        row.pool or Candidate.objects.filter(panel=row).count(),
        row.closed_at is not None,
        row.draw_on,
        row.draw_where,
        row.listed_at,
        row.sha256,
        row.lowest,
        row.bound,
        row.number,
        row.drawn_how,
        row.drawn_at,
        row.panels.splitlines()[row.number - 1] if row.number else "",
        tuple(stands),
        options_of(row.quotas),
        row.quotas,
    )


def has_panel(space: SpaceInfo) -> bool:
    """Whether a space has a panel, for the way to it."""
    return Panel.objects.filter(space=space.id).exists()


def panel_list(space: SpaceInfo) -> str:
    """The numbered panels. Raises ``not_found`` before they are published."""
    row = Panel.objects.filter(space=space.id).exclude(listed_at=None).order_by("id").first()
    if row is None:
        raise NOT_FOUND()
    return row.panels


def own_places(viewer: Actor, space: UUID | None = None) -> list[OwnPlace]:
    """Where the viewer stands in pools, or in that of one space: for nobody else."""
    if viewer.kind != "account":
        return []
    rows = Candidate.objects.filter(account=UUID(viewer.id)).select_related("panel__space").order_by("id")
    if space is not None:
        rows = rows.filter(panel__space=space)
    found = []
    for row in rows:
        panels = read_list(row.panel.panels) if row.number else []
        found.append(
            OwnPlace(
                row.panel.space.code,
                row.panel.space.names,
                row.number,
                CandidateState(row.state),
                opened(row)["features"],
                sum(row.number in one for one in panels),
            )
        )
    return found


def quota_lines(space: SpaceInfo, *, viewer: Actor) -> list[QuotaLine]:
    """How the pool and the panel stand to the quotas, as counts; for keepers, and of the panel for all."""
    row = Panel.objects.get(space=space.id)
    keeps = may(viewer, Deed.DRAW, space.place.path)
    people_ = list(Candidate.objects.filter(panel=row).order_by("id")) if keeps or row.drawn_at else []
    pool = (
        Counter(pair for one in people_ for pair in opened(one)["features"].items()) if keeps else Counter()
    )
    on = Counter(pair for one in people_ if one.state in ON for pair in opened(one)["features"].items())
    return [
        QuotaLine(feature, option, least, most, pool[feature, option], on[feature, option])
        for feature, option, least, most in row.quotas
    ]


def feasible(space: SpaceInfo, *, viewer: Actor) -> list[str] | None:
    """What would have to change so that a panel is possible: nothing, some quotas, or (None) more people.

    Raises ``not_found``.
    """
    if not may(viewer, Deed.DRAW, space.place.path):
        raise NOT_FOUND()
    row = Panel.objects.get(space=space.id)
    return suggestions(features_of(row), quotas_of(row.quotas), row.seats)


def features_of(row: Panel) -> list[dict[str, str]]:
    """The features of everybody in a pool, in the order of their numbers."""
    return [opened(one)["features"] for one in Candidate.objects.filter(panel=row).order_by("number", "id")]


def drawn_people(space: SpaceInfo, *, viewer: Actor) -> list[Person]:
    """Who was drawn, with name and address for the letter; each look is recorded. Raises ``not_found``."""
    if not may(viewer, Deed.DRAW, space.place.path):
        raise NOT_FOUND()
    if viewer.kind != "account":
        raise FORBIDDEN()
    rows = list(
        Candidate.objects.filter(panel__space=space.id)
        .exclude(state=CandidateState.APPLIED)
        .order_by("number", "id")
    )
    return reveal_many(
        viewer,
        TABLE,
        [row.id for row in rows],
        ("name", "address", "contact", "features"),
        lambda: _people(rows),
        purpose="panel_letter",
    )


def _people(rows: Sequence[Candidate]) -> list[Person]:
    accounts = [row.account_id for row in rows if row.account_id]
    names, reach = people.account_names(accounts), people.reach_of(accounts)
    found = []
    for row in rows:
        kept = opened(row)
        named = name_of(names.get(row.account_id)) if row.account_id else kept["name"]
        contact = reach.get(row.account_id, "") if row.account_id else kept["contact"]
        found.append(
            Person(
                row.number or 0,
                CandidateState(row.state),
                named,
                kept["address"],
                contact,
                kept["features"],
            )
        )
    return found


def opened(row: Candidate) -> dict[str, Any]:
    """What is sealed of somebody in a pool."""
    kept: dict[str, Any] = json.loads(crypto.unseal(row.sealed, TABLE, "sealed", row.id))
    return kept
