# SPDX-License-Identifier: AGPL-3.0-or-later
"""Phases of a space: their order, where a day stands in them, what may be done in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..vocab import PHASES_OUT_OF_ORDER, Deed, PhaseKind

ORDER = list(PhaseKind)
# A space without phases (a standing channel) is always open for these.
OPENS: dict[Deed, frozenset[PhaseKind]] = {
    Deed.PROPOSE: frozenset({PhaseKind.PROPOSE}),
    Deed.ENDORSE: frozenset({PhaseKind.PROPOSE, PhaseKind.WEIGH}),
    Deed.COUNT: frozenset({PhaseKind.VOTE}),
    Deed.OPINE: frozenset({PhaseKind.PROPOSE, PhaseKind.WEIGH}),
}


@dataclass(frozen=True)
class Phase:
    """A phase from its first day to its last, both counted in."""

    kind: PhaseKind
    begins: date
    ends: date

    def stands(self, on: date) -> str:
        """``past``, ``now`` or ``to come``, seen from a day."""
        return "past" if self.ends < on else "now" if self.begins <= on else "to come"


def in_order(phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """The phases in order. Raises ``phases_out_of_order`` naming the first that is not."""
    rows = sorted(phases, key=lambda phase: ORDER.index(phase.kind))
    for at, phase in enumerate(rows):
        if phase.ends < phase.begins or (at and phase.begins <= rows[at - 1].ends):
            raise PHASES_OUT_OF_ORDER(phase=phase.kind.value)
    return tuple(rows)


def current(phases: Sequence[Phase], on: date) -> Phase | None:
    """The phase that runs on a day."""
    return next((phase for phase in phases if phase.stands(on) == "now"), None)


def opens(deed: Deed, phases: Sequence[Phase], on: date) -> bool:
    """Whether a deed is open on a day. A budget decides what is answered only by ``VOTE``'s own rules."""
    if not phases or deed not in OPENS:
        return True
    running = current(phases, on)
    return running is not None and running.kind in OPENS[deed]


def over(deed: Deed, phases: Sequence[Phase], on: date) -> bool:
    """Whether a deed was open in phases that are all past on a day."""
    kinds = OPENS.get(deed, frozenset())
    return bool(phases) and all(phase.stands(on) == "past" for phase in phases if phase.kind in kinds)
