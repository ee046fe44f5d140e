# SPDX-License-Identifier: AGPL-3.0-or-later
"""The course of a proposal. Voices, on paper too, and the threshold leave it where it stands."""

from __future__ import annotations

from linli.kernel.transitions import Course

from ..vocab import Deed, ProposalState

S, D = ProposalState, Deed
COURSE: Course[ProposalState, Deed] = Course(
    {
        (S.WAITING, D.RELEASE): S.OPEN,
        (S.WAITING, D.HIDE): S.HIDDEN,
        (S.WAITING, D.RETURN): S.RETURNED,
        (S.RETURNED, D.MEND): S.WAITING,
        (S.RETURNED, D.RETRACT): S.RETRACTED,
        (S.RETURNED, D.RELEASE): S.OPEN,
        (S.WAITING, D.RETRACT): S.RETRACTED,
        (S.OPEN, D.HIDE): S.HIDDEN,
        (S.OPEN, D.RETRACT): S.RETRACTED,
        (S.OPEN, D.MERGE): S.MERGED,
        (S.OPEN, D.ANSWER): S.ANSWERED,
        (S.HIDDEN, D.RELEASE): S.OPEN,
    }
)
# What everybody may read. The words of a hidden one are taken out, that it was hidden and why is not.
PUBLIC = (S.OPEN, S.MERGED, S.ANSWERED)
READ = (*PUBLIC, S.HIDDEN)
