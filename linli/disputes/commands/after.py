# SPDX-License-Identifier: AGPL-3.0-or-later
"""After the agreement: what is done or not, what parties say, return visits, reminders."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.events import Event
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.platform.outbox import send

from ..events import Moved, Noted, Visited
from ..models import Obligation, Party
from ..queries.telling import reminders
from ..rules import COURSE, ENDED
from ..rules.after import FOLLOWED, VISITED
from ..vocab import Action, Deed, Kept, Outcome, State
from .base import Work, take


@transaction.atomic
def settle(mediation: UUID, seq: int, kept: bool, *, actor: Actor, text: str = "") -> int:
    """Note that one thing of the agreement was done, or was not; then a reason is needed.

    When the last one is done the mediation is performed; one that is not done is a breach, from which
    the parties are told their ways (人民调解法 31, 33). Raises ``not_now``, ``not_found``, ``invalid``.
    """
    if not kept and not text.strip():
        raise INVALID(field="text")
    work = take(mediation, Deed.SETTLE, actor=actor)
    _must_be(work, FOLLOWED)
    row = Obligation.objects.filter(mediation=mediation, seq=seq).order_by("seq").first()
    if row is None:
        raise NOT_FOUND()
    row.state, row.settled_at = (Kept.KEPT if kept else Kept.BROKEN).value, work.at
    row.save(update_fields=("state", "settled_at"))
    waiting = Obligation.objects.filter(mediation=mediation).exclude(state=Kept.KEPT).exists()
    action = None if kept and waiting else Action.PERFORM if kept else Action.BREACH
    before = State(work.mediation.state)
    event: Event = Noted(Deed.SETTLE.value)
    changed = []
    if action is not None and COURSE.allows(before, action):
        after = COURSE.after(before, action)
        work.mediation.state = after.value
        event, changed = Moved(action.value, before.value, after.value), ["state"]
        if after in ENDED:
            work.mediation.ended_at = work.at
            changed.append("ended_at")
    return work.done(Deed.SETTLE, event, text, *changed)


@transaction.atomic
def report(mediation: UUID, text: str, *, actor: Actor) -> int:
    """A party says how it goes; the team reads it and decides. The words are sealed."""
    if not text.strip():
        raise INVALID(field="text")
    work = take(mediation, Deed.REPORT, actor=actor)
    _must_be(work, VISITED)
    return work.done(Deed.REPORT, Noted(Deed.REPORT.value), text)


@transaction.atomic
def note_visit(mediation: UUID, outcome: Outcome, *, actor: Actor, text: str = "") -> int:
    """Note a return visit: who and when stands in the record, what it found in the event, by code."""
    work = take(mediation, Deed.VISIT, actor=actor)
    _must_be(work, VISITED)
    return work.done(Deed.VISIT, Visited(outcome.value), text)


@transaction.atomic
def wish_reminders(mediation: UUID, party: UUID, wanted: bool, *, actor: Actor) -> int:
    """A party says whether they wish to be told of days that come."""
    work = take(mediation, Deed.WISH, actor=actor)
    if actor.id != str(party):
        raise FORBIDDEN()
    Party.objects.filter(mediation=mediation, pk=party).update(reminders=wanted)
    if not wanted:
        send.forget(party)
    return work.done(Deed.WISH, Noted(Deed.WISH.value))


def remind() -> int:
    """Queue what parties are told of days that come or went by, each message once; how many."""
    return sum(send.tell(told, key) for key, told in reminders())


def _must_be(work: Work, states: frozenset[State]) -> None:
    """Raises ``not_now`` unless the mediation is in one of the states."""
    if State(work.mediation.state) not in states:
        COURSE.after(State(work.mediation.state), Action.PERFORM)
        raise NOT_FOUND()
