# SPDX-License-Identifier: AGPL-3.0-or-later
"""After the answer: asking how it went, and a unit's appeal that a matter not count in its rates.

Whoever asks is neutral: an operator who had no hand in the answer (``policy.may``). The unit sees no
single rating; it appeals about the matter, and the office above decides with reasons, counted in public.
"""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from linli.kernel.actor import Actor
from linli.kernel.problem import FORBIDDEN, INVALID, NOT_FOUND
from linli.platform.text import clean

from ..events import Appealed, FollowedUp, Settled
from ..models import Exclusion, FollowUp, Step
from ..rules.rates import Outcome
from ..vocab import APPEALED_ALREADY, NEEDS_TEXT, NOT_ANSWERED, Action, Deed, Ground, See
from .base import Work, take


@transaction.atomic
def note_follow_up(case_id: UUID, outcome: Outcome, *, actor: Actor) -> int:
    """Keep that the person could not be reached, or did not wish to say; the new version."""
    if outcome is Outcome.RATED:
        raise INVALID(field="outcome")
    work = take(case_id, Deed.FOLLOW_UP, actor=actor)
    FollowUp.objects.create(case=work.case, answer_seq=_answer(work), outcome=outcome.value, at=work.at)
    work.done(
        Deed.FOLLOW_UP, FollowedUp(outcome.value), sees=See.INTERNAL, facts={"outcome": outcome.value}
    )
    return work.case.version


def appeal(case_id: UUID, ground: Ground, reason: str, *, actor: Actor) -> int:
    """Ask that a matter not count in the unit's rates, once per answer; the new version."""
    if not clean(reason):
        raise NEEDS_TEXT()
    try:
        with transaction.atomic():
            work = take(case_id, Deed.APPEAL, actor=actor)
            Exclusion.objects.create(
                case=work.case,
                answer_seq=_answer(work),
                unit_id=work.case.unit_id,
                ground=ground.value,
                reason=clean(reason)[:2000],
                asked_by=actor.ref,
                asked_at=work.at,
            )
            work.done(
                Deed.APPEAL,
                Appealed(ground.value),
                sees=See.INTERNAL,
                text=clean(reason)[:2000],
                unit=work.case.unit_id,
                facts={"ground": ground.value},
            )
            return work.case.version
    except IntegrityError:
        raise APPEALED_ALREADY() from None


@transaction.atomic
def settle(case_id: UUID, upheld: bool, answer: str, *, actor: Actor) -> int:
    """Decide on the appeal about the newest answer, with reasons; the new version.

    Not by whoever asked, nor by anybody of the unit that asked.
    """
    work = take(case_id, Deed.SETTLE, actor=actor)
    found = Exclusion.objects.select_for_update(of=("self",)).select_related("unit")
    row = found.filter(case=work.case, upheld=None).order_by("-answer_seq").first()
    if row is None:
        raise NOT_FOUND()
    own = any(holding.unit_code == row.unit.code for holding in actor.holdings)
    if own or row.asked_by == actor.ref:
        raise FORBIDDEN()
    if not clean(answer):
        raise NEEDS_TEXT()
    row.upheld, row.answer, row.decided_at = upheld, clean(answer)[:2000], work.at
    row.save(update_fields=("upheld", "answer", "decided_at"))
    work.done(Deed.SETTLE, Settled(upheld), sees=See.INTERNAL, text=row.answer, facts={"upheld": upheld})
    return work.case.version


def _answer(work: Work) -> int:
    """The step with the newest answer. Raises ``not_answered``."""
    steps = Step.objects.filter(case=work.case, deed=Action.RESOLVE.value).order_by("-seq")
    answer = steps.values_list("seq", flat=True).first()
    if answer is None or work.case.answered_at is None:
        raise NOT_ANSWERED()
    return answer
