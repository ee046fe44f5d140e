# SPDX-License-Identifier: AGPL-3.0-or-later
"""A committee, its mediator and a quarrel, for tests of this storey and of those above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR, Actor
from linli.kernel.ids import new_id
from linli.people.testing import HERE
from linli.platform.crypto import blind

from .commands import (
    NewMediation,
    PartyData,
    conclude,
    consent,
    draft_agreement,
    enrol,
    heed,
    move_mediation,
    request_mediation,
    sign,
)
from .models import Party, Sign, Watch
from .queries import find
from .vocab import Action, Kind

QUARREL = "楼上夜里弹琴，孩子睡不好。"
TERMS = {
    "facts": "夜间弹琴影响休息。", "points": "弹琴的时间。", "duties": "各自遵守。",
    "terms": "二十一时以后不弹琴。", "way": "自行遵守。",
}  # fmt: skip


def somebody() -> Callable[[str], bytes]:
    """Somebody whom no letter told of before."""
    return partial(blind, str(new_id()))


def a_sign(place: str) -> UUID:
    """A sign that waits for a person, at a place."""
    Watch.objects.update_or_create(category="safety.neighbour.noise", defaults={"least": 3, "days": 60})
    for _ in range(3):
        heed(new_id(), place, "safety.neighbour.noise", clock.now(), somebody())
    return Sign.objects.filter(decision="").order_by("-raised_at").values_list("id", flat=True)[0]


class Team:
    """A head and a mediator on the roster, and one request."""

    def __init__(self, cast: Any, **changes: Any) -> None:
        self.cast = cast
        self.head = cast.community_worker
        self.mediator = cast.grid_worker
        kinds = [Kind.NEIGHBOURS, Kind.LABOUR]
        self.enrolled_head = enrol(UUID(self.head.id), HERE, kinds, actor=SYSTEM, head=True)
        self.chosen = enrol(UUID(self.mediator.id), HERE, kinds, actor=SYSTEM)
        given: dict[str, Any] = {
            "kind": Kind.NEIGHBOURS, "place": HERE, "summary": QUARREL,
            "parties": (PartyData("丁芸", "13900000001"), PartyData("霍山")),
        } | changes  # fmt: skip
        self.new = NewMediation(**given)
        self.receipt = request_mediation(self.new, actor=VISITOR)
        self.number, self.id = self.receipt.number, find(self.receipt.number)
        rows = Party.objects.filter(mediation=self.id).order_by("seq").values_list("id", flat=True)
        self.parties = [Actor("visitor", str(row)) for row in rows]

    def to_session(self) -> None:
        move_mediation(self.id, Action.ACCEPT, actor=self.head)
        for party in self.parties:
            consent(self.id, UUID(party.id), actor=party, choice=self.chosen)
        at = clock.now() + timedelta(days=1)
        move_mediation(self.id, Action.SCHEDULE, actor=self.mediator, at=at)
        move_mediation(self.id, Action.OPEN, actor=self.mediator)

    def to_draft(self, **terms: str) -> None:
        self.to_session()
        by = clock.now().date() + timedelta(days=30)
        draft_agreement(self.id, TERMS | terms, actor=self.mediator, perform_by=by)

    def to_agreement(self, *, drawn: str = "", **terms: str) -> None:
        self.to_draft(**terms)
        for party in self.parties:
            sign(self.id, UUID(party.id), 1, actor=party, drawn=drawn)
        conclude(self.id, actor=self.mediator)
