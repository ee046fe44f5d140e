# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes of the telephone desk, of paper and of messages."""

from .arrivals import (
    fetch_messages,
    hear,
    join_message,
    message_became,
    note_lost,
    put_message_away,
    take_in,
)
from .callbacks import ask_back, try_back
from .calls import drop_left, end_call, keep_call, matter_came, resume_call
from .kiosks import end_kiosk, note_kiosk, receive_box, set_up_kiosk
from .line import count_day, count_file
from .pack import check_pack, load_demo, load_pack
from .reach import begin_again, begin_own, choose_daily, stop_messages, wish_for
from .sheets import put_away, read_next, sheet_came, take_sheet

__all__ = [
    "ask_back",
    "begin_again",
    "begin_own",
    "check_pack",
    "choose_daily",
    "count_day",
    "count_file",
    "drop_left",
    "end_call",
    "end_kiosk",
    "fetch_messages",
    "hear",
    "join_message",
    "keep_call",
    "load_demo",
    "load_pack",
    "matter_came",
    "message_became",
    "note_kiosk",
    "note_lost",
    "put_away",
    "put_message_away",
    "read_next",
    "receive_box",
    "resume_call",
    "set_up_kiosk",
    "sheet_came",
    "stop_messages",
    "take_in",
    "take_sheet",
    "try_back",
    "wish_for",
]
