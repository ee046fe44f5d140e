# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes of the telephone desk."""

from .callbacks import ask_back, try_back
from .calls import end_call, keep_call, matter_came, resume_call
from .kiosks import end_kiosk, note_kiosk, receive_box, set_up_kiosk
from .line import count_day, count_file
from .pack import check_pack, load_demo, load_pack
from .sheets import put_away, read_next, sheet_came, take_sheet

__all__ = [
    "ask_back",
    "check_pack",
    "count_day",
    "count_file",
    "end_call",
    "end_kiosk",
    "keep_call",
    "load_demo",
    "load_pack",
    "matter_came",
    "note_kiosk",
    "put_away",
    "read_next",
    "receive_box",
    "resume_call",
    "set_up_kiosk",
    "sheet_came",
    "take_sheet",
    "try_back",
]
