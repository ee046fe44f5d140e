# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a commitment. Reports and a new day leave it where it stands."""

from __future__ import annotations

from datetime import date, timedelta

from linli.kernel.transitions import Course

from ..vocab.commitments import COMMITMENT_DAY, Progress, Promise

P, G = Promise, Progress
PROMISES: Course[Promise, Progress] = Course(
    {
        (P.PROMISED, G.START): P.STARTED,
        (P.PROMISED, G.REPORT): P.PROMISED,
        (P.STARTED, G.REPORT): P.STARTED,
        (P.PROMISED, G.PUT_OFF): P.PROMISED,
        (P.STARTED, G.PUT_OFF): P.STARTED,
        (P.PROMISED, G.FULFIL): P.FULFILLED,
        (P.STARTED, G.FULFIL): P.FULFILLED,
        (P.PROMISED, G.DROP): P.DROPPED,
        (P.STARTED, G.DROP): P.DROPPED,
        (P.FULFILLED, G.REPORT): P.FULFILLED,
        (P.DROPPED, G.START): P.STARTED,
    }
)
LIVE = (P.PROMISED, P.STARTED)
FURTHEST = timedelta(days=3 * 366)
FEWEST = 3  # voices below which their sums are not shown: one of two could be told by the other


def day_for(due_on: date | None, today: date, before: date | None = None) -> date:
    """The day of a commitment, ``before`` being the one promised so far. Raises ``commitment_day``."""
    least = max(today, before + timedelta(days=1)) if before else today
    if due_on is None or not least <= due_on <= today + FURTHEST:
        raise COMMITMENT_DAY()
    return due_on
