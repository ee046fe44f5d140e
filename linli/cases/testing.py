# SPDX-License-Identifier: AGPL-3.0-or-later
"""Factories of matters for this and higher storeys: always through the real commands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, VISITOR, Actor

from .commands import (
    NewCase,
    Receipt,
    ReporterData,
    import_cases,
    move_case,
    read_drafts,
    receive_case,
)
from .models import Case
from .rules import Draft
from .rules.joint import Reason
from .vocab import Action, Channel, Kind, State

HERE = "509901001002"
LAMP = "cityscape.lighting.street"
# A way from received to every state, by actions of the system.
WAYS: dict[State, tuple[Action, ...]] = {
    State.RECEIVED: (),
    State.ACCEPTED: (Action.ACCEPT,),
    State.DECLINED: (Action.DECLINE,),
    State.DISPATCHED: (Action.DISPATCH,),
    State.IN_PROGRESS: (Action.DISPATCH, Action.START),
    State.RETURNED: (Action.DISPATCH, Action.RETURN),
    State.RESOLVED: (Action.DISPATCH, Action.RESOLVE),
    State.VERIFIED: (Action.DISPATCH, Action.RESOLVE, Action.VERIFY),
    State.CLOSED: (Action.DISPATCH, Action.RESOLVE, Action.CLOSE),
    State.REOPENED: (Action.DISPATCH, Action.RESOLVE, Action.REOPEN),
    State.MERGED: (Action.MERGE,),
    State.WITHDRAWN: (Action.WITHDRAW,),
    State.TRANSFERRED: (Action.TRANSFER,),
}


# A level above and a level below the lighting office.
LEVELS = {Action.RAISE: "d-city", Action.LOWER: "s-renmin-city"}


def a_case(actor: Actor = VISITOR, **changes: Any) -> Receipt:
    """A matter about a street lamp, received; ``changes`` replace what is brought."""
    reporter = changes.pop("reporter", ReporterData())
    brought: dict[str, Any] = {
        "kind": Kind.HELP,
        "text": "滨江路社区门口的路灯坏了三天了。",
        "channel": Channel.WEB,
        "language": "zh-Hans",
        "category": LAMP,
        "place": HERE,
        "reporter": reporter,
    }
    case_id: UUID | None = changes.pop("case_id", None)
    return receive_case(NewCase(**{**brought, **changes}), actor=actor, case_id=case_id)


def a_case_in(state: State, *, unit: str = "d-lighting", **changes: Any) -> Receipt:
    """A matter that went the real way to a state."""
    receipt = a_case(**changes)
    for action in WAYS[state]:
        act(receipt.id, action, unit=unit)
    return receipt


def act(case: UUID, action: Action, *, actor: Actor = SYSTEM, unit: str = "d-lighting", **more: Any) -> int:
    """Do an action with everything that it could need."""
    given: dict[str, Any] = {"text": "因为如此。", "way": "区人民法院"}
    if action in (Action.RETURN, Action.RAISE):
        given["reason"] = Reason.NOT_OUR_DUTY.value
    if action is Action.DISPATCH:
        given["unit"] = unit
    if action in LEVELS:
        given["unit"] = LEVELS[action]
    if action is Action.MERGE and "other" not in more:
        given["other"] = a_case().number
    return move_case(case, action, actor=actor, **{**given, **more})


def state_of(case: UUID) -> State:
    """Where a matter stands."""
    return State(Case.objects.values_list("state", flat=True).get(pk=case))


def a_ticket(ref: str, *, text: str = "滨江路社区的路灯不亮，请修。", place: str = HERE) -> str:
    """A matter of the built-in town's hotline, taken over as a file would; its number."""
    draft = Draft(
        row=2, ref=ref, title="路灯不亮", text=text, received_at=clock.now() - timedelta(hours=1),
        answered_at=None, closed_at=None, kind=Kind.HELP, category=LAMP, place=place,
        address="", point=None, state=State.RECEIVED, answer="",
    )  # fmt: skip
    import_cases([draft], read_drafts([draft]), actor=SYSTEM, source="shancheng-12345", language="zh-Hans")
    return Case.objects.values_list("number", flat=True).get(source="shancheng-12345", source_ref=ref)
