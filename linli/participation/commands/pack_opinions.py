# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's opinion maps: ``opinions.yaml`` of a pack, every sheet entered by two people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.people import public as people
from linli.platform.packs import Pack

from ..models import OpinionMap
from ..queries.opinions import is_over
from ..queries.spaces import find_space
from ..vocab import Stance
from .opinions import key_sheet, open_map
from .opinions_desk import carry, close_map, compute

FILE = "opinions.yaml"
SIGNS = {"+": Stance.AGREE, "-": Stance.DISAGREE, "o": Stance.PASS}


def load_maps(pack: Pack) -> int:
    """Replay each map up to where it stands; how many are new."""
    new = 0
    content: list[dict[str, Any]] = pack.document(FILE) or []
    for one in content:
        space = find_space(one["space"], viewer=SYSTEM)
        if not OpinionMap.objects.filter(space=space.id).exists():
            _replay(one)
            new += 1
    return new


def _replay(one: Mapping[str, Any]) -> None:
    keeper, second = _actor(one["by"]), _actor(one["second"])
    rows = [row for bundle in one["sheets"] for row in bundle["rows"] for _ in range(bundle["copies"])]
    with clock.standing_at(_ago(one["days_ago"])):
        space = find_space(one["space"], viewer=keeper)
        opened = open_map(space, one["question"], one["least"], one["seeds"], actor=keeper)
        for number, row in enumerate(rows, 1):
            said = {seq: SIGNS[sign] for seq, sign in enumerate(row, 1) if sign in SIGNS}
            for clerk in (keeper, second):
                key_sheet(space, f"M{number:03d}", said, actor=clerk)
    for step in one.get("carried", ()):
        with clock.standing_at(_ago(step["days_ago"])):
            carry(find_space(one["space"], viewer=keeper), step["seq"], actor=keeper)
    with clock.standing_at(_ago(one["ends_ago"] - 2)):
        over = find_space(one["space"], viewer=keeper)
        if is_over(over):
            close_map(over, actor=keeper)
        else:
            compute(opened)


def _ago(days: int) -> Any:
    return clock.now() - timedelta(days=max(days, 0))


def _actor(login: str) -> Actor:
    account = people.account_by_login(login)
    assert account is not None
    return people.actor_of_account(account)
