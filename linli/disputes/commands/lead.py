# SPDX-License-Identifier: AGPL-3.0-or-later
"""Leading a mediation: consent, whom to appoint, statements, sessions, its end."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.places import public as places

from ..events import Moved, Noted
from ..models import Conflict, Mediation, Obligation, Party
from ..queries.roster import competent
from ..rules import COURSE, ENDED
from ..rules.course import RUNNING
from ..vocab import CONFIRM_LATE, NO_CONSENT, NOT_COMPETENT, Action, Deed, Kept, Mode, State
from .base import Work, take

NEEDS_REASON = (Action.DECLINE, Action.FAIL, Action.BREACH)


@transaction.atomic
def consent(mediation: UUID, party: UUID, *, actor: Actor, choice: UUID | None = None) -> int:
    """A party consents and may name a mediator; if all name the same one, that one is appointed.

    A party consents for itself alone; the team notes what was said by telephone or on paper.
    """
    work = take(mediation, Deed.CONSENT, actor=actor)
    _must_run(work.mediation)
    row = _party(work, party)
    if choice is not None:
        _suited(work.mediation, choice)
        row.choice_id = choice
    row.consented_at = row.consented_at or work.at
    row.save(update_fields=("consented_at", "choice"))
    named = set(Party.objects.filter(mediation=mediation).order_by("seq").values_list("choice", flat=True))
    if len(named) == 1 and None not in named:
        work.mediation.mediator_id = named.pop()
    return work.done(Deed.CONSENT, Noted(Deed.CONSENT.value), "", "mediator")


@transaction.atomic
def appoint(mediation: UUID, mediator: UUID, *, actor: Actor) -> int:
    """The head appoints a mediator who is competent and has no conflict (人民调解法 19)."""
    work = take(mediation, Deed.APPOINT, actor=actor)
    _must_run(work.mediation)
    _suited(work.mediation, mediator)
    work.mediation.mediator_id = mediator
    return work.done(Deed.APPOINT, Noted(Deed.APPOINT.value), "", "mediator")


@transaction.atomic
def recuse(mediation: UUID, *, actor: Actor) -> int:
    """The mediator stands back, or a party asks so, which is honoured without a reason (深圳 23)."""
    work = take(mediation, Deed.RECUSE, actor=actor)
    _must_run(work.mediation)
    if work.mediation.mediator_id is None:
        raise NOT_FOUND()
    Conflict.objects.get_or_create(mediation=work.mediation, mediator_id=work.mediation.mediator_id)
    Party.objects.filter(mediation=mediation, choice=work.mediation.mediator_id).update(choice=None)
    work.mediation.mediator = None
    return work.done(Deed.RECUSE, Noted(Deed.RECUSE.value), "", "mediator")


@transaction.atomic
def take_statement(mediation: UUID, text: str, *, actor: Actor) -> int:
    """Take down what was said. The words are sealed; nobody outside the team reads them."""
    if not text.strip():
        raise INVALID(field="text")
    work = take(mediation, Deed.STATE, actor=actor)
    return work.done(Deed.STATE, Noted(Deed.STATE.value), text)


@transaction.atomic
def move_mediation(
    mediation: UUID,
    action: Action,
    *,
    actor: Actor,
    expected_version: int | None = None,
    text: str = "",
    at: datetime | None = None,
    mode: Mode = Mode.CLOSED,
) -> int:
    """Move a mediation on; its new version. ``at`` is when the session is held.

    Raises ``not_now`` off the course, ``mediation_no_consent`` before every party has consented,
    ``confirmation_too_late``. An agreement is concluded by ``conclude``.
    """
    work = take(mediation, action, actor=actor, expected_version=expected_version)
    row = work.mediation
    before = State(row.state)
    after = COURSE.after(before, action)
    if action is Action.AGREE:
        raise FORBIDDEN()
    if action in NEEDS_REASON and not text.strip():
        raise INVALID(field="text")
    changed = ["state", *CHECKS[action](work, at, mode)] if action in CHECKS else ["state"]
    row.state = after.value
    if after in ENDED:
        row.ended_at = work.at
        changed.append("ended_at")
    if action is Action.PERFORM:
        open_now = Obligation.objects.filter(mediation=row).exclude(state=Kept.KEPT)
        open_now.update(state=Kept.KEPT, settled_at=work.at)
    return work.done(action, Moved(action.value, before.value, after.value), text, *changed)


def _schedule(work: Work, at: datetime | None, mode: Mode) -> tuple[str, ...]:
    _ready(work)
    if at is None or at <= work.at:
        raise INVALID(field="at")
    work.mediation.session_at, work.mediation.session_mode = at, mode.value
    return "session_at", "session_mode"


def _open(work: Work, at: datetime | None, mode: Mode) -> tuple[str, ...]:
    _ready(work)
    return ()


def _confirm(work: Work, at: datetime | None, mode: Mode) -> tuple[str, ...]:
    limit = work.mediation.confirm_by
    if limit is not None and places.today() > limit:
        raise CONFIRM_LATE(day=limit.isoformat())
    return ()


CHECKS = {Action.SCHEDULE: _schedule, Action.OPEN: _open, Action.CONFIRM: _confirm}


def _ready(work: Work) -> None:
    """Every party consented, and there is a mediator (人民调解法 17, 19)."""
    waiting = Party.objects.filter(mediation=work.mediation, consented_at=None).exists()
    if waiting or work.mediation.mediator_id is None:
        raise NO_CONSENT()


def _must_run(row: Mediation) -> None:
    if State(row.state) not in RUNNING:
        COURSE.after(State(row.state), Action.REFUSE)


def _party(work: Work, party: UUID) -> Party:
    if work.actor.kind == "visitor" and work.actor.id != str(party):
        raise FORBIDDEN()
    row = Party.objects.filter(mediation=work.mediation, pk=party).order_by("seq").first()
    if row is None:
        raise NOT_FOUND()
    return row


def _suited(row: Mediation, mediator: UUID) -> None:
    """On the roster for this kind and place, no party of it, and did not stand back."""
    found = next((one for one in competent(row.kind, row.place_path) if one.id == mediator), None)
    gone = Conflict.objects.filter(mediation=row, mediator=mediator).exists()
    if found is None or gone or Party.objects.filter(mediation=row, account=found.account).exists():
        raise NOT_COMPETENT()
