# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list by which mediators are paid for each case (以案定补), for the head of a committee.

The law has the State pay what mediators lose by their work (人民调解法 16); how much for which case
is a rule of the place and stays a blank. The list names no party and nothing of what was said.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from linli.kernel.actor import Actor
from linli.kernel.problem import NOT_FOUND
from linli.people import public as people
from linli.places import public as places
from linli.platform.tables.write import write_xlsx

from ..models import Agreement, Mediation
from ..policy import Relation, relations
from ..rules.papers import AFTER_AGREEMENT
from ..vocab import State
from .facts import facts_of, heads, scope
from .papers import KIND_ZH, STATE_ZH

HEADER = (
    "序号", "案件编号", "纠纷类型", "地点", "调解员", "受理日期", "结案日期", "结果",
    "协议形式", "补贴档次", "备注",
)  # fmt: skip
DONE = (*AFTER_AGREEMENT, State.REFUSED, State.FAILED)


def is_head(viewer: Actor) -> bool:
    """Whether somebody heads a committee."""
    return viewer.kind == "account" and viewer.id in {account for account, _ in heads()}


def subsidy_list(year: int, *, viewer: Actor) -> bytes:
    """Mediations of the viewer's committee that came to an end in a year, as a workbook.

    Raises ``not_found`` for who heads none.
    """
    if not is_head(viewer):
        raise NOT_FOUND()
    rows = Mediation.objects.filter(scope(viewer), state__in=DONE).select_related("mediator")
    ended = [
        (row, at) for row in rows.order_by("requested_at", "id")
        if (at := row.agreed_at or row.ended_at) and places.day_of(at).year == year
        and Relation.HEAD in relations(viewer, facts_of(row))
    ]  # fmt: skip
    oral: Mapping[Any, bool] = dict(
        Agreement.objects.filter(mediation__in=[row.id for row, _ in ended])
        .order_by("mediation")
        .values_list("mediation_id", "oral")
    )
    names = people.account_names(row.mediator.account_id for row, _ in ended if row.mediator)
    lines = [
        (
            index, row.number, KIND_ZH[row.kind], places.place_by_id(row.place_id).names.get("zh-Hans", ""),
            names[row.mediator.account_id]["zh-Hans"] if row.mediator else "",
            places.day_of(row.requested_at), places.day_of(at), STATE_ZH[State(row.state)],
            ("口头" if oral[row.id] else "书面") if row.id in oral else "—", "", "",
        )
        for index, (row, at) in enumerate(ended, 1)
    ]  # fmt: skip
    out = io.BytesIO()
    write_xlsx(out, HEADER, lines, name="以案定补")
    return out.getvalue()
