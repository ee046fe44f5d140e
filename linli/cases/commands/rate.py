# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from linli.kernel.actor import Actor
from linli.kernel.problem import INVALID
from linli.platform.text import clean

from ..events import Rated
from ..models import Rating, Step
from ..queries.course import binds
from ..rules import COURSE
from ..vocab import RATED_ALREADY, Action, Deed, See, Solved, State
from .base import take
from .move import step


def rate_case(
    case_id: UUID,
    *,
    actor: Actor,
    contacted: bool,
    solved: Solved,
    satisfied: int,
    text: str = "",
    reopen: str = "",
) -> int:
    """Keep what the person says of the newest answer, once per answer; the new version.

    Three things are asked, because they are three rates: were you contacted, is it solved, are you
    satisfied (1 to 5). The line of the thread says only that it was rated. An answer that solved
    nothing leads back: with the words ``reopen`` the matter is taken up again in the same breath.
    """
    if not 1 <= satisfied <= 5:
        raise INVALID(field="satisfied")
    try:
        with transaction.atomic():
            work = take(case_id, Deed.RATE, actor=actor)
            answer = (
                Step.objects.filter(case=work.case, deed=Action.RESOLVE.value)
                .order_by("-seq")
                .values_list("seq", flat=True)
                .first()
            )
            if answer is None or work.case.answered_at is None:
                raise INVALID(field="answer")
            Rating.objects.create(
                case=work.case,
                answer_seq=answer,
                contacted=contacted,
                solved=solved.value,
                satisfied=satisfied,
                text=clean(text)[:2000],
                at=work.at,
            )
            work.done(Deed.RATE, Rated(contacted, solved.value, satisfied), sees=See.INTERNAL)
            # A statutory course looks at its decision again where a review is asked for.
            again = solved is Solved.NO and reopen and not binds(work.case.kind)
            again = again and COURSE.allows(State(work.case.state), Action.REOPEN)
            return step(work, Action.REOPEN, text=reopen) if again else work.case.version
    except IntegrityError:
        raise RATED_ALREADY() from None
