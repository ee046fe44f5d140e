# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes of field work."""

from .grids import answer_ask, ask_grid
from .keeping import forget_account
from .listing import list_signs
from .pack import check_pack, load_demo, load_pack
from .phones import lose_phone, note_phone
from .rounds import NewRound, hand_over, plan_rounds
from .sheets import end_sheet, make_sheet
from .visits import NewVisit, add_photos, note_visit
from .wishes import change_wish, end_wish, sign_up

__all__ = [
    "NewRound",
    "NewVisit",
    "add_photos",
    "answer_ask",
    "ask_grid",
    "change_wish",
    "check_pack",
    "end_sheet",
    "end_wish",
    "forget_account",
    "hand_over",
    "list_signs",
    "load_demo",
    "load_pack",
    "lose_phone",
    "make_sheet",
    "note_phone",
    "note_visit",
    "plan_rounds",
    "sign_up",
]
