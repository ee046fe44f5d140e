# SPDX-License-Identifier: AGPL-3.0-or-later
"""A change of duties tried on past matters tells what really would happen, and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.cases.commands import NewCase, move_case, receive_case
from linli.cases.queries import rehearse, unit_loads
from linli.cases.vocab import Action, Channel, Kind
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR
from linli.people.testing import change_of_duty

HERE, ELSEWHERE = "509901001002", "509901004002"
LAMP, TREES = "cityscape.lighting.street", "cityscape.green.trees"


def bring(category: str, place: str, days_ago: int = 1) -> UUID:
    with clock.standing_at(clock.now() - timedelta(days=days_ago)):
        return receive_case(
            NewCase(Kind.HELP, "路灯坏了", Channel.WEB, "zh-Hans", category=category, place=place),
            actor=VISITOR,
        ).id


def test_only_the_matters_that_the_change_touches_would_go_elsewhere(cast: Any) -> None:
    for _ in range(3):
        bring(LAMP, HERE)
    bring(LAMP, ELSEWHERE)
    bring(TREES, HERE)
    bring(LAMP, HERE, days_ago=100)
    found = rehearse(change_of_duty(cast, unit="d-traffic", category=LAMP, place=HERE))
    assert found.looked_at == found.moved == 3
    [effect] = found.effects
    assert (effect.before.code, effect.after.code) == ("d-lighting", "d-traffic")


def test_a_change_that_a_finer_duty_outweighs_moves_nothing(cast: Any) -> None:
    bring(LAMP, HERE)
    found = rehearse(change_of_duty(cast, unit="d-traffic", category="cityscape", place=HERE))
    assert (found.looked_at, found.moved) == (1, 0)


def test_the_units_with_most_open_matters_come_first(cast: Any) -> None:
    for _ in range(4):
        move_case(bring(LAMP, HERE), Action.DISPATCH, actor=SYSTEM, unit="d-lighting")
    bring(TREES, HERE)
    loads = unit_loads()
    assert [load.open for load in loads] == sorted((load.open for load in loads), reverse=True)
    top = next(load for load in loads if load.unit.code == "d-lighting")
    assert (top.open, top.overdue, top.holders) == (4, 0, 0)
