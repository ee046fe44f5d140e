# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's panels by lot: ``panel.yaml`` of a pack, from the quotas to who said no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.people import public as people
from linli.places import public as places
from linli.platform.packs import Pack

from ..models import Candidate, Panel
from ..queries.spaces import find_space
from ..vocab import CandidateState
from .panel import close_pool, draw_panel, enter_list, list_waiting, set_panel
from .panel_after import answer_lot

FILE = "panel.yaml"


def load_panels(pack: Pack) -> int:
    """Replay each panel; how many are new."""
    new = 0
    content: list[dict[str, Any]] = pack.document(FILE) or []
    for one in content:
        space = find_space(one["space"], viewer=SYSTEM)
        if not Panel.objects.filter(space=space.id).exists():
            _replay(one)
            new += 1
    return new


def _replay(one: Mapping[str, Any]) -> None:
    account = people.account_by_login(one["by"])
    assert account is not None
    keeper: Actor = people.actor_of_account(account)
    now, today = clock.now(), places.today()
    with clock.standing_at(now - timedelta(days=one["set_ago"])):
        space = find_space(one["space"], viewer=keeper)
        until = today - timedelta(days=one["closed_ago"])
        set_panel(space, one["seats"], one["quotas"], until, actor=keeper)
        enter_list(space, one["people"], actor=keeper)
    with clock.standing_at(now - timedelta(days=one["closed_ago"])):
        close_pool(space, today - timedelta(days=one["drawn_ago"]), one["where"], actor=keeper)
        list_waiting()
    with clock.standing_at(now - timedelta(days=one["drawn_ago"])):
        draw_panel(space, one["number"], one["how"], actor=keeper)
    with clock.standing_at(now - timedelta(days=max(one["drawn_ago"] - 3, 0))):
        drawn = Candidate.objects.filter(panel__space=space.id, state=CandidateState.DRAWN)
        numbers = list(drawn.order_by("number").values_list("number", flat=True))
        for number, said in zip(numbers, one["answers"], strict=False):
            answer_lot(space, bool(said), actor=keeper, number=number)
