# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes of field work."""

from .grids import answer_ask, ask_grid
from .keeping import forget_account
from .listing import list_signs
from .pack import check_pack, load_demo, load_pack
from .rounds import NewRound, hand_over, plan_rounds
from .visits import NewVisit, note_visit
from .wishes import end_wish, sign_up

__all__ = [
    "NewRound",
    "NewVisit",
    "answer_ask",
    "ask_grid",
    "check_pack",
    "end_wish",
    "forget_account",
    "hand_over",
    "list_signs",
    "load_demo",
    "load_pack",
    "note_visit",
    "plan_rounds",
    "sign_up",
]
